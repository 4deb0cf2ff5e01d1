"""The parts of the grammar that start with their own sign or keyword, and what may follow a value."""

from __future__ import annotations

from abc import abstractmethod
from decimal import Decimal, DecimalException

from engine.feel import syntax, temporal
from engine.feel.cursor import Cursor
from engine.feel.errors import FeelError
from engine.feel.phrases import Phrases
from engine.feel.syntax import Node, Tests
from engine.feel.values import NUMBERS, Unanswerable

_CONSTANTS = {"true": True, "false": False, "null": None}


class Primaries(Phrases):
    """Literals, names, brackets, calls, paths and filters."""

    def __init__(self, cursor: Cursor) -> None:
        super().__init__(cursor)
        self._bracket_closes = False

    @abstractmethod
    def test_list(self) -> list[Node]: ...

    @staticmethod
    def is_number(node: syntax.Literal) -> bool:
        return type(node.value) is Decimal

    def postfix(self) -> Node:
        """A value and what follows it: `.name`, `[filter]`, `(arguments)`."""
        node = self._primary()
        while True:
            position = self.cursor.position
            if self.cursor.at("."):
                self.cursor.advance()
                node = syntax.Path(position, node, self.cursor.name(self.cursor.members))
            elif self.cursor.at("[") and not self._bracket_closes:
                node = self._filter(node, position)
            elif self.cursor.at("(") and not isinstance(node, (syntax.Literal, syntax.RangeOf)):
                node = self._call(node)
            else:
                return node

    def _filter(self, base: Node, position: int) -> Node:
        self.cursor.advance()
        predicate = self._inside(self.expression)
        self.cursor.expect("]", " to close the filter")
        return syntax.Filter(position, base, predicate)

    def _primary(self) -> Node:
        token = self.cursor.token
        match token.kind:
            case "number":
                return self._number()
            case "string":
                return syntax.Literal(token.position, self.cursor.advance().value)
            case "at":
                return self._temporal()
            case "name":
                return self._word()
            case "operator":
                return self._bracket()
        raise self.cursor.refusal("a value")

    def _number(self) -> Node:
        token = self.cursor.advance()
        try:
            return syntax.Literal(token.position, NUMBERS.create_decimal(token.text))
        except DecimalException:
            raise FeelError(f"Expected a number below 1E6145, but found {token}.", token.position) from None

    def _temporal(self) -> Node:
        token = self.cursor.advance()
        try:
            return syntax.Literal(token.position, temporal.read_literal(token.value))
        except Unanswerable as refusal:
            raise FeelError(refusal.reason, token.position) from None

    def _word(self) -> Node:
        token = self.cursor.token
        if self.cursor.known.longest(self.cursor.tokens, self.cursor.index):
            return syntax.Name(token.position, self.cursor.name(self.cursor.known))
        if token.text in _CONSTANTS:
            self.cursor.advance()
            return syntax.Literal(token.position, _CONSTANTS[token.text])
        phrase = self.phrase(token.text)
        return phrase or syntax.Name(token.position, self.cursor.name(self.cursor.known))

    def _bracket(self) -> Node:
        if self.cursor.at("("):
            return self._inside(self._round)
        if self.cursor.at("["):
            return self._inside(self._square)
        if self.cursor.at("{"):
            return self._inside(self.entries)
        if self.cursor.at("]"):
            return self._inside(self._reversed)
        known = self.cursor.known.longest(self.cursor.tokens, self.cursor.index)
        if known:
            return syntax.Name(self.cursor.position, self.cursor.name(self.cursor.known))
        raise self.cursor.refusal("a value")

    def _round(self) -> Node:
        """Grouping, a range with an open start, or tests such as `(< 10)` and `(1, < 5)`."""
        position = self.cursor.advance().position
        tests = self.test_list()
        if len(tests) == 1 and self.cursor.take(".."):
            return self._range_end(position, tests[0], start_included=False)
        self.cursor.expect(")", " to close the bracket")
        return tests[0] if len(tests) == 1 else Tests(position, tuple(tests))

    def _square(self) -> Node:
        """A list, or a range with an included start."""
        position = self.cursor.advance().position
        if self.cursor.take("]"):
            return syntax.ListOf(position, ())
        tests = self.test_list()
        if len(tests) == 1 and self.cursor.take(".."):
            return self._range_end(position, tests[0], start_included=True)
        self.cursor.expect("]", " to close the list")
        return syntax.ListOf(position, tuple(tests))

    def _reversed(self) -> Node:
        position = self.cursor.advance().position
        start = self.expression()
        self.cursor.expect("..", " in the range")
        return self._range_end(position, start, start_included=False)

    def _range_end(self, position: int, start: Node, start_included: bool) -> Node:
        """`5]`, `5)` or `5[`; the last may also begin a filter, and is one when the range is then closed."""
        index = self.cursor.index
        end = self._closing(self.expression)
        if self.cursor.at("["):
            end = self._filtered_end(index) or end
        if not self.cursor.at("]", ")", "["):
            raise self.cursor.refusal('"]" or ")" to close the range')
        closing = self.cursor.advance().text
        return syntax.RangeOf(position, start, end, start_included, closing == "]")

    def _filtered_end(self, index: int) -> Node | None:
        closing = self.cursor.index
        self.cursor.retry(index)
        try:
            end = self._inside(self.expression)
        except FeelError:
            end = None
        if end and self.cursor.at("]", ")"):
            return end
        self.cursor.retry(closing)
        return None
