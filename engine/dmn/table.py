"""Decision tables: input columns, rules, hit policies, and the trace of what matched."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from engine.dmn.columns import Column
from engine.dmn.frame import Frame, Place, shown
from engine.dmn.policies import HitPolicy, Order, aggregated, prioritised
from engine.feel.compare import equal
from engine.feel.errors import FeelError
from engine.feel.expression import Expression, UnaryTests
from engine.feel.json import to_json
from engine.feel.syntax import Literal, Name
from engine.feel.types import Type
from engine.feel.values import Value


@dataclass(frozen=True)
class InputClause:
    """What a column asks, the values it allows, and the rules' cells."""

    label: str
    expression: Expression
    allowed: UnaryTests | None
    type: Type | None
    column: Column
    place: Place


@dataclass(frozen=True)
class OutputClause:
    """What the rules answer in this column. `order` ranks its values from highest to lowest priority."""

    name: str
    type: Type | None
    order: Order | None
    default: Expression | None
    place: Place


@dataclass(frozen=True)
class Rule:
    """One rule; `index` counts from 1 as people see it."""

    index: int
    id: str
    annotation: str
    outputs: tuple[Expression, ...]
    places: tuple[Place, ...]

    @property
    def label(self) -> str:
        return f"rule {self.index}"


class _NotAllowedError(Exception):
    """An input has a value that its column does not allow, so the table has no answer; it is noted already."""


@dataclass(frozen=True)
class Table:
    """A decision table as a function of a frame."""

    decision: str
    name: str
    policy: HitPolicy
    aggregation: str
    inputs: tuple[InputClause, ...]
    outputs: tuple[OutputClause, ...]
    rules: tuple[Rule, ...]
    place: Place
    unread: frozenset[int] = frozenset()
    """Rules with an input cell that could not be read; 0 when that is a column, the size or the hit policy."""

    def __call__(self, frame: Frame) -> Value:
        try:
            values = [self._input(clause, frame) for clause in self.inputs]
        except _NotAllowedError:
            return None
        possible = (1 << len(self.rules)) - 1
        for clause, value in zip(self.inputs, values, strict=True):
            if not possible:
                break
            possible = clause.column.rules(value, possible, frame)
        matched = self._rules(possible)
        answer, hit = self._answer(matched, frame)
        frame.deciding.trace.append(self._trace(values, hit, answer))
        return answer

    def _rules(self, mask: int) -> list[Rule]:
        found: list[Rule] = []
        while mask:
            lowest = mask & -mask
            found.append(self.rules[lowest.bit_length() - 1])
            mask ^= lowest
        return found

    def _input(self, clause: InputClause, frame: Frame) -> Value:
        tree = clause.expression.tree
        if isinstance(tree, Name) and tree.name in frame.values:
            value = frame.values[tree.name]
        else:
            value = frame.evaluate(clause.expression, clause.place)
        if clause.allowed is None or value is None or frame.passes(clause.allowed, value, clause.place):
            return value
        message = f"Expected {clause.label} to be one of {clause.allowed.text}, but it is {shown(value)}."
        frame.fail(message, clause.place)
        raise _NotAllowedError

    def _answer(self, matched: list[Rule], frame: Frame) -> tuple[Value, list[Rule]]:
        """The answer, and the rules that gave it."""
        if not matched:
            return self._without_match(frame), []
        match self.policy:
            case HitPolicy.UNIQUE:
                return self._unique(matched, frame)
            case HitPolicy.FIRST:
                return self._output(matched[0], frame), matched[:1]
            case HitPolicy.ANY:
                return self._any(matched, frame), matched
        answers = [(rule, self._output(rule, frame)) for rule in matched]
        return self._several(answers, frame)

    def _several(self, answers: list[tuple[Rule, Value]], frame: Frame) -> tuple[Value, list[Rule]]:
        if self.policy in (HitPolicy.PRIORITY, HitPolicy.OUTPUT_ORDER):
            answers = prioritised(answers, self.outputs, frame)
        if self.policy is HitPolicy.PRIORITY:
            return answers[0][1], [answers[0][0]]
        values = [value for _rule, value in answers]
        rules = [rule for rule, _value in answers]
        if self.policy is HitPolicy.COLLECT and self.aggregation:
            names = [output.name for output in self.outputs]
            return aggregated(self.aggregation, values, names, frame, self.place), rules
        return values, rules

    def _unique(self, matched: list[Rule], frame: Frame) -> tuple[Value, list[Rule]]:
        if len(matched) == 1:
            return self._output(matched[0], frame), matched
        labels = tuple(rule.label for rule in matched)
        message = f"Expected one rule to match (hit policy UNIQUE), but {', '.join(labels)} match."
        return frame.fail(message, self.place, labels), matched

    def _any(self, matched: list[Rule], frame: Frame) -> Value:
        answers = [self._output(rule, frame) for rule in matched]
        run = frame.run()
        if all(equal(answers[0], answer, run) is True for answer in answers[1:]):
            return answers[0]
        labels = tuple(rule.label for rule in matched)
        message = f"Expected one answer (hit policy ANY), but {', '.join(labels)} match with different answers."
        return frame.fail(message, self.place, labels)

    def _without_match(self, frame: Frame) -> Value:
        if any(output.default for output in self.outputs):
            defaults = [
                frame.typed(frame.evaluate(output.default, output.place), output.type, output.place)
                if output.default
                else None
                for output in self.outputs
            ]
            return self._shaped(defaults)
        if self.policy is HitPolicy.COLLECT and self.aggregation == "COUNT":
            return aggregated("COUNT", [], (), frame, self.place)
        several = self.policy in (HitPolicy.RULE_ORDER, HitPolicy.OUTPUT_ORDER, HitPolicy.COLLECT)
        return [] if several and not self.aggregation else None

    def _output(self, rule: Rule, frame: Frame) -> Value:
        found: list[Value] = []
        for clause, expression, place in zip(self.outputs, rule.outputs, rule.places, strict=True):
            tree = expression.tree
            value = tree.value if isinstance(tree, Literal) else frame.evaluate(expression, place)
            found.append(frame.typed(value, clause.type, place))
        return self._shaped(found)

    def _shaped(self, values: list[Value]) -> Value:
        if len(values) == 1:
            return values[0]
        return {clause.name: value for clause, value in zip(self.outputs, values, strict=True)}

    def _trace(self, values: list[Value], hit: list[Rule], answer: Value) -> dict[str, Any]:
        return {
            "decision": self.decision,
            "name": self.name,
            "policy": self.policy.value,
            "inputs": [
                {"label": clause.label, "value": traced(value)}
                for clause, value in zip(self.inputs, values, strict=True)
            ],
            "rules": [{"index": rule.index, "id": rule.id, "annotation": rule.annotation} for rule in hit],
            "value": traced(answer),
        }


def traced(value: Value) -> Any:
    """The value as JSON, or in words when it has none."""
    try:
        return to_json(value)
    except FeelError:
        return "a value that cannot be kept"
