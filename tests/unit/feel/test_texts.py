from __future__ import annotations

import re
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.feel import FeelError, compile_expression
from tests.unit.feel.answers import answer, reasons


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('"a" + "b"', "ab"),
        ('substring("referral", 3)', "ferral"),
        ('substring("referral", -3, 2)', "ra"),
        ('substring("\U0001f40eab", 2)', "ab"),
        ('substring before("a-b", "-")', "a"),
        ('substring after("a-b", "-")', "b"),
        ('substring before("ab", "x")', ""),
        ('upper case("aé")', "AÉ"),
        ('lower case("AÉ")', "aé"),
        ('trim("  a ")', "a"),
        ('string join(["a", null, "b"], "; ")', "a; b"),
        ('string([1, "a", {b: true}])', '[1, "a", {b: true}]'),
        ('string(@"P1D")', "P1D"),
        ('replace("07700 900123", "[0-9]{6}$", "…")', "07700 …"),
        ('replace("abcd", "(ab)|(a)", "[1=$1][2=$2]")', "[1=ab][2=]cd"),
        (r'replace("a.b", ".", "-", "q")', "a-b"),
        (r'replace("cost 5", "(\\d)", "\\$$1")', "cost $5"),
    ],
)
def test_functions_that_give_texts(text: str, expected: str) -> None:
    assert answer(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('contains("housing", "us")', True),
        ('starts with("housing", "ho")', True),
        ('ends with("housing", "ho")', False),
        ('matches("SS1 2AB", "^[A-Z]{1,2}[0-9][A-Z0-9]? ?[0-9][A-Z]{2}$")', True),
        ('matches("ss1", "SS\\\\d", "i")', True),
        (r'matches("a\nb", "a.b")', False),
        (r'matches("a\nb", "a.b", "s")', True),
        (r'matches("a\nb", "^b$", "m")', True),
        ('matches("ab", "a b", "x")', True),
        (r'matches("é", "^\\p{L}$")', True),
        (r'matches("5", "^\\P{L}$")', True),
        ('matches("b", "^[a-z-[aeiou]]$")', True),
        ('matches("e", "^[a-z-[aeiou]]$")', False),
        ('matches("e", "^[^a-d]$")', True),
        ('matches("aab", "^a*?b$")', True),
        ('matches("abcabc", "^(?:abc){2}$")', True),
        ('matches("a-b", "^[a-]-[b]$")', True),
    ],
)
def test_questions_about_texts(text: str, expected: bool) -> None:
    assert answer(text) is expected


def test_split_and_string_length() -> None:
    assert answer('split("a;b;;c", ";")') == ["a", "b", "", "c"]
    assert answer(r'split("a, b,c", ",\\s*")') == ["a", "b", "c"]
    assert answer('string length("\U0001f40eab")') == 3


@pytest.mark.parametrize(
    "pattern",
    ["(", "a)", "[a", "*a", "a{2,1}", r"\\1", r"\\q", "(?=a)", r"\\p{Xx}", "[b-a]", "a{99999}", "((a{99}){99}){99}"],
)
def test_patterns_that_the_dialect_does_not_have_give_null_with_a_reason(pattern: str) -> None:
    assert answer(f'matches("a", "{pattern}")') is None
    assert reasons(f'matches("a", "{pattern}")')


@pytest.mark.parametrize(
    "pattern", ["(a*)*b", "(a|a)*b", "(a+)+$x", "a*a*a*a*a*a*b", "(.*)(.*)(.*)(.*)x", "((a?){20}){20}b"]
)
def test_patterns_that_make_others_hang_end_quickly(pattern: str) -> None:
    expression = compile_expression("matches(text, pattern)")
    with suppress(FeelError):
        assert expression.evaluate({"text": "a" * 1500, "pattern": pattern}) is False


@pytest.mark.timeout(20)
def test_a_pattern_with_many_ways_exceeds_the_budget_instead_of_time() -> None:
    with pytest.raises(FeelError, match="budget of steps"):
        answer("matches(text, pattern)", text="ab" * 5000, pattern="((a|b)?){200}c")


def test_a_pattern_that_matches_nothing_cannot_replace() -> None:
    assert answer('replace("abc", "x*", "-")') is None
    assert "at least one character" in reasons('replace("abc", "x*", "-")')


@given(st.text(alphabet="ab-", max_size=20))
def test_splitting_and_joining_gives_the_text_again(text: str) -> None:
    assert answer('string join(split(text, "-"), "-")', text=text) == text


@given(st.text(max_size=30), st.integers(1, 10), st.integers(1, 10))
def test_substring_is_a_slice(text: str, start: int, length: int) -> None:
    assert answer("substring(t, s, l)", t=text, s=start, l=length) == text[start - 1 : start - 1 + length]


@given(
    st.text(alphabet="abc", max_size=12), st.sampled_from(["a*b", "(a|b)*c", "[ab]{2,3}", "a+?c|b", "(ab)?c+", "^a.c$"])
)
def test_patterns_agree_with_those_of_python(text: str, pattern: str) -> None:
    assert answer("matches(t, p)", t=text, p=pattern) is bool(re.search(pattern, text))
    if not re.search(pattern, ""):
        assert answer('replace(t, p, "-")', t=text, p=pattern) == re.sub(pattern, "-", text)
