"""The index of a column beside its cells asked one by one."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from engine.dmn.columns import Column
from engine.dmn.frame import Deciding, Frame, Place
from engine.feel import Value, compile_expression, compile_unary_tests
from tests.unit.dmn.test_check_properties import KINDS

PLACE = Place("d", "e", 1, "rule")
CELLS = [
    *sorted({cell for cells, _values, _allowed in KINDS.values() for cell in cells}),
    "odd(?)",
    "limit",
    "not(null)",
    '? in [1, "a", null]',
    "[1, 2, 3]",
    '@"2027-01-02T12:00:00Z"',
    'not(< @"2027-01-02T12:00:00+01:00")',
    '> @"2027-01-02T12:00:00@Europe/London"',
    'not(@"12:00:00Z")',
    'not(< @"12345-01-01")',
    "not([1..3], [5..9))",
    "not(? < 3) or ? = 1",
    "? = 1 and ? != 2",
]
VALUES: list[Value] = [
    compile_expression(text).evaluate({})
    for text in sorted({text for _cells, values, _allowed in KINDS.values() for text in values})
] + [
    compile_expression(text).evaluate({})
    for text in (
        "null",
        "[]",
        "[1]",
        '["a"]',
        "{a: 1}",
        "[1..3]",
        '@"2027-01-02T12:00:00Z"',
        '@"2027-01-02T11:30:00+01:00"',
        '@"2027-01-02T13:00:00@Europe/Paris"',
        '@"12:00:00Z"',
        '@"12345-01-01"',
        '@"-0001-01-01T00:00:00"',
    )
]


def frame() -> Frame:
    return Frame({"limit": compile_expression("4").evaluate({})}, Deciding("a.dmn", {}, strict=False))


@given(st.lists(st.sampled_from(CELLS), min_size=1, max_size=12), st.lists(st.sampled_from(VALUES), max_size=30))
def test_a_column_leaves_the_rules_whose_cells_the_value_passes(cells: list[str], values: list[Value]) -> None:
    tests = [compile_unary_tests(cell) for cell in cells]
    column = Column(tests, [PLACE] * len(cells))
    every = (1 << len(cells)) - 1
    for value in [*values, *values]:
        asked = [frame().passes(test, value, PLACE) for test in tests]
        assert column.rules(value, every, frame()) == sum(1 << index for index, passed in enumerate(asked) if passed)


@given(st.lists(st.sampled_from(CELLS), min_size=1, max_size=12), st.sampled_from(VALUES), st.integers(0))
def test_rules_that_are_not_possible_any_more_stay_out(cells: list[str], value: Value, possible: int) -> None:
    column = Column([compile_unary_tests(cell) for cell in cells], [PLACE] * len(cells))
    every = (1 << len(cells)) - 1
    possible &= every
    assert column.rules(value, possible, frame()) == column.rules(value, every, frame()) & possible
