"""Examples, columns and rows of a draft as tables: without a mouse, without scripts, by keyboard."""

from __future__ import annotations

import pytest

from tests.integration.web.office import Desk, Office
from tests.integration.web.test_pathways import saved, start_draft


@pytest.fixture
def first(own_office: Office) -> Desk:
    return own_office.enter("Commissioner 1")


def row_of(desk: Desk, name: str) -> str:
    """The words of the row whose first cell says that name."""
    found = [row for row in desk.page.xpath("//tbody/tr") if row.xpath(f".//input[@value={name!r}]")]
    return " ".join(found[0].text_content().split())


def test_examples_say_whether_they_hold_and_stand_in_the_way_when_they_do_not(first: Desk) -> None:
    draft = start_draft(first)
    first.get(f"{draft}/tables")
    assert "all hold" in first.text
    page = f"{draft}/examples/triage"
    first.get(page)
    assert row_of(first, "A child is answered now").startswith("Holds by rule ")
    answer = first.submit("Save the examples", **{"case-2-in-1": "now"})
    assert answer.status_code == 400
    assert "“now” is none" in first.text
    assert first.page.xpath("//*[@id='case-2-in-1'][@aria-invalid='true']")
    first.get(page)
    (count,) = first.page.xpath("//input[@name='rows']/@value")
    new = int(count) - 1
    saved(first, "Save the examples", **{f"case-{new}-name": "Nobody knows", f"case-{new}-out-1": '"now"'})
    assert "Does not hold. Gives {" in row_of(first, "Nobody knows")
    first.get(draft)
    assert "The case “Nobody knows”" in first.text
    first.get(page)
    saved(first, "Save the examples", **{f"case-{new}-remove": "yes"})
    first.get(draft)
    assert "Nothing stands in the way of publishing." in first.text


def test_columns_are_added_renamed_and_removed_and_the_rules_go_with_them(first: Desk) -> None:
    draft = start_draft(first)
    page = f"{draft}/decisions/first_response/columns"
    first.get(page)
    (count,) = first.page.xpath("//input[@name='in-rows']/@value")
    answer = first.submit("Save the columns", policy="UNIQUE", aggregation="SUM")
    assert answer.status_code == 400
    assert "Only when every rule that fits counts" in first.text
    first.get(page)
    label = {f"in-{count}-label": "Language", f"in-{count}-asks": "language", f"in-{count}-order": "0"}
    saved(first, "Save the columns", **label, **{"out-1-label": "How soon"})
    headings = [" ".join(each.text_content().split()) for each in first.page.xpath("//thead//th")]
    assert headings[1] == "Language"
    assert "How soon" in headings
    assert {each.get("value") for each in first.page.xpath("//input[contains(@name, '-in-1')]")} == {"-", ""}
    first.get(f"{draft}/publish")
    assert "Decision “First response”: column “Language” added." in first.text
    assert "column “How soon”: the heading changes from" in first.text
    first.get(page)
    saved(first, "Save the columns", **{"in-1-remove": "yes"})
    assert "Language" not in [" ".join(each.text_content().split()) for each in first.page.xpath("//thead//th")]


def sealed(desk: Desk) -> dict[str, str]:
    seen = str(desk.page.xpath("//input[@name='seen-version']/@value")[0])
    return {"csrf-token": desk.token(), "seen-version": seen}


def test_a_question_answered_in_rows_is_added_with_its_columns(first: Desk) -> None:
    draft = start_draft(first)
    form = f"{draft}/tables/forms/tell_her"
    first.get(f"{form}/rows/new")
    values = {"label": "What comes next?", "row": "Step", "required": "no", "sensitivity": "special"}
    saved(first, "Add the question", **values, tracked="yes")
    page = f"{form}/rows/what_comes_next"
    assert first.get(f"{form}/questions/what_comes_next").location == page
    first.get(page)
    headings = [th.text_content().strip() for th in first.page.xpath("//tbody//th")]
    assert headings == ["What will be done?", "Who does it?", "By when?"]
    first.get(f"{page}/new-column")
    about = {"label": "How far is it?", "required": "no", "sensitivity": "none", "options": "Near\nFar"}
    saved(first, "Add the column", **about, type="choice")
    first.get(f"{page}/columns/how_far_is_it")
    saved(first, "Save", label="How far?")
    moved = first.post(f"{page}/columns/how_far_is_it/move", {**sealed(first), "direction": "up"})
    assert moved.status_code == 302
    first.get(page)
    assert [th.text_content().split()[0] for th in first.page.xpath("//tbody//th")] == ["What", "Who", "How", "By"]
    assert first.post(f"{page}/columns/due/remove", sealed(first)).status_code == 400
    first.get(page)
    saved(first, "Save the question", row="Next step", tracked="no")
    assert "once for each next step" in first.text
    assert first.post(f"{page}/columns/due/remove", sealed(first)).status_code == 302
    first.get(f"{draft}/publish")
    assert "question “What comes next?” added (rows; sensitivity: special" in first.text
    assert "column “How far?” added" in first.text
