"""Answers as programs send them and forms as they are told of, rows among them."""

from __future__ import annotations

import pytest

from engine.domain.form_fields import Field, FieldType, Form, Sensitivity
from engine.domain.forms_validation import validate
from engine.domain.rows import row_names
from engine.errors import InvalidInput
from engine.queries import Choice
from web.api.case_files import NewFile
from web.api.reading import from_json, from_query
from web.api.shapes import as_sent, form_shape
from web.api.task_writes import Draft

WHAT = Field("what", FieldType.TEXT, "What?", Sensitivity.SPECIAL, required=True)
OWNER = Field("owner", FieldType.TEAM, "Who?", Sensitivity.NONE)
DUE = Field("due", FieldType.DATE, "By when?", Sensitivity.NONE)
ACTIONS = Field("actions", FieldType.ROWS, "Who does what?", Sensitivity.SPECIAL, columns=(WHAT, OWNER, DUE))
PLAN = Form("plan", "Plan", (ACTIONS,))


def test_answers_are_texts_as_a_browser_sends_them() -> None:
    sent = as_sent({"a": "text", "b": True, "c": 3, "d": ("x", "y"), "e": None, "f": ()})
    assert sent == {"a": ["text"], "b": ["yes"], "c": ["3"], "d": ["x", "y"], "e": [], "f": []}


def test_rows_are_sent_cell_by_cell_under_the_names_of_the_form_and_read_as_rows() -> None:
    rows = ({"what": "Call her", "due": "2026-12-30"}, {"what": "Ask the landlord", "due": None})
    given = from_json(Draft, {"values": {"actions": [dict(row) for row in rows]}})
    sent = as_sent(given.values)
    assert sent["actions-1-what"] == ["Call her"]
    assert sent.keys() <= set(row_names(ACTIONS))
    flat = {name: texts[0] for name, texts in sent.items() if texts}
    read = validate(PLAN, flat, lambda _rule, _values: True, teams={}).values
    assert [row["what"] for row in read["actions"]] == ["Call her", "Ask the landlord"]
    assert [row["due"] for row in read["actions"]] == ["2026-12-30", None]


def test_a_form_says_what_each_row_asks_with_what_is_on_offer() -> None:
    (shown,) = form_shape(PLAN, {"actions-owner": (Choice("1", "Street team"),)}).fields
    assert [(column.key, column.type) for column in shown.columns] == [
        ("what", "text"),
        ("owner", "team"),
        ("due", "date"),
    ]
    assert [option.label for option in shown.columns[1].options] == ["Street team"]


def test_a_parameter_that_must_be_given_is_asked_for() -> None:
    with pytest.raises(InvalidInput) as refusal:
        from_query(NewFile, {"audience": ["agency"]})
    assert refusal.value.fields == {"name": "Must be given"}
    assert from_query(NewFile, {"name": ["a.txt"]}) == NewFile("a.txt", "case")
