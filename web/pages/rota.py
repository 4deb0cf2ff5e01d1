"""The duty rota, for managers: who is on duty when in the teams of their agency."""

from __future__ import annotations

from datetime import date, time
from uuid import UUID

from flask import Blueprint, render_template, url_for
from werkzeug.wrappers import Response

from engine.commands import AddTurn, RemoveTurn
from engine.domain.form_fields import FieldType, Form, Option
from engine.domain.wording import WEEKDAYS
from engine.errors import EngineError, NotFound
from engine.queries import TeamRota, rotas
from web import current
from web.pages.admin_people import done
from web.pages.fixed import answers, ask, attempt, form_page, options

pages = Blueprint("rota", __name__, url_prefix="/rota")

ONCE = "once"
WHEN = (
    *(Option(str(number), f"Every {name}") for number, name in enumerate(WEEKDAYS)),
    Option(ONCE, "Once, on a date"),
)
ALL_DAY = "Leave both times empty for a whole day. A turn that ends before it begins goes on past midnight."


@pages.get("")
def listing() -> str:
    """The rota of each team, with who is on duty now."""
    with current.reading() as view:
        return render_template("duty/rota.html", rotas=rotas(view))


@pages.get("/<uuid:team_id>")
def turn_form(team_id: UUID) -> Response:
    """Who is on duty, and when."""
    return view_of(team_id)


@pages.post("/<uuid:team_id>")
def add(team_id: UUID) -> Response:
    """Write a turn down."""
    form = form_of(team_of(team_id))

    def action() -> None:
        given = answers(form)
        weekday = None if given["when"] == ONCE else int(given["when"])
        on_day = date.fromisoformat(given["on_day"]) if weekday is None and given["on_day"] else None
        times = (time.fromisoformat(given[key] or "00:00") for key in ("begins", "ends"))
        current.execute(AddTurn(team_id, UUID(given["person"]), weekday, on_day, *times))

    refused = attempt(action, lambda error: view_of(team_id, error))
    return refused or done("The turn is on the rota.", url_for("rota.listing"))


@pages.post("/turns/<uuid:turn_id>/remove")
def remove(turn_id: UUID) -> Response:
    """Take a turn off the rota."""
    current.execute(RemoveTurn(turn_id))
    return done("The turn is off the rota.", url_for("rota.listing"))


def view_of(team_id: UUID, error: EngineError | None = None) -> Response:
    rota = team_of(team_id)
    return form_page("duty/turn.html", form_of(rota), {}, error, rota=rota)


def team_of(team_id: UUID) -> TeamRota:
    with current.reading() as view:
        found = next((rota for rota in rotas(view) if rota.team_id == team_id), None)
    if found is None:
        raise NotFound("There is no such team.")
    return found


def form_of(rota: TeamRota) -> Form:
    fields = (
        ask("person", FieldType.CHOICE, "Who is on duty?", required=True, options=options(rota.people)),
        ask("when", FieldType.CHOICE, "When?", required=True, options=WHEN),
        ask(
            "on_day",
            FieldType.DATE,
            "On which day?",
            help="Only for a turn on a date. On that day it replaces the weekly turns",
        ),
        ask("begins", FieldType.TIME, "From", help=ALL_DAY),
        ask("ends", FieldType.TIME, "Until"),
    )
    return Form("turn", "Add a turn", fields)
