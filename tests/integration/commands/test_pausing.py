"""Pausing a referral: what stands still, what runs on, what is kept meanwhile, and how it goes on."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID

import pytest

from engine.commands import (
    ClaimTask,
    CommentOnTask,
    CompleteTask,
    DelegateTask,
    Outcome,
    ReassignTask,
    ReleaseTask,
    ResumeProcess,
    SaveDraft,
    SendMessage,
    SuspendProcess,
)
from engine.errors import InvalidInput, InvalidState, NotFound, NotPermitted
from engine.store import audit, instances, notices, suspensions, timers
from engine.store.instances import InstanceRecord
from engine.store.suspensions import SuspensionRecord
from engine.store.tasks import TaskRecord
from engine.store.timers import TimerRecord
from engine.testing import House, Person
from tests.integration.commands.conftest import Staff
from tests.integration.town import Town, found
from tests.support.bpmn_models import (
    boundary,
    call,
    diagram,
    element,
    end,
    event,
    flows,
    parallel,
    start,
    timer,
    user,
)
from tests.support.bundles import asked, bundle

UNTIL = date(2026, 12, 7)
"""Two weeks after the harness's Monday."""
LAST_MOMENT = timedelta(days=13, hours=23)
"""From the harness's 10:00 until 09:00 of that day."""


@pytest.fixture
def town(house: House) -> Town:
    return found(house)


def pause(manager: Person, outcome: Outcome, until: date = UNTIL, reason: str = "She is in hospital") -> None:
    manager.do(SuspendProcess(outcome.instance_id, reason, until))


def resume(manager: Person, outcome: Outcome) -> None:
    manager.do(ResumeProcess(outcome.instance_id))


def clocks(house: House, instance_id: UUID) -> list[TimerRecord]:
    with house.engine.database.read(1, house.clock.now()) as tx:
        return [clock for clock in timers.of_instance(tx, instance_id) if clock.kind != "resume"]


def pauses(house: House, instance_id: UUID) -> list[SuspensionRecord]:
    with house.engine.database.read(1, house.clock.now()) as tx:
        return suspensions.of_instance(tx, instance_id)


def record(house: House, instance_id: UUID) -> InstanceRecord:
    with house.engine.database.read(1, house.clock.now()) as tx:
        held = instances.look_at(tx, instance_id)
    assert held is not None
    return held.record


def the_task(house: House, title: str) -> TaskRecord:
    (task,) = [task for task in house.open_tasks() if task.title == title]
    return task


def well(house: House) -> bool:
    assert house.engine.fsck() == []
    return True


def test_a_paused_referral_keeps_the_time_that_was_left_to_every_clock(town: Town) -> None:
    referral = town.referral()
    town.house.advance(hours=3)
    was = {clock.id: clock for clock in clocks(town.house, referral.instance_id)}
    began = town.house.clock.now()
    pause(town.duty_manager, referral)
    still = clocks(town.house, referral.instance_id)
    assert was and {clock.id for clock in still} == set(was)
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


def test_a_deadline_of_law_runs_on_and_its_task_can_be_done(staff: Staff) -> None:
    house = staff.house
    house.deploy(lawful())
    outcome = staff.worker.start("lawful")
    before = {clock.element_id: clock for clock in clocks(house, outcome.instance_id)}
    pause(staff.manager, outcome)
    after = {clock.element_id: clock for clock in clocks(house, outcome.instance_id)}
    assert after["by_law"] == before["by_law"]
    assert after["other"].next_try_at is None
    assert well(house)
    with pytest.raises(InvalidState, match="its referral is paused"):
        staff.worker.claim("other")
    staff.worker.complete("assess")
    assert the_task(house, "next").paused
    assert well(house)
    resume(staff.manager, outcome)
    staff.worker.complete("other")
    assert staff.worker.complete("next").ended is not None
    assert well(house)


def test_a_deadline_of_law_that_passes_in_a_pause_is_escalated_and_chased(staff: Staff) -> None:
    house = staff.house
    house.deploy(lawful())
    pause(staff.manager, staff.worker.start("lawful"))
    house.advance(days=6)
    asked_of = [task for task in house.open_tasks() if task.origin == "engine"]
    assert [(task.title, task.assignee_id, task.paused) for task in asked_of] == [
        ("late by law", staff.duty_manager.account_id, False)
    ]
    assert well(house)
    house.advance(days=4)
    assert "Late: late by law" in [task.title for task in house.open_tasks()]
    assert the_task(house, "assess").paused is False
    staff.worker.complete("assess")
    assert well(house)


def lawful() -> dict[str, bytes]:
    """One task under a deadline of law, another beside it under a local one."""
    late = element("escalation", "late_code", name="late by law")
    drawn = diagram(
        start(),
        parallel("both"),
        asked("assess", deadline=""),
        boundary("by_law", "assess", timer('= deadline("law.assess")'), interrupting=False),
        end("told", event("escalation", "late_code")),
        asked("next"),
        asked("other"),
        end("done"),
        end("other_done"),
        *flows("start > both", "both > assess", "both > other", "assess > next", "next > done", "other > other_done"),
        *flows("by_law > told"),
        key="lawful",
        definitions=late,
    )
    files = bundle("lawful", drawn)
    files["process.toml"] += (
        b'\n[parameters."law.assess"]\nvalue = "5 days"\nclass = "statutory"\n'
        b'source = "An Act"\nvalid_from = 2020-01-01\n'
    )
    return files


