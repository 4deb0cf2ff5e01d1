"""Rows of a form: read as they are sent, refused beside the cell that is wrong, shown again as they were written."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.domain.form_fields import MAX_ROWS, Form
from engine.domain.forms import field_names, json_schema, read_form, to_raw, validate
from engine.errors import DefinitionError, InvalidInput

TEAM = "00000000-0000-0000-0000-000000000001"
OTHER = "00000000-0000-0000-0000-000000000002"
HEAD = 'title = "Plan"\n[[field]]\nkey = "note"\ntype = "text"\nlabel = "Note"\nsensitivity = "none"\n'
ROWS = '[[field]]\nkey = "actions"\ntype = "rows"\nlabel = "Who does what?"\nrow = "Action"\nsensitivity = "special"\n'
TRACKED = "tracked = true\n"
WHAT = '[[field.column]]\nkey = "what"\ntype = "text"\nlabel = "What"\nrequired = true\nsensitivity = "special"\n'
OWNER = '[[field.column]]\nkey = "owner"\ntype = "team"\nlabel = "Who"\nrequired = true\nsensitivity = "none"\n'
DUE = '[[field.column]]\nkey = "due"\ntype = "date"\nlabel = "By when?"\nrequired = true\nsensitivity = "none"\n'
PLAN = read_form(HEAD + ROWS + TRACKED + WHAT + OWNER + DUE, "forms/plan.toml")


def no_rule(_: str, __: Any) -> object:
    return True


def sent(number: int, what: str = "Ring the landlord", owner: str = TEAM, due: str = "2027-01-04") -> dict[str, str]:
    return {f"actions-{number}-what": what, f"actions-{number}-owner": owner, f"actions-{number}-due": due}


def kept(raw: dict[str, Any], form: Form = PLAN) -> Any:
    return validate(form, raw, no_rule, teams={TEAM}).values["actions"]


def test_rows_are_kept_in_order_and_blank_ones_left_out() -> None:
    blank = {"actions-2-what": "", "actions-2-owner": "", "actions-2-due-day": ""}
    assert kept({**sent(1, "First"), **blank, **sent(3, "Last")}) == [
        {"what": "First", "owner": TEAM, "due": "2027-01-04"},
        {"what": "Last", "owner": TEAM, "due": "2027-01-04"},
    ]


def test_a_date_comes_in_three_parts_as_everywhere() -> None:
    parts = {"actions-1-due-day": "4", "actions-1-due-month": "1", "actions-1-due-year": "2027"}
    assert kept({"actions-1-what": "Ring", "actions-1-owner": TEAM, **parts})[0]["due"] == "2027-01-04"


def test_a_json_client_sends_a_list() -> None:
    assert kept({"actions": [{"what": "Ring", "owner": TEAM, "due": "2027-01-04"}]})[0]["what"] == "Ring"


@pytest.mark.parametrize(
    ("raw", "field"),
    [
        ({"actions-1-what": "Ring", "actions-1-owner": TEAM}, "actions-1-due"),
        (sent(1, owner=OTHER), "actions-1-owner"),
        (sent(1, due="2027-02-30"), "actions-1-due"),
        (sent(1, what="x" * 201), "actions-1-what"),
        ({"actions": "Ring"}, "actions"),
        ({"actions": [{"what": "Ring", "where": "Here"}]}, "actions"),
        ({"actions": [{"what": "Ring"}] * (MAX_ROWS + 1)}, "actions"),
        (sent(MAX_ROWS + 1), f"actions-{MAX_ROWS + 1}-due"),
    ],
)
def test_what_is_wrong_is_refused_beside_the_cell(raw: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        kept(raw)
    assert field in refused.value.fields


def test_a_required_field_needs_one_row() -> None:
    form = read_form(HEAD + ROWS + "required = true\n" + WHAT, "forms/plan.toml")
    with pytest.raises(InvalidInput) as refused:
        kept({}, form)
    assert set(refused.value.fields) == {"actions"}


@given(st.lists(st.fixed_dictionaries({"what": st.from_regex(r"[a-z]{1,9}", fullmatch=True)}), max_size=MAX_ROWS))
def test_kept_rows_shown_again_and_sent_again_are_the_same(rows: list[dict[str, str]]) -> None:
    written = [{**row, "owner": TEAM, "due": "2027-01-04"} for row in rows]
    assert kept(to_raw(PLAN, {"actions": written})) == written


def test_nothing_of_a_row_reaches_the_pathway() -> None:
    assert "actions" not in validate(PLAN, sent(1), no_rule).routing


def test_a_browser_may_send_the_cells_of_every_row_and_nothing_else() -> None:
    (field,) = [field for field in PLAN.fields if field.key == "actions"]
    names = field_names(field)
    assert {"actions-1-due-day", f"actions-{MAX_ROWS}-what"} <= set(names)
    assert len(names) == len(set(names)) == 1 + MAX_ROWS * 6


def test_the_schema_says_what_a_row_holds() -> None:
    schema = json_schema(PLAN)["properties"]["actions"]
    assert schema["maxItems"] == MAX_ROWS
    assert schema["items"]["required"] == ["what", "owner", "due"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (ROWS, "to have “column”"),
        (ROWS + WHAT + WHAT, "is used twice"),
        (ROWS + TRACKED + WHAT + DUE, "a required column “owner” of type team"),
        (ROWS + TRACKED + WHAT + OWNER.replace("true", "false") + DUE, "a required column “owner”"),
        (ROWS + "seen_by_pathway = true\n" + WHAT, "kept from the pathway"),
        (ROWS + WHAT.replace('"text"', '"choices"\noptions = [{ value = "a", label = "A" }]'), "columns that take one"),
        (ROWS.replace('row = "Action"\n', "") + WHAT, "to have “row”"),
        (HEAD.split("\n", 1)[1].replace("note", "other") + 'row = "Action"\n', "only where the type is rows"),
        (ROWS + WHAT + 'show_when = "= note = null"\n', "only known settings"),
    ],
)
def test_rows_that_cannot_work_are_refused_with_file_and_line(text: str, words: str) -> None:
    with pytest.raises(DefinitionError) as refused:
        read_form(HEAD + text, "forms/plan.toml")
    assert words in refused.value.message
    assert refused.value.file == "forms/plan.toml"


def test_the_line_of_a_column_is_found_also_after_other_rows() -> None:
    first = ROWS.replace("actions", "views") + WHAT + OWNER
    with pytest.raises(DefinitionError) as refused:
        read_form(HEAD + first + ROWS + WHAT.replace('label = "What"\n', ""), "forms/plan.toml")
    assert refused.value.line == (HEAD + first + ROWS).count("\n") + 1
