"""What the lists for managers have in common: what they are called, and why a button was refused."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode

from flask import url_for

from engine.errors import EngineError, InvalidInput

LISTS = {"ours": "With us", "sent": "Sent by us", "received": "Sent to us", "partnership": "Whole partnership"}
LONGEST_REFERENCE = 40
COLLEAGUE = "to-account"
ANCHORS = {COLLEAGUE: f"#{COLLEAGUE}", "tasks": "#tasks"}


def refusal(error: EngineError | None) -> list[dict[str, str]]:
    """The entries of the error summary; what is missing is led to."""
    if error is None:
        return []
    found = error.fields if isinstance(error, InvalidInput) else {}
    known = [{"text": text, "href": ANCHORS[key]} for key, text in found.items() if key in ANCHORS]
    return known or [{"text": error.message}]


def address(endpoint: str, chosen: Mapping[str, str], args: Mapping[str, str]) -> str:
    """The list with these filters, at the page at which it is: where its buttons lead back to."""
    shown = {**chosen, "after": args.get("after", "")}
    return f"{url_for(endpoint)}?{urlencode({key: value for key, value in shown.items() if value})}"
