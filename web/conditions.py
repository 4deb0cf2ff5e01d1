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
OUTSIDE_QUOTES = r'(?=(?:[^"]*"[^"]*")*[^"]*$)'
OR = re.compile(rf"\s+or\s+{OUTSIDE_QUOTES}")
AND = re.compile(rf"\s+and\s+{OUTSIDE_QUOTES}")

Rule = tuple[tuple[Clause, ...], ...]
"""Alternatives, of which one must hold; in each, all clauses must."""


def shown_when(field: Field, form: Form) -> dict[str, str]:
    """The data attribute for the field's group; empty when it always shows or its rule is beyond the browser."""
    rule = read_rule(field.show_when) if field.show_when else None
    if not rule or not all(can_compare(form.field(key)) for clauses in rule for key, _, _ in clauses):
        return {}
    return {"data-show-when": json.dumps(rule, separators=(",", ":"))}


def can_compare(field: Field | None) -> bool:
    """Whether the browser sees the field's answer exactly as the engine does."""
    return field is not None and field.type in CHOSEN


def read_rule(expression: str) -> Rule | None:
    """The rule, when it is made of comparisons joined by `and` and `or`; None for any other."""
    alternatives = [[read_clause(part) for part in AND.split(way)] for way in OR.split(expression.strip())]
    rule = tuple(tuple(clause for clause in clauses if clause) for clauses in alternatives)
    return rule if all(all(clauses) for clauses in alternatives) else None


def read_clause(text: str) -> Clause | None:
    """One comparison of one field."""
    for pattern, read in SHAPES:
        found = pattern.fullmatch(text.strip())
        if found:
            return read(found)
    return None
