"""The static check beside deciding: whatever it says is so, and when it says nothing, random inputs match one rule."""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import product
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from engine.dmn import DecisionModel, check
from engine.feel import Value, compile_expression
from tests.unit.dmn.models import table_model

KINDS: Mapping[str, tuple[list[str], list[str], str]] = {
    "number": (
        ["-", "< 3", "<= 3", "> 4", "[2..4)", "(2..5]", "5", "not(3)", "1, 6", "null", "? > 1 and ? < 6", "not(< 3)"],
        ["0", "1", "1.5", "2", "2.5", "3", "3.5", "4", "4.5", "5", "5.5", "6", "7", "1000"],
        "",
    ),
    "string": (
        ["-", '"a"', '"b", "c"', 'not("a")', 'not("a", "b")', '["a".."c"]', '> "b"', '= "a"', 'null, "a"'],
        ['"a"', '"b"', '"c"', '"d"', '""', '"aa"', '"zz"'],
        "",
    ),
    "choice": (["-", '"x"', '"y"', '"x", "z"', 'not("x")', 'not("x", "y")'], ['"x"', '"y"', '"z"'], '"x", "y", "z"'),
    "boolean": (["-", "true", "false", "not(true)", "true, false", "= false", "null"], ["true", "false"], ""),
    "date": (
        ["-", '< date("2027-01-02")', '>= date("2027-01-02")', '[@"2027-01-01"..@"2027-01-03"]', '@"2027-01-05"'],
        [f'@"2027-01-0{day}"' for day in range(1, 8)] + ['@"1999-12-31"', '@"2100-01-01"'],
        "",
    ),
    "date and time": (
        ["-", '< @"2027-01-02T12:00:00"', '>= @"2027-01-02T12:00:00"', '> @"2027-01-03T00:00:00"'],
        ['@"2027-01-01T00:00:00"', '@"2027-01-02T12:00:00"', '@"2027-01-02T12:00:01"', '@"2028-01-01T00:00:00"'],
        "",
    ),
    "time": (
        ["-", '< @"12:00:00"', '[@"12:00:00"..@"17:00:00"]', '> @"17:00:00"', '@"12:00:00"'],
        ['@"00:00:00"', '@"11:59:59"', '@"12:00:00"', '@"14:00:00"', '@"17:00:00"', '@"23:00:00"'],
        "",
    ),
    "days and time duration": (
        ["-", '< @"P2D"', '>= @"P2D"', '[@"P1D"..@"P3D")', 'not(@"P2D")'],
        ['@"PT0S"', '@"P1D"', '@"P1DT12H"', '@"P2D"', '@"P3D"', '@"-P1D"', '@"P9D"'],
        "",
    ),
    "years and months duration": (
        ["-", '< @"P1Y"', '>= @"P1Y"', '@"P2Y"', 'not(@"P1Y")', '[@"P1M"..@"P3M"]'],
        ['@"P0M"', '@"P1M"', '@"P2M"', '@"P3M"', '@"P1Y"', '@"P2Y"', '@"P9Y"', '@"-P1M"'],
        "",
    ),
}
"""Cells, sampled values and allowed values of each kind of column."""

COLUMNS = ("a", "b", "c")
Shape = tuple[list[str], list[list[str]]]


@st.composite
def shapes(draw: st.DrawFn) -> Shape:
    """The kinds of a table's columns, and the cells of its rules."""
    kinds = draw(st.lists(st.sampled_from(sorted(KINDS)), min_size=1, max_size=3))
    cells = [st.sampled_from(KINDS[kind][0]) for kind in kinds]
    return kinds, draw(st.lists(st.tuples(*cells).map(list), min_size=1, max_size=5))


def built(shape: Shape, policy: str, outputs: list[str], **options: Any) -> DecisionModel:
    kinds, rules = shape
    return table_model(
        COLUMNS[: len(kinds)],
        [[*cells, output] for cells, output in zip(rules, outputs, strict=True)],
        policy=policy,
        data_types=["string" if kind == "choice" else kind for kind in kinds],
        allowed=[KINDS[kind][2] for kind in kinds],
        **options,
    )


