"""My work: what I hold, what my team has open, nearest deadline first; claiming and releasing."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from engine.commands import ClaimTask, ReleaseTask, SaveDraft
from engine.errors import EngineError
from engine.queries import my_work
from web import current, forms
from web.auth import local_path
from web.pages import navigation
from web.pages.task import refused

pages = Blueprint("work", __name__)

TABS = {"mine": "Mine", "team": "My team’s"}
SHOWS = {"all": "All", "overdue": "Overdue", "today": "Due today", "unclaimed": "Unclaimed"}
LONGEST_REFERENCE = 40


@pages.get("/")
def index() -> Response:
    """The front page is where the person's day begins."""
    return redirect(url_for(navigation.beginning()))


@pages.get("/work")
def tasks() -> str:
    """The list; unknown filters are taken as the widest, so that an old bookmark still works."""
    chosen = filters(request.args)
    current.searched("work", chosen["reference"])
    with current.reading() as view:
        page = my_work(view, chosen["whose"], chosen["show"], chosen["reference"], request.args.get("after") or None)
    return render_template(
        "work/tasks.html", page=page, chosen=chosen, tabs=TABS, shows=SHOWS, is_first="after" not in request.args
    )


def filters(args: Mapping[str, str]) -> dict[str, str]:
    """The filters of the address, each within what there is."""
    whose = args.get("whose", "mine")
    show = args.get("show", "all")
    return {
        "whose": whose if whose in TABS else "mine",
        "show": show if show in SHOWS else "all",
        "reference": args.get("reference", "").strip()[:LONGEST_REFERENCE],
    }


@pages.post("/tasks/<uuid:task_id>/claim")
def claim(task_id: UUID) -> Response:
    """Claim the task; it is mine until I complete or release it. What was typed before comes back as a draft."""
    values = forms.typed(request.form)
    try:
        current.execute(ClaimTask(task_id, current.seen_version()))
        if values:
            current.execute(SaveDraft(task_id, values))
    except EngineError as error:
        return refused(task_id, error, values)
    flash("The task is yours.", "success")
    return redirect(url_for("task.show", task_id=task_id))


@pages.post("/tasks/<uuid:task_id>/release")
def release(task_id: UUID) -> Response:
    """Release the task to the team."""
    current.execute(ReleaseTask(task_id, current.seen_version()))
    flash("The task is back with your team.", "success")
    return redirect(local_path(request.form.get("back", url_for("work.tasks", whose="team"))))
