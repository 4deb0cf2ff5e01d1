from __future__ import annotations

from decimal import Decimal

import pytest

from engine.feel import FeelError, FeelFunction, compile_expression, compile_unary_tests
from tests.unit.feel.answers import answer


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1 + 2 * 3", 7),
        ("(1 + 2) * 3", 9),
        ("2 ** 3 ** 2", 64),
        ("-2 ** 2", 4),
        ("10 - 3 - 2", 5),
        ("8 / 2 / 2", 2),
        ("1 + /* two */ 2 // three", 3),
        (".5 + 1.5e1", Decimal("15.5")),
        ("if 1 > 2 then 3 else 4 + 1", 5),
        ("[1, 2, 3][2] + 1", 3),
        ("{a: 1, b: a + 1}.b", 2),
        ('{"a b": 1}.a b', 1),
        ("count([1..3].start in [[1..3]]) + 1", 2),
        ("function(a, b) a - b", None),
        ("[1..10[.end", 10),
        ("]1..10].start", 1),
        ("[1, 2][[1, 2][1]]", 1),
    ],
)
def test_operators_bind_as_the_grammar_says(text: str, expected: object) -> None:
    found = answer(text)
    assert isinstance(found, FeelFunction) if expected is None else found == expected


def test_true_or_is_decided_before_and_is_read_loosely() -> None:
    assert answer("true or false and false") is True
    assert answer("1 = 1 and 2 < 3 or null") is True


def test_adjacent_words_are_one_name_without_being_known() -> None:
    expression = compile_expression("first name = last  name")
    assert expression.names == {"first name", "last name"}
    assert expression.evaluate({"first name": "A", "last name": "A"}) is True


def test_names_with_signs_and_keywords_are_found_when_known() -> None:
    names = ("follow-up date", "time in hostel", "a+b")
    expression = compile_expression("[follow-up date, time in hostel, a + b, a]", names)
    context = {"follow-up date": 1, "time in hostel": 2, "a+b": 3, "a": 4}
    assert expression.evaluate(context) == [1, 2, 3, 4]
    assert expression.names == set(context)


def test_a_sign_between_unknown_names_is_an_operator() -> None:
    assert answer("a-b", a=5, b=3) == 2


def test_names_that_the_expression_binds_are_not_expected_from_outside() -> None:
    text = "for x in list return {y: x, z: function(p) p + y + limit}"
    assert compile_expression(text).names == {"list", "limit"}


def test_the_longest_known_name_wins() -> None:
    expression = compile_expression("time offset", ("time", "time offset"))
    assert expression.evaluate({"time": 1, "time offset": 2}) == 2


@pytest.mark.parametrize(
    ("text", "position", "expected"),
    [
        ("", 0, "a value"),
        ("1 +", 3, "a value"),
        ("(1", 2, '")"'),
        ("[1, 2", 5, '"]"'),
        ("{a: 1", 5, '","'),
        ("{1}", 1, 'a name and ":"'),
        ("if a then b", 11, '"else"'),
        ("for x in [1] x", 13, '"return"'),
        ("some x satisfies x", 5, 'a name and "in"'),
        ("a between 1", 11, '"and"'),
        ('"abc', 0, "quotation mark"),
        ("1 /* open", 2, "*/"),
        ("1 2", 2, "an operator or the end"),
        ("f(a: 1, 2)", 8, "a name before every argument"),
        ('@"2027-02-30"', 0, "there is no 2027-2-30"),
        ("1 # 2", 2, "a value, a name or an operator"),
        ("x instance of colour", 2, "a known type"),
        ("function(a) external {}", 12, "external functions are not run"),
        ("(1, 2) + 1", 0, "as [a, b]"),
        ("1e99999", 0, "1E6145"),
    ],
)
def test_what_cannot_be_read_is_refused_at_its_character(text: str, position: int, expected: str) -> None:
    with pytest.raises(FeelError) as refusal:
        compile_expression(text)
    assert refusal.value.message.startswith("Expected")
    assert expected in refusal.value.message
    assert refusal.value.position == position
    assert f"(character {position + 1})" in refusal.value.message


def test_an_unknown_name_suggests_the_nearest() -> None:
    expression = compile_expression('prority = "now"')
    with pytest.raises(FeelError, match='Did you mean "priority"') as refusal:
        expression.evaluate({"priority": "now", "age": 3})
    assert refusal.value.position == 0


def test_an_unknown_function_suggests_the_nearest() -> None:
    with pytest.raises(FeelError, match='Did you mean "working days"'):
        answer("worknig days(3)", functions={"working days": FeelFunction(("days",), lambda days: days)})


def test_an_unknown_name_is_null_when_not_strict() -> None:
    outcome = compile_expression("missing").explain({}, strict=False)
    assert outcome.value is None
    assert "missing" in outcome.reasons[0].message


def test_the_same_text_is_compiled_once() -> None:
    assert compile_expression("1 + 1") is compile_expression("1 + 1")
    assert compile_unary_tests("< 5") is compile_unary_tests("< 5")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (r'"a\"b\\c\n\t"', 'a"b\\c\n\t'),
        (r'"\u00e9"', "é"),
        (r'"\uD83D\uDC0E"', "\U0001f40e"),
        (r'"\U01F40E"', "\U0001f40e"),
        (r'"\d"', r"\d"),
    ],
)
def test_escapes_in_texts(text: str, expected: str) -> None:
    assert answer(text) == expected
