"""When a field applies, told to the browser as far as it can follow; the engine decides again on what is sent.

Only comparisons of one other field with fixed answers are told. Anything else stays visible, and is dropped by the
engine when it did not apply.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from engine.domain.form_fields import Field, FieldType, Form

TEXT = r'"(?P<text>[^"\\]*)"'
IS = re.compile(rf"(?P<key>[a-z][a-z0-9_]*)\s*(?P<sign>=|!=)\s*(?:{TEXT}|(?P<flag>true|false))")
HAS = re.compile(rf"list contains\(\s*(?P<key>[a-z][a-z0-9_]*)\s*,\s*{TEXT}\s*\)")
AMONG = re.compile(r'(?P<key>[a-z][a-z0-9_]*)\s+in\s+[(\[]\s*(?P<texts>"[^"\\]*"(?:\s*,\s*"[^"\\]*")*)\s*[)\]]')
FLAGS = {"true": "yes", "false": "no"}


def shown_when(field: Field, form: Form) -> dict[str, str]:
    """Data attributes for the field's group; empty when the field always shows or its rule is beyond the browser."""
    rule = read_rule(field.show_when)
    if rule is None or not answered_by_choosing(form.field(rule[0])):
        return {}
    key, sign, answers = rule
    return {"data-show-field": key, f"data-show-{sign}": "|".join(answers)}


def answered_by_choosing(field: Field | None) -> bool:
    """Whether the field's answer is one the browser can compare exactly."""
    return field is not None and field.type in (
        FieldType.CHOICE,
        FieldType.CHOICES,
        FieldType.YES_NO,
        FieldType.CONSENT,
    )


def read_rule(expression: str) -> tuple[str, str, tuple[str, ...]] | None:
    """The compared field, "is" or "not", and the answers; None for any rule of another shape."""
    text = expression.strip()
    for pattern, read in READERS:
        match = pattern.fullmatch(text)
        if match:
            return read(match.groupdict())
    return either(text)


def either(text: str) -> tuple[str, str, tuple[str, ...]] | None:
    """Several answers of the same field joined by `or`."""
    parts = [part for part in re.split(r"\s+or\s+", text) if part]
    rules = [read_rule(part) for part in parts] if len(parts) > 1 else []
    found = [rule for rule in rules if rule is not None and rule[1] == "is"]
    if not found or len(found) != len(parts) or len({rule[0] for rule in found}) > 1:
        return None
    return found[0][0], "is", tuple(answer for rule in found for answer in rule[2])


def read_comparison(found: Mapping[str, str | None]) -> tuple[str, str, tuple[str, ...]]:
    text = found["text"]
    answer = text if text is not None else FLAGS[found["flag"] or "false"]
    return found["key"] or "", "is" if found["sign"] == "=" else "not", (answer,)


def read_membership(found: Mapping[str, str | None]) -> tuple[str, str, tuple[str, ...]]:
    return found["key"] or "", "is", (found["text"] or "",)


def read_among(found: Mapping[str, str | None]) -> tuple[str, str, tuple[str, ...]]:
    return found["key"] or "", "is", tuple(re.findall(r'"([^"]*)"', found["texts"] or ""))


READERS = ((IS, read_comparison), (HAS, read_membership), (AMONG, read_among))
