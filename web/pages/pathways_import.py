"""Bringing in a pathway as an archive; it becomes a draft like any other."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from engine.commands.drafts_import import ImportBundle
from engine.domain.permissions import Permission, require
from engine.errors import InvalidInput
from web import current

pages = Blueprint("imports", __name__, url_prefix="/pathways-import")


@pages.get("")
def form() -> Response:
    """Ask for the file."""
    require(current.actor(), Permission.EDIT_DEFINITION)
    return page()


def page(error: InvalidInput | None = None) -> Response:
    errors = [{"text": error.message, "href": "#archive"}] if error else []
    return make_response(render_template("pathways/import.html", errors=errors), 400 if error else 200)


@pages.post("")
def bring_in() -> Response:
    """Make a draft of the archive."""
    require(current.actor(), Permission.EDIT_DEFINITION)
    given = request.files.get("archive")
    try:
        if given is None or not given.filename:
            raise InvalidInput("Choose a .zip file.")
        draft_id: UUID = current.execute(ImportBundle(given.read()))
    except InvalidInput as error:
        return page(error)
    flash("The file is now a draft. Nothing changes until it has been approved.", "success")
    return redirect(url_for("drafts.show", draft_id=draft_id))
