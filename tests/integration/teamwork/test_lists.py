"""What managers and the coordinator see of work: their own, and the status of what was sent and received."""

from __future__ import annotations

from datetime import timedelta

import pytest

from engine.commands import ClaimTask, Outcome
from engine.commands.publishing_parameters import ApproveParameter, ProposeParameter
from engine.errors import InvalidInput, NotPermitted
from engine.queries import stalled, team_work
from engine.queries.pathways_time import parameter_row
from engine.queries.team_lines import TeamLine
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


def test_pages_follow_each_other_in_either_order_without_gap_or_repeat(town: Town, sent: Outcome) -> None:
    for _ in range(3):
        refer(town)
    for whose, order in (("ours", "due"), ("ours", "age"), ("received", "due")):
        whole = town.ask(town.housing_manager, team_work, whose, order=order, limit=100).lines
        assert len(whole) >= 4
        assert [one.task_id for one in walk(town, whose, order)] == [one.task_id for one in whole]


def walk(town: Town, whose: str, order: str) -> list[TeamLine]:
    found: list[TeamLine] = []
    cursor = None
    while True:
        page = town.ask(town.housing_manager, team_work, whose, order=order, after=cursor, limit=2)
        found += page.lines
        cursor = page.next_cursor
        if cursor is None:
            return found


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