def inputs(shape: Shape) -> list[dict[str, Value]]:
    """Every combination of sampled values; null where a cell names it."""
    kinds, rules = shape
    sampled = []
    for index, kind in enumerate(kinds):
        null = ["null"] if any("null" in rule[index] for rule in rules) else []
        sampled.append([compile_expression(text).evaluate({}) for text in (*KINDS[kind][1], *null)])
    return [dict(zip(COLUMNS, values, strict=False)) for values in product(*sampled)]


def matching(shape: Shape) -> list[list[int]]:
    """The rules that match each of the sampled inputs."""
    numbers = [str(index) for index in range(1, len(shape[1]) + 1)]
    collected = built(shape, "RULE ORDER", numbers)
    return [[int(index) for index in collected.decide("decision", one).value] for one in inputs(shape)]


def said(model: DecisionModel) -> list[str]:
    return [finding.message for finding in check(model)]


@given(shapes())
def test_gaps_and_overlaps_are_said_exactly_where_deciding_finds_them(shape: Shape) -> None:
    messages = said(built(shape, "UNIQUE", [str(index) for index in range(len(shape[1]))]))
    found = matching(shape)
    assert any("no rule for" in message for message in messages) is not all(found)
    assert any("both match" in message for message in messages) is any(len(rules) > 1 for rules in found)
    for pair in filter(None, (re.match(r"Rule (\d+) and rule (\d+) ", message) for message in messages)):
        assert any({int(pair[1]), int(pair[2])} <= set(rules) for rules in found)


@given(shapes())
def test_rules_in_vain_are_those_that_never_answer(shape: Shape) -> None:
    numbers = [str(index) for index in range(1, len(shape[1]) + 1)]
    found = matching(shape)
    matched = {index for rules in found for index in rules}
    first = {rules[0] for rules in found if rules}
    messages = said(built(shape, "FIRST", numbers))
    vain = {int(text.split()[1]) for text in messages if "never reached" in text}
    impossible = {int(text.split()[1]) for text in messages if "can never match" in text}
    assert impossible == {int(number) for number in numbers} - matched
    assert vain == matched - first


@given(shapes(), st.data())
def test_priorities_hide_rules_as_deciding_does(shape: Shape, choice: st.DataObject) -> None:
    outputs = [choice.draw(st.sampled_from(['"high"', '"middle"', '"low"'])) for _ in shape[1]]
    model = built(shape, "PRIORITY", outputs, order=['"high", "middle", "low"'])
    answered = set()
    for one in inputs(shape):
        answered |= {rule["index"] for rule in model.decide("decision", one).trace[0]["rules"]}
    matched = {index for rules in matching(shape) for index in rules}
    vain = {int(text.split()[1]) for text in said(model) if "never answers" in text}
    assert vain == matched - answered


@given(shapes(), st.data())
def test_any_overlaps_only_where_answers_differ(shape: Shape, choice: st.DataObject) -> None:
    outputs = [choice.draw(st.sampled_from(["1", "1.0", "2"])) for _ in shape[1]]
    differing = any(len({float(outputs[index - 1]) for index in rules}) > 1 for rules in matching(shape))
    assert any("both match" in text for text in said(built(shape, "ANY", outputs))) is differing


@given(shapes(), st.sampled_from(["> limit", "odd(?)", "list contains(others, ?)"]))
def test_computed_cells_lead_to_no_finding_that_is_not_sure(shape: Shape, cell: str) -> None:
    kinds, rules = shape
    computed = (kinds, [*rules, [cell, *rules[0][1:]]])
    for message in said(built(computed, "UNIQUE", [str(index) for index in range(len(computed[1]))])):
        assert f"rule {len(computed[1])} " not in message.lower()
        if "no rule for" in message:
            assert not all(matching(shape))
