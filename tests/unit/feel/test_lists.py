from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.feel.answers import answer, reasons

lists = st.lists(st.integers(-5, 5), max_size=8)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[1, 2, 3][1]", 1),
        ("[1, 2, 3][-1]", 3),
        ("[1, 2, 3][4]", None),
        ("[1, 2, 3][item >= 2]", [2, 3]),
        ("[{a: 1}, {a: 2}][a > 1]", [{"a": 2}]),
        ("[{a: 1}, {b: 2}][b > 1]", [{"b": 2}]),
        ("[{item: 1}, {item: 2}][item > 1]", [{"item": 2}]),
        ("[{a: 1}, {a: 2}].a", [1, 2]),
        ("5[1]", 5),
        ("5[item > 6]", []),
        ("null[1]", None),
        ("for x in [1, 2], y in [10, 20] return x + y", [11, 21, 12, 22]),
        ("for x in 3..1 return x", [3, 2, 1]),
        ("for x in [1, 2, 3] return count(partial) + x", [1, 3, 5]),
        ("for i in 0..4 return if i = 0 then 1 else i * partial[-1]", [1, 1, 2, 6, 24]),
        ('for d in @"2027-01-31"..@"2027-02-01" return d.day', [31, 1]),
        ("list contains([1, null], null)", True),
        ("index of([1, 2, 1], 1)", [1, 3]),
        ("append([1], 2)", [1, 2]),
        ("concatenate([1], [2, 3])", [1, 2, 3]),
        ("union([1, 2], [2, 3])", [1, 2, 3]),
        ("insert before([1, 3], 2, 2)", [1, 2, 3]),
        ("remove([1, 2, 3], -1)", [1, 2]),
        ("list replace([1, 2, 3], 2, 9)", [1, 9, 3]),
        ("list replace([1, 2, 3], function(item, new) item > 1, 9)", [1, 9, 9]),
        ("sublist([1, 2, 3], 2)", [2, 3]),
        ("sublist([1, 2, 3], -2, 1)", [2]),
        ("flatten([1, [2, [3]], []])", [1, 2, 3]),
        ("sort([3, 1, 2])", [1, 2, 3]),
        ("sort([3, 1, 2], function(a, b) a > b)", [3, 2, 1]),
        ("count([])", 0),
        ("all([true, null])", None),
        ("all([false, null])", False),
        ("any([true, null])", True),
        ("min([])", None),
        ('get value({a: 1}, "a")', 1),
        ('get value({a: {b: 2}}, ["a", "b"])', 2),
        ("get entries({a: 1})", [{"key": "a", "value": 1}]),
        ('context([{key: "a", value: 1}])', {"a": 1}),
        ('context put({a: 1}, "b", 2)', {"a": 1, "b": 2}),
        ('context put({a: {b: 1}}, ["a", "c"], 2)', {"a": {"b": 1, "c": 2}}),
        ("context merge([{a: 1}, {a: 2, b: 3}])", {"a": 2, "b": 3}),
    ],
)
def test_lists_and_contexts(text: str, expected: object) -> None:
    assert answer(text) == expected


@given(lists)
def test_functions_agree_with_python(items: list[int]) -> None:
    assert answer("reverse(reverse(x))", x=items) == items
    assert answer("sort(x)", x=items) == sorted(items)
    assert answer("distinct values(x)", x=items) == list(dict.fromkeys(items))
    assert answer("x[item > 0]", x=items) == [item for item in items if item > 0]
    assert answer("count(x)", x=items) == len(items)
    assert answer("sum(x)", x=items) == (sum(items) if items else None)
    assert answer("for i in x return i * 2", x=items) == [item * 2 for item in items]


@given(lists, lists)
def test_concatenating_adds_lengths(a: list[int], b: list[int]) -> None:
    assert answer("concatenate(a, b)", a=a, b=b) == a + b


@pytest.mark.parametrize(
    "text", ["[1, 2][3]", 'sort([1, "a"])', "{a: 1}.b", "remove([1], 5)", "concatenate([1], null)"]
)
def test_what_is_not_there_is_null_with_a_reason(text: str) -> None:
    assert answer(text) is None
    assert reasons(text)


def test_a_missing_entry_suggests_the_nearest() -> None:
    assert 'Did you mean "agency"' in reasons("{agency: 1}.agncy")


def test_a_context_cannot_name_an_entry_twice() -> None:
    assert answer("{a: 1, a: 2}") is None


def test_what_the_caller_gave_is_not_changed() -> None:
    given_list = [3, 1, 2]
    answer("sort(append(x, 0))", x=given_list)
    assert given_list == [3, 1, 2]
