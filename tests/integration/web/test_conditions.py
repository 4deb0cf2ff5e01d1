"""What the browser is told about when a field applies."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from engine.domain.form_fields import Field, FieldType, Form, Option, Sensitivity
from engine.domain.forms import read_form
from web.conditions import read_rule, shown_when

PROCESSES = Path(__file__).resolve().parents[3] / "processes"


@pytest.mark.parametrize(
    ("expression", "clauses"),
    [
        ('outcome = "opened"', ((("outcome", "is", ("opened",)),),)),
        ('outcome != "advice only"', ((("outcome", "not", ("advice only",)),),)),
        ("safe = true", ((("safe", "is", ("yes",)),),)),
        ("safe = false", ((("safe", "is", ("no",)),),)),
        ("risk != null", ((("risk", "any", ()),),)),
        ("count(needs) > 0", ((("needs", "any", ()),),)),
        ('list contains(needs, "housing")', ((("needs", "is", ("housing",)),),)),
        ('a = "x" or b = "y"', ((("a", "is", ("x",)),), (("b", "is", ("y",)),))),
        ('a = "x" and b != "y"', ((("a", "is", ("x",)), ("b", "not", ("y",))),)),
        (
            'a = "x" or b = "y" and c = "z"',
            ((("a", "is", ("x",)),), (("b", "is", ("y",)), ("c", "is", ("z",)))),
        ),
        ('a = "this and that or those"', ((("a", "is", ("this and that or those",)),),)),
    ],
)
def test_a_comparison_is_told_to_the_browser(expression: str, clauses: object) -> None:
    assert read_rule(expression) == clauses


@pytest.mark.parametrize(
    "expression",
    [
        '(a = "x" or a = "y") and b = "z"',
        "age > 17",
        'not(a = "x")',
        "a = b",
        'a = "x" or',
        'a = "unfinished',
    ],
)
def test_any_other_rule_is_left_to_the_engine(expression: str) -> None:
    assert read_rule(expression) is None


def field(key: str, kind: FieldType, show_when: str = "") -> Field:
    return Field(key, kind, key, Sensitivity.NONE, options=(Option("x", "X"),), show_when=show_when)


def test_a_field_that_is_typed_is_never_compared_in_the_browser() -> None:
    asked = field("b", FieldType.TEXT, 'a = "x"')
    assert shown_when(asked, Form("f", "F", (field("a", FieldType.TEXT), asked))) == {}
    assert shown_when(asked, Form("f", "F", (field("a", FieldType.CHOICE), asked)))


def test_the_browser_can_follow_every_rule_of_the_shipped_forms() -> None:
    for path in PROCESSES.glob("*/forms/*.toml"):
        form = read_form(path.read_text(encoding="utf-8"), str(path))
        for item in form.fields:
            told = shown_when(item, form)
            assert bool(told) == bool(item.show_when), (path, item.key)
            assert not told or json.loads(told["data-show-when"])