def test_work_on_a_paused_task_is_refused_with_a_reason_and_what_was_typed_can_be_kept(town: Town) -> None:
    referral = town.referral()
    held = town.officer.claim("Acknowledge")
    pause(town.duty_manager, referral)
    other = town.house.person("Housing officer 2", "Housing", "Options")
    for command in (
        CompleteTask(held.id, held.version, {"seen_by_name": ["Officer"]}),
        DelegateTask(held.id, held.version, other.account_id),
    ):
        with pytest.raises(InvalidState, match="its referral is paused. Nothing is lost"):
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
    assert [task.title for task in town.house.open_tasks() if task.kind == "escalation"] == []
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
    assert [kind for kind in told(town, town.officer) if kind in ("paused", "resumed")] == []
    assert told(town, town.worker)[-2:] == ["paused", "resumed"]
    assert told(town, town.duty_manager)[-2:] == ["paused", "resumed"]


def told(town: Town, person: Person) -> list[str]:
    with town.house.engine.database.read(1, town.house.clock.now()) as tx:
        return [notice.kind for notice in reversed(notices.of_account(tx, person.account_id))]


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


@pytest.mark.parametrize(
    ("reason", "until", "field"),
    [
        ("", UNTIL, "reason"),
        ("x" * 501, UNTIL, "reason"),
        ("a\x00b", UNTIL, "reason"),
        ("She is away", date(2026, 11, 23), "until"),
        ("She is away", date(2020, 1, 1), "until"),
        ("She is away", date(2027, 2, 24), "until"),
        ("She is away", date.max, "until"),
    ],
)
def test_a_pause_needs_a_reason_and_a_day_within_three_months(
    town: Town, reason: str, until: date, field: str
) -> None:
    referral = town.referral()
    with pytest.raises(InvalidInput) as refused:
        pause(town.duty_manager, referral, until, reason)
    assert set(refused.value.fields) == {field}
    assert pauses(town.house, referral.instance_id) == []


def test_what_is_paused_is_not_paused_again_and_what_runs_is_not_resumed(town: Town) -> None:
    referral = town.referral()
    with pytest.raises(InvalidState, match="Expected a referral that is paused"):
        resume(town.duty_manager, referral)
    pause(town.duty_manager, referral)
    with pytest.raises(InvalidState, match="paused until Mon 7 Dec 2026. Resume it first"):
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


def test_a_referral_that_ends_in_a_pause_ends_the_pause(house: House) -> None:
    worker = house.person("Worker", "Charity", "Team")
    manager = house.person("Manager", "Charity", "Team", roles=("manager",))
    stop = boundary("stop", "a", event("message", "stop_message"))
    drawn = flows("start > a", "a > end", "stop > stopped")
    named = element("message", "stop_message", name="stop")
    parts = [start(), asked("a"), stop, end(), end("stopped"), *drawn]
    house.deploy(bundle("short", diagram(*parts, key="short", definitions=named)))
    outcome = worker.start("short", None)
    pause(manager, outcome)
    worker.do(SendMessage(outcome.instance_id, "stop", {}))
    (kept,) = pauses(house, outcome.instance_id)
    assert (kept.resumed_at, kept.resumed_by) == (house.clock.now(), None)
    assert record(house, outcome.instance_id).state == "completed"
    assert well(house)


def calling() -> list[dict[str, bytes]]:
    """A pathway that calls another, beside work of its own."""
    inner = diagram(start(), asked("help"), end("helped"), *flows("start > help", "help > helped"), key="inner")
    parts = [start(), parallel("both"), call("ask", "inner"), asked("own"), parallel("join"), end()]
    drawn = flows("start > both", "both > ask", "both > own", "ask > join", "own > join", "join > end")
    return [bundle("inner", inner, start="both"), bundle("outer", diagram(*parts, *drawn, key="outer"))]


@pytest.fixture
def caller(staff: Staff) -> Outcome:
    for files in calling():
        staff.house.deploy(files)
    return staff.worker.start("outer")


def child_of(house: House, outcome: Outcome) -> InstanceRecord:
    with house.engine.database.read(1, house.clock.now()) as tx:
        (child,) = instances.children(tx, outcome.instance_id)
    return child


def test_what_a_paused_referral_has_called_is_paused_and_resumed_with_it(staff: Staff, caller: Outcome) -> None:
    pause(staff.manager, caller)
    child = child_of(staff.house, caller)
    (kept,) = pauses(staff.house, child.id)
    assert child.state == "suspended"
    assert (kept.caller_id, kept.reason_sealed, kept.agency_id) == (caller.instance_id, None, None)
    assert well(staff.house)
    resume(staff.manager, caller)
    assert child_of(staff.house, caller).state == "running"
    assert well(staff.house)


