"""What is wrong or doubtful in a decision model, in words for its author."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import islice

from engine.dmn.domains import TYPES, passes, spoken
from engine.dmn.findings import Finding, Severity
from engine.dmn.frame import Place
from engine.dmn.grid import Axis, Search, TooLargeError, allowed_values, axes, spoken_place
from engine.dmn.model import Decision, DecisionModel, Input
from engine.dmn.policies import HitPolicy
from engine.dmn.table import InputClause, OutputClause, Rule, Table
from engine.feel import syntax
from engine.feel.errors import suggestion
from engine.feel.patterns import Pattern
from engine.feel.types import Type
from engine.feel.values import Value, kind

SHOWN = 5
"""Gaps, overlaps and hidden rules that are shown of one table."""


def check(model: DecisionModel, functions: Iterable[str] = ()) -> list[Finding]:
    """All findings on a model: problems of reading (when it came from `inspect`), unknown names, cells of the wrong
    type or with values that are not allowed, rules that can never match, overlaps and gaps.

    `functions` are the names of functions that the engine gives to expressions.
    """
    found = [*model.problems, *_unknown_names(model, frozenset(functions))]
    for decision in model.decisions.values():
        if decision.table is not None:
            found += _Check(model, decision, decision.table).findings()
    return found


def _unknown_names(model: DecisionModel, functions: frozenset[str]) -> Iterator[Finding]:
    for use in model.uses:
        known = use.visible | functions
        for name in sorted(use.expected - known):
            message = f'In {use.place.label}: there is no "{name}".{suggestion(name, known)}'
            remedy = "Require the input or decision of that name, or correct the name."
            yield Finding("error", model.file, use.place.element_id, use.place.line, message, remedy)


class _Check:
    """The checks of one table."""

    def __init__(self, model: DecisionModel, decision: Decision, table: Table) -> None:
        self.model = model
        self.decision = decision
        self.table = table
        self.types = {clause.label: self._type(clause) for clause in table.inputs}

    def findings(self) -> list[Finding]:
        found = [finding for clause in self.table.inputs for finding in self._cells(clause)]
        found += [finding for rule in self.table.rules for finding in self._outputs(rule)]
        return found or self._on_grid()

    def _on_grid(self) -> list[Finding]:
        try:
            grid = axes(self.table, self.types)
        except TooLargeError:
            return [self._too_large()]
        if not grid:
            return []
        searched = (*self._bounded(self._hidden, grid), *self._bounded(self._gaps, grid))
        return [*self._impossible(grid), *self._overlaps(grid), *searched]

    def _too_large(self) -> Finding:
        message = f"{self.table.name} has too many combinations to look for all overlaps, gaps and hidden rules."
        return self._finding("warning", self.table.place, message, "Split the table, so that it can be checked.")

    def _finding(self, severity: Severity, place: Place, message: str, remedy: str) -> Finding:
        return Finding(severity, self.model.file, place.element_id, place.line, message, remedy)

    def _type(self, clause: InputClause) -> Type | None:
        """The declared type of the column, else that of the input or decision it asks."""
        tree = clause.expression.tree
        if clause.type is not None or not isinstance(tree, syntax.Name):
            return clause.type
        named = (node for node in self.model.nodes.values() if node.name == tree.name)
        return next((node.type for node in named if isinstance(node, (Input, Decision))), None)

    def _cells(self, clause: InputClause) -> Iterator[Finding]:
        wanted = self.types[clause.label]
        allowed = allowed_values(clause, wanted)
        for pattern, place in zip(clause.column.patterns, clause.column.places, strict=True):
            for value in _constants(pattern):
                yield from self._constant(value, wanted, None, place)
            for value in pattern.values if pattern is not None else ():
                yield from self._constant(value, None, allowed, place)

    def _constant(self, value: Value, wanted: Type | None, allowed: Pattern | None, place: Place) -> Iterator[Finding]:
        if value is None:
            return
        if wanted is not None and wanted.kind in TYPES and kind(value) != wanted.kind:
            message = f"In {place.label}: expected a {wanted.kind}, but {spoken(value)} is a {kind(value)}."
            yield self._finding("error", place, message, f"Enter a {wanted.kind}, or change the type of the column.")
        elif allowed is not None and not passes(allowed, value):
            values = ", ".join(spoken(one) for one in allowed.values) or "the allowed range"
            message = f"In {place.label}: expected one of {values}, but found {spoken(value)}."
            yield self._finding("error", place, message, "Choose an allowed value, or allow this one.")

    def _outputs(self, rule: Rule) -> Iterator[Finding]:
        for clause, expression, place in zip(self.table.outputs, rule.outputs, rule.places, strict=True):
            if isinstance(expression.tree, syntax.Literal):
                yield from self._constant(expression.tree.value, clause.type, _listed(clause), place)

    def _impossible(self, grid: tuple[Axis, ...]) -> Iterator[Finding]:
        for index, rule in enumerate(self.table.rules):
            for axis in grid:
                if not axis.together(index):
                    place = self.table.inputs[grid.index(axis)].column.places[index]
                    message = f'{rule.label.capitalize()} can never match: its cell for "{axis.label}" covers no value.'
                    yield self._finding("error", place, message, "Correct the cell, or delete the rule.")
                    break

    def _overlaps(self, grid: tuple[Axis, ...]) -> Iterator[Finding]:
        if self.table.policy not in (HitPolicy.UNIQUE, HitPolicy.ANY):
            return
        yield from islice(self._overlapping(grid), SHOWN)

    def _overlapping(self, grid: tuple[Axis, ...]) -> Iterator[Finding]:
        for first, rule in enumerate(self.table.rules):
            together = -1
            for axis in grid:
                together &= axis.together(first)
            for second in range(first + 1, len(self.table.rules)):
                if together >> second & 1:
                    yield from self._overlap(rule, self.table.rules[second], grid)

    def _overlap(self, first: Rule, second: Rule, grid: tuple[Axis, ...]) -> Iterator[Finding]:
        if self.table.policy is HitPolicy.ANY and _same_outputs(first, second):
            return
        bits = 1 << first.index - 1 | 1 << second.index - 1
        shared = [(axis.label, group.words) for axis in grid if (group := axis.shared(bits))]
        where = spoken_place(tuple(pair for pair in shared if pair[1] != "anything"))
        message = (
            f"{first.label.capitalize()} and {second.label} of {self.table.name} both match {where}, "
            f"but the hit policy is {self.table.policy.value}."
        )
        yield self._finding(
            "error", second.places[0], message, "Narrow one of the rules, or choose another hit policy."
        )

    def _hidden(self, grid: tuple[Axis, ...]) -> Iterator[Finding]:
        """Rules of a FIRST table that earlier ones always answer before."""
        if self.table.policy is not HitPolicy.FIRST:
            return
        search = Search(grid)
        for index, rule in enumerate(self.table.rules):
            bit = 1 << index
            possible = all(axis.together(index) for axis in grid)
            if index and possible and next(search.open_places(bit - 1, within=bit), None) is None:
                message = f"{rule.label.capitalize()} of {self.table.name} is never reached: earlier rules match first."
                yield self._finding("warning", rule.places[0], message, "Move the rule up, or delete it.")

    def _gaps(self, grid: tuple[Axis, ...]) -> Iterator[Finding]:
        if self.table.policy is HitPolicy.COLLECT or any(output.default for output in self.table.outputs):
            return
        every = (1 << len(self.table.rules)) - 1
        seen: set[str] = set()
        for place in islice(Search(grid).open_places(every), 200):
            where = spoken_place(place)
            if where in seen or len(seen) >= SHOWN:
                continue
            seen.add(where)
            message = f"{self.table.name} has no rule for {where}."
            yield self._finding("warning", self.table.place, message, "Add a rule, or a default output.")

    def _bounded(
        self, search: Callable[[tuple[Axis, ...]], Iterator[Finding]], grid: tuple[Axis, ...]
    ) -> Iterator[Finding]:
        try:
            yield from islice(search(grid), SHOWN)
        except TooLargeError:
            yield self._too_large()


def _constants(pattern: Pattern | None) -> list[Value]:
    if pattern is None:
        return []
    return [*pattern.values, *[end for span in pattern.ranges for end in (span.start, span.end)]]


def _listed(clause: OutputClause) -> Pattern | None:
    return Pattern(clause.order) if clause.order else None


def _same_outputs(first: Rule, second: Rule) -> bool:
    return all(one.text == other.text for one, other in zip(first.outputs, second.outputs, strict=True))
