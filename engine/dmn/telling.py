"""Answers and traces for people and programs: JSON in which every value is written as one writes it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from engine.feel.budget import Budget
from engine.feel.errors import FeelError
from engine.feel.json import from_json
from engine.feel.run import Run
from engine.feel.values import Value
from engine.feel.writing import write, write_number

MAX_DIGITS = 40
"""Digits before or after the point, beyond which a number is written with an exponent."""


def written(value: Value) -> str:
    """The value as JSON: numbers with all their digits; what JSON has no notation for as text, such as 2027-01-31."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_text(str(name))}: {written(item)}" for name, item in value.items()) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(written(item) for item in value) + "]"
    if isinstance(value, Decimal):
        return write_number(value) if abs(value.adjusted()) < MAX_DIGITS else str(value)
    if value is None or isinstance(value, (bool, int, str)):
        return _text(value)
    return _text(write(value, Run({}, {}, {}, Budget(), False)))


def _text(value: bool | int | str | None) -> str:
    return json.dumps(value, ensure_ascii=False)


def told(entry: Mapping[str, Any]) -> str:
    """One entry of a trace as a sentence: what was asked, which rules matched, what was answered."""
    if "rules" not in entry:
        return f"{entry['name']} → {written(plain(entry['value']))}"
    asked = ", ".join(f"{one['label']} = {written(plain(one['value']))}" for one in entry["inputs"])
    return f"{entry['name']} ({entry['policy']}): {asked or 'nothing asked'} → {_rules(entry)}"


def _rules(entry: Mapping[str, Any]) -> str:
    answer = written(plain(entry["value"]))
    if not entry["rules"]:
        return f"no rule matches → {answer}"
    labels = [f"rule {rule['index']}" + _because(rule) for rule in entry["rules"]]
    return f"{', '.join(labels)} → {answer}"


def _because(rule: Mapping[str, Any]) -> str:
    return f" ({rule['annotation']})" if rule["annotation"] else ""


def plain(value: Any) -> Value:
    """The value of a trace, which is tagged JSON."""
    try:
        return from_json(value)
    except FeelError:
        return value
