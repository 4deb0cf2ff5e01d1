"""What a check says about a definition, in words for its author."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning"]


MAX_MESSAGE = 600
"""Characters of a message; names and cells may be as long as the file."""


def shortened(text: str, most: int = MAX_MESSAGE) -> str:
    """The text, or its beginning."""
    return text if len(text) <= most else f"{text[: most - 1]}…"


@dataclass(frozen=True)
class Finding:
    """One observation on a file. An `error` prevents publishing; a `warning` does not.

    `element_id` and `line` point into `file`; `line` is None when only the file as a whole is meant.
    `remedy` says what to do about it. `decision`, `rule` (from 1) and `column` say where in a decision table.
    """

    severity: Severity
    file: str
    element_id: str
    line: int | None
    message: str
    remedy: str = ""
    decision: str = ""
    rule: int | None = None
    column: str = ""
