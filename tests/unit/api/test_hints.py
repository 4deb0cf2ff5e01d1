"""One reading of type hints: what is described is accepted, what is not is refused, and it comes back as it went."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema_rs import Draft202012Validator

from engine.errors import InvalidInput
from web.api.hints import Said
from web.api.reading import from_json, from_query
from web.api.schema import Schemas, schema
from web.api.writing import to_json


@dataclass(frozen=True)
class Inner:
    """Within."""

    name: Annotated[str, Said(shortest=1, longest=5, pattern="^[a-z]*$")]


@dataclass(frozen=True)
class Whole:
    """Of every kind there is."""

    number: Annotated[int, Said(at_least=-3, at_most=9)]
    flag: bool
    some: tuple[Inner, ...]
    more: Mapping[str, int | bool | None]
    colour: Literal["red", "green"] | None = None
    who: UUID | None = None
    moment: datetime | None = None
    day: date | None = None
    share: float = 0


SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-5, 12)
    | st.floats(allow_nan=False)
    | st.text(max_size=6)
    | st.sampled_from(["red", "a", "2026-12-30", "2026-12-30T17:00:00Z", "6f2c0f5e-1111-4111-8111-111111111111"])
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(["name", "x"]), inner, max_size=2),
    max_leaves=4,
)
REQUIRED = {
    "number": st.integers(-5, 12) | VALUES,
    "flag": st.booleans() | VALUES,
    "some": st.just([{"name": "a"}]) | VALUES,
    "more": st.just({"x": 1}) | VALUES,
}
OPTIONAL = dict.fromkeys(("colour", "who", "moment", "day", "share", "other"), VALUES)
ALMOST = st.fixed_dictionaries(REQUIRED, optional=OPTIONAL)


def validator() -> Draft202012Validator:
    known: Schemas = {}
    made = {**schema(Whole, known), "components": {"schemas": known}}
    return Draft202012Validator(json.loads(json.dumps(made)), validate_formats=True)


CHECK = validator()


@given(ALMOST | VALUES)
def test_exactly_what_the_schema_describes_is_read(value: Any) -> None:
    try:
        read = from_json(Whole, value)
    except InvalidInput:
        assert not CHECK.is_valid(value) or is_beyond_the_schema(value)
        return
    assert CHECK.is_valid(value)
    assert from_json(Whole, to_json(read)) == read


def is_beyond_the_schema(value: Any) -> bool:
    """What the formats of the validator let through, and text that cannot be kept."""
    text = json.dumps(value)
    days = [value.get(name) for name in ("moment", "day", "who")]
    return "\\u0000" in text or "\\ud" in text or any(isinstance(day, str) for day in days)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-12-30T17:00:00Z", datetime(2026, 12, 30, 17, tzinfo=UTC)),
        ("2026-12-30t17:00:00z", datetime(2026, 12, 30, 17, tzinfo=UTC)),
        ("2026-12-30T17:00:00.123456789+01:00", datetime(2026, 12, 30, 16, 0, 0, 123456, tzinfo=UTC)),
        ("2016-12-31T23:59:60Z", datetime(2016, 12, 31, 23, 59, 59, tzinfo=UTC)),
    ],
)
def test_moments_are_read_as_the_standard_writes_them(text: str, moment: datetime) -> None:
    assert from_json(Whole, {"number": 1, "flag": True, "some": [], "more": {}, "moment": text}).moment == moment


@pytest.mark.parametrize(
    "text",
    ["2026-12-30", "2026-12-30T17:00:00", "2026-W01-1T00:00:00Z", "0001-01-01T00:00:00+01:00", "2026-13-01T00:00:00Z"],
)
def test_a_moment_without_zone_or_that_never_was_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        from_json(Whole, {"number": 1, "flag": True, "some": [], "more": {}, "moment": text})
    assert list(refusal.value.fields) == ["moment"]


def test_every_wrong_member_is_named_where_it_stands() -> None:
    with pytest.raises(InvalidInput) as refusal:
        from_json(Whole, {"number": 10, "some": [{"name": "a"}, {"name": "A"}, {}], "more": {"x": "y"}, "odd": 1})
    assert refusal.value.fields == {
        "number": "Must be 9 or less",
        "flag": "Must be given",
        "some.1.name": "Must match ^[a-z]*$",
        "some.2.name": "Must be given",
        "more.x": "Must be of one of the kinds described",
        "odd": "There is no such member",
    }


@dataclass(frozen=True)
class Query:
    """A query string."""

    ids: tuple[UUID, ...] = ()
    flag: bool | None = None
    first_result: Annotated[int, Said(at_least=0)] = 0


def test_query_strings_are_read_by_their_hints() -> None:
    one, two = UUID(int=1), UUID(int=2)
    read = from_query(Query, {"ids": [f"{one},{two}"], "flag": ["true"], "firstResult": ["20"]})
    assert read == Query((one, two), True, 20)
    for wrong in (
        {"first_result": ["1"]},
        {"firstResult": ["-1"]},
        {"flag": ["1"]},
        {"ids": [""]},
        {"flag": ["true"] * 2},
    ):
        with pytest.raises(InvalidInput):
            from_query(Query, wrong)
