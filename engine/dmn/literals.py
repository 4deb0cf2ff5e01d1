"""Values as a person types them in a table of examples, and as TOML keeps them."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal

from engine.domain.toml_writing import basic_string
from engine.errors import InvalidInput
from engine.feel import FeelError, compile_expression
from engine.feel.json import to_json
from engine.feel.values import Range, Value
from engine.feel.writing import quoted, write_number, write_plain

_BARE = re.compile(r"[A-Za-z0-9_-]+")
EXAMPLES = 'Write for example "now" for text, 3, true, ["a", "b"], @"2027-01-31" for a day or @"P5D" for a time.'


def literal(value: Value) -> str:
    """The value as FEEL that says it: `"now"`, `2.5`, `@"2027-01-31"`, `["a", "b"]`, `{"kind": "police"}`."""
    if isinstance(value, str):
        return quoted(value)
    if value is None or isinstance(value, (bool, Decimal)):
        return write_plain(value)
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(literal(item) for item in value)}]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{quoted(name)}: {literal(item)}" for name, item in value.items()) + "}"
    if isinstance(value, Range):
        first, last = "[" if value.start_included else "(", "]" if value.end_included else ")"
        return f"{first}{literal(value.start)}..{literal(value.end)}{last}"
    return f'@"{write_plain(value)}"'


def read_literal(text: str) -> Value:
    """The value that was typed. Refuses, with InvalidInput, what is no value by itself."""
    try:
        expression = compile_expression(text)
        unknown = expression.names
        value = None if unknown else expression.evaluate({})
    except FeelError as error:
        raise InvalidInput(f"Expected a value, but “{text[:80]}” cannot be read: {error.message} {EXAMPLES}") from error
    if unknown:
        raise InvalidInput(f"Expected a value, but “{text[:80]}” is none. {EXAMPLES}")
    return value


def toml(value: Value) -> str:
    """The value in TOML, for one line. Refuses null inside of other values, which TOML cannot say."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return basic_string(value)
    if isinstance(value, Decimal):
        return write_number(value)
    if isinstance(value, date) and not isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(toml(item) for item in value)}]"
    if isinstance(value, dict) and "@" not in value:
        return _table({name: toml(item) for name, item in value.items()})
    return _tagged(value)


def _tagged(value: Value) -> str:
    kept = to_json(value) if value is not None else None
    if not isinstance(kept, dict) or not all(isinstance(each, str) for each in kept.values()):
        raise InvalidInput(f"Expected a value that an example can hold, but {literal(value)} is none.")
    return _table({name: basic_string(each) for name, each in kept.items()})


def _table(entries: dict[str, str]) -> str:
    written = ", ".join(f"{_key(name)} = {text}" for name, text in entries.items())
    return f"{{ {written} }}" if written else "{}"


def _key(name: str) -> str:
    return name if _BARE.fullmatch(name) else basic_string(name)
