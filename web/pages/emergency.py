"""Opening a case in an emergency, and reviewing that somebody did."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from engine.commands import EndEmergency, OpenInEmergency, ReviewEmergency, ViewEmergency
from engine.domain.emergencies import OPEN_FORM, REVIEW_FORM
from engine.domain.permissions import Permission, require
from engine.errors import EngineError, InvalidInput
from engine.queries import emergencies_to_review, emergency_page
from web import current
from web.pages.fixed import answers, attempt, form_page

pages = Blueprint("emergency", __name__, url_prefix="/emergency")

NONE_SUCH = "Expected the whole reference of a case that can be opened, but there is none like this."


@pages.get("")
def form() -> Response:
    """Which case, and why; for caseworkers and managers."""
    require(current.actor(), Permission.BREAK_GLASS)
    return form_page("emergency/open.html", OPEN_FORM, {})


@pages.post("")
def open_case() -> Response:
    """Open the case for three hours. A reference that leads nowhere answers alike, whatever the cause."""
    opened: list[UUID] = []

    def action() -> None:
        given = answers(OPEN_FORM)
        case_id = current.execute(OpenInEmergency(given["reference"], given["reason"]))
        if case_id is None:
            raise InvalidInput(NONE_SUCH, {"reference": "Enter the whole reference of a case"})
        opened.append(case_id)

    refused = attempt(action, lambda error: form_page("emergency/open.html", OPEN_FORM, {}, error))
    if refused:
        return refused
    flash("You can read this case for three hours. Those who answer for it have been told.", "success")
    return redirect(url_for("case.show", case_id=opened[0]))


@pages.get("/reviews")
def reviews() -> str:
    """What waits for a review, for privacy officers."""
    require(current.actor(), Permission.REVIEW_BREAK_GLASS)
    with current.reading() as view:
        waiting = emergencies_to_review(view)
    return render_template("emergency/reviews.html", waiting=waiting)


@pages.get("/<uuid:emergency_id>")
def show(emergency_id: UUID) -> Response:
    """Who opened which case and why, and what was found."""
    return view_of(emergency_id)


@pages.post("/<uuid:emergency_id>/review")
def review(emergency_id: UUID) -> Response:
    """Write down what the review found."""
    with current.reading() as view:
        emergency_page(view, emergency_id)

    def action() -> None:
        given = answers(REVIEW_FORM)
        current.execute(ReviewEmergency(emergency_id, given["finding"], given["words"]))

    refused = attempt(action, lambda error: view_of(emergency_id, error))
    if refused:
        return refused
    flash("The finding is kept.", "success")
    return redirect(url_for("emergency.reviews"))


@pages.post("/<uuid:emergency_id>/end")
def end(emergency_id: UUID) -> Response:
    """End it before its time."""
    current.execute(EndEmergency(emergency_id))
    flash("The case is closed to whoever had opened it.", "success")
    return redirect(url_for("work.index"))


def view_of(emergency_id: UUID, error: EngineError | None = None) -> Response:
    with current.reading() as view:
        page = emergency_page(view, emergency_id)
    current.record(ViewEmergency(emergency_id))
    return form_page("emergency/show.html", REVIEW_FORM, {}, error, page=page)
