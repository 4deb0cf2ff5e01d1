from __future__ import annotations

from decimal import Decimal

import pytest

from engine.feel import FeelError, FeelFunction, Unanswerable, compile_expression
from tests.unit.feel.answers import answer, reasons

WORKING_DAYS = FeelFunction(
    ("days", "from"), lambda days, start: days * 2 if start is None else start, 1, "working days"
)


def test_functions_of_the_caller_are_called_by_names_with_spaces() -> None:
    assert answer("working days(3)", functions={"working days": WORKING_DAYS}) == 6
    assert answer("working days(from: 7, days: 1)", functions={"working days": WORKING_DAYS}) == 7


@pytest.mark.parametrize(
    "call", ["working days()", "working days(1, 2, 3)", "working days(day: 1)", "working days(from: 1, day: 1)"]
)
def test_arguments_that_do_not_fit_give_null_with_the_usage(call: str) -> None:
    outcome = compile_expression(call).explain({}, {"working days": WORKING_DAYS})
    assert outcome.value is None
    assert "working days(days, from)" in outcome.reasons[0].message


def test_a_function_may_give_null_with_its_reason() -> None:
    def call() -> None:
        raise Unanswerable("The calendar ends in 2030.")

    outcome = compile_expression("f()").explain({}, {"f": FeelFunction((), call)})
    assert (outcome.value, outcome.reasons[0].message) == (None, "The calendar ends in 2030.")


def test_a_refusal_of_a_function_reaches_the_caller() -> None:
    def call() -> None:
        raise FeelError("Expected a deadline, but there is none.")

    with pytest.raises(FeelError, match="a deadline"):
        answer("f()", functions={"f": FeelFunction((), call)})


def test_expressions_define_functions_that_see_what_is_around_them() -> None:
    assert answer("{limit: 3, over: function(x) x > limit, found: over(5)}.found") is True
    assert answer("(function(a) function(b) a * b)(3)(4)") == 12


def test_parameters_of_the_wrong_type_give_null() -> None:
    assert answer('(function(a: number) a)("x")') is None
    assert answer("(function(a: number) a)([5])") == 5


def test_named_arguments_of_built_in_functions() -> None:
    assert answer('substring(string: "referral", start position: 3, length: 2)') == "fe"
    assert answer('substring(start position: 3, text: "referral")') is None
    assert "substring(string: string" in reasons("substring(1, 2)")


def test_a_variable_does_not_hide_a_function_of_the_same_name() -> None:
    assert answer("count(date) + count", date=[1, 2], count=5) == 7


def test_built_in_functions_can_be_passed_on() -> None:
    assert answer("{apply: function(f, x) f(x), r: apply(abs, -3)}.r") == 3


def test_what_is_no_function_cannot_be_called() -> None:
    assert answer("x(1)", x=5, functions={"x": FeelFunction(("a",), lambda a: a)}) == 1
    assert answer("{a: 1, b: a(2)}.b") is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1 instance of number", True),
        ('"a" instance of number', False),
        ("null instance of Any", False),
        ("null instance of Null", True),
        ("[1, 2] instance of list<number>", True),
        ('[1, "a"] instance of list<number>', False),
        ("{a: 1} instance of context<a: number>", True),
        ("{b: 1} instance of context<a: number>", False),
        ('@"P1D" instance of days and time duration', True),
        ('@"P1M" instance of years and months duration', True),
        ('@"2027-01-31" instance of date and time', False),
        ("abs instance of function<number> -> number", True),
        ("[1..2] instance of range<number>", True),
    ],
)
def test_instance_of(text: str, expected: bool) -> None:
    assert answer(text) is expected


def test_a_value_that_is_none_of_the_language_is_refused() -> None:
    class Row:
        secret = "hidden"

    with pytest.raises(FeelError, match="this is a Row"):
        answer("row.secret", row=Row())
    assert answer("1 + 1", row=Row()) == Decimal(2)
