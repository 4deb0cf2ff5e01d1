"""Record a contact: one short form, made for a phone at night."""

from __future__ import annotations

from flask import Blueprint
from werkzeug.wrappers import Response

from web.pages.starting import read_start, start, start_view

pages = Blueprint("contact", __name__)

PATHWAY = "contact_and_triage"
TEMPLATE = "case/contact.html"


@pages.get("/contact")
def form() -> Response:
    """The empty form; what she wants to be called is enough."""
    return start_view(TEMPLATE, read_start(PATHWAY))


@pages.post("/contact")
def record() -> Response:
    """Record the contact; "advice only" keeps no identity."""
    return start(TEMPLATE, PATHWAY)
