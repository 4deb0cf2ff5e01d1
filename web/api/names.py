"""Names in Python and in JSON."""

from __future__ import annotations

import re


def in_json(name: str) -> str:
    """`due_before` is `dueBefore` in JSON and in query strings."""
    first, *rest = name.split("_")
    return first + "".join(part.capitalize() for part in rest)


def in_words(name: str) -> str:
    """`list_tasks` is “List tasks” in the description."""
    return name.replace("_", " ").capitalize()


def pascal(name: str) -> str:
    """`list_tasks` is `ListTasks` as an identifier."""
    return "".join(part.capitalize() for part in re.split(r"[^A-Za-z0-9]+", name))
