"""Sentences that every telling of a difference is made of."""

from __future__ import annotations

import json


def from_to(what: str, before: str, after: str) -> str:
    """That something has changed, is there now, or is not any more."""
    if not before:
        return f"{what} is “{after}”; there was none."
    if not after:
        return f"{what} “{before}” is taken away."
    return f"{what} changes from “{before}” to “{after}”."


def plain(value: object) -> str:
    """A value of a TOML file in one line."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
