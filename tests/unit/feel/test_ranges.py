from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.feel import Range, compile_expression
from tests.unit.feel.answers import answer

small = st.integers(-6, 6)
RELATIONS = compile_expression(
    "[before(a, b), after(a, b), overlaps(a, b), includes(a, b), "
    "during(a, b), coincides(a, b), meets(a, b), met by(a, b)]"
)


@st.composite
def ranges(draw: st.DrawFn) -> Range:
    low, high = sorted((draw(small), draw(small)))
    if low == high:
        return Range(low, high)
    return Range(low, high, draw(st.booleans()), draw(st.booleans()))


def points(span: Range) -> set[float]:
    """The quarters that lie in the range, as its meaning."""
    return {
        quarter / 4
        for quarter in range(-40, 41)
        if (quarter / 4 > span.start or (quarter / 4 == span.start and span.start_included))
        and (quarter / 4 < span.end or (quarter / 4 == span.end and span.end_included))
    }


@given(small, small, small, st.sampled_from("[("), st.sampled_from("])"))
def test_membership_is_two_comparisons(value: int, low: int, high: int, opening: str, closing: str) -> None:
    above = value >= low if opening == "[" else value > low
    below = value <= high if closing == "]" else value < high
    assert answer(f"v in {opening}low..high{closing}", v=value, low=low, high=high) is (above and below)


@given(small, small, small)
def test_between_includes_both_ends(value: int, low: int, high: int) -> None:
    assert answer("v between a and b", v=value, a=low, b=high) is (low <= value <= high)


@given(ranges(), ranges())
def test_relations_of_ranges_agree_with_the_points_in_them(a: Range, b: Range) -> None:
    ours, theirs = points(a), points(b)
    found = RELATIONS.evaluate({"a": _decimal(a), "b": _decimal(b)})
    before, after, overlaps, includes, during, coincides, meets, met_by = found
    assert overlaps is bool(ours & theirs)
    assert before is (max(ours) < min(theirs))
    assert after is (min(ours) > max(theirs))
    assert includes is (ours >= theirs)
    assert during is (ours <= theirs)
    assert coincides is (ours == theirs)
    assert meets is (a.end == b.start and a.end_included and b.start_included)
    assert met_by is (b.end == a.start and b.end_included and a.start_included)


def _decimal(span: Range) -> Range:
    start, end = compile_expression("[a, b]").evaluate({"a": span.start, "b": span.end})
    return Range(start, end, span.start_included, span.end_included)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("5 in (1, < 6)", True),
        ("5 in (1, 4)", False),
        ("5 in [[1..3], [5..9]]", True),
        ("5 in != 5", False),
        ("5 in >= 5", True),
        ("[1, 2] in [[1, 2], [3]]", True),
        ('"a" in [1..2]', None),
        ("null in [1..2]", None),
        ("5 in null", False),
        ("5 in [1..null]", None),
        ("(< 10).end", 10),
        ("(< 10).start", None),
        ("[1..3] = [1..3]", True),
        ('range("[1..3)") = [1..3)', True),
        ('range("[3..1]")', None),
        ('[1.."a"]', None),
        ("before(1, [2..3])", True),
        ("starts(1, [1..3])", True),
        ("finishes([2..3], [1..3])", True),
        ("started by([1..3], 1)", True),
        ("finished by([1..3], 3)", True),
        ("overlaps before([1..3], [2..4])", True),
        ("overlaps after([2..4], [1..3])", True),
    ],
)
def test_ranges(text: str, expected: object) -> None:
    assert answer(text) == expected
