"""One raw answer → one typed value, or a sentence that says what to enter (GOV.UK style).

Raw answers are what a browser sends: text, or a list of texts for several ticks. A JSON client may send booleans and
whole numbers where they are meant. A date comes as `key-day`, `key-month`, `key-year`, or as one ISO 8601 text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date, time
from decimal import Decimal
from typing import Any
from uuid import UUID

from engine.domain.form_fields import NUMBER_TYPES, TEXT_TYPES, Field, FieldType

Value = str | int | bool | Decimal | date | time | list[str] | list[dict[str, Any]] | None
"""A typed answer. None is no answer; no tick is an empty list."""

DATE_PARTS = ("day", "month", "year")
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WHOLE = re.compile(r"[+-]?[0-9]{1,18}")
_DECIMAL = re.compile(r"[+-]?[0-9]{1,18}(\.[0-9]{1,10})?")
_TIME = re.compile(r"([0-9]{1,2})[:.]([0-9]{2})(?::00)?")
_PHONE = re.compile(r"\+?[0-9]{7,15}")
_EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s.]+(\.[^@\s.]+)+")


class Refused(Exception):
    """An answer that cannot be taken; the message is for the person who typed it."""


def read_answer(field: Field, raw: Mapping[str, object]) -> Value:
    """The typed answer to `field` in what was sent. Raises Refused with the sentence to show beside the field."""
    if field.type is FieldType.DATE:
        value: Value = _date(field, raw)
    elif field.type is FieldType.CHOICES:
        value = _choices(field, raw.get(field.key))
    else:
        text = _text(field, raw.get(field.key))
        value = _READERS[field.type](field, text) if text else None
    if field.required and value in (None, []):
        raise Refused(missing(field))
    return value


def missing(field: Field) -> str:
    """What to say when a required answer is missing: an instruction."""
    verb = "Select" if field.type in _SELECTED else "Enter"
    if field.type is FieldType.YES_NO:
        verb = "Select yes or no for"
    if is_question(field.label):
        return f"{verb} {'' if verb.endswith('for') else 'an answer to '}“{field.label}”"
    return f"{verb} {_lower_first(field.label)}"


def subject(field: Field) -> str:
    """How a sentence about the answer starts."""
    return f"“{field.label}”" if is_question(field.label) else field.label


def is_question(label: str) -> bool:
    return label.endswith("?")


def _lower_first(label: str) -> str:
    starts_with_a_word = len(label) > 1 and (label[1].islower() or label[1] == " ")
    return label[0].lower() + label[1:] if starts_with_a_word else label


def _text(field: Field, raw: object) -> str:
    """What was typed, trimmed, with line ends as one character, so that lengths count what the person sees."""
    if raw is None:
        return ""
    if isinstance(raw, bool):
        return "yes" if raw else "no"
    if isinstance(raw, int) and field.type in NUMBER_TYPES:
        return str(raw)
    if not isinstance(raw, str):
        raise Refused(f"{subject(field)} must be one answer given as text")
    text = raw.replace("\r\n", "\n").replace("\r", "\n")
    if has_control_characters(text):
        raise Refused(f"{subject(field)} must not include control characters")
    return text.strip() if field.type is FieldType.LONG_TEXT else " ".join(text.split())


def has_control_characters(text: str) -> bool:
    """Whether the text holds what nobody can type or read: a NUL, half a character, a control sequence."""
    return any(unicodedata.category(mark) in ("Cc", "Cs") and mark not in "\r\n\t" for mark in text)


def _plain(field: Field, text: str) -> str:
    if len(text) > field.max_length:
        raise Refused(f"{subject(field)} must be {field.max_length:,} characters or less")
    return text


def _whole(field: Field, text: str) -> int:
    digits = text.replace(",", "").replace(" ", "")
    if not _WHOLE.fullmatch(digits):
        raise Refused(f"{subject(field)} must be a whole number, like 3")
    _within(field, Decimal(digits))
    return int(digits)


def _decimal(field: Field, text: str) -> Decimal:
    digits = text.replace(",", "").replace(" ", "")
    if not _DECIMAL.fullmatch(digits):
        raise Refused(f"{subject(field)} must be a number, like 12.5")
    _within(field, Decimal(digits))
    return Decimal(digits)


def _within(field: Field, number: Decimal) -> None:
    if field.minimum is not None and number < field.minimum:
        raise Refused(f"{subject(field)} must be {field.minimum:f} or more")
    if field.maximum is not None and number > field.maximum:
        raise Refused(f"{subject(field)} must be {field.maximum:f} or less")


def _time(field: Field, text: str) -> time:
    found = _TIME.fullmatch(text)
    try:
        if found:
            return time(int(found.group(1)), int(found.group(2)))
    except ValueError:
        pass
    raise Refused(f"{subject(field)} must be a real time, like 09:30")


def _yes_no(field: Field, text: str) -> bool:
    if text not in ("yes", "no"):
        raise Refused(missing_selection(field))
    return text == "yes"


def _choice(field: Field, text: str) -> str:
    if text not in {option.value for option in field.options}:
        raise Refused(missing_selection(field))
    return text


def missing_selection(field: Field) -> str:
    """What to say when the answer is not among those on offer."""
    return f"{subject(field)} must be one of the answers on offer"


def _choices(field: Field, raw: object) -> list[str]:
    """The ticked options in the order in which they are offered, each once."""
    ticks = raw if isinstance(raw, list) else [] if raw in (None, "") else [raw]
    offered = [option.value for option in field.options]
    if any(tick not in offered for tick in ticks):
        raise Refused(missing_selection(field))
    return [value for value in offered if value in ticks]


def _identifier(field: Field, text: str) -> str:
    try:
        return str(UUID(text))
    except ValueError:
        raise Refused(missing_selection(field)) from None


def _phone(field: Field, text: str) -> str:
    if not _PHONE.fullmatch(re.sub(r"[\s().-]", "", text)):
        raise Refused(f"{subject(field)} must be a phone number, like 01632 960 001 or +44 7700 900 982")
    return _plain(field, text)


def _email(field: Field, text: str) -> str:
    if not _EMAIL.fullmatch(text):
        raise Refused(f"{subject(field)} must be an email address, like name@example.com")
    return _plain(field, text)


def _date(field: Field, raw: Mapping[str, object]) -> date | None:
    whole = _text(field, raw.get(field.key))
    if whole:
        try:
            return date.fromisoformat(whole)
        except ValueError:
            raise Refused(f"{subject(field)} must be a real date") from None
    parts = {part: _text(field, raw.get(f"{field.key}-{part}")) for part in DATE_PARTS}
    absent = [part for part, text in parts.items() if not text]
    if len(absent) == len(DATE_PARTS):
        return None
    if absent:
        raise Refused(f"{subject(field)} must include a {' and '.join(absent)}")
    return _real_date(field, parts)


def _real_date(field: Field, parts: Mapping[str, str]) -> date:
    month = parts["month"].lower()[:3]
    numbers = (parts["year"], str(MONTHS.index(month) + 1) if month in MONTHS else parts["month"], parts["day"])
    if re.fullmatch(r"[0-9]{1,3}", parts["year"]):
        raise Refused(f"{subject(field)} must have a year of 4 numbers")
    try:
        if all(re.fullmatch("[0-9]{1,4}", number) for number in numbers):
            year, month_number, day = map(int, numbers)
            return date(year, month_number, day)
    except ValueError:
        pass
    raise Refused(f"{subject(field)} must be a real date")


_SELECTED = frozenset(
    {
        FieldType.YES_NO,
        FieldType.CHOICE,
        FieldType.CHOICES,
        FieldType.SERVICE,
        FieldType.CONSENT,
        FieldType.TEAM,
        FieldType.AREA,
    },
)
_READERS: Mapping[FieldType, Callable[[Field, str], Value]] = {
    **dict.fromkeys(TEXT_TYPES, _plain),
    FieldType.PHONE: _phone,
    FieldType.EMAIL: _email,
    FieldType.INTEGER: _whole,
    FieldType.DECIMAL: _decimal,
    FieldType.TIME: _time,
    FieldType.YES_NO: _yes_no,
    FieldType.CHOICE: _choice,
    FieldType.CONSENT: _choice,
    FieldType.SERVICE: _identifier,
    FieldType.TEAM: _identifier,
    FieldType.AREA: _plain,
}
