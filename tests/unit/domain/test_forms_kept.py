"""Accepted answers are safe to keep and to show again; the schema for other systems follows from the fields."""

import json
from datetime import date, time
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from engine.domain.forms import Form, json_schema, read_form, to_raw, validate
from engine.errors import InvalidInput
from tests.unit.domain.form_example import FORM, LEAST, SERVICE, evaluate

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=2),
    max_leaves=5,
)
NAMES = [field.key for field in FORM.fields] + ["seen_on-day", "seen_on-month", "seen_on-year"]
ANSWERS = JSON | st.sampled_from(["yes", "no", "open", "advice", "3", "2026", "health", "9:30", SERVICE, "a@b.cd"])


def sentences(sent: dict[str, object]) -> dict[str, str]:
    """What is said about the fields when the form is refused; nothing when it is accepted and can be kept."""
    try:
        submission = validate(FORM, {**LEAST, **sent}, evaluate)
    except InvalidInput as refusal:
        return refusal.fields or {"form": ""}
    json.dumps([submission.values, submission.person]).encode()
    return {}


@given(st.dictionaries(st.sampled_from(NAMES), ANSWERS))
def test_whatever_is_sent_is_accepted_or_refused_in_words(sent: dict[str, object]) -> None:
    assert all(
        sentence.endswith(tuple("abcdefghijklmnopqrstuvwxyz0123456789”")) for sentence in sentences(sent).values()
    )


@given(
    st.fixed_dictionaries(
        {
            "alias": st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1, max_size=10),
            "danger_now": st.sampled_from(["yes", "no"]),
            "outcome": st.just("open"),
        },
        optional={
            "words": st.text("abc \r\n", max_size=50),
            "count": st.integers(0, 20).map(str),
            "hours": st.decimals("0.5", "100", places=10).map(lambda number: f"{number:f}"),
            "seen_on": st.dates().map(date.isoformat),
            "seen_at": st.times().map(lambda moment: time.strftime(moment, "%H:%M")),
            "needs": st.lists(st.sampled_from(["housing", "health"])),
        },
    )
)
def test_kept_values_shown_again_and_sent_again_are_the_same(sent: dict[str, object]) -> None:
    first = validate(FORM, sent, evaluate)
    again = validate(FORM, dict(to_raw(FORM, first.values)), evaluate)
    assert again.values == first.values
    assert again.routing == first.routing


def schema_of(form: Form, key: str) -> dict[str, Any]:
    found: dict[str, Any] = json_schema(form)["properties"][key]
    return found


def test_the_schema_follows_from_the_fields() -> None:
    schema = json_schema(FORM)
    assert schema["required"] == ["alias", "danger_now", "outcome"]
    assert schema["additionalProperties"] is False
    assert schema_of(FORM, "alias") == {
        "title": "What should we call her?",
        "type": "string",
        "maxLength": 10,
        "minLength": 1,
    }
    assert schema_of(FORM, "count") == {"title": "Children", "type": "integer", "minimum": 0.0, "maximum": 20.0}
    assert schema_of(FORM, "danger_now")["type"] == "boolean"
    assert schema_of(FORM, "needs") == {
        "title": "Needs",
        "type": "array",
        "uniqueItems": True,
        "items": {"enum": ["housing", "health"]},
    }
    assert schema_of(FORM, "consent")["enum"] == ["given", "refused", "not_asked"]
    assert schema_of(FORM, "seen_on")["format"] == "date"


def test_the_schema_carries_help_and_the_least_number_of_choices() -> None:
    text = (
        'title = "t"\n[[field]]\nkey = "a"\ntype = "choices"\nlabel = "A"\nhelp = "Tick all"\nrequired = true\n'
        'sensitivity = "none"\noptions = [{value = "x", label = "X"}]'
    )
    property_of_a = schema_of(read_form(text, "f.toml"), "a")
    assert (property_of_a["minItems"], property_of_a["description"]) == (1, "Tick all")
