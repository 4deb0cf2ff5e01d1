"""Pausing a referral: what stands still, what runs on, what is kept meanwhile, and how it goes on."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from engine.commands import (
    ClaimTask,
    CommentOnTask,
    CompleteTask,
    DelegateTask,
    ReassignTask,
    ReleaseTask,
    SaveDraft,
    SendMessage,
)
from engine.errors import InvalidInput, InvalidState, NotFound, NotPermitted
from engine.store import audit, notices
from engine.testing import House, Person
from tests.integration.commands.pauses import LAST_MOMENT, UNTIL, clocks, pause, pauses, record, resume, the_task, well
from tests.integration.town import Town, found


@pytest.fixture
def town(house: House) -> Town:
    return found(house)


def test_a_paused_referral_keeps_the_time_that_was_left_to_every_clock(town: Town) -> None:
    referral = town.referral()
    town.house.advance(hours=3)
    was = {clock.id: clock for clock in clocks(town.house, referral.instance_id)}
    began = town.house.clock.now()
    pause(town.duty_manager, referral)
    still = clocks(town.house, referral.instance_id)
    assert was
    assert {clock.id for clock in still} == set(was)
    for clock in still:
        assert clock.next_try_at is None
        assert clock.paused_remaining == (was[clock.id].due_at - began).total_seconds()
    assert record(town.house, referral.instance_id).state == "suspended"
    assert well(town.house)

    town.house.advance(days=5, hours=7)
    resume(town.duty_manager, referral)
    for clock in clocks(town.house, referral.instance_id):
        assert clock.due_at == was[clock.id].due_at + timedelta(days=5, hours=7)
        assert (clock.next_try_at, clock.paused_remaining) == (clock.due_at, None)
    assert record(town.house, referral.instance_id).state == "running"
    assert well(town.house)


def test_the_arithmetic_says_from_when_to_when_it_was_paused(town: Town) -> None:
    referral = town.referral()
    bare = the_task(town.house, "Acknowledge").arithmetic
    pause(town.duty_manager, referral)
    assert the_task(town.house, "Acknowledge").arithmetic == (
        f"{bare}; paused from Mon 23 Nov 2026 10:00 until Mon 7 Dec 09:00 at the latest: Tue 8 Dec 16:00"
    )
    town.house.advance(days=1)
    resume(town.duty_manager, referral)
    task = the_task(town.house, "Acknowledge")
    assert task.arithmetic == f"{bare}; paused from Mon 23 Nov 2026 10:00 to Tue 24 Nov 10:00: Wed 25 Nov 17:00"
    (clock,) = [clock for clock in clocks(town.house, referral.instance_id) if clock.due_at == task.due_at]
    assert clock.arithmetic == task.arithmetic


def test_work_on_a_paused_task_is_refused_with_a_reason_and_what_was_typed_can_be_kept(town: Town) -> None:
    referral = town.referral()
    held = town.officer.claim("Acknowledge")
    pause(town.duty_manager, referral)
    other = town.house.person("Housing officer 2", "Housing", "Options")
    for command in (
        CompleteTask(held.id, held.version, {"seen_by_name": ["Officer"]}),
        DelegateTask(held.id, held.version, other.account_id),
    ):
        with pytest.raises(InvalidState, match=r"its referral is paused\. Nothing is lost"):
            town.officer.do(command)
    town.officer.do(SaveDraft(held.id, {"seen_by_name": ["Officer"]}))
    town.officer.do(CommentOnTask(held.id, "Back next week"))
    town.officer.do(ReleaseTask(held.id, held.version))
    with pytest.raises(InvalidState, match="its referral is paused"):
        town.officer.do(ClaimTask(held.id, held.version + 1))
    town.duty_manager.do(ReassignTask(held.id, held.version + 1, other.account_id))
    resume(town.duty_manager, referral)
    other.complete("Acknowledge", seen_by_name="Officer")
    assert well(town.house)


def test_a_form_that_was_open_when_the_pause_came_is_accepted_after_it(town: Town) -> None:
    referral = town.referral()
    held = town.officer.claim("Acknowledge")
    pause(town.duty_manager, referral)
    resume(town.duty_manager, referral)
    town.officer.do(CompleteTask(held.id, held.version, {"seen_by_name": ["Officer"]}))


def test_nothing_is_late_while_it_is_paused_and_it_goes_on_by_itself_on_the_last_day(town: Town) -> None:
    referral = town.referral()
    due = the_task(town.house, "Acknowledge").due_at
    pause(town.duty_manager, referral)
    town.house.clock.advance(LAST_MOMENT - timedelta(seconds=1))
    town.house.worker.tick()
    assert record(town.house, referral.instance_id).state == "suspended"
    town.house.advance(seconds=1)
    assert record(town.house, referral.instance_id).state == "running"
    assert [task.title for task in town.open_of(referral.instance_id) if task.origin == "engine"] == []
    assert due is not None
    assert the_task(town.house, "Acknowledge").due_at == due + LAST_MOMENT
    assert well(town.house)


def test_a_pause_whose_end_is_seen_late_still_ended_when_it_was_to(town: Town) -> None:
    referral = town.referral()
    due = the_task(town.house, "Acknowledge").due_at
    pause(town.duty_manager, referral)
    town.house.clock.advance(LAST_MOMENT + timedelta(hours=5))
    town.officer.claim("Acknowledge")
    (kept,) = pauses(town.house, referral.instance_id)
    assert (kept.resumed_at, kept.resumed_by) == (kept.until, None)
    assert due is not None
    assert the_task(town.house, "Acknowledge").due_at == due + LAST_MOMENT
    assert well(town.house)


def test_people_are_told_of_the_pause_and_its_end_and_so_is_who_asked_for_it(town: Town) -> None:
    referral = town.referral()
    town.house.worker.tick()
    pause(town.duty_manager, referral)
    town.house.advance(days=14)
    assert told(town, town.officer) == []
    assert told(town, town.worker) == ["paused", "resumed"]
    assert told(town, town.duty_manager) == ["paused", "resumed"]


def told(town: Town, person: Person) -> list[str]:
    with town.house.engine.database.read(1, town.house.clock.now()) as tx:
        kinds = [notice.kind for notice in reversed(notices.of_account(tx, person.account_id))]
    return [kind for kind in kinds if kind in ("paused", "resumed")]


def test_pausing_is_for_managers_of_the_agency_that_holds_a_task(town: Town) -> None:
    referral = town.referral()
    for person in (town.officer, town.manager):
        with pytest.raises(NotPermitted, match="Expected a manager of that agency to suspend or resume a referral"):
            pause(person, referral)
    with pytest.raises(NotFound):
        pause(town.clinic_manager, referral)
    pause(town.duty_manager, referral)
    with pytest.raises(NotPermitted):
        resume(town.manager, referral)
    with pytest.raises(NotFound):
        resume(town.clinic_manager, referral)


def test_a_pause_needs_a_reason_and_a_day_within_three_months(town: Town) -> None:
    referral = town.referral()
    for reason, until, field in (
        (" ", UNTIL, "reason"),
        ("She is away", date(2026, 11, 23), "until"),
        ("She is away", date.max, "until"),
    ):
        with pytest.raises(InvalidInput) as refused:
            pause(town.duty_manager, referral, until, reason)
        assert set(refused.value.fields) == {field}
    assert pauses(town.house, referral.instance_id) == []


def test_what_is_paused_is_not_paused_again_and_what_runs_is_not_resumed(town: Town) -> None:
    referral = town.referral()
    with pytest.raises(InvalidState, match="Expected a referral that is paused"):
        resume(town.duty_manager, referral)
    pause(town.duty_manager, referral)
    with pytest.raises(InvalidState, match=r"paused until Mon 7 Dec 2026\. Resume it first"):
        pause(town.duty_manager, referral)
    with town.house.engine.database.read(1, town.house.clock.now()) as tx:
        rows = [row for row in audit.everything(tx) if row.record_id == referral.instance_id]
    assert [row.action for row in rows].count("suspended") == 1


def test_who_takes_back_her_consent_does_not_wait_for_the_end_of_a_pause(town: Town) -> None:
    referral = town.accepted()
    pause(town.duty_manager, referral)
    town.worker.do(SendMessage(referral.instance_id, "withdraw", {"code": ["consent withdrawn"]}))
    assert well(town.house)
    titles = town.titles(referral.instance_id)
    assert titles == [] or all(task.paused for task in town.open_of(referral.instance_id) if task.origin == "pathway")


def test_what_was_late_when_the_pause_began_stays_late_and_is_chased_after_it(town: Town) -> None:
    referral = town.referral()
    town.house.advance(days=3)
    late = the_task(town.house, "Acknowledge")
    assert late.due_at is not None
    assert late.due_at < town.house.clock.now()
    pause(town.duty_manager, referral)
    assert the_task(town.house, "Acknowledge").due_at == late.due_at
    count = len(town.open_of(referral.instance_id))
    town.house.advance(days=10)
    assert len(town.open_of(referral.instance_id)) == count
    assert well(town.house)
    resume(town.duty_manager, referral)
    town.house.advance(days=6)
    assert len(town.open_of(referral.instance_id)) > count
    assert well(town.house)
