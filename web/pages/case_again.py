"""Referring once more, with what was written before filled in already."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, redirect, url_for
from werkzeug.wrappers import Response

from engine.commands import ReferAgain
from web import current

pages = Blueprint("again", __name__)


@pages.post("/referrals/<uuid:instance_id>/again")
def refer(instance_id: UUID) -> Response:
    """Start it once more, and go to its first form."""
    task = current.execute(ReferAgain(instance_id))
    flash("What was written before is filled in. Check it, ask her again, and complete the task to send it.", "success")
    return redirect(url_for("task.show", task_id=task.task_id))
