from __future__ import annotations

import json
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.feel import FeelError, FeelFunction, Months, Range, from_json, to_json

plain = (
    st.none()
    | st.booleans()
    | st.text(max_size=10)
    | st.integers(-(10**30), 10**30).map(Decimal)
    | st.decimals(allow_nan=False, allow_infinity=False, places=3, min_value=-1000, max_value=1000)
    | st.dates()
    | st.times()
    | st.datetimes()
    | st.timedeltas()
    | st.integers(-9999, 9999).map(Months)
    | st.builds(lambda low, high: Range(Decimal(low), Decimal(high), True, False), st.integers(), st.integers())
)
values = st.recursive(
    plain,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3) | st.just("@"), inner, max_size=3),
)


@given(values)
def test_nothing_is_lost_on_the_way_through_json(value: object) -> None:
    assert from_json(json.loads(json.dumps(to_json(value)))) == value


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (Decimal(3), 3),
        (Decimal("3.0"), 3),
        (Decimal("2.5"), {"@": "number", "value": "2.5"}),
        (date(2027, 1, 31), {"@": "date", "value": "2027-01-31"}),
        (timedelta(days=5), {"@": "duration", "value": "P5D"}),
        (Months(14), {"@": "duration", "value": "P1Y2M"}),
        ({"a": [True, None, "x"]}, {"a": [True, None, "x"]}),
    ],
)
def test_how_values_look_as_json(value: object, expected: object) -> None:
    found = to_json(value)
    assert found == expected
    assert type(found) is type(expected)


@pytest.mark.parametrize(
    "value",
    [
        {"@": "colour", "value": "red"},
        {"@": "date", "value": "31 Jan"},
        {"@": 3},
        {"@": "number", "value": "x"},
        {"@": "number", "value": "NaN"},
        float("inf"),
    ],
)
def test_tags_that_are_unknown_or_wrong_are_refused(value: object) -> None:
    with pytest.raises(FeelError, match=r"^Expected"):
        from_json(value)


def test_functions_and_foreign_objects_cannot_be_kept() -> None:
    with pytest.raises(FeelError, match="function"):
        to_json(FeelFunction((), lambda: None))
    with pytest.raises(FeelError):
        to_json(object())
    with pytest.raises(FeelError, match="finite"):
        to_json(float("nan"))


def test_values_that_contain_themselves_are_refused() -> None:
    circle: list[object] = []
    circle.append(circle)
    with pytest.raises(FeelError, match="deep"):
        to_json(circle)
