"""The cases of the kit that docs/feel.md lists as failing, each with its reason."""

from __future__ import annotations

import re

from tests.unit.tck.kit import PROJECT

PAGE = PROJECT / "docs" / "feel.md"
_ROW = re.compile(r"^\| `(?P<case>[^`]+#[^`]+)` \| (?P<reason>[^|]+) \|$", re.MULTILINE)


def listed(page: str | None = None) -> dict[str, str]:
    """Cases by name, with the reason."""
    text = PAGE.read_text() if page is None else page
    return {row["case"]: row["reason"].strip() for row in _ROW.finditer(text)}
