"""After an action: what happens next, and who has it now."""

from __future__ import annotations

from dataclasses import asdict
from uuid import UUID

from flask import Blueprint, redirect, render_template, session, url_for
from werkzeug.wrappers import Response

from engine.commands import Outcome
from engine.errors import NotFound
from engine.queries.my_work import may_open
from web import current

pages = Blueprint("done", __name__)
KEPT = "outcome"


def tell(outcome: Outcome) -> Response:
    """Go to the page that says what happens next; the form cookie carries the answer there, never the address."""
    session[KEPT] = {
        "instance_id": outcome.instance_id,
        "case_id": outcome.case_id,
        "reference": outcome.reference,
        "ended": outcome.ended,
        "next_steps": [asdict(step) for step in outcome.next_steps],
    }
    return redirect(url_for("done.show", instance_id=outcome.instance_id))


@pages.get("/done/<uuid:instance_id>")
def show(instance_id: UUID) -> str:
    """What happens next, until the person does something else."""
    kept = session.get(KEPT)
    if not kept or kept["instance_id"] != instance_id:
        raise NotFound("Expected to have just done something here, but nothing is kept of it.")
    with current.reading() as view:
        opens = may_open(view, [step["task_id"] for step in kept["next_steps"] if step["task_id"]])
    return render_template("task/done.html", outcome=kept, may_open=opens)
