"""Moving a part of a referral to another team, for managers of the agency that holds it and for the coordinator."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from engine.commands import RebindLane, ViewReferral
from engine.domain.form_fields import Field, FieldType, Form, Option, Sensitivity
from engine.domain.forms import validate
from engine.errors import InvalidInput, NotFound
from engine.queries import LanesPage, MovableLane, movable_lanes
from web import current, forms

pages = Blueprint("moving", __name__, url_prefix="/referrals/<uuid:instance_id>/move/<lane>")


@pages.get("")
def form(instance_id: UUID, lane: str) -> Response:
    """Ask which team it goes to."""
    return view_of(instance_id, lane)


@pages.post("")
def move(instance_id: UUID, lane: str) -> Response:
    """Move the lane; its open tasks go with it, and the new team is told."""
    page, part = found(instance_id, lane)
    try:
        accepted = validate(asked(part), forms.flat(forms.typed(request.form)), forms.no_rule)
        current.execute(RebindLane(instance_id, lane, UUID(accepted.values["team_id"])))
    except InvalidInput as error:
        return view_of(instance_id, lane, error)
    flash("It has been moved. The open tasks went with it, and the team is told.", "success")
    return redirect(url_for("diagram.show", instance_id=instance_id) if page.may_open else url_for("work.tasks"))


def view_of(instance_id: UUID, lane: str, error: InvalidInput | None = None) -> Response:
    page, part = found(instance_id, lane)
    if page.may_open:
        current.record(ViewReferral(instance_id))
    wrong = error.fields if error else {}
    rendered = forms.controls(asked(part), forms.typed(request.form), wrong)
    errors = forms.summary(wrong, rendered, error.message) if error else []
    body = render_template("case/move.html", page=page, part=part, rendered=rendered, errors=errors)
    return make_response(body, 400 if error else 200)


def found(instance_id: UUID, lane: str) -> tuple[LanesPage, MovableLane]:
    """The lane, for those who may move it; for all others it does not exist."""
    with current.reading() as view:
        page = movable_lanes(view, instance_id)
    for part in page.lanes:
        if part.lane == lane:
            return page, part
    raise NotFound("Expected a part of the referral that you may move, but there is none at this address.")


def asked(part: MovableLane) -> Form:
    options = tuple(Option(team.value, team.label) for team in part.teams)
    which = Field("team_id", FieldType.CHOICE, "Which team takes it?", Sensitivity.NONE, required=True, options=options)
    return Form("move", "Move to another team", (which,))
