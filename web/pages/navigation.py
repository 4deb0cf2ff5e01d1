"""The main navigation, the same on every page."""

from __future__ import annotations

from typing import Any

from flask import request, url_for

from engine.queries import notice_count
from web import current

ENTRIES = (
    ("work.tasks", "My work", ("work", "task")),
    ("contact.form", "Record a contact", ("contact",)),
    ("case.listing", "Cases", ("case", "diagram")),
    ("notices.listing", "Notices", ("notices",)),
)


def items() -> list[dict[str, Any]]:
    """The entries; the one the page belongs to is marked, and notices say how many are unread."""
    with current.reading() as view:
        unread = notice_count(view)
    return [entry(endpoint, text, sections, unread) for endpoint, text, sections in ENTRIES]


def entry(endpoint: str, text: str, sections: tuple[str, ...], unread: int) -> dict[str, Any]:
    shown = f"{text} ({unread})" if endpoint == "notices.listing" and unread else text
    return {
        "text": shown,
        "href": url_for(endpoint),
        "current": request.endpoint == endpoint,
        "active": request.blueprint in sections,
    }
