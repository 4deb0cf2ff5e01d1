"""Checking the expressions of a model: names and functions that are not there, and types that do not go together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice

from engine.dmn.domains import SIMPLE
from engine.dmn.findings import Finding, Severity, shortened
from engine.dmn.frame import Place, described
from engine.dmn.kinds import Known, faults, known_types, type_of
from engine.dmn.model import DecisionModel
from engine.dmn.nodes import Decision
from engine.dmn.reading import Use
from engine.feel.builtins import BUILTINS
from engine.feel.errors import suggestion
from engine.feel.types import Type

MAX_FINDINGS = 500
"""Findings on expressions that are told of one model."""

_CONSTANTS = frozenset({"true", "false", "null"})


def check_expressions(model: DecisionModel, functions: frozenset[str]) -> Iterator[Finding]:
    """Findings on every expression and cell. `functions` are known besides the built-in ones."""
    yield from islice(_findings(model, functions), MAX_FINDINGS)


def _findings(model: DecisionModel, functions: frozenset[str]) -> Iterator[Finding]:
    known = known_types(model)
    elsewhere = {node.name: node.place.label for node in model.nodes.values() if not node.path}
    answers = {(one.place.decision, one.place.label): one for one in model.decisions.values()}
    for use in model.uses:
        yield from _unknown(model, use, functions, elsewhere)
        yield from _faults(model, use, known)
        decision = answers.get((use.place.decision, use.place.label))
        if decision is not None:
            yield from _answer(model, use, decision, known)


def _finding(model: DecisionModel, severity: Severity, place: Place, message: str, remedy: str) -> Finding:
    return Finding(
        severity,
        model.file,
        place.element_id,
        place.line,
        shortened(f"In {place.where}: {message}"),
        remedy,
        decision=place.decision,
        rule=place.rule,
        column=place.column,
    )


def _unknown(
    model: DecisionModel, use: Use, functions: frozenset[str], elsewhere: Mapping[str, str]
) -> Iterator[Finding]:
    for name in sorted(use.expected - use.visible - functions):
        if name in elsewhere:
            message = f"{elsewhere[name]} is not required here, so its value is not known."
            yield _finding(model, "error", use.place, message, "Draw the requirement.")
            continue
        what = f'function "{name}"' if name in use.called else f'"{name}"'
        near = suggestion(name, use.visible | functions | (BUILTINS.keys() if name in use.called else _CONSTANTS))
        remedy = "Require the input or decision of that name, correct the name, or put a text in quotation marks."
        remedy = "Use a function of FEEL, or correct the name." if name in use.called else remedy
        yield _finding(model, "error", use.place, f"there is no {what}.{near}", remedy)


def _visible(use: Use, known: Known) -> Known:
    return {name: known[name] for name in use.visible if name in known}


def _faults(model: DecisionModel, use: Use, known: Known) -> Iterator[Finding]:
    """What is always null, by the declared types."""
    visible = _visible(use, known)
    for position, reason in faults(use.tree, visible):
        message = f"{reason} (character {position + 1})" + ("" if reason.endswith("?") else ".")
        yield _finding(model, "error", use.place, message, "Correct the expression, or the type of what it names.")


def _answer(model: DecisionModel, use: Use, decision: Decision, known: Known) -> Iterator[Finding]:
    """The one expression of a decision beside the declared type of the decision."""
    found = type_of(use.tree, _visible(use, known))
    if found is None or decision.type is None or _fits(found, decision.type):
        return
    message = f"expected {described(decision.type)}, but the expression gives a {found.kind}."
    yield _finding(model, "error", use.place, message, "Correct the expression, or the type of the decision.")


def _fits(found: Type, wanted: Type) -> bool:
    kinds = {found.kind, wanted.kind}
    return len(kinds) == 1 or not kinds <= SIMPLE or kinds == {"date", "date and time"}
