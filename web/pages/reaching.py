"""Before somebody reaches her: whether it is safe now, and writing down how it is."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, redirect, request, url_for
from werkzeug.wrappers import Response

from engine.commands import ConfirmContact, PlanContact
from engine.domain.safe_contact import CONFIRM_FORM, PLAN_FORM
from engine.errors import InvalidInput
from web import current, forms
from web.pages import case_forms
from web.pages.case_entries import about_case, known, whole
from web.pages.case_forms import Writing

pages = Blueprint("reaching", __name__, url_prefix="/cases/<uuid:case_id>/reach")

SAFE = "It is safe as she said. Use nothing but the way you chose, and say nothing of the service to anybody else."
NOT_SAFE = "Held: she has not said that this is safe. Do not reach her this way. The team that leads her case is asked."


@pages.get("")
def plan_form(case_id: UUID) -> Response:
    """Ask how somebody wants to reach her."""
    whole(known(case_id))
    return case_forms.page(about_case(case_id), planning(case_id))


@pages.post("")
def plan(case_id: UUID) -> Response:
    """Say whether it is safe; what is not is held."""
    whole(known(case_id))
    try:
        is_safe = current.execute(PlanContact(case_id, forms.typed(request.form))) is None
    except InvalidInput as error:
        return case_forms.page(about_case(case_id), planning(case_id), error)
    flash(SAFE if is_safe else NOT_SAFE, "success" if is_safe else "note")
    return redirect(url_for("case.show", case_id=case_id))


@pages.get("/confirm")
def confirm_form(case_id: UUID) -> Response:
    """Ask how it is safe to reach her."""
    whole(known(case_id))
    return case_forms.page(about_case(case_id), confirming(case_id))


@pages.post("/confirm")
def confirm(case_id: UUID) -> Response:
    """Write down what she said today."""
    whole(known(case_id))
    try:
        current.execute(ConfirmContact(case_id, forms.typed(request.form)))
    except InvalidInput as error:
        return case_forms.page(about_case(case_id), confirming(case_id), error)
    flash("It is written down how she can be reached.", "success")
    return redirect(url_for("case.show", case_id=case_id))


def planning(case_id: UUID) -> Writing:
    back = url_for("case.show", case_id=case_id)
    return Writing(PLAN_FORM, url_for("reaching.plan", case_id=case_id), "Is it safe now?", back)


def confirming(case_id: UUID) -> Writing:
    back = url_for("case.show", case_id=case_id)
    return Writing(CONFIRM_FORM, url_for("reaching.confirm", case_id=case_id), "Save how it is safe", back)
