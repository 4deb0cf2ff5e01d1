"""What goes on while a referral is paused: deadlines of law, called pathways, messages, cycles."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from engine.commands import (
    Outcome,
    ResumeProcess,
    SendMessage,
    SuspendProcess,
)
from engine.errors import InvalidState
from engine.store import instances
from engine.store.instances import InstanceRecord
from engine.testing import House
from tests.integration.commands.conftest import Staff
from tests.integration.commands.pauses import UNTIL, clocks, pause, pauses, record, resume, the_task, well
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
