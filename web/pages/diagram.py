"""Where a referral is: its diagram with the current step marked, and the same as a table."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, Response, render_template

from engine.commands import ViewReferral
from engine.queries import diagram, movable_here, pausing
from web import current

pages = Blueprint("diagram", __name__, url_prefix="/referrals/<uuid:instance_id>")


@pages.get("")
def show(instance_id: UUID) -> str:
    """The diagram for the eyes, the table for everyone; that it was opened goes on the record."""
    current.record(ViewReferral(instance_id))
    with current.reading() as view:
        page, pause = diagram(view, instance_id), pausing(view, instance_id)
        movable = movable_here(view, instance_id)
    return render_template("case/diagram.html", page=page, pause=pause, movable=movable, instance_id=instance_id)


@pages.get("/diagram.bpmn")
def xml(instance_id: UUID) -> Response:
    """The diagram as BPMN 2.0, as it was when this referral started."""
    with current.reading() as view:
        page = diagram(view, instance_id)
    return Response(page.xml, content_type="application/xml; charset=utf-8")
