"""What she agreed to, what was shared about her, a grid to show her, and writing down what she says."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from engine.commands import RecordConsent, ViewCase, WithdrawConsent
from engine.domain.consents import TO_HER, consent_form
from engine.domain.forms import validate
from engine.errors import InvalidInput
from engine.queries import case_page, consent_grid, consents, may_agree_to, shared_about
from web import current, forms
from web.pages import case_forms
from web.pages.case_forms import Writing

pages = Blueprint("consents", __name__, url_prefix="/cases/<uuid:case_id>/consents")


@pages.get("")
def listing(case_id: UUID) -> str:
    """Her consents and everything that was shared; that the case was opened goes on the record."""
    with current.reading() as view:
        lines, shared, case = consents(view, case_id), shared_about(view, case_id), case_page(view, case_id)
    current.record(ViewCase(case_id))
    return render_template("case/consents.html", case=case, consents=lines, shared=shared)


@pages.get("/grid")
def grid(case_id: UUID) -> str:
    """The grid that she is shown: each agency and purpose, in large print, without a word about the case."""
    with current.reading() as view:
        rows = consent_grid(view, case_id)
    current.record(ViewCase(case_id))
    return render_template("case/consent_grid.html", case_id=case_id, rows=rows, purposes=tuple(TO_HER.values()))


@pages.get("/new")
def give_form(case_id: UUID) -> Response:
    """Ask what she agrees to."""
    return give_view(case_id)


@pages.post("/new")
def give(case_id: UUID) -> Response:
    """Write down what she agrees to now."""
    values = forms.typed(request.form)
    try:
        given = validate(writing_of(case_id).form, forms.flat(values), forms.no_rule).values
        current.execute(RecordConsent(case_id, UUID(given["agency_id"]), given["purpose"], given["words"]))
    except InvalidInput as error:
        return give_view(case_id, error)
    flash("It is written down. By itself nothing is shared.", "success")
    return redirect(url_for("consents.listing", case_id=case_id))


@pages.post("/<uuid:consent_id>/withdraw")
def withdraw(case_id: UUID, consent_id: UUID) -> Response:
    """She takes a consent back: nothing more is shared on the strength of it."""
    current.execute(WithdrawConsent(case_id, consent_id))
    words = "She has taken it back. Nothing more is shared for that purpose with that agency."
    flash(f"{words} Tell her what was shared before.", "success")
    return redirect(url_for("consents.listing", case_id=case_id, _anchor="shared"))


def give_view(case_id: UUID, error: InvalidInput | None = None) -> Response:
    writing = writing_of(case_id)
    current.record(ViewCase(case_id))
    with current.reading() as view:
        case = case_page(view, case_id)
    return case_forms.page({"case": case}, writing, error)


def writing_of(case_id: UUID) -> Writing:
    """The form, for those who take part in the whole case; for all others it does not exist."""
    with current.reading() as view:
        form = consent_form(may_agree_to(view, case_id))
    back = url_for("consents.listing", case_id=case_id)
    return Writing(form, url_for("consents.give", case_id=case_id), "Save what she agrees to", back)
