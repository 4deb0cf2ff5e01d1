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
