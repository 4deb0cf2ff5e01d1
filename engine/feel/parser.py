"""From tokens to the syntax tree: operators by precedence, loosest first."""

from __future__ import annotations

from engine.feel import syntax
from engine.feel.cursor import Cursor
from engine.feel.names import Names
from engine.feel.primaries import Primaries
from engine.feel.syntax import Node, Tests
from engine.feel.types import TypeName

_COMPARATORS = ("=", "!=", "<", "<=", ">", ">=")
_ADDITIVE, _MULTIPLICATIVE, _POWER = 0, 1, 2
_LEVELS = (("+", "-"), ("*", "/"), ("**",))


def parse_expression(text: str, known: Names) -> Node:
    """The tree of one expression. Raises `FeelError` at the first character that does not fit."""
    parser = Parser(text, known)
    tree = parser.expression()
    parser.finish()
    return tree


def parse_type(text: str, known: Names) -> TypeName:
    """The type that a text names, such as `list<number>`. Raises `FeelError` where the text does not fit."""
    parser = Parser(text, known)
    found = parser.type_name()
    parser.finish()
    return found


def parse_unary_tests(text: str, known: Names) -> Tests:
    """The tree of a decision table's cell: `-`, tests separated by commas, or `not(…)` around them."""
    parser = Parser(text, known)
    tree = parser.unary_tests()
    parser.finish()
    return tree


class Parser(Primaries):
    """Recursive descent; one method per rule of the grammar."""

    def __init__(self, text: str, known: Names) -> None:
        super().__init__(Cursor(text, known))

    def finish(self) -> None:
        if self.cursor.token.kind != "end":
            raise self.cursor.refusal("an operator or the end")

    def expression(self) -> Node:
        with self.cursor.nested():
            return self._either()

    def _either(self) -> Node:
        position = self.cursor.position
        operands = [self._every()]
        while self.cursor.take("or"):
            operands.append(self._every())
        return operands[0] if len(operands) == 1 else syntax.Either(position, tuple(operands))

    def _every(self) -> Node:
        position = self.cursor.position
        operands = [self._comparison()]
        while self.cursor.take("and"):
            operands.append(self._comparison())
        return operands[0] if len(operands) == 1 else syntax.Every(position, tuple(operands))

    def _comparison(self) -> Node:
        left = self.operand()
        while True:
            position = self.cursor.position
            if self.cursor.at(*_COMPARATORS):
                operator = self.comparator()
                left = syntax.Comparison(position, operator, left, self.operand())
            elif self.cursor.take("between"):
                low = self.operand()
                self.cursor.expect("and", ' of "between"')
                left = syntax.Between(position, left, low, self.operand())
            elif self.cursor.take("in"):
                left = syntax.In(position, left, self._in_tests())
            else:
                return left

    def _in_tests(self) -> tuple[Node, ...]:
        if self.cursor.at(*_COMPARATORS):
            return (self.bound(),)
        test = self.operand(tests=True)
        return test.tests if isinstance(test, Tests) else (test,)

    def operand(self, tests: bool = False) -> Node:
        """An expression that binds tighter than comparison. `tests` allows `(1, < 5)`, as after `in`."""
        found = self._arithmetic(_ADDITIVE)
        if isinstance(found, Tests) and not tests:
            raise self.cursor.refusal('an operator or ")" instead of a list in round brackets; write [a, b]')
        return found

    def _arithmetic(self, level: int) -> Node:
        if level > _POWER:
            return self._unary()
        position = self.cursor.position
        first = self._arithmetic(level + 1)
        rest: list[tuple[syntax.Operator, Node, int]] = []
        while self.cursor.at(*_LEVELS[level]):
            sign = self.cursor.advance()
            rest.append((sign.text, self._arithmetic(level + 1), sign.position))  # type: ignore[arg-type]
        return syntax.Arithmetic(position, first, tuple(rest)) if rest else first

    def _unary(self) -> Node:
        position = self.cursor.position
        if not self.cursor.take("-"):
            return self._instance(self.postfix())
        with self.cursor.nested():
            operand = self._unary()
        if isinstance(operand, syntax.Literal) and self.is_number(operand):
            return syntax.Literal(position, operand.value.copy_negate())
        return syntax.Negation(position, operand)

    def _instance(self, operand: Node) -> Node:
        position = self.cursor.position
        if self.cursor.at("instance") and self.cursor.ahead().text == "of":
            self.cursor.index += 2
            return syntax.InstanceOf(position, operand, self.type_name())
        return operand

    def unary_tests(self) -> Tests:
        position = self.cursor.position
        if self.cursor.at("-") and self.cursor.ahead().kind == "end":
            self.cursor.advance()
            return Tests(position, ())
        if self.cursor.at("not") and self.cursor.ahead().text == "(":
            negated = self._negated_tests(position)
            if negated:
                return negated
        return Tests(position, tuple(self.test_list()))

    def _negated_tests(self, position: int) -> Tests | None:
        """`not(…)` around everything; None when more follows, as in `not(?) or ? > 3`."""
        start = self.cursor.index
        self.cursor.index += 2
        tests = tuple(self.test_list())
        self.cursor.expect(")", ' to close "not("')
        if self.cursor.token.kind == "end":
            return Tests(position, tests, negated=True)
        self.cursor.retry(start)
        return None

    def test_list(self) -> list[Node]:
        tests = [self.test()]
        while self.cursor.take(","):
            tests.append(self.test())
        return tests

    def test(self) -> Node:
        return self.bound() if self.cursor.at(*_COMPARATORS) else self.expression()

    def bound(self) -> Node:
        position = self.cursor.position
        return syntax.Bound(position, self.comparator(), self.operand())

    def comparator(self) -> syntax.Comparator:
        return self.cursor.advance().text  # type: ignore[return-value]
