"""When a field applies, told to the browser as far as it can follow; the engine decides again on what is sent.

Only comparisons of fields that are answered by choosing, joined by `and` or `or`, are told. Any other rule leaves the
field visible, and the engine drops what did not apply.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable

from engine.domain.form_fields import Field, FieldType, Form

Clause = tuple[str, str, tuple[str, ...]]
"""A field's key; "is" (one of the answers is given), "not" (none of them is) or "any" (something is); the answers."""

KEY = "(?P<key>[a-z][a-z0-9_]*)"
CHOSEN = (FieldType.CHOICE, FieldType.CHOICES, FieldType.YES_NO, FieldType.CONSENT)
FLAGS = {"true": "yes", "false": "no"}
SHAPES: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], Clause]], ...] = (
    (re.compile(rf'{KEY}\s*=\s*"([^"\\]*)"'), lambda found: (found["key"], "is", (found[2],))),
    (re.compile(rf'{KEY}\s*!=\s*"([^"\\]*)"'), lambda found: (found["key"], "not", (found[2],))),
    (re.compile(rf"{KEY}\s*=\s*(true|false)"), lambda found: (found["key"], "is", (FLAGS[found[2]],))),
    (re.compile(rf"{KEY}\s*!=\s*null"), lambda found: (found["key"], "any", ())),
    (re.compile(rf"count\(\s*{KEY}\s*\)\s*>\s*0"), lambda found: (found["key"], "any", ())),
    (
        re.compile(rf'list contains\(\s*{KEY}\s*,\s*"([^"\\]*)"\s*\)'),
        lambda found: (found["key"], "is", (found[2],)),
    ),
)
QUOTED = re.compile(r'"[^"]*"')


def shown_when(field: Field, form: Form) -> dict[str, str]:
    """The data attribute for the field's group; empty when it always shows or its rule is beyond the browser."""
    clauses = read_rule(field.show_when) if field.show_when else None
    if not clauses or not all(can_compare(form.field(key)) for key, _, _ in clauses):
        return {}
    return {"data-show-when": json.dumps(clauses, separators=(",", ":"))}


def can_compare(field: Field | None) -> bool:
    """Whether the browser sees the field's answer exactly as the engine does."""
    return field is not None and field.type in CHOSEN


def read_rule(expression: str) -> tuple[Clause, ...] | None:
    """The clauses that must all hold; None for a rule of any other shape."""
    if re.search(r"\b(and|or)\b", " ".join(QUOTED.findall(expression))):
        return None
    clauses = [read_either(part) for part in re.split(r"\s+and\s+", expression.strip())]
    if len(clauses) > 1 and re.search(r"\sor\s", QUOTED.sub("", expression)):
        return None
    return tuple(clause for clause in clauses if clause) if all(clauses) else None


def read_either(text: str) -> Clause | None:
    """One comparison, or several answers of the same field joined by `or`."""
    found = [read_clause(part) for part in re.split(r"\s+or\s+", text)]
    clauses = [clause for clause in found if clause]
    if len(clauses) != len(found) or len({clause[0] for clause in clauses}) != 1:
        return None
    if len(clauses) > 1 and any(clause[1] != "is" for clause in clauses):
        return None
    key, sign, _ = clauses[0]
    return key, sign, tuple(answer for clause in clauses for answer in clause[2])


def read_clause(text: str) -> Clause | None:
    """One comparison of one field."""
    for pattern, read in SHAPES:
        found = pattern.fullmatch(text.strip())
        if found:
            return read(found)
    return None
