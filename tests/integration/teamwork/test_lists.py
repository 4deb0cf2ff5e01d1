"""What managers and the coordinator see of work: their own, and the status of what was sent and received."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from engine.commands import ClaimTask, Outcome
from engine.commands.publishing_parameters import ApproveParameter, ProposeParameter
from engine.errors import InvalidInput, NotPermitted
from engine.queries import cursors, stalled, team_work
from engine.queries.pathways_time import parameter_row
from engine.queries.team_lines import TeamLine
from engine.store.shared_referrals import NOBODY
from engine.store.tasks import NO_DEADLINE
from engine.testing import Person
from tests.integration.queries.conftest import Town
from tests.integration.teamwork.conftest import refer


def line_of(lines: tuple[TeamLine, ...], started: Outcome, step: str = "") -> TeamLine:
    (found,) = [one for one in lines if one.instance_id == started.instance_id and step in ("", one.step)]
    return found


def test_a_manager_finds_the_tasks_of_her_agency_with_holder_age_and_deadline(town: Town, sent: Outcome) -> None:
    page = town.ask(town.housing_manager, team_work, limit=100)
    line = line_of(page.lines, sent)
    assert (line.step, line.opens, line.person, line.holder) == ("Acknowledge", "task", "", "Housing, Options")
    assert (line.age_days, line.is_overdue, line.may_reassign, line.may_take_over) == (0, False, True, True)
    assert line.due_words.startswith("due")
    assert page.lists == ("ours", "sent", "received")
    assert {choice.label for choice in page.colleagues} == {"Housing officer 1", "Housing manager 1"}


def test_the_sender_sees_who_holds_it_and_nothing_to_open_as_a_task(town: Town, sent: Outcome) -> None:
    town.housing.do(ClaimTask(town.task_id(sent.instance_id, "Acknowledge"), 1))
    line = line_of(town.ask(town.outreach_manager, team_work, "sent", limit=100).lines, sent)
    assert (line.step, line.holder, line.person) == ("Acknowledge", "Housing, Options", "Housing officer 1")
    assert (line.opens, line.may_reassign, line.may_nudge) == ("referral", False, True)
    assert sent.instance_id not in {one.instance_id for one in town.ask(town.outreach_manager, team_work).lines}


def test_the_receiver_finds_it_among_those_it_was_sent(town: Town, sent: Outcome) -> None:
    line = line_of(town.ask(town.housing_manager, team_work, "received", limit=100).lines, sent)
    assert line.step == "Acknowledge"
    sent_by_housing = town.ask(town.housing_manager, team_work, "sent", limit=100).lines
    assert sent.instance_id not in {one.instance_id for one in sent_by_housing}


def test_the_coordinator_sees_the_status_of_all_and_what_she_is_called_of_none(town: Town, sent: Outcome) -> None:
    page = town.ask(town.coordinator, team_work, limit=100)
    assert page.lists == ("partnership",)
    line = line_of(page.lines, sent)
    assert (line.step, line.holder, line.label) == ("Acknowledge", "Housing, Options", line.reference)


def test_those_who_manage_nobody_are_refused(town: Town) -> None:
    for person in (town.outreach, town.stranger, town.administrator):
        for query in (team_work, stalled):
            with pytest.raises(NotPermitted, match="manager or the partnership coordinator"):
                town.ask(person, query)


KEYS: dict[str, Callable[[TeamLine], Any]] = {
    "due": lambda line: line.due_at or NO_DEADLINE,
    "age": lambda line: -line.age_days,
    "still": lambda line: -line.still_days,
    "holder": lambda line: (line.holder or NOBODY).lower(),
}
IN_PERSON = {**KEYS, "holder": lambda line: line.person.lower()}
ORDERS = [("ours", order) for order in ("due", "age", "holder")] + [
    (whose, order) for whose in ("received", "sent", "partnership") for order in KEYS
]


@pytest.fixture(scope="module")
def several(town: Town) -> list[Outcome]:
    """Referrals of several days at several steps, some claimed."""
    found = []
    for number in range(5):
        started = refer(town)
        found.append(started)
        if number % 2:
            town.do(town.housing, started.instance_id, "Acknowledge", seen_by_name="Housing officer 1")
        if number > 2:
            step = "Accept or reject" if number % 2 else "Acknowledge"
            town.housing.do(ClaimTask(town.task_id(started.instance_id, step), 1))
        town.house.advance(days=1)
    return found


@pytest.mark.parametrize(("whose", "order"), ORDERS)
def test_pages_follow_each_other_in_every_order_either_way_without_gap_or_repeat(
    town: Town, several: list[Outcome], whose: str, order: str
) -> None:
    person = {"sent": town.outreach_manager, "partnership": town.coordinator}.get(whose, town.housing_manager)
    key = (IN_PERSON if whose == "ours" else KEYS)[order]
    forth = town.ask(person, team_work, whose, order=order, limit=100).lines
    back = town.ask(person, team_work, whose, order=order, limit=100, is_reversed=True).lines
    assert len(forth) >= len(several)
    assert [key(line) for line in forth] == sorted(key(line) for line in forth)
    assert [line.instance_id for line in back] == [line.instance_id for line in reversed(forth)]
    for whole, is_reversed in ((forth, False), (back, True)):
        assert walk(town, person, whose, order, is_reversed) == [(one.instance_id, one.task_id) for one in whole]


def walk(town: Town, person: Person, whose: str, order: str, is_reversed: bool) -> list[tuple[object, object]]:
    found: list[TeamLine] = []
    cursor = None
    while True:
        page = town.ask(person, team_work, whose, order=order, after=cursor, limit=3, is_reversed=is_reversed)
        found += page.lines
        cursor = page.next_cursor
        if cursor is None:
            return [(one.instance_id, one.task_id) for one in found]


@pytest.mark.parametrize(("whose", "order"), ORDERS)
@pytest.mark.parametrize("parts", [("x",), ("x", "y"), ("2026-11-23T10:00:00", "x"), ("\0", str(UUID(int=1)))])
def test_a_place_that_no_page_gave_is_refused(town: Town, whose: str, order: str, parts: tuple[str, ...]) -> None:
    person = town.coordinator if whose == "partnership" else town.housing_manager
    with pytest.raises(InvalidInput, match="Start from the first page"):
        town.ask(person, team_work, whose, order=order, after=cursors.write(*parts))


def test_filters_and_their_numbers_agree(town: Town, sent: Outcome) -> None:
    task_id = town.task_id(sent.instance_id, "Acknowledge")
    town.housing.do(ClaimTask(task_id, 1))
    town.house.advance(days=4)
    for show in ("all", "overdue", "unclaimed", "approvals"):
        page = town.ask(town.housing_manager, team_work, "ours", show, limit=100)
        assert page.counts[show] == str(len(page.lines))
    overdue = town.ask(town.housing_manager, team_work, "ours", "overdue", limit=100).lines
    assert line_of(overdue, sent, "Acknowledge").is_overdue
    hers = town.ask(town.housing_manager, team_work, holder=town.housing.account_id, limit=100).lines
    assert task_id in {one.task_id for one in hers}
    assert {one.person for one in hers} == {"Housing officer 1"}
    found = town.ask(town.housing_manager, team_work, reference=sent.reference.lower()).lines
    assert {one.reference for one in found} == {sent.reference}
    with pytest.raises(InvalidInput):
        town.ask(town.housing_manager, team_work, show="paused")


def test_what_is_late_is_stalled_and_says_why(town: Town, sent: Outcome) -> None:
    assert sent.instance_id not in {one.instance_id for one in town.ask(town.housing_manager, stalled).lines}
    town.housing.do(ClaimTask(town.task_id(sent.instance_id, "Acknowledge"), 1))
    town.house.advance(days=7)
    expected = "Housing has not done “Acknowledge”; due 4 working days ago; Housing officer 1 holds it"
    for person, whose in (
        (town.housing_manager, "ours"),
        (town.housing_manager, "received"),
        (town.outreach_manager, "sent"),
        (town.coordinator, "partnership"),
    ):
        page = town.ask(person, stalled, whose, limit=100)
        line = line_of(page.lines, sent)
        assert line.reasons == (expected,)
        assert line.person == "Housing officer 1"
        assert page.total == str(len(page.lines)) == str(sum(int(each.count) for each in page.buckets))


OUTCOME = "stalled.after.referral_handshake.report_outcome"
"""How long this step may stand; four weeks until a commissioner says otherwise from a day on."""


def test_what_stands_too_long_is_stalled_before_it_is_late(town: Town, sent: Outcome) -> None:
    town.do(town.housing, sent.instance_id, "Acknowledge", seen_by_name="Housing officer 1")
    town.do(town.housing, sent.instance_id, "Accept or reject", answer="accept")
    town.do(town.housing, sent.instance_id, "Record contact attempt", attempt="reached", attempt_channel="call")
    assert town.task_id(sent.instance_id, "Report outcome")
    town.house.advance(days=13)
    today = town.house.clock.now().date()
    shorter = ProposeParameter(OUTCOME, "14 days", "local", "The partnership", today + timedelta(days=1), "Sooner")
    first, second = (
        town.house.person(f"Commissioner {number}", "Council", "Coordination", ["commissioner"]) for number in (1, 2)
    )
    second.do(ApproveParameter(first.do(shorter), town.ask(second, parameter_row, OUTCOME).seen))
    assert sent.instance_id not in stuck(town)
    town.house.advance(days=2)
    page = town.ask(town.housing_manager, stalled, "ours", limit=100)
    (why,) = line_of(page.lines, sent).reasons
    assert why == (
        "Housing has not done “Report outcome”; nothing has happened for 15 days, and 14 days is the limit; "
        "nobody has claimed it"
    )
    fortnight = town.ask(town.housing_manager, stalled, "ours", "14-27", limit=100)
    assert sent.instance_id in {one.instance_id for one in fortnight.lines}
    newer = town.ask(town.housing_manager, stalled, "ours", "7-13", limit=100)
    assert sent.instance_id not in {one.instance_id for one in newer.lines}


def stuck(town: Town) -> set[object]:
    return {one.instance_id for one in town.ask(town.housing_manager, stalled, "ours", limit=100).lines}


def test_longest_without_progress_comes_first(town: Town, sent: Outcome) -> None:
    town.house.clock.advance(timedelta(days=20))
    later = refer(town)
    town.house.advance(days=20)
    lines = town.ask(town.housing_manager, stalled, "ours", limit=100).lines
    places = [one.instance_id for one in lines]
    assert places.index(sent.instance_id) < places.index(later.instance_id)
    assert [one.age_days for one in lines] == sorted((one.age_days for one in lines), reverse=True)