def test_what_was_paused_for_itself_stays_so_when_its_caller_goes_on(staff: Staff, caller: Outcome) -> None:
    child = child_of(staff.house, caller)
    staff.manager.do(SuspendProcess(child.id, "The worker is away", UNTIL))
    assert record(staff.house, caller.instance_id).state == "running"
    pause(staff.manager, caller)
    resume(staff.manager, caller)
    assert child_of(staff.house, caller).state == "suspended"
    assert well(staff.house)


def test_what_is_called_goes_on_no_earlier_by_itself_than_its_paused_caller(staff: Staff, caller: Outcome) -> None:
    child = child_of(staff.house, caller)
    staff.manager.do(SuspendProcess(child.id, "The worker is away", date(2026, 11, 30)))
    pause(staff.manager, caller)
    staff.house.advance(days=8)
    assert [kept.caller_id for kept in pauses(staff.house, child.id)] == [None, caller.instance_id]
    assert child_of(staff.house, caller).state == "suspended"
    staff.house.advance(days=7)
    assert child_of(staff.house, caller).state == "running"
    assert record(staff.house, caller.instance_id).state == "running"
    assert well(staff.house)


def test_what_comes_back_from_a_called_referral_in_a_pause_is_handed_over_at_its_end(
    staff: Staff, caller: Outcome
) -> None:
    pause(staff.manager, caller)
    staff.manager.do(ResumeProcess(child_of(staff.house, caller).id))
    staff.worker.complete("help")
    assert child_of(staff.house, caller).state == "completed"
    staff.house.worker.tick()
    resume(staff.manager, caller)
    assert staff.worker.complete("own").ended is not None
    assert well(staff.house)


def test_messages_and_signals_that_come_in_a_pause_are_handed_over_at_its_end(staff: Staff) -> None:
    house = staff.house
    house.deploy(bundle("listening", listening()))
    house.deploy(bundle("speaking", speaking()))
    case_id = None
    listener = staff.worker.start("listening", case_id)
    pause(staff.manager, listener)
    staff.worker.start("speaking", listener.case_id)
    house.worker.tick()
    assert the_task(house, "wait").paused
    assert [task.title for task in house.open_tasks() if task.title == "heard"] == []
    assert well(house)
    resume(staff.manager, listener)
    assert the_task(house, "heard").paused is False
    assert record(house, listener.instance_id).ended_at is None
    assert well(house)


def listening() -> bytes:
    """Hears the signal `news` while somebody waits."""
    heard = boundary("news_came", "wait", event("signal", "news"), interrupting=False)
    drawn = flows("start > wait", "wait > end", "news_came > heard", "heard > heard_end")
    parts = [start(), asked("wait"), heard, asked("heard"), end("heard_end"), end(), *drawn]
    return diagram(*parts, key="listening", definitions=element("signal", "news", name="news"))


def speaking() -> bytes:
    throw = element("intermediateThrowEvent", "say", event("signal", "news"))
    parts = [start(), throw, user("after"), end(), *flows("start > say", "say > after", "after > end")]
    return diagram(*parts, key="speaking", definitions=element("signal", "news", name="news"))


def test_a_cycle_keeps_its_rhythm_from_where_it_was_paused(staff: Staff) -> None:
    house = staff.house
    weekly = boundary("chase", "wait", timer("R/P7D", "timeCycle"), interrupting=False)
    late = element("escalation", "late_code", name="chase")
    drawn = flows("start > wait", "wait > end", "chase > told")
    parts = [start(), asked("wait", deadline="P90D"), weekly, end("told", event("escalation", "late_code")), end()]
    house.deploy(bundle("weekly", diagram(*parts, *drawn, key="weekly", definitions=late)))
    outcome = staff.worker.start("weekly")
    house.advance(days=8)

    def next_one() -> datetime:
        (clock,) = [clock for clock in clocks(house, outcome.instance_id) if clock.kind == "cycle"]
        return clock.due_at

    first = next_one()
    pause(staff.manager, outcome)
    house.advance(days=3)
    assert well(house)
    resume(staff.manager, outcome)
    assert next_one() == first + timedelta(days=3)
    house.advance(days=9)
    assert next_one() == first + timedelta(days=10)
    assert well(house)


def test_what_was_late_when_the_pause_began_stays_late_and_is_chased_after_it(town: Town) -> None:
    referral = town.referral()
    town.house.advance(days=3)
    late = the_task(town.house, "Acknowledge")
    assert late.due_at is not None and late.due_at < town.house.clock.now()
    pause(town.duty_manager, referral)
    assert the_task(town.house, "Acknowledge").due_at == late.due_at
    count = len(town.house.open_tasks())
    town.house.advance(days=10)
    assert len(town.house.open_tasks()) == count
    assert well(town.house)
    resume(town.duty_manager, referral)
    town.house.advance(days=6)
    assert len(town.house.open_tasks()) > count
    assert well(town.house)
