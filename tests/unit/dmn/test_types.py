"""Values of decisions are of the types that models define: allowed values, collections, constraints, conversions."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.feel import Value
from tests.unit.dmn.models import data, decision, literal, model

DEFINED = """
<itemDefinition name="tBand"><typeRef>string</typeRef><allowedValues><text>"low", "high"</text></allowedValues>
</itemDefinition>
<itemDefinition name="tOther"><typeRef>tBand</typeRef></itemDefinition>
<itemDefinition name="tBands" isCollection="true"><typeRef>tBand</typeRef></itemDefinition>
<itemDefinition name="tMarks" isCollection="true"><typeRef>number</typeRef>
  <allowedValues><text>[1..5]</text></allowedValues></itemDefinition>
<itemDefinition name="tPair" isCollection="true"><typeRef>number</typeRef>
  <typeConstraint><text>count(?) = 2</text></typeConstraint></itemDefinition>
<itemDefinition name="tPlace"><itemComponent name="town"><typeRef>string</typeRef></itemComponent>
  <itemComponent name="bands" isCollection="true"><typeRef>tBand</typeRef></itemComponent></itemDefinition>
<itemDefinition name="tNested"><itemComponent name="at"><itemComponent name="x"><typeRef>number</typeRef>
  </itemComponent></itemComponent></itemDefinition>
<itemDefinition name="tFunction"><functionItem outputTypeRef="number"><parameters name="n" typeRef="number"/>
  </functionItem></itemDefinition>
<itemDefinition name="tSmall"><typeRef>tPositive</typeRef><typeConstraint><text>&lt; 10</text></typeConstraint>
</itemDefinition>
<itemDefinition name="tPositive"><typeRef>number</typeRef><typeConstraint><text>&gt; 0</text></typeConstraint>
</itemDefinition>
"""


def typed(text: str, type_name: str) -> Value:
    found = model(DEFINED, decision("d", literal(text), type_name=type_name))
    return found.decide("d", {}, strict=False).value


@pytest.mark.parametrize(
    ("type_name", "text", "fits"),
    [
        ("tBand", '"low"', True),
        ("tBand", '"middle"', False),
        ("tOther", '"middle"', False),
        ("tBands", '["low", "high"]', True),
        ("tBands", '["low", "middle"]', False),
        ("tMarks", "[1, 5]", True),
        ("tMarks", "[1, 6]", False),
        ("tMarks", "[]", True),
        ("tPair", "[1, 2]", True),
        ("tPair", "[1]", False),
        ("tPlace", '{town: "x", bands: ["low"]}', True),
        ("tPlace", '{town: "x", bands: ["low"], more: 1}', True),
        ("tPlace", '{town: "x", bands: ["middle"]}', False),
        ("tPlace", '{town: "x"}', False),
        ("tPlace", "{town: null, bands: null}", True),
        ("tNested", "{at: {x: 1}}", True),
        ("tNested", '{at: {x: "1"}}', False),
        ("tSmall", "5", True),
        ("tSmall", "-5", False),
        ("tSmall", "10", False),
        ("context", "{a: 1}", True),
        ("list", "[1, true]", True),
        ("Any", "{a: [1, true]}", True),
        ("list<number>", "[1, 2]", True),
        ("list<number>", '[1, "a"]', False),
        ("context<a: number, b: tBand>", '{a: 1, b: "low"}', True),
        ("context<a: number, b: tBand>", '{a: 1, b: "middle"}', False),
        ("range<number>", "[1..2]", True),
        ("range<string>", "[1..2]", False),
        ("feel:number", "1", True),
        ("feel:number", '"1"', False),
    ],
)
def test_a_value_is_kept_when_it_is_of_the_type_and_null_otherwise(type_name: str, text: str, fits: bool) -> None:
    assert typed(text, type_name) == (typed(text, "") if fits else None)


@pytest.mark.parametrize("text", ["function(n: number) n", "function(n) n", "abs"])
def test_a_function_fits_the_type_of_functions_that_take_the_same(text: str) -> None:
    assert typed(text, "tFunction") is not None


@pytest.mark.parametrize("text", ["function(n: string) n", "function() 1", "function(a, b) a", "1"])
def test_a_function_that_takes_other_values_does_not(text: str) -> None:
    assert typed(text, "tFunction") is None


@pytest.mark.parametrize(
    ("type_name", "text", "value"),
    [
        ("number", "[5]", 5),
        ("number", "[[5]]", None),
        ("number", "[1, 2]", None),
        ("number", "[]", None),
        ("tMarks", "5", [5]),
        ("tMarks", "6", None),
        ("tPair", "5", None),
        ("dateTime", 'date("2027-01-31")', datetime(2027, 1, 31, tzinfo=UTC)),
        ("date", 'date and time("2027-01-31T00:00:00Z")', None),
        ("date", 'date("2027-01-31")', date(2027, 1, 31)),
        ("dateTime", '[date("2027-01-31")]', None),
    ],
)
def test_a_value_is_converted_once_where_the_language_does_so(type_name: str, text: str, value: Value) -> None:
    assert typed(text, type_name) == value


@given(st.lists(st.integers(-3, 8), max_size=5))
def test_a_collection_is_allowed_exactly_when_all_its_items_are(items: list[int]) -> None:
    found = model(DEFINED, data("x", "tMarks"), decision("d", literal("x"), "in_x")).decide(
        "d", {"x": items}, strict=False
    )
    assert found.value == (items if all(1 <= item <= 5 for item in items) else None)
    assert bool(found.notes) is (found.value is None)
