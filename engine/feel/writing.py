"""Values as text, in the notation that reads them back where there is one."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal

from engine.feel import temporal
from engine.feel.far import FarDate, FarDateTime, FarTime
from engine.feel.run import Run
from engine.feel.values import FeelFunction, Months, Range, Value


def write(value: Value, run: Run) -> str:
    """The text of a value; texts inside lists and contexts are quoted."""
    text = _write(value, run)
    run.build(len(text))
    return text


def write_number(number: Decimal) -> str:
    """All digits, without exponent and without zeros that say nothing."""
    text = f"{number:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def write_plain(value: Value) -> str:
    """The text of a value that holds no other values."""
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case Decimal():
            return write_number(value)
        case datetime() | FarDateTime():
            return temporal.write_date_time(value)
        case date() | FarDate():
            return temporal.write_date(value)
        case time() | FarTime():
            return temporal.write_time(value)
        case timedelta():
            return temporal.write_duration(value)
        case Months():
            return str(value)
    return quoted(str(value))


def quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\r", "\\r")
    return '"' + escaped.replace("\t", "\\t") + '"'


_SIGNS_OF_CONTEXTS = frozenset('{}:,"\\\n\r\t')


def _entry_name(name: str) -> str:
    """The name of an entry; quoted when it could not be read back."""
    return name if name and not _SIGNS_OF_CONTEXTS & set(name) else quoted(name)


def _write(value: Value, run: Run) -> str:
    run.spend(1)
    match value:
        case list():
            return "[" + ", ".join([_write(item, run) for item in value]) + "]"
        case dict():
            return "{" + ", ".join([f"{_entry_name(name)}: {_write(item, run)}" for name, item in value.items()]) + "}"
        case Range():
            return write_range(value, _write(value.start, run), _write(value.end, run))
        case FeelFunction():
            return f"{value.name}({', '.join(value.parameters)})"
    text = write_plain(value)
    run.spend(len(text) // 100)
    return text


def write_range(value: Range, start: str, end: str) -> str:
    if value.start is None:
        return f"({'<=' if value.end_included else '<'} {end})"
    if value.end is None:
        return f"({'>=' if value.start_included else '>'} {start})"
    return f"{'[' if value.start_included else '('}{start}..{end}{']' if value.end_included else ')'}"
