"""Deadlines and limits that hold from a day on: their values, proposing one, and what it means for running clocks."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from engine.commands import RedateTimers
from engine.commands.publishing_parameters import ProposeParameter
from engine.domain.form_fields import FieldType, Form, Option
from engine.domain.timer_words import in_words
from engine.errors import EngineError
from engine.queries import preview_redating
from engine.queries.parameter_proposals import proposed_values, waiting_values
from engine.queries.pathways_time import ParameterRow, parameter_row, parameters
from web import current
from web.pages.fixed import answers, ask, attempt, form_page, kept

pages = Blueprint("parameters", __name__, url_prefix="/deadlines")
pages.add_app_template_filter(in_words, "in_words")

WAITING = "waiting"
STATES = {
    "waiting": ("Waiting for approval", "govuk-tag--yellow"),
    "approved": ("Approved", "govuk-tag--green"),
    "declined": ("Declined", "govuk-tag--red"),
    "withdrawn": ("Taken back", "govuk-tag--grey"),
}
CLASSES = (
    Option("statutory", "Law: it is never paused"),
    Option("standard", "Standard: agreed by the partnership or a national body"),
    Option("local", "Local agreement"),
)
VALUE = Form(
    "value",
    "Propose a value",
    (
        ask("value", FieldType.TEXT, "Value", help="For example 2 working days, 4 hours or 28 days.", required=True),
        ask("parameter_class", FieldType.CHOICE, "How binding is it?", required=True, options=CLASSES),
        ask(
            "source",
            FieldType.LONG_TEXT,
            "Where does it come from?",
            help="The law, standard or agreement that says so.",
            required=True,
            max_length=1000,
        ),
        ask(
            "valid_from",
            FieldType.DATE,
            "From which day?",
            help="Today or later. Clocks that start from that day on follow it, once it is approved.",
            required=True,
        ),
        ask(
            "note",
            FieldType.LONG_TEXT,
            "Why is it changed?",
            help="Whoever approves it reads this, and it stays with the value.",
            required=True,
            max_length=2000,
        ),
    ),
)


@pages.get("")
def listing() -> str:
    """Every deadline and limit with the value in force, and the values that wait for approval."""
    with current.reading() as view:
        return render_template("pathways/parameters.html", rows=parameters(view), waiting=waiting_values(view))


@pages.get("/<name>")
def show(name: str) -> Response:
    """The values one has had, has and will have, those proposed for it, and a form for the next."""
    return value_page(name)


def value_page(name: str, error: EngineError | None = None) -> Response:
    with current.reading() as view:
        row = parameter_row(view, name)
        found = proposed_values(view, name)
        moving = preview_redating(view, name) if row.in_force else None
    return form_page(
        "pathways/parameter.html",
        VALUE,
        kept(newest(row)),
        error,
        row=row,
        waiting=[each for each in found if each.state == WAITING],
        decided=[each for each in found if each.state != WAITING],
        states=STATES,
        moving=moving,
        classes=words_of_classes(),
    )


def words_of_classes() -> dict[str, str]:
    return {each.value: each.label.partition(":")[0] for each in CLASSES}


def newest(row: ParameterRow) -> dict[str, str]:
    """The newest value, to be changed."""
    last = row.values[0]
    return {"value": in_words(last.value), "parameter_class": last.parameter_class, "source": last.source}


@pages.post("/<name>")
def propose(name: str) -> Response:
    """Put a value forward that is to hold from a day on."""
    made: list[UUID] = []

    def action() -> None:
        given = dict(answers(VALUE))
        day = date.fromisoformat(given.pop("valid_from"))
        made.append(current.execute(ProposeParameter(name=name, valid_from=day, **given)))

    refused = attempt(action, lambda error: value_page(name, error))
    if refused is not None:
        return refused
    flash("It waits for approval by another commissioner. Nothing changes until then.", "success")
    return redirect(url_for("values.show", proposal_id=made[0]))


@pages.post("/<name>/move-clocks")
def redate(name: str) -> Response:
    """Move the running clocks exactly as the page showed it."""

    def action() -> None:
        current.execute(RedateTimers(name, request.form.get("seen-clocks", "")))

    refused = attempt(action, lambda error: value_page(name, error))
    if refused is not None:
        return refused
    flash("The running clocks are moved.", "success")
    return redirect(url_for("parameters.show", name=name))
