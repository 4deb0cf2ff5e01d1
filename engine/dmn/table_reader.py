"""Reading a decision table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from engine.dmn.columns import Column
from engine.dmn.frame import Place
from engine.dmn.policies import AGGREGATIONS, HitPolicy, Order
from engine.dmn.reading import Element, Reading, part, parts, place_of, text_of
from engine.dmn.table import InputClause, OutputClause, Rule, Table
from engine.feel.expression import Expression, UnaryTests
from engine.feel.patterns import pattern_of
from engine.feel.types import Type

MAX_RULES = 1_000


def read_table(element: Element, reading: Reading, decision: str, name: str, visible: Iterable[str]) -> Table:
    """The table, compiled. Problems are reported with the element, line, rule and column they stand in."""
    return _TableReader(element, reading, decision, name, frozenset(visible)).table()


class _TableReader:
    def __init__(self, element: Element, reading: Reading, decision: str, name: str, visible: frozenset[str]) -> None:
        self.element = element
        self.reading = reading
        self.decision = decision
        self.name = name
        self.visible = visible
        self.place = place_of(element, name, f'the table of "{name}"')
        self.rule_elements = list(parts(element, "rule"))
        self.entries = [list(parts(rule, "inputEntry")) for rule in self.rule_elements]
        self.unread: set[int] = set()

    def table(self) -> Table:
        with self._noting(0):
            self._check_size()
            policy = self._policy()
            aggregation = self._aggregation(policy)
        inputs = tuple(self._input(index, one) for index, one in enumerate(parts(self.element, "input")))
        outputs = tuple(self._output(one) for one in parts(self.element, "output"))
        self._check_order(policy, outputs)
        rules = tuple(self._rule(index, one, outputs) for index, one in enumerate(self.rule_elements, 1))
        table = Table(
            self.decision, self.name, policy, aggregation, inputs, outputs, rules, self.place, frozenset(self.unread)
        )
        self.reading.tables.append(table)
        return table

    @contextmanager
    def _noting(self, rule: int) -> Iterator[None]:
        """Keeps that something of the rule, or with 0 of all rules, could not be read inside."""
        before = len(self.reading.problems)
        yield
        if len(self.reading.problems) > before:
            self.unread.add(rule)

    def _check_size(self) -> None:
        if part(self.element, "output") is None:
            self.reading.problem(
                self.place, "Expected a table with an output, but it has none.", "Add an output column."
            )
        if len(self.rule_elements) > MAX_RULES:
            message = f"Expected at most {MAX_RULES:,} rules, but the table has {len(self.rule_elements):,}."
            self.reading.problem(self.place, message, "Split the table.")

    def _policy(self) -> HitPolicy:
        text = self.element.get("hitPolicy", "UNIQUE")
        try:
            return HitPolicy(text)
        except ValueError:
            known = ", ".join(policy.value for policy in HitPolicy)
            self.reading.problem(self.place, f'Expected a hit policy, but found "{text}".', f"Choose one of {known}.")
            return HitPolicy.UNIQUE

    def _aggregation(self, policy: HitPolicy) -> str:
        text = self.element.get("aggregation", "")
        if text and (text not in AGGREGATIONS or policy is not HitPolicy.COLLECT):
            remedy = f"Use {', '.join(AGGREGATIONS)} with the hit policy COLLECT."
            self.reading.problem(self.place, f'Expected an aggregation of COLLECT, but found "{text}".', remedy)
            return ""
        return str(text)

    def _input(self, index: int, element: Element) -> InputClause:
        expression = part(element, "inputExpression")
        text = text_of(expression) or "null"
        label = element.get("label") or text
        place = place_of(element, self.name, f'the input "{label}"')
        values = part(element, "inputValues")
        with self._noting(0):
            asked = self.reading.expression(text, place, self.visible)
            allowed = self._allowed(values, place)
            wanted = self.reading.type(expression.get("typeRef") if expression is not None else "", place)
        return InputClause(label, asked, allowed, wanted, Column(*self._cells(index, label)), place)

    def _allowed(self, values: Element | None, place: Place) -> UnaryTests | None:
        text = text_of(values)
        return self.reading.tests(text, place, self.visible) if text else None

    def _cells(self, index: int, label: str) -> tuple[list[UnaryTests], list[Place]]:
        cells: list[UnaryTests] = []
        places: list[Place] = []
        for number, rule in enumerate(self.rule_elements, 1):
            with self._noting(number):
                entry, place = self._entry(rule, self.entries[number - 1], index, number, label)
                cells.append(self.reading.tests(text_of(entry) or "-", place, self.visible))
                places.append(place)
        return cells, places

    def _entry(
        self, rule: Element, entries: list[Element], index: int, number: int, column: str
    ) -> tuple[Element | None, Place]:
        """The cell of a rule, and where it stands; a missing one is a problem."""
        entry = entries[index] if index < len(entries) else None
        label = f'rule {number}, "{column}"'
        place = place_of(rule if entry is None else entry, self.name, label, number, column)
        if entry is None:
            message = f"Expected a cell in {place.where}, but there is none."
            self.reading.problem(place, message, "Fill in the cell, or “-”.")
        return entry, place

    def _output(self, element: Element) -> OutputClause:
        name = element.get("name") or element.get("label") or self.name
        place = place_of(element, self.name, f'the output "{name}"')
        default = text_of(part(element, "defaultOutputEntry"))
        wanted = self.reading.type(element.get("typeRef"), place)
        listed = text_of(part(element, "outputValues"))
        return OutputClause(
            name,
            wanted,
            self._order(listed, place) if listed else _order_of_type(wanted),
            self.reading.expression(default, place, self.visible) if default else None,
            place,
        )

    def _order(self, text: str, place: Place) -> Order | None:
        return _order_of_tests(self.reading.tests(text, place, self.visible))

    def _check_order(self, policy: HitPolicy, outputs: tuple[OutputClause, ...]) -> None:
        ordered = policy in (HitPolicy.PRIORITY, HitPolicy.OUTPUT_ORDER)
        if ordered and not any(output.order for output in outputs):
            message = f"Expected output values in order of priority for {policy.value}, but there are none."
            self.reading.problem(self.place, message, "List the output values, the most important first.")

    def _rule(self, index: int, element: Element, outputs: tuple[OutputClause, ...]) -> Rule:
        entries = list(parts(element, "outputEntry"))
        found: list[Expression] = []
        places: list[Place] = []
        for column, output in enumerate(outputs):
            entry, place = self._entry(element, entries, column, index, output.name)
            text = text_of(entry)
            found.append(self.reading.expression(text if text not in ("", "-") else "null", place, self.visible))
            places.append(place)
        annotations = [text_of(entry) for entry in parts(element, "annotationEntry")]
        annotation = "; ".join(filter(None, annotations)) or text_of(part(element, "description"))
        return Rule(index, element.get("id", ""), annotation, tuple(found), tuple(places))


def _order_of_tests(tests: UnaryTests) -> Order | None:
    pattern = pattern_of(tests.tree)
    return None if pattern is None or pattern.negated or not pattern.values else pattern.values


def _order_of_type(wanted: Type | None) -> Order | None:
    """The order in which the type of an output lists its allowed values; it counts when the output lists none."""
    tests = getattr(wanted.allowed, "tests", None) if wanted is not None else None
    return _order_of_tests(tests) if isinstance(tests, UnaryTests) else None
