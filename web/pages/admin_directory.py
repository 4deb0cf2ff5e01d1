"""The service directory, for administrators, and for managers their own agency's entries; and the days of closure."""

from __future__ import annotations

import re
from datetime import date
from typing import Any
from uuid import UUID

from flask import Blueprint, render_template, url_for
from werkzeug.wrappers import Response

from engine.commands import AddClosureDay, AddService, ChangeService, ConfirmService, RemoveClosureDay
from engine.domain.form_fields import FieldType, Form, Option
from engine.domain.wording import DAYS, WEEKDAYS
from engine.errors import InvalidInput
from engine.queries import ServiceLine, agency_lines, closures, offering_teams, service_line, service_lines
from web import current
from web.pages.admin_agencies import said
from web.pages.admin_people import done
from web.pages.fixed import answers, ask, attempt, form_page, kept, options

pages = Blueprint("directory", __name__)

KINDS = tuple(
    Option(kind, kind.capitalize())
    for kind in (
        "domestic abuse",
        "drugs and alcohol",
        "health",
        "housing",
        "mental health",
        "money",
        "other",
        "peer support",
        "safety",
        "sexual health",
        "support",
        "work and training",
    )
)
HOURS = re.compile(r"([0-2]?\d[:.][0-5]\d) *(?:to|-|–) *([0-2]?\d[:.][0-5]\d)", re.IGNORECASE)
EXAMPLE = "For example 09:00 to 17:00, or 20:00 to 02:00"
OPENING = tuple(
    ask(day.lower(), FieldType.TEXT, f"Open on {name}", help=EXAMPLE if day == DAYS[0] else "", max_length=20)
    for day, name in zip(DAYS, WEEKDAYS, strict=True)
)
ENTRY = (
    ask("name", FieldType.TEXT, "Name of the service", required=True),
    ask("kind", FieldType.CHOICE, "What it helps with", required=True, options=KINDS),
    ask(
        "areas", FieldType.TEXT, "Areas", help="Parted by commas; leave empty if it covers all of them", max_length=400
    ),
    ask("capacity", FieldType.INTEGER, "Places", help="How many it takes at a time; leave empty if there is no limit"),
    ask("is_accepting", FieldType.YES_NO, "Does it take referrals now?", required=True),
    *OPENING,
)
CHANGES = Form("service", "Change a service", ENTRY, intro="Leave every day empty if it is always open.")


@pages.get("/directory")
def listing() -> str:
    """The entries that one keeps."""
    with current.reading() as view:
        return render_template("admin/directory.html", services=service_lines(view))


@pages.get("/directory/new")
def new_form() -> Response:
    """What to know of a service."""
    return form_page("admin/service.html", adding_form(), kept({"is_accepting": "yes"}), service=None)


@pages.post("/directory/new")
def add() -> Response:
    """Enter the service in the directory."""
    form = adding_form()

    def action() -> None:
        given = answers(form)
        current.execute(AddService(UUID(given["team"]), **entry_of(given)))

    refused = attempt(action, lambda error: form_page("admin/service.html", form, {}, error, service=None))
    return refused or done("The service is in the directory.", url_for("directory.listing"))


@pages.get("/directory/<uuid:service_id>")
def edit_form(service_id: UUID) -> Response:
    """The entry, to be changed."""
    service = read(service_id)
    return form_page("admin/service.html", CHANGES, values_of(service), service=service)


@pages.post("/directory/<uuid:service_id>")
def edit(service_id: UUID) -> Response:
    """Save the changes; with that the entry has been checked today."""
    service = read(service_id)

    def action() -> None:
        current.execute(ChangeService(service_id, **entry_of(answers(CHANGES))))

    refused = attempt(action, lambda error: form_page("admin/service.html", CHANGES, {}, error, service=service))
    return refused or done("The change is saved.", url_for("directory.listing"))


@pages.post("/directory/<uuid:service_id>/confirm")
def confirm(service_id: UUID) -> Response:
    """The entry is right as it stands."""
    current.execute(ConfirmService(service_id))
    return done("The entry was checked today.", url_for("directory.listing"))


@pages.get("/admin/closures")
def closure_listing() -> Response:
    """The days of closure from today on, and a form for one more."""
    with current.reading() as view:
        known = closures(view)
    return form_page("admin/closures.html", closure_form(), {}, closures=known)


@pages.post("/admin/closures")
def add_closure() -> Response:
    """Add a day of closure; clocks that start from now on pass over it."""
    form = closure_form()
    with current.reading() as view:
        known = closures(view)

    def action() -> None:
        given = answers(form)
        agency_id = UUID(given["agency"]) if given["agency"] != EVERYBODY else None
        current.execute(AddClosureDay(agency_id, date.fromisoformat(given["closed_on"]), given["reason"]))

    refused = attempt(action, lambda error: form_page("admin/closures.html", form, {}, error, closures=known))
    return refused or done("The day is added.", url_for("directory.closure_listing"))


@pages.post("/admin/closures/<uuid:closure_id>/remove")
def remove_closure(closure_id: UUID) -> Response:
    """The day is a working day after all."""
    current.execute(RemoveClosureDay(closure_id))
    return done("The day is a working day again.", url_for("directory.closure_listing"))


EVERYBODY = "everybody"


def closure_form() -> Form:
    with current.reading() as view:
        known = agency_lines(view)
    offered = (Option(EVERYBODY, "The whole partnership"), *(Option(str(each.agency_id), each.name) for each in known))
    fields = (
        ask("closed_on", FieldType.DATE, "Day", required=True),
        ask("agency", FieldType.CHOICE, "Who is closed?", required=True, options=offered),
        ask("reason", FieldType.TEXT, "Why", required=True, help="For example a training day", max_length=200),
    )
    return Form("closure", "Add a day of closure", fields)


def adding_form() -> Form:
    with current.reading() as view:
        teams = options(offering_teams(view))
    team = ask("team", FieldType.CHOICE, "Which team does referrals to it?", required=True, options=teams)
    return Form("service", "Add a service", (team, *ENTRY), intro=CHANGES.intro)


def entry_of(given: Any) -> dict[str, Any]:
    """The answers as the directory keeps them. Refuses, with InvalidInput, hours that cannot be read."""
    hours, wrong = {}, {}
    for day in DAYS:
        text = (given[day.lower()] or "").strip()
        found = HOURS.fullmatch(text)
        if found:
            hours[day] = [clock.replace(".", ":").zfill(5) for clock in found.groups()]
        elif text:
            wrong[day.lower()] = f"Enter two times, {EXAMPLE.lower()}"
    if wrong:
        raise InvalidInput("Expected opening hours, but some cannot be read.", wrong)
    return {
        "kind": given["kind"],
        "name": given["name"],
        "areas": (given["areas"] or "").split(","),
        "hours": hours,
        "capacity": given["capacity"],
        "is_accepting": given["is_accepting"],
    }


def values_of(service: ServiceLine) -> dict[str, list[str]]:
    hours = {day.lower(): f"{times[0]} to {times[1]}" for day, times in service.hours.items()}
    capacity = str(service.capacity) if service.capacity is not None else None
    named = {"name": service.name, "kind": service.kind, "areas": ", ".join(service.areas), "capacity": capacity}
    return kept({**named, "is_accepting": said(service.is_accepting), **hours})


def read(service_id: UUID) -> ServiceLine:
    with current.reading() as view:
        return service_line(view, service_id)
