"""Who must not know of a case: barring people and teams from it, and letting them know of it again."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, redirect, url_for
from werkzeug.wrappers import Response

from engine.commands import BarFromCase, LiftBar, ViewBars
from engine.domain.form_fields import FieldType, Form, Option
from engine.errors import EngineError
from engine.queries import CaseBars, case_bars
from web import current
from web.pages.fixed import answers, ask, attempt, form_page

pages = Blueprint("barring", __name__, url_prefix="/cases/<uuid:case_id>/barred")

PERSON, TEAM = "person", "team"


@pages.get("")
def listing(case_id: UUID) -> Response:
    """Who is barred; that it was looked at goes on the record."""
    return view_of(case_id)


@pages.post("")
def bar(case_id: UUID) -> Response:
    """Bar a person, or everybody of a team."""
    form = barring_form(read(case_id))

    def action() -> None:
        given = answers(form)
        kind, _, chosen = str(given["who"]).partition("-")
        account_id, team_id = (UUID(chosen), None) if kind == PERSON else (None, UUID(chosen))
        current.execute(BarFromCase(case_id, account_id, team_id, given["why"]))

    refused = attempt(action, lambda error: view_of(case_id, error))
    if refused:
        return refused
    flash("They cannot tell any more that there is this case. What they held of it is with their managers.", "success")
    return redirect(url_for("case.listing"))


@pages.post("/<uuid:bar_id>/lift")
def lift(case_id: UUID, bar_id: UUID) -> Response:
    """Let them know of the case again, as far as they take part in it."""
    current.execute(LiftBar(case_id, bar_id))
    flash("They can know of the case again, as far as they take part in it.", "success")
    return redirect(url_for("barring.listing", case_id=case_id))


def read(case_id: UUID) -> CaseBars:
    with current.reading() as view:
        return case_bars(view, case_id)


def view_of(case_id: UUID, error: EngineError | None = None) -> Response:
    page = read(case_id)
    current.record(ViewBars(case_id))
    return form_page("case/barring.html", barring_form(page), {}, error, page=page)


def barring_form(page: CaseBars) -> Form:
    """The questions; people and teams in one list."""
    people = [Option(f"{PERSON}-{choice.value}", choice.label) for choice in page.people]
    teams = [Option(f"{TEAM}-{choice.value}", choice.label) for choice in page.teams]
    who = ask(
        "who",
        FieldType.CHOICE,
        "Who must not know of the case?",
        required=True,
        options=(*teams, *people),
        help="Somebody who is related to her, or to whoever harms her, or linked to them in another way",
    )
    why = ask(
        "why",
        FieldType.LONG_TEXT,
        "Why?",
        required=True,
        max_length=1000,
        help="Read by the team that leads the case, managers and privacy officers. They are not told.",
    )
    return Form("barring", "Who must not know of this case", (who, why))
