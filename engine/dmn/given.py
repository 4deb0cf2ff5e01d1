"""What people and programs give a decision, as values of the types that its input data declare."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, DecimalException
from typing import Any

from engine.dmn.answers import place
from engine.dmn.domains import spoken
from engine.dmn.frame import described, shown
from engine.dmn.model import DecisionModel
from engine.dmn.nodes import Decision, Input, Knowledge, Node, Path, Service
from engine.errors import InvalidInput
from engine.feel.budget import MAX_VALUE_DEPTH
from engine.feel.errors import FeelError, nearest
from engine.feel.json import from_json
from engine.feel.patterns import pattern_of
from engine.feel.run import admit
from engine.feel.types import Type, coerce
from engine.feel.values import NUMBERS, Value

_WRITTEN = {
    "date": ("date", "2027-01-31"),
    "time": ("time", "17:00:00"),
    "date and time": ("date and time", "2027-01-31T17:00:00"),
    "days and time duration": ("duration", "P5D"),
    "years and months duration": ("duration", "P1Y6M"),
}
"""Kinds that JSON has no notation for: the tag that reads their text, and an example of it."""


@dataclass(frozen=True)
class Asked:
    """One value that is asked for: an input, an input decision of a service, or a parameter of a knowledge model."""

    path: Path
    name: str
    type: Type | None
    type_name: str = ""

    @property
    def label(self) -> str:
        return ".".join((*self.path, self.name))

    def of(self, given: Any) -> Any:
        """What is given for it; those of imported models stand within contexts of the imports' names."""
        for name in (*self.path, self.name):
            if not isinstance(given, Mapping) or name not in given:
                return _ABSENT
            given = given[name]
        return given


_ABSENT = object()


def typed_inputs(model: DecisionModel, decision: str, given: Mapping[str, Any]) -> dict[str, Value]:
    """The inputs of a decision as its input data declare them: a text becomes a date where a date is declared.

    `decision` is the id of a decision, decision service or knowledge model; `given` holds JSON (also tagged, as
    `feel.to_json` writes it) or values of the language. All that is needed has to be there, null when it is not
    known. Raises `InvalidInput` that names each input that is missing, unknown to the file, or not of its type.
    """
    needed = _asked_by(model, model.nodes[decision])
    others = [_asked(node) for node in model.nodes.values() if isinstance(node, Input)]
    problems = {**dict(_unknown(model, given, [*needed, *others])), **dict(_missing(needed, given))}
    values: dict[str, Value] = {}
    for one in {asked.label: asked for asked in (*others, *needed)}.values():
        found = one.of(given)
        if found is not _ABSENT:
            try:
                place(values, one.path, one.name, _typed(found, one))
            except InvalidInput as refusal:
                problems[one.label] = refusal.message
    if problems:
        raise InvalidInput("\n".join(problems.values()), problems)
    return values


def _asked_by(model: DecisionModel, target: Node) -> list[Asked]:
    if isinstance(target, Knowledge):
        return [Asked((), name, wanted) for name, wanted in target.parameters]
    if isinstance(target, Service):
        return [_asked(node) for one in target.inputs if isinstance(node := model.nodes[one], (Input, Decision))]
    needed: dict[str, Node] = {}
    waiting = [target.id]
    while waiting:
        node = model.nodes[waiting.pop(0)]
        if node.id not in needed:
            needed[node.id] = node
            waiting += node.needs if isinstance(node, (Decision, Knowledge)) else ()
            waiting += node.outputs if isinstance(node, Service) else ()
    return [_asked(node) for node in model.nodes.values() if isinstance(node, Input) and node.id in needed]


def _asked(node: Input | Decision) -> Asked:
    return Asked(node.path, node.name, node.type, node.type_name if isinstance(node, Input) else "")


def _unknown(model: DecisionModel, given: Mapping[str, Any], known: list[Asked]) -> Iterator[tuple[str, str]]:
    names = [(*one.path, one.name)[0] for one in known]
    for name in given:
        if name not in names:
            yield name, f'Expected inputs of {model.file}, but it has no input "{name}".{nearest(name, names)}'


def _missing(needed: list[Asked], given: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for one in needed:
        if one.of(given) is _ABSENT:
            kind = f" ({one.type_name})" if one.type_name else ""
            message = f'Expected the input "{one.label}"{kind}, but it is not given. Give null if it is not known.'
            yield one.label, message


def _typed(given: Any, wanted: Asked) -> Value:
    where = f'the input "{wanted.label}"'
    value = _converted(given, wanted.type, where, 0)
    if wanted.type is None:
        return value
    typed, fits = coerce(value, wanted.type, _free)
    if not fits:
        raise InvalidInput(f"Expected {where} to be {_wanted(wanted.type)}, but it is {shown(value)}.")
    return typed


def _wanted(wanted: Type) -> str:
    """The type in words, with the values that it allows."""
    tests = getattr(wanted.allowed, "tests", None)
    pattern = pattern_of(tests.tree) if tests is not None else None
    if tests is None:
        return described(wanted)
    if pattern is None or pattern.ranges or pattern.negated:
        return f"{described(wanted)} ({tests.text})"
    return f"one of {', '.join(spoken(value) for value in pattern.values)}"


def _converted(given: Any, wanted: Type | None, where: str, depth: int) -> Value:
    if depth > MAX_VALUE_DEPTH:
        raise InvalidInput(f"Expected {where} to be at most {MAX_VALUE_DEPTH} lists deep, but it is deeper.")
    if isinstance(given, str):
        return _from_text(given, wanted, where)
    if isinstance(given, (list, tuple)):
        items = wanted.items if wanted is not None and wanted.kind == "list" else wanted
        return [_converted(item, items, where, depth + 1) for item in given]
    if isinstance(given, Mapping) and "@" not in given:
        members = wanted.members if wanted is not None else {}
        return {
            str(name): _converted(item, members.get(name), f'"{name}" of {where}', depth + 1)
            for name, item in given.items()
        }
    return _plain(given, where)


def _from_text(text: str, wanted: Type | None, where: str) -> Value:
    if wanted is None or wanted.kind not in _WRITTEN:
        return str.__str__(text)
    tag, example = _WRITTEN[wanted.kind]
    try:
        return from_json({"@": tag, "value": text})
    except FeelError:
        message = f'Expected {where} to be a {wanted.kind} such as {example}, but it is "{text[:60]}".'
        raise InvalidInput(message) from None


def _plain(given: Any, where: str) -> Value:
    try:
        if isinstance(given, Decimal):
            return admit(NUMBERS.create_decimal(given), _free)
        return from_json(dict(given)) if isinstance(given, Mapping) else admit(given, _free)
    except (FeelError, DecimalException) as refusal:
        reason = refusal.message if isinstance(refusal, FeelError) else "the number is too large."
        raise InvalidInput(f"Expected {where} to be a value that expressions can use, but: {reason}") from None


def _free(_steps: int) -> None:
    """What is given is as large as the caller made it; only deciding has a budget."""
