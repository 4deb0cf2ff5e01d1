"""The charters of the agencies: where each stands, and starting what is to be done about one."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from engine.commands import StartAboutAgency
from engine.queries import charters
from web import current

pages = Blueprint("charters", __name__, url_prefix="/charters")


@pages.get("")
def listing() -> str:
    """Every charter one may see."""
    with current.reading() as view:
        return render_template("duty/charters.html", charters=charters(view))


@pages.post("/<uuid:agency_id>/start/<pathway>")
def start(agency_id: UUID, pathway: str) -> Response:
    """Start a pathway about the agency; its people get the first task."""
    outcome = current.execute(StartAboutAgency(pathway, agency_id))
    step = outcome.next_steps[0] if outcome.next_steps else None
    flash(f"It has begun: “{step.title}” is with {step.holder}." if step else "It has begun.", "success")
    return redirect(url_for("charters.listing"))
