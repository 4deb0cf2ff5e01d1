from __future__ import annotations

import pytest

from engine.feel import compile_expression


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('priority = "now" and age >= 18', 'priority is "now" and age is at least 18'),
        ("(a or b) and c", "(a or b) and c"),
        ("age in [18..24]", "age is from 18 to 24"),
        ('service in ("a", "b")', 'service is "a" or is "b"'),
        ("not(consent)", "not (consent)"),
        ("if a then 1 else null", "if a then 1, otherwise nothing"),
        ("service.agency", "agency of service"),
        ("some x in agencies satisfies x.late", "for at least one x in agencies: late of x"),
        ("(a + 1) * 2", "(a + 1) * 2"),
        ("agencies[late = true]", "agencies where late is true"),
        ('due between @"2027-01-01" and @"2027-01-31"', "due is from 2027-01-01 to 2027-01-31"),
    ],
)
def test_expressions_in_plain_words(text: str, expected: str) -> None:
    assert compile_expression(text).description == expected
