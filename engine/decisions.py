"""One decision of a DMN file, decided on its own: no database, no pathway."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

from engine.dmn import DecisionModel, Finding, check, inspect, read
from engine.dmn.given import typed_inputs
from engine.dmn.nodes import Decision, Input
from engine.dmn.secure_xml import MAX_BYTES
from engine.dmn.telling import plain, told, written
from engine.errors import InvalidInput
from engine.feel import FeelFunction
from engine.feel.errors import nearest

MANY = 200
"""Files of a folder that are looked at for imported models."""

_NOTHING: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True)
class Decided:
    """What a decision answered. `value` is a value of the language: numbers are `Decimal`, dates are dates.

    `trace` has an entry for every decision made on the way, in order; for a table with the values it asked, the rules
    that matched and its answer, all as tagged JSON. `notes` say why a part is null; only when not strict.
    """

    value: Any
    trace: tuple[Mapping[str, Any], ...]
    notes: tuple[str, ...] = ()

    @property
    def json(self) -> str:
        """The value as JSON; a date is a text such as "2027-01-31"."""
        return written(self.value)

    @property
    def explained(self) -> str:
        """Value, trace and notes as JSON; every entry of the trace also in words."""
        trace = [{"words": told(entry), **{name: plain(part) for name, part in entry.items()}} for entry in self.trace]
        steps = ",\n    ".join(written(step) for step in trace)
        notes = written(list(self.notes))
        return f'{{\n  "value": {self.json},\n  "trace": [\n    {steps}\n  ],\n  "notes": {notes}\n}}'


def decide(
    source: str | bytes | Path,
    decision: str,
    inputs: Mapping[str, Any] = _NOTHING,
    functions: Mapping[str, FeelFunction] = MappingProxyType({}),
    *,
    strict: bool = True,
) -> Decided:
    """Answer the decision, decision service or knowledge model `decision` (its id or name) of a DMN file.

    `source` is a path, or the text of the file when it starts with "<"; imported models are looked for beside a path.
    `inputs` go by name, as JSON or as values of the language; a text becomes a date, time or duration where the input
    data declare one. `functions` are what expressions may call besides the built-in ones.

    Raises `InvalidInput` for a file that cannot be opened, a decision that is not in it, and inputs that are missing,
    unknown or of the wrong type; `DefinitionError` for a file that is wrong; `engine.dmn.DecisionError` when the
    decision has no answer. Not `strict`: what fails gives null with a note, as the DMN standard has it.
    """
    model = opened(source)
    chosen = _chosen(model, decision)
    result = model.decide(chosen, typed_inputs(model, chosen, inputs), functions, strict=strict)
    return Decided(result.value, result.trace, result.notes)


def lint_decisions(path: Path) -> list[Finding]:
    """Everything there is to say about a DMN file on its own: what cannot be read, types, requirements, gaps, overlaps.

    Raises `InvalidInput` for a file that cannot be opened.
    """
    data = _content(path)
    model, problems = inspect(data, path.name, _beside(path, data))
    return list(problems) if model is None else check(model)


def opened(source: str | bytes | Path) -> DecisionModel:
    """The model of a file or text. Raises as `decide`."""
    if isinstance(source, bytes):
        return read(source, "decision.dmn")
    if isinstance(source, str) and source.lstrip("\ufeff \t\r\n").startswith("<"):
        return read(source.encode(errors="surrogatepass"), "decision.dmn")
    path = Path(source)
    data = _content(path)
    return read(data, path.name, _beside(path, data))


def _content(path: Path) -> bytes:
    """At most one byte more than is read as XML, which then says that there are too many."""
    try:
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "that is no path"
        raise InvalidInput(f"Expected a DMN file at {path}, but it cannot be read: {reason}.") from None


def _beside(path: Path, data: bytes) -> dict[str, bytes]:
    """The other models of the folder, among which imported ones are looked for."""
    found: dict[str, bytes] = {}
    for other in sorted(path.parent.glob("*.dmn"))[:MANY] if b"import" in data else ():
        with suppress(OSError):
            if other.is_file() and other.stat().st_size <= MAX_BYTES:
                found[other.name] = other.read_bytes()
    return found


def _chosen(model: DecisionModel, decision: str) -> str:
    """The id of what is to be decided."""
    known: dict[str, str] = {}
    for node in model.nodes.values():
        if not isinstance(node, Input) and not node.path:
            names = (node.name, node.label) if isinstance(node, Decision) else (node.name,)
            known = {**dict.fromkeys(names, node.id), **known, node.id: node.id}
    if decision in known:
        return known[decision]
    message = f'Expected a decision of {model.file}, but there is no "{decision}".{nearest(decision, known)}'
    raise InvalidInput(message)
