"""Deadlines, escalations and the worker, with a clock that stands still until it is moved."""

from __future__ import annotations

from datetime import timedelta

import pytest

from engine.commands import CompleteTask
from engine.commands.timers import TriggerTimer
from engine.errors import Conflict, InvalidState
from engine.store import colleagues, notices, timers
from engine.testing import House
from tests.integration.commands.conftest import Staff
from tests.support.bpmn_models import boundary, diagram, element, end, event, flows, start, timer, user
from tests.support.bundles import bundle


def escalations(staff: Staff) -> list[str]:
    return [task.title for task in staff.house.open_tasks() if task.origin == "engine"]


def test_a_late_step_is_escalated_to_the_duty_manager_of_the_team(staff: Staff) -> None:
    staff.past_triage()
    staff.house.advance(days=11)
    late = [task for task in staff.house.open_tasks() if task.origin == "engine"]
    assert len(late) == 3
    assert {task.assignee_id for task in late} == {staff.duty_manager.account_id}


def test_an_escalation_is_closed_with_what_caused_it(staff: Staff) -> None:
    staff.past_triage()
    staff.house.advance(days=11)
    staff.worker.complete("housing")
    assert len(escalations(staff)) == 2


def test_nothing_is_escalated_before_its_time(staff: Staff) -> None:
    staff.past_triage()
    staff.house.advance(days=9, hours=23)
    assert escalations(staff) == []


def test_an_unanswered_escalation_goes_to_the_coordinator(staff: Staff) -> None:
    staff.past_triage()
    for agency in ("housing", "health"):
        staff.worker.complete(agency)
    staff.house.advance(days=11)
    staff.house.advance(days=5)
    told = {task.assignee_id for task in staff.house.open_tasks() if task.origin == "engine"}
    assert told == {staff.duty_manager.account_id, staff.coordinator.account_id}


def test_an_answer_to_an_escalation_does_not_end_the_watch_on_the_late_step(staff: Staff) -> None:
    staff.past_triage()
    for agency in ("housing", "health"):
        staff.worker.complete(agency)
    staff.house.advance(days=11)
    staff.duty_manager.complete(escalations(staff)[0])
    assert escalations(staff) == []
    staff.house.advance(days=4)
    assert len(escalations(staff)) == 1
    assert staff.house.engine.fsck() == []


def test_a_late_step_is_watched_once_however_many_have_answered_for_it(house: House) -> None:
    clocks = [
        boundary(name, "a", timer(after), interrupting=False) + end(f"{name}_told", event("escalation", f"{name}_code"))
        for name, after in (("late", "P2D"), ("very_late", "P4D"))
    ]
    drawn = flows("start > a", "a > end", "late > late_told", "very_late > very_late_told")
    told = "".join(element("escalation", f"{name}_code", name=name) for name in ("late", "very_late"))
    house.deploy(bundle("chased", diagram(start(), user("a"), end(), *clocks, *drawn, key="chased", definitions=told)))
    worker = house.person("Worker", "Charity", "Team")
    manager = house.person("Manager", "Charity", "Team", roles=("manager",), duty=True)
    instance_id = worker.start("chased").instance_id
    house.advance(days=5)
    for title in ("late", "very_late"):
        manager.complete(title)
    with house.engine.database.read(1, house.clock.now()) as tx:
        watching = [clock for clock in timers.of_instance(tx, instance_id) if clock.kind == "deadline"]
    assert len(watching) == 1
    assert house.engine.fsck() == []
    house.advance(days=4)
    assert [task.title for task in house.open_tasks() if task.origin == "engine"] == ["Late: a"]


def test_a_team_without_managers_escalates_to_the_coordinator(house: House) -> None:
    worker = house.person("Worker", "Small charity", "Team")
    coordinator = house.person("Coordinator 1", "Council", "Coordination")
    house.deploy(bundle("plain", diagram(start(), user("a"), end(), *flows("start > a", "a > end"), key="plain")))
    worker.start("plain")
    house.advance(days=20)
    late = [task for task in house.open_tasks() if task.origin == "engine"]
    assert [task.assignee_id for task in late] == [coordinator.account_id]


def test_a_due_timer_fires_before_the_command_that_meets_it(staff: Staff) -> None:
    staff.past_triage()
    task = staff.worker.claim("housing")
    staff.house.clock.advance(timedelta(days=11))
    staff.worker.do(CompleteTask(task.id, task.version, {}))
    with staff.house.engine.database.read(1, staff.house.clock.now()) as tx:
        assert timers.due(tx, 10) == []


def test_who_comes_after_an_interrupting_deadline_is_told_so(house: House) -> None:
    parts = (
        start(),
        user("a"),
        boundary("late", "a", timer("P2D"), interrupting=True),
        user("chase"),
        end(),
        *flows("start > a", "a > end", "late > chase", "chase > end"),
    )
    house.deploy(bundle("strict", diagram(*parts, key="strict")))
    worker = house.person("Worker", "Charity", "Team")
    worker.start("strict")
    task = worker.claim("a")
    house.clock.advance(timedelta(days=3))
    with pytest.raises((Conflict, InvalidState)):
        worker.do(CompleteTask(task.id, task.version, {}))
    assert [task.title for task in house.open_tasks()] == ["chase"]


def test_a_timer_fires_once(staff: Staff) -> None:
    staff.past_triage()
    staff.house.clock.advance(timedelta(days=11))
    with staff.house.engine.database.read(1, staff.house.clock.now()) as tx:
        due = timers.due(tx, 10)
    system = staff.house.engine.system()
    fired = [staff.house.engine.execute(TriggerTimer(due[0].id), system) for _ in range(3)]
    assert fired == [True, False, False]


def test_a_new_task_leaves_a_notice_for_the_team_on_duty(staff: Staff) -> None:
    staff.past_triage()
    staff.house.worker.tick()
    with staff.house.engine.database.read(1, staff.house.clock.now()) as tx:
        told = [
            account.name
            for account, _ in colleagues.in_agencies(tx, [staff.worker.agency_id])
            if notices.count_unread(tx, account.id)
        ]
    assert told == ["Duty manager, charity"]


def test_a_thousand_days_of_a_waiting_case_leave_nothing_wrong(staff: Staff) -> None:
    staff.past_triage()
    for _ in range(10):
        staff.house.advance(days=100)
    assert staff.house.engine.fsck() == []
