"""When people are away and who stands in: one's own page, and for those who may record it for others."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from flask import Blueprint, request, url_for
from werkzeug.wrappers import Response

from engine.commands import CancelAbsence, RecordAbsence
from engine.domain.form_fields import FieldType, Form, Option
from engine.errors import EngineError
from engine.queries import Choice, deputies_for, own_absences, person_page
from web import current
from web.auth import local_path
from web.pages.admin_people import done
from web.pages.fixed import answers, ask, attempt, form_page, options

pages = Blueprint("absences", __name__)

NOBODY = Option("nobody", "Nobody: my team is told")


@pages.get("/absences")
def listing() -> Response:
    """One's own absences, and a form for one more."""
    return own_page()


@pages.post("/absences")
def record() -> Response:
    """Record an absence of one's own."""
    with current.reading() as view:
        form = absence_form(own_absences(view).deputies)
    refused = attempt(lambda: save(form, current.actor().account_id), own_page)
    return refused or done("Your absence is recorded.", url_for("absences.listing"))


@pages.get("/admin/people/<uuid:account_id>/absence")
def form_for(account_id: UUID) -> Response:
    """A form for an absence of somebody else."""
    return page_for(account_id)


@pages.post("/admin/people/<uuid:account_id>/absence")
def record_for(account_id: UUID) -> Response:
    """Record an absence of somebody else."""
    with current.reading() as view:
        person_page(view, account_id)
        form = absence_form(deputies_for(view, account_id))
    refused = attempt(lambda: save(form, account_id), lambda error: page_for(account_id, error))
    return refused or done("The absence is recorded.", url_for("people.show", account_id=account_id))


@pages.post("/absences/<uuid:absence_id>/cancel")
def cancel(absence_id: UUID) -> Response:
    """She is not away after all, or is back earlier."""
    current.execute(CancelAbsence(absence_id))
    back = local_path(request.form.get("back", url_for("absences.listing")))
    return done("The absence is cancelled.", back)


def own_page(error: EngineError | None = None) -> Response:
    with current.reading() as view:
        known = own_absences(view)
    return form_page("duty/absences.html", absence_form(known.deputies), {}, error, absences=known.absences)


def page_for(account_id: UUID, error: EngineError | None = None) -> Response:
    with current.reading() as view:
        page = person_page(view, account_id)
        form = absence_form(deputies_for(view, account_id))
    return form_page("admin/absence.html", form, {}, error, page=page)


def absence_form(deputies: tuple[Choice, ...]) -> Form:
    fields = (
        ask("first_day", FieldType.DATE, "First day away", required=True),
        ask("last_day", FieldType.DATE, "Last day away", required=True),
        ask("deputy", FieldType.CHOICE, "Who stands in?", required=True, options=(*options(deputies), NOBODY)),
    )
    return Form("absence", "Record an absence", fields)


def save(form: Form, account_id: UUID) -> None:
    given = answers(form)
    deputy = UUID(given["deputy"]) if given["deputy"] != NOBODY.value else None
    first, last = date.fromisoformat(given["first_day"]), date.fromisoformat(given["last_day"])
    current.execute(RecordAbsence(account_id, first, last, deputy))
