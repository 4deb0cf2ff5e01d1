"""Typed reading of the tables of a TOML file, with the place and the remedy in every refusal.

What is not known is refused: a misspelt setting that is silently ignored is a rule that silently does not hold.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from difflib import get_close_matches
from typing import TypeVar

from engine.errors import DefinitionError

MAX_CHARACTERS = 200_000

TablePath = tuple[str, ...]
_HEADER = re.compile(r"\s*(\[\[?)(.+?)\]\]?\s*(?:#.*)?$")
_KEY = re.compile(r"""\s*("[^"]*"|'[^']*'|[A-Za-z0-9_-]+)\s*=""")
_SEGMENT = re.compile(r""""([^"]*)"|'([^']*)'|([A-Za-z0-9_-]+)""")
_SYNTAX_LINE = re.compile(r"\(at line (\d+)")
Kind = TypeVar("Kind")
_WORDS: dict[type, str] = {
    str: "text",
    bool: "true or false",
    int: "a whole number",
    list: "a list",
    dict: "a table",
    date: "a date",
}


def suggest(name: str, known: Iterable[str]) -> str:
    """A sentence with the nearest known name, or with all of them when nothing is near."""
    names = sorted(known)
    near = get_close_matches(name, names, n=1)
    if near:
        return f"Did you mean “{near[0]}”?"
    return f"Known: {', '.join(names)}." if names else "None is declared."


@dataclass(frozen=True, slots=True)
class Place:
    """One table in a file: `path` is its header, `index` its number among tables with the same header.

    `within` is the setting that holds an inline table.
    """

    file: str
    path: TablePath
    index: int
    lines: Mapping[tuple[TablePath, int, str], int]
    within: str = ""

    def line(self, key: str = "") -> int | None:
        """The line of the key, else of the setting that holds it, else of the header."""
        found = (self.lines.get((self.path, self.index, name)) for name in (key or self.within, self.within, ""))
        return next((line for line in found if line), None)

    def error(self, message: str, key: str = "", remedy: str = "") -> DefinitionError:
        sentence = f"{message} {remedy}".strip()
        return DefinitionError(sentence, self.file, ".".join((*self.path, key)).strip("."), self.line(key), remedy)


@dataclass(frozen=True, slots=True)
class TomlTable:
    """One table to read from. `name` says in words what the table is, for the sentences of refusals."""

    name: str
    values: Mapping[str, object]
    place: Place

    def refuse_unknown(self, known: Collection[str]) -> None:
        for key in self.values:
            if key not in known:
                message = f"Expected only known settings in {self.name}, but found “{key}”."
                raise self.place.error(message, key, suggest(key, known))

    def has(self, key: str) -> bool:
        return key in self.values

    def text(self, key: str) -> str:
        """Text that must be there and must not be blank."""
        value = self._required(key, str)
        if not value.strip():
            raise self.place.error(f"Expected “{key}” of {self.name} to say something, but it is blank.", key)
        return value.strip()

    def optional_text(self, key: str) -> str:
        return self.text(key) if self.has(key) else ""

    def flag(self, key: str) -> bool:
        return self._required(key, bool) if self.has(key) else False

    def whole(self, key: str, default: int, low: int, high: int) -> int:
        if not self.has(key):
            return default
        value = self._required(key, int)
        if not low <= value <= high:
            raise self.place.error(f"Expected “{key}” of {self.name} between {low} and {high}, but it is {value}.", key)
        return value

    def number(self, key: str) -> Decimal | None:
        value = self.values.get(key)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | Decimal) or not Decimal(value).is_finite():
            raise self.place.error(f"Expected “{key}” of {self.name} to be a number, but it is not.", key)
        return Decimal(value)

    def choice(self, key: str, allowed: Collection[str]) -> str:
        """One of the allowed words."""
        value = self.text(key)
        if value not in allowed:
            message = f"Expected “{key}” of {self.name} to be one of {', '.join(allowed)}, but it is “{value}”."
            raise self.place.error(message, key, f"Choose one of: {', '.join(allowed)}.")
        return value

    def day(self, key: str) -> date:
        return self._required(key, date)

    def items(self, key: str) -> list[object]:
        return self._required(key, list)

    def table(self, key: str) -> dict[str, object]:
        return self._required(key, dict)

    def child(self, name: str, values: object, *path: str, index: int = 0) -> TomlTable:
        """A table below this file's root, at the header `path`."""
        place = Place(self.place.file, path, index, self.place.lines)
        if not isinstance(values, dict):
            raise place.error(f"Expected {name} to be a table, but it is not.")
        return TomlTable(name, values, place)

    def _required(self, key: str, kind: type[Kind]) -> Kind:
        if key not in self.values:
            raise self.place.error(f"Expected {self.name} to have “{key}”, but it is missing.", remedy=f"Add “{key}”.")
        value = self.values[key]
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)) or isinstance(value, datetime):
            raise self.place.error(f"Expected “{key}” of {self.name} to be {_WORDS[kind]}, but it is not.", key)
        return value


def read_toml(text: str, file: str) -> TomlTable:
    """The root table of a TOML text. Refuses wrong syntax and texts beyond MAX_CHARACTERS, naming file and line."""
    if len(text) > MAX_CHARACTERS:
        message = f"Expected at most {MAX_CHARACTERS:,} characters, but the file has {len(text):,}."
        raise DefinitionError(message, file, remedy="Split it or shorten its texts.")
    try:
        values = tomllib.loads(text, parse_float=Decimal)
    except RecursionError as error:
        raise DefinitionError("Expected a readable TOML file, but it is nested too deeply.", file) from error
    except (tomllib.TOMLDecodeError, ArithmeticError) as error:
        found = _SYNTAX_LINE.search(str(error))
        line = int(found.group(1)) if found else None
        raise DefinitionError(f"Expected a readable TOML file, but: {error}.", file, line=line) from error
    return TomlTable("the file", values, Place(file, (), 0, _lines(text)))


def _lines(text: str) -> dict[tuple[TablePath, int, str], int]:
    """Where each header and key stands, since the standard reader does not tell."""
    lines: dict[tuple[TablePath, int, str], int] = {}
    seen: dict[TablePath, int] = {}
    path: TablePath = ()
    for number, line in enumerate(text.splitlines(), start=1):
        header = _HEADER.match(line)
        if header:
            path = tuple("".join(parts) for parts in _SEGMENT.findall(header.group(2)))
            seen[path] = seen.get(path, -1) + 1
            lines[path, seen[path], ""] = number
        elif key := _KEY.match(line):
            lines.setdefault((path, seen.get(path, 0), key.group(1).strip("\"'")), number)
    return lines
