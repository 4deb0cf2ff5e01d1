"""Inputs from people and programs: by the types that the input data declare."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from engine.dmn.given import typed_inputs
from engine.dmn.model import DecisionModel
from engine.errors import InvalidInput
from tests.unit.dmn.models import data, decision, literal, model

RISK = '<itemDefinition name="tRisk"><typeRef>string</typeRef><allowedValues><text>"low", "high"</text></allowedValues>'
PERSON = (
    '<itemDefinition name="tPerson"><itemComponent name="born"><typeRef>date</typeRef></itemComponent></itemDefinition>'
    '<itemDefinition name="tDays" isCollection="true"><typeRef>date</typeRef></itemDefinition>'
)


def one(name: str, kind: str = "", *types: str) -> DecisionModel:
    return model(*types, data(name, kind), decision("d", literal(name), f"in_{name}"))


@pytest.mark.parametrize(
    ("kind", "given", "expected"),
    [
        ("number", 17, Decimal(17)),
        ("number", Decimal("0.1"), Decimal("0.1")),
        ("number", 0.1, Decimal("0.1")),
        ("string", "2027-01-31", "2027-01-31"),
        ("days and time duration", "P5D", timedelta(days=5)),
        ("", "2027-01-31", "2027-01-31"),
        ("boolean", None, None),
    ],
)
def test_what_is_given_becomes_a_value_of_the_declared_type(kind: str, given: object, expected: object) -> None:
    assert typed_inputs(one("x", kind), "d", {"x": given}) == {"x": expected}


@pytest.mark.parametrize("given", ["2027-01-31", {"@": "date", "value": "2027-01-31"}, date(2027, 1, 31)])
def test_a_date_is_given_as_text_as_tagged_json_or_as_a_date(given: object) -> None:
    found = one("x", "date")
    decided = found.decide("d", typed_inputs(found, "d", {"x": given})).value
    assert decided == found.decide("d", {"x": typed_inputs(found, "d", {"x": "2027-01-31"})["x"]}).value
    assert (decided.year, decided.month, decided.day) == (2027, 1, 31)


def test_dates_inside_contexts_and_lists_are_read_too() -> None:
    person = typed_inputs(one("x", "tPerson", PERSON), "d", {"x": {"born": "2008-02-29", "alias": "Robin"}})["x"]
    assert (person["born"].day, person["alias"]) == (29, "Robin")
    days = typed_inputs(one("x", "tDays", PERSON), "d", {"x": ["2027-01-01", "2027-01-02"]})["x"]
    assert [day.day for day in days] == [1, 2]


@pytest.mark.parametrize(
    ("kind", "given", "message"),
    [
        ("number", "17", 'Expected the input "x" to be a number, but it is "17".'),
        ("date", "31/01/2027", 'Expected the input "x" to be a date such as 2027-01-31, but it is "31/01/2027".'),
        ("tRisk", "hgih", 'Expected the input "x" to be one of low, high, but it is "hgih".'),
        ("number", Decimal("1E+9999"), "the number is too large"),
        ("number", float("inf"), "finite"),
        ("", object(), "value that expressions can use"),
        ("", {"@": "nonsense", "value": "1"}, "tagged"),
    ],
)
def test_what_is_not_of_its_type_is_refused_by_name(kind: str, given: object, message: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        typed_inputs(one("x", kind, RISK + "</itemDefinition>"), "d", {"x": given})
    assert message in refusal.value.fields["x"]


def test_all_that_is_missing_or_unknown_is_named_at_once() -> None:
    found = model(data("age", "number"), data("risk"), decision("d", literal("age"), "in_age", "in_risk"))
    with pytest.raises(InvalidInput) as refusal:
        typed_inputs(found, "d", {"aeg": 3})
    assert refusal.value.fields.keys() == {"age", "risk", "aeg"}
    assert 'Did you mean "age"?' in refusal.value.fields["aeg"]
    assert "(number)" in refusal.value.fields["age"]


def test_inputs_that_only_other_decisions_need_may_be_given() -> None:
    found = model(data("a"), data("b"), decision("d", literal("a"), "in_a"), decision("e", literal("b"), "in_b"))
    assert typed_inputs(found, "d", {"a": 1, "b": 2}).keys() == {"a", "b"}


def test_what_is_too_deep_is_refused() -> None:
    deep: object = 1
    for _ in range(5_000):
        deep = [deep]
    with pytest.raises(InvalidInput, match="deep"):
        typed_inputs(one("x"), "d", {"x": deep})
