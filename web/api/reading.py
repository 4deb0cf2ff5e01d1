"""JSON and query strings as typed values: exactly what the description says, else a sentence for each wrong member."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import is_dataclass
from datetime import UTC, date, datetime
from typing import Any, Literal, TypeVar, get_args, get_origin
from uuid import UUID

from engine.errors import InvalidInput
from web.api import hints
from web.api.hints import Said

Kind = TypeVar("Kind")
NOT_SO = "Expected what the description of the API says, but something is missing, unknown or of another kind."
A_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})", re.ASCII | re.IGNORECASE)
AN_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.ASCII | re.IGNORECASE)
A_NUMBER = re.compile(r"-?\d{1,18}", re.ASCII)
MICROSECONDS = 6


class Wrong(Exception):
    """Something is not as described. `fields` has a sentence for each place."""

    def __init__(self, fields: Mapping[str, str]) -> None:
        super().__init__(str(fields))
        self.fields = dict(fields)


def from_json(kind: type[Kind], given: Any) -> Kind:
    """The body of a request. Refuses, with InvalidInput, what is not as the hints of `kind` say."""
    try:
        return kind(**_members(kind, given))
    except Wrong as wrong:
        raise InvalidInput(NOT_SO, wrong.fields) from None


def from_query(kind: type[Kind], given: Mapping[str, list[str]]) -> Kind:
    """The query string. Lists are separated by commas. Refuses, with InvalidInput, unknown names and wrong values."""
    found = hints.members(kind)
    wrong = dict.fromkeys(sorted(given.keys() - {each.name for each in found}), "There is no such parameter")
    values: dict[str, Any] = {}
    for each in found:
        try:
            if each.name in given:
                values[each.field] = _value(each.hint, _as_typed(each.hint, given[each.name]))
            elif each.required:
                wrong[each.name] = "Must be given"
        except Wrong as error:
            wrong |= {each.name: next(iter(error.fields.values()))}
    if wrong:
        raise InvalidInput(NOT_SO, wrong)
    return kind(**values)


def _as_typed(hint: Any, texts: list[str]) -> Any:
    """What the texts of a query would be in JSON."""
    inner, _, _ = hints.opened(hint)
    if hints.item(inner) is not None:
        return [part for text in texts for part in text.split(",")]
    if len(texts) > 1:
        raise Wrong({"": "Must be given once"})
    if inner is bool:
        return {"true": True, "false": False}.get(texts[0], texts[0])
    return int(texts[0]) if inner is int and A_NUMBER.fullmatch(texts[0]) else texts[0]


def _value(hint: Any, given: Any) -> Any:
    inner, said, may_be_null = hints.opened(hint)
    if given is None and may_be_null:
        return None
    several = hints.parts(inner)
    if len(several) > 1:
        return _any_of(several, given)
    read = _bare(inner, given)
    _check(said, read if isinstance(read, int) else given)
    return read


def _any_of(several: tuple[Any, ...], given: Any) -> Any:
    for part in several:
        try:
            return _value(part, given)
        except Wrong:
            continue
    raise Wrong({"": "Must be of one of the kinds described"})


def _bare(hint: Any, given: Any) -> Any:
    if (each := hints.item(hint)) is not None:
        items = _of(list, given, "Must be a list")
        return tuple(_every(each, {str(place): item for place, item in enumerate(items)}).values())
    if (each := hints.value(hint)) is not None:
        pairs = _of(dict, given, "Must be an object")
        return _every(each, {_text(name): item for name, item in pairs.items()})
    if is_dataclass(hint) and isinstance(hint, type):
        return hint(**_members(hint, given))
    if get_origin(hint) is Literal:
        return _chosen(get_args(hint), given)
    return READERS[hint](given)


def _every(hint: Any, given: Mapping[str, Any]) -> dict[str, Any]:
    """Each by its place; what is wrong is told of all of them."""
    read: dict[str, Any] = {}
    wrong: dict[str, str] = {}
    for place, item in given.items():
        try:
            read[place] = _at(place, hint, item)
        except Wrong as error:
            wrong |= error.fields
    if wrong:
        raise Wrong(wrong)
    return read


def _members(kind: type[Any], given: Any) -> dict[str, Any]:
    pairs = _of(dict, given, "Must be an object")
    found = hints.members(kind)
    wrong = {_text(name): "There is no such member" for name in pairs.keys() - {each.name for each in found}}
    values = {}
    for each in found:
        try:
            if each.name in pairs:
                values[each.field] = _at(each.name, each.hint, pairs[each.name])
            elif each.required:
                wrong[each.name] = "Must be given"
        except Wrong as error:
            wrong |= error.fields
    if wrong:
        raise Wrong(wrong)
    return values


def _at(place: str, hint: Any, given: Any) -> Any:
    try:
        return _value(hint, given)
    except Wrong as wrong:
        raise Wrong({f"{place}.{name}" if name else place: words for name, words in wrong.fields.items()}) from None


def _of(kind: type[Kind], given: Any, words: str) -> Kind:
    if type(given) is not kind:
        raise Wrong({"": words})
    return given


def _chosen(options: tuple[Any, ...], given: Any) -> Any:
    if not isinstance(given, str) or given not in options:
        raise Wrong({"": f"Must be one of {', '.join(options)}"})
    return given


def _text(given: Any) -> str:
    """Text that can be kept: without null characters, and without halves of characters."""
    text = _of(str, given, "Must be text")
    try:
        text.encode()
    except UnicodeEncodeError:
        raise Wrong({"": "Must be text that can be read"}) from None
    if "\0" in text:
        raise Wrong({"": "Take out the null character"})
    return text


def _whole(given: Any) -> int:
    """JSON knows one kind of number: 1.0 is 1."""
    if type(given) not in (int, float) or given != given // 1:
        raise Wrong({"": "Must be a whole number"})
    return int(given)


def _number(given: Any) -> float:
    if type(given) not in (int, float):
        raise Wrong({"": "Must be a number"})
    return given  # type: ignore[no-any-return]


def _id(given: Any) -> UUID:
    if not isinstance(given, str) or not AN_ID.fullmatch(given):
        raise Wrong({"": "Must be an identifier (UUID)"})
    return UUID(given)


def _moment(given: Any) -> datetime:
    """RFC 3339. A leap second counts as the one before it."""
    refusal = Wrong({"": "Must be a moment with its zone, such as 2026-12-30T17:00:00Z"})
    if not isinstance(given, str) or not A_MOMENT.fullmatch(given):
        raise refusal
    try:
        seconds = given[17:19].replace("60", "59")
        return datetime.fromisoformat(f"{given[:17]}{seconds}{_fraction(given[19:])}".upper()).astimezone(UTC)
    except (ValueError, OverflowError):
        raise refusal from None


def _fraction(rest: str) -> str:
    """What follows the seconds, no finer than we keep."""
    found = re.match(r"\.\d+", rest)
    return rest if found is None else found[0][: MICROSECONDS + 1].ljust(MICROSECONDS + 1, "0") + rest[found.end() :]


def _day(given: Any) -> date:
    try:
        if isinstance(given, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", given, re.ASCII):
            return date.fromisoformat(given)
    except ValueError:
        pass
    raise Wrong({"": "Must be a day such as 2026-12-30"})


READERS: Mapping[Any, Callable[[Any], Any]] = {
    str: _text,
    int: _whole,
    bool: lambda given: _of(bool, given, "Must be true or false"),
    float: _number,
    UUID: _id,
    datetime: _moment,
    date: _day,
}


def _check(said: Said, given: Any) -> None:
    if isinstance(given, str | list | dict):
        _check_length(said, given)
    if isinstance(given, int) and not isinstance(given, bool):
        _check_bounds(said, given)


def _check_length(said: Said, given: str | list[Any] | dict[str, Any]) -> None:
    if said.shortest is not None and len(given) < said.shortest:
        raise Wrong({"": f"Must be {said.shortest} long at least"})
    if said.longest is not None and len(given) > said.longest:
        raise Wrong({"": f"Must be {said.longest} long at most"})
    if said.pattern and isinstance(given, str) and not re.search(said.pattern, given, re.ASCII):
        raise Wrong({"": f"Must match {said.pattern}"})


def _check_bounds(said: Said, given: int) -> None:
    if said.at_least is not None and given < said.at_least:
        raise Wrong({"": f"Must be {said.at_least} or more"})
    if said.at_most is not None and given > said.at_most:
        raise Wrong({"": f"Must be {said.at_most} or less"})
