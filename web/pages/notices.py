"""What the engine told this person."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from engine.commands import MarkNoticesRead
from engine.queries import notices
from web import current

pages = Blueprint("notices", __name__)


@pages.get("/notices")
def listing() -> str:
    """The notices, newest first."""
    with current.reading() as view:
        found = notices(view)
    return render_template("notices.html", notices=found)


@pages.post("/notices/read")
def mark_read() -> Response:
    """Mark all as read."""
    current.execute(MarkNoticesRead())
    flash("All notices are marked as read.", "success")
    return redirect(url_for("notices.listing"))
