"""Deadlines and limits that hold from a day on: their values, a new one, and what it means for running clocks."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from engine.commands import RedateTimers
from engine.commands.publishing_parameters import EnterParameter
from engine.domain.form_fields import FieldType, Form, Option
from engine.errors import EngineError
from engine.queries import preview_redating
from engine.queries.pathways_time import ParameterRow, parameter_row, parameters
from web import current
from web.pages.fixed import answers, ask, attempt, form_page, kept

pages = Blueprint("parameters", __name__, url_prefix="/deadlines")

CLASSES = (
    Option("statutory", "Law: it is never paused"),
    Option("standard", "Standard: agreed by the partnership or a national body"),
    Option("local", "Local agreement"),
)
VALUE = Form(
    "value",
    "Enter a new value",
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
            help="Today or later. Clocks that start from that day on follow it.",
            required=True,
        ),
    ),
)


@pages.get("")
def listing() -> str:
    """Every deadline and limit with the value in force."""
    with current.reading() as view:
        return render_template("pathways/parameters.html", rows=parameters(view))


@pages.get("/<name>")
def show(name: str) -> Response:
    """The values one has had, has and will have, and a form for the next."""
    return value_page(name)


def value_page(name: str, error: EngineError | None = None) -> Response:
    with current.reading() as view:
        row = parameter_row(view, name)
        moving = preview_redating(view, name) if row.in_force else None
    return form_page(
        "pathways/parameter.html", VALUE, kept(proposed(row)), error, row=row, moving=moving, classes=words_of_classes()
    )


def words_of_classes() -> dict[str, str]:
    return {each.value: each.label.partition(":")[0] for each in CLASSES}


def proposed(row: ParameterRow) -> dict[str, str]:
    """The newest value, to be changed."""
    newest = row.values[0]
    return {"value": newest.value, "parameter_class": newest.parameter_class, "source": newest.source}


@pages.post("/<name>")
def enter(name: str) -> Response:
    """Enter a value that holds from a day on."""

    def action() -> None:
        given = answers(VALUE)
        day = date.fromisoformat(given["valid_from"])
        current.execute(EnterParameter(name, given["value"], given["parameter_class"], given["source"], day))

    refused = attempt(action, lambda error: value_page(name, error))
    if refused is not None:
        return refused
    flash("The value is entered. Clocks that run already keep theirs unless you move them below.", "success")
    return redirect(url_for("parameters.show", name=name))


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
