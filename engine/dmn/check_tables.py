"""Checking one decision table: cells and outputs of the wrong type, rules in vain, overlaps and gaps."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Set
from itertools import islice

from engine.dmn.domains import SIMPLE, constants, spoken
from engine.dmn.findings import Finding, Severity, shortened
from engine.dmn.frame import Deciding, Frame, Place
from engine.dmn.grid import MAX_VISITS, Axis, Search, TooLargeError, allowed_values, axes, spoken_place
from engine.dmn.kinds import Known, known_types, type_of
from engine.dmn.model import DecisionModel
from engine.dmn.policies import HitPolicy
from engine.dmn.table import OutputClause, Rule, Table
from engine.feel import syntax
from engine.feel.compare import equal
from engine.feel.constants import UNKNOWN, constant
from engine.feel.expression import Expression, UnaryTests
from engine.feel.patterns import pattern_of
from engine.feel.types import Type
from engine.feel.values import PLAIN, Value, kind

SHOWN = 5
"""Gaps, overlaps and rules in vain that are shown of one table."""

MAX_PLACES = 200
"""Gaps that are looked at for those that read differently."""


def check_table(model: DecisionModel, table: Table) -> list[Finding]:
    """Findings on the table. Rules whose input cells could not be read or are wrong are not compared with the others,
    and gaps are then not told; nothing is compared when a whole column could not be read."""
    known = known_types(model)
    types = [clause.type or type_of(clause.expression.tree, known) for clause in table.inputs]
    cells = _Cells(model, table, types, known)
    wrong = list(cells.inputs())
    doubtful = table.unread | {finding.rule for finding in wrong}
    rules = [] if 0 in doubtful else _Rules(model, table, types, doubtful).findings()
    return [*wrong, *cells.outputs(), *rules]


class _Checks:
    def __init__(self, model: DecisionModel, table: Table, types: list[Type | None]) -> None:
        self.model = model
        self.table = table
        self.types = types

    def finding(self, severity: Severity, place: Place, message: str, remedy: str) -> Finding:
        return Finding(
            severity,
            self.model.file,
            place.element_id,
            place.line,
            shortened(message),
            remedy,
            decision=self.table.name,
            rule=place.rule,
            column=place.column,
        )


class _Cells(_Checks):
    """Cells and outputs by themselves."""

    def __init__(self, model: DecisionModel, table: Table, types: list[Type | None], known: Known) -> None:
        super().__init__(model, table, types)
        self.known = known

    def inputs(self) -> Iterator[Finding]:
        for clause, wanted in zip(self.table.inputs, self.types, strict=True):
            allowed = allowed_values(clause, wanted)
            for cell, place in zip(clause.column.cells, clause.column.places, strict=True):
                yield from self._cell(cell, wanted, allowed, place)

    def outputs(self) -> Iterator[Finding]:
        for output in self.table.outputs:
            if output.default is not None:
                yield from self._output(output.default.tree, output, output.place)
        for rule in self.table.rules:
            for output, expression, place in zip(self.table.outputs, rule.outputs, rule.places, strict=True):
                yield from self._output(expression.tree, output, place)

    def _cell(
        self, cell: UnaryTests, wanted: Type | None, allowed: UnaryTests | None, place: Place
    ) -> Iterator[Finding]:
        for value in constants(cell.tree) or ():
            if value is not None and wanted is not None and not _is_of(kind(value), wanted):
                yield self._wrong_kind(wanted, f"{spoken(value)} is a {kind(value)}", place)
                return
        for test in cell.tree.tests:
            operand = type_of(test.operand, self.known) if isinstance(test, syntax.Bound) else None
            if operand is not None and wanted is not None and not _is_of(operand.kind, wanted):
                yield self._wrong_kind(wanted, f"`{cell.text[:60]}` compares with a {operand.kind}", place)
        pattern = pattern_of(cell.tree)
        for value in pattern.values if pattern is not None else ():
            yield from self._allowed(value, allowed, place)

    def _output(self, tree: syntax.Node, clause: OutputClause, place: Place) -> Iterator[Finding]:
        found = type_of(tree, self.known)
        if found is not None and clause.type is not None and not _is_of(found.kind, clause.type):
            told = f"{spoken(tree.value)} is" if isinstance(tree, syntax.Literal) else "it is"
            yield self._wrong_kind(clause.type, f"{told} a {found.kind}", place)
        elif isinstance(tree, syntax.Literal):
            if clause.order and tree.value is not None and not _among(tree.value, clause.order):
                yield self._not_allowed(", ".join(map(spoken, clause.order)), tree.value, place)
            tests = getattr(clause.type.allowed, "tests", None) if clause.type else None
            yield from self._allowed(tree.value, tests if isinstance(tests, UnaryTests) else None, place)

    def _wrong_kind(self, wanted: Type, reason: str, place: Place) -> Finding:
        message = f"In {place.where}: expected a {wanted.kind}, but {reason}."
        return self.finding("error", place, message, f"Enter a {wanted.kind}, or change the type of the column.")

    def _allowed(self, value: Value, allowed: UnaryTests | None, place: Place) -> Iterator[Finding]:
        if value is None or allowed is None or allowed.names or _frame().passes(allowed, value, place):
            return
        pattern = pattern_of(allowed.tree)
        listed = pattern is not None and not pattern.ranges and not pattern.negated
        values = ", ".join(map(spoken, pattern.values)) if pattern is not None and listed else allowed.text
        yield self._not_allowed(values, value, place)

    def _not_allowed(self, values: str, value: Value, place: Place) -> Finding:
        message = f"In {place.where}: expected one of {values}, but found {spoken(value)}."
        return self.finding("error", place, message, "Choose an allowed value, or allow this one.")


class _Rules(_Checks):
    """Rules beside each other, on the grid of all values; the doubtful ones are left out."""

    def __init__(self, model: DecisionModel, table: Table, types: list[Type | None], doubtful: Set[int | None]) -> None:
        super().__init__(model, table, types)
        self.rules = [rule for rule in table.rules if rule.index not in doubtful]
        self.sound = sum(1 << rule.index - 1 for rule in self.rules)
        self.answers = [tuple(map(_answer, rule.outputs)) for rule in table.rules]
        self.ranks = [self._rank(rule) for rule in table.rules]

    def findings(self) -> list[Finding]:
        try:
            grid = axes(self.table, self.types)
        except TooLargeError:
            return [self._too_wide()]
        searches = (self._impossible, self._overlaps, self._in_vain, self._gaps)
        return [finding for search in searches for finding in self._bounded(search, grid)]

    def _bounded(
        self, search: Callable[[tuple[Axis, ...]], Iterator[Finding]], grid: tuple[Axis, ...]
    ) -> Iterator[Finding]:
        try:
            yield from islice(search(grid), SHOWN)
        except TooLargeError:
            yield self._too_large()

    def _too_wide(self) -> Finding:
        message = (
            f"{self.table.name} is not checked for overlaps, gaps and rules in vain: it tells too many values apart."
        )
        return self.finding("warning", self.table.place, message, "Split the table, so that it can be checked.")

    def _too_large(self) -> Finding:
        message = (
            f"{self.table.name} is not checked beyond {MAX_VISITS:,} combinations of values: "
            "there may be more overlaps, gaps and rules in vain."
        )
        return self.finding("warning", self.table.place, message, "Split the table, so that all of it can be checked.")

    def _impossible(self, grid: tuple[Axis, ...]) -> Iterator[Finding]:
        for rule in self.rules:
            for axis in grid:
                if not axis.possible(rule.index - 1):
                    place = self.table.inputs[axis.column].column.places[rule.index - 1]
                    message = f'{rule.label.capitalize()} can never match: its cell for "{axis.label}" covers no value.'
                    yield self.finding("error", place, message, "Correct the cell, or delete the rule.")
                    break

    def _overlaps(self, grid: tuple[Axis, ...]) -> Iterator[Finding]:
        if self.table.policy not in (HitPolicy.UNIQUE, HitPolicy.ANY):
            return
        for at, rule in enumerate(self.rules):
            together = -1
            for axis in grid:
                together &= axis.together(rule.index - 1)
            for other in self.rules[at + 1 :]:
                if together >> (other.index - 1) & 1:
                    yield from self._overlap(rule, other, grid)

    def _overlap(self, first: Rule, second: Rule, grid: tuple[Axis, ...]) -> Iterator[Finding]:
        differ = self.table.policy is HitPolicy.UNIQUE or self._differ(first, second)
        if differ is False:
            return
        bits = 1 << first.index - 1 | 1 << second.index - 1
        shared = [(axis.label, group.words) for axis in grid if (group := axis.shared(bits))]
        where = spoken_place(tuple(pair for pair in shared if pair[1] != "anything"))
        doubt = "" if differ else " and may answer differently"
        message = (
            f"{first.label.capitalize()} and {second.label} of {self.table.name} both match {where}{doubt}, "
            f"but the hit policy is {self.table.policy.value}."
        )
        remedy = "Narrow one of the rules, or choose another hit policy."
        yield self.finding("error" if differ else "warning", second.places[0], message, remedy)

    def _in_vain(self, grid: tuple[Axis, ...]) -> Iterator[Finding]:
        """Rules whose answer is never that of the table, or that only repeat others."""
        search = Search(grid)
        gone = 0
        order = [rule.index - 1 for rule in self.rules]
        for index in reversed(order) if self.table.policy is HitPolicy.ANY else order:
            rivals = self._rivals(index) & self.sound & ~gone
            possible = all(axis.possible(index) for axis in grid)
            if rivals and possible and next(search.left_by(rivals, index), None) is None:
                gone |= 1 << index if self.table.policy is HitPolicy.ANY else 0
                yield self._vain(self.table.rules[index])

    def _rivals(self, index: int) -> int:
        """The rules that answer instead of this one where they match too."""
        match self.table.policy:
            case HitPolicy.FIRST:
                return (1 << index) - 1
            case HitPolicy.ANY:
                own = self.answers[index]
                return sum(1 << at for at, answer in enumerate(self.answers) if at != index and answer == own)
            case HitPolicy.PRIORITY:
                rank = self.ranks[index]
                better = (at for at, one in enumerate(self.ranks) if one and rank and (one, at) < (rank, index))
                return sum(1 << at for at in better)
        return 0

    def _differ(self, first: Rule, second: Rule) -> bool | None:
        """Whether the rules answer differently; None when that is only known on deciding."""
        pairs = zip(self.answers[first.index - 1], self.answers[second.index - 1], strict=True)
        other = [(one[0], another[0]) for one, another in pairs if one != another]
        return any(all(kinds) for kinds in other) or (None if other else False)

    def _rank(self, rule: Rule) -> tuple[int, ...]:
        """The places of the rule's answers in their orders; empty when it computes them."""
        ranks: list[int] = []
        for clause, expression in zip(self.table.outputs, rule.outputs, strict=True):
            if clause.order is None:
                ranks.append(0)
            elif isinstance(expression.tree, syntax.Literal):
                value = expression.tree.value
                ranks.append(next((at for at, one in enumerate(clause.order) if _same(one, value)), len(clause.order)))
            else:
                return ()
        return tuple(ranks)

    def _vain(self, rule: Rule) -> Finding:
        told = {
            HitPolicy.FIRST: ("is never reached: earlier rules match first", "Move the rule up, or delete it."),
            HitPolicy.PRIORITY: (
                "never answers: rules of higher priority match as well",
                "Narrow the others, or delete it.",
            ),
            HitPolicy.ANY: ("only repeats other rules", "Delete the rule."),
        }
        reason, remedy = told[self.table.policy]
        message = f"{rule.label.capitalize()} of {self.table.name} {reason}."
        return self.finding("warning", rule.places[0], message, remedy)

    def _gaps(self, grid: tuple[Axis, ...]) -> Iterator[Finding]:
        covered = self.table.policy is HitPolicy.COLLECT or any(output.default for output in self.table.outputs)
        if covered or len(self.rules) < len(self.table.rules):
            return
        every = (1 << len(self.table.rules)) - 1
        seen: set[str] = set()
        for place in islice(Search(grid).gaps(every), MAX_PLACES):
            where = spoken_place(place)
            if where not in seen and len(seen) < SHOWN:
                seen.add(where)
                message = f"{self.table.name} has no rule for {where}."
                yield self.finding("warning", self.table.place, message, "Add a rule, or a default output.")


def _is_of(found: str, wanted: Type) -> bool:
    """Whether a value of the kind may be of the type; a date is also taken as a moment."""
    kinds = {found, wanted.kind}
    return len(kinds) == 1 or not kinds <= SIMPLE or kinds == {"date", "date and time"}


def _answer(output: Expression) -> tuple[str, Value]:
    """What the output answers: its kind and value, or without a kind the text that computes it."""
    value = constant(output.tree)
    return ("", output.text) if value is UNKNOWN or type(value) not in PLAIN else (kind(value), value)


def _same(one: Value, other: Value) -> bool:
    return equal(one, other, _frame().run()) is True


def _among(value: Value, values: tuple[Value, ...]) -> bool:
    return any(_same(value, one) for one in values)


def _frame() -> Frame:
    return Frame({}, Deciding("", {}, strict=False))
