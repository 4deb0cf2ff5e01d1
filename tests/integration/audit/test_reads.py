"""Rule 12: whatever shows something of a case leaves a read on its record; whoever searches leaves that she did."""

from __future__ import annotations

import pytest

from tests.integration.api.desk import BASE
from tests.integration.audit.reading import Asked, Glass
from web.forms import ONCE

NOTHING_OF_HER = {
    "diagram.xml": "the picture of the pathway as it was published; the page that draws it has left the read",
    "done.show": "what the one who asks has done just now, from her own cookie",
}
"""Addresses of records that show nothing that is not on record already, each with why."""
SOUGHT = "RP-7KQ2"
LISTS = {
    "team.nudge": "comes back to the list it stands on",
    "team.take_over": "comes back to the list it stands on",
}
"""A list says what she is called and where things are, to those who may open each; what is opened is on record."""
SHOWN_AGAIN = {
    "barring.bar",
    "case.withdraw",
    "consents.give",
    "entries.attach",
    "entries.comment",
    "entries.write_goal",
    "entries.write_note",
    "hand_over.decline",
    "hand_over.offer",
    "merging.merge",
    "moving.move",
    "pausing.pause",
    "planning.add",
    "reaching.confirm",
    "reaching.plan",
    "task.comment",
    "task.complete",
    "task.dates",
    "task.delegate",
    "task.reassign",
    "work.claim",
}
"""What answers a form that is refused with the page it stands on, and so shows her once more."""


@pytest.fixture(scope="module")
def read(glass: Glass) -> list[Asked]:
    return list(glass.look("GET"))


def test_every_address_of_a_record_can_be_read_by_somebody_or_is_said_to_show_nothing(
    glass: Glass, read: list[Asked]
) -> None:
    reading = {rule.endpoint for rule in glass.rules() if "GET" in (rule.methods or ())}
    shown = {each.endpoint for each in read if each.shows and each.status == 200}
    assert reading - shown <= NOTHING_OF_HER.keys()


def test_whatever_shows_her_leaves_a_read_on_her_record(read: list[Asked]) -> None:
    unseen = {each.endpoint for each in read if each.shows and not each.left}
    assert unseen <= NOTHING_OF_HER.keys()
    assert {each.endpoint for each in read if each.left} > {"case.show", "task.show", "api.get_case", "api.get_task"}


def test_whoever_may_not_see_her_leaves_nothing_there(read: list[Asked]) -> None:
    assert {each.endpoint for each in read if each.status == 404 and each.left} == set()


def test_a_form_that_is_refused_leaves_a_read_when_it_shows_her_again(glass: Glass) -> None:
    sent = list(glass.look("POST"))
    unseen = {each.endpoint for each in sent if each.shows and not each.left}
    assert unseen <= LISTS.keys()
    assert {each.endpoint for each in sent if each.shows} >= SHOWN_AGAIN


def test_the_same_form_sent_again_leaves_another_read(glass: Glass) -> None:
    """Its key makes the deed count once; but it shows her twice."""
    desk, before = glass.desk("worker"), glass.left("worker")
    form = {"csrf-token": desk.token(), ONCE: "the same"}
    for _ in range(2):
        assert desk.post(f"/cases/{glass.cases[0]}/goals", form).status_code == 400
    assert glass.left("worker")[len(before) :] == ["case_viewed", "case_viewed"]


def lists_to_search(glass: Glass) -> set[tuple[str, str]]:
    """Every list with a field to search it by: on pages the forms that say so, in the API what is described."""
    found = {("/admin/people", "search")}
    for who in ("worker", "manager"):
        for rule in glass.api.app.url_map.iter_rules():
            if "GET" in (rule.methods or ()) and not rule.arguments and not rule.endpoint.startswith("api."):
                glass.desk(who).get(rule.rule)
                names = glass.desk(who).page.xpath("//form[@method='get']//input[@type='text']/@name")
                found |= {(rule.rule, str(name)) for name in names}
    described = glass.api.of(glass.people["worker"]).get("/openapi.json")
    for path, asked in described["paths"].items():
        named = [each["name"] for each in asked.get("get", {}).get("parameters", [])]
        found |= {(f"{BASE}{path}", name) for name in named if name in ("reference", "search")}
    return found


def test_every_list_that_is_searched_leaves_that_it_was_and_not_for_what(glass: Glass) -> None:
    assert len(lists_to_search(glass)) > len(NOTHING_OF_HER)
    for path, name in sorted(lists_to_search(glass)):
        who = "worker" if path != "/admin/people" else "administrator"
        before = glass.searches()
        query = {name: SOUGHT}
        if path.startswith(BASE):
            glass.api.of(glass.people[who]).get(path.removeprefix(BASE), query_string=query)
        else:
            glass.desk("manager" if path in ("/team", "/stalled") else who).get(path, query_string=query)
        (left,) = glass.searches()[len(before) :]
        assert SOUGHT.casefold() not in left.detail.casefold()
        assert left.action == "list_searched"
        assert left.case_id is None


def test_a_list_that_is_only_opened_leaves_no_search(glass: Glass) -> None:
    before = glass.searches()
    glass.desk("worker").get("/cases")
    glass.desk("worker").get("/work")
    assert glass.searches() == before
