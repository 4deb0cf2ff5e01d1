"""Moving clocks that already run, after the value of their parameter has changed: exactly what was previewed."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from engine.commands import ClaimTask, CompleteTask, Outcome, RedateTimers
from engine.commands.redate_timers import redate_timers
from engine.commands.work import Work
from engine.domain.actors import Role
from engine.errors import Conflict, DefinitionError, InvalidState, NotPermitted
from engine.queries import Redating, preview_redating
from engine.shelf import Shelf
from engine.store import audit, definitions, timers
from engine.store.definitions import ParameterRecord
from engine.store.tasks import TaskRecord
from engine.store.timers import TimerRecord
from engine.testing import House, Person
from tests.integration.commands.conftest import Staff
from tests.integration.commands.pauses import pause, resume, well
from tests.support.bpmn_models import boundary, diagram, element, end, event, flows, parallel, start, timer
from tests.support.bundles import asked, bundle

NAME = "step.time"


def timed() -> dict[str, bytes]:
    """Two steps by the same parameter: one watched by the engine, one by a timer of the diagram."""
    own = f'= deadline("{NAME}")'
    late = boundary("late", "drawn", timer(own), interrupting=False)
    parts = [start(), parallel("both"), asked("plain", deadline=own), asked("drawn", deadline=""), late]
    parts += [end("plain_end"), end("drawn_end"), end("told", event("escalation", "late_code"))]
    drawn = flows("start > both", "both > plain", "both > drawn", "plain > plain_end", "drawn > drawn_end")
    told = element("escalation", "late_code", name="late")
    files = bundle("timed", diagram(*parts, *drawn, *flows("late > told"), key="timed", definitions=told))
    files["process.toml"] += (
        f'\n[parameters."{NAME}"]\nvalue = "5 working days"\nclass = "standard"\n'
        'source = "Policy"\nvalid_from = 2020-01-01\n'
    ).encode()
    return files


@pytest.fixture
def commissioner(house: House) -> Person:
    """One who coordinates too, and so sees each of the clocks."""
    return house.person("Commissioner 1", "Council", "Coordination", roles=("commissioner", "caseworker"))


@pytest.fixture
def running(staff: Staff, commissioner: Person) -> Outcome:
    staff.house.deploy(timed())
    return staff.worker.start("timed")


def change(house: House, value: str) -> None:
    """The commissioner enters another value, in force from today."""
    with house.engine.database.write(1, house.clock.now()) as tx:
        today = house.clock.now().date()
        row = ParameterRecord(tx.new_id(), NAME, value, "standard", "Policy", today, tx.now, None)
        definitions.parameters.add(tx, row)


def preview(who: Person) -> Redating:
    with who.house.engine.reading(who.actor) as view:
        return preview_redating(view, NAME)


def clocks(house: House, outcome: Outcome) -> list[TimerRecord]:
    with house.engine.database.read(1, house.clock.now()) as tx:
        return [clock for clock in timers.of_instance(tx, outcome.instance_id) if clock.kind != "resume"]


def open_tasks(house: House) -> dict[str, TaskRecord]:
    return {task.title: task for task in house.open_tasks()}


def test_what_is_previewed_is_done_and_the_tasks_follow(staff: Staff, commissioner: Person, running: Outcome) -> None:
    house = staff.house
    change(house, "3 working days")
    shown = preview(commissioner)
    was = {clock.id: clock.due_at for clock in clocks(house, running)}
    assert sorted((clock.step, clock.state, clock.is_past) for clock in shown.clocks) == [
        ("drawn", "running", False),
        ("plain", "running", False),
    ]
    assert {clock.before for clock in shown.clocks} == set(was.values())
    assert commissioner.do(RedateTimers(NAME, shown.seen)) == 2
    (after,) = {clock.after for clock in shown.clocks}
    assert after == min(was.values()) - timedelta(days=4)
    assert {(clock.due_at, clock.next_try_at) for clock in clocks(house, running)} == {(after, after)}
    for task in open_tasks(house).values():
        assert (task.due_at, task.due_order, task.version) == (after, after, 1)
        assert task.arithmetic.startswith("3 working days from Mon 23 Nov 2026 10:00")
        assert task.arithmetic.endswith("; re-dated on Mon 23 Nov 2026 10:00")
    assert well(house)
    assert preview(commissioner).clocks == ()
    with house.engine.database.read(1, house.clock.now()) as tx:
        done = [row.action for row in audit.everything(tx) if row.action in ("redating", "redated")]
    assert sorted(done) == ["redated", "redated", "redating"]


def test_other_clocks_than_were_seen_are_refused_and_nothing_moves(
    staff: Staff, commissioner: Person, running: Outcome
) -> None:
    house = staff.house
    change(house, "3 working days")
    seen = preview(commissioner).seen
    staff.worker.start("timed")  # its clocks start under the new value
    assert preview(commissioner).seen == seen
    task = next(task for task in staff.worker.tasks() if task.instance_id == running.instance_id)
    staff.worker.do(ClaimTask(task.id, task.version))
    staff.worker.do(CompleteTask(task.id, task.version + 1, {}))
    before = clocks(house, running)
    with pytest.raises(Conflict, match="some have changed since"):
        commissioner.do(RedateTimers(NAME, seen))
    assert clocks(house, running) == before
    assert len(before) == 1


def test_a_moment_that_is_behind_already_is_said_to_be_before_it_makes_anything_late(
    staff: Staff, commissioner: Person, running: Outcome
) -> None:
    house = staff.house
    house.advance(days=2)
    change(house, "1 working day")
    shown = preview(commissioner)
    assert {clock.is_past for clock in shown.clocks} == {True}
    assert all("when that had passed already" in clock.arithmetic for clock in shown.clocks)
    commissioner.do(RedateTimers(NAME, shown.seen))
    house.worker.tick()
    late = sorted(task.title for task in house.open_tasks() if task.origin == "engine")
    assert late == ["Late: plain", "late"]
    assert well(house)


def test_a_clock_that_has_passed_its_moment_does_not_run_and_does_not_move(
    staff: Staff, commissioner: Person, running: Outcome
) -> None:
    staff.house.advance(days=8)
    change(staff.house, "20 working days")
    assert [clock.instance_id for clock in preview(commissioner).clocks] == []
    with pytest.raises(InvalidState, match="there are none"):
        commissioner.do(RedateTimers(NAME, preview(commissioner).seen))


def test_a_paused_clock_is_re_dated_with_its_pauses_and_goes_on_from_there(
    staff: Staff, commissioner: Person, running: Outcome
) -> None:
    house = staff.house
    house.advance(days=1)
    pause(staff.manager, running)
    change(house, "10 working days")
    was = {clock.id: clock for clock in clocks(house, running)}
    shown = preview(commissioner)
    assert {clock.state for clock in shown.clocks} == {"suspended"}
    commissioner.do(RedateTimers(NAME, shown.seen))
    for clock in clocks(house, running):
        assert clock.next_try_at is None
        assert clock.paused_remaining == (was[clock.id].paused_remaining or 0) + timedelta(days=7).total_seconds()
    assert well(house)
    house.advance(days=2)
    resume(staff.manager, running)
    assert {clock.due_at for clock in clocks(house, running)} == {
        was[next(iter(was))].started_at.replace(month=12, day=9, hour=17)
    }
    assert well(house)


def test_only_commissioners_re_date_and_see_what_would_move(staff: Staff, running: Outcome) -> None:
    for person in (staff.manager, staff.worker, staff.coordinator):
        with pytest.raises(NotPermitted, match="Expected a commissioner to re-date running deadlines"):
            preview(person)
        with pytest.raises(NotPermitted):
            person.do(RedateTimers(NAME, ""))


def test_who_does_not_coordinate_sees_neither_referrals_nor_small_numbers(
    staff: Staff, commissioner: Person, running: Outcome
) -> None:
    house = staff.house
    for _ in range(4):
        staff.worker.start("timed")
    change(house, "3 working days")
    others = [house.person(f"New {role}", "Charity", "Outreach", sorted({role.value, "commissioner"})) for role in Role]
    counts = []
    for left in range(5, -1, -1):
        said = {without_print(preview(who)) for who in others}
        assert len(said) == 1
        counts.append(said.pop())
        if left:
            staff.worker.complete("plain")
    first, few, none = counts[0], counts[1:-1], counts[-1]
    assert (first.total, [line.count for line in first.counts]) == ("10", ["5", "5"])
    assert set(few) == {few[0]}
    assert (few[0].total, [line.count for line in few[0].counts]) == ("5 or more", ["5", "fewer than 5"])
    assert (none.total, [(line.step, line.count) for line in none.counts]) == ("5", [("drawn", "5")])
    assert all(shown.clocks == () and shown.is_any for shown in counts)
    shown = preview(commissioner)
    assert (shown.total, len(shown.clocks)) == ("5", 5)
    assert others[0].do(RedateTimers(NAME, preview(others[0]).seen)) == 5


def without_print(shown: Redating) -> Redating:
    """What is told, but for the fingerprint, which differs for other clocks and says nothing of them."""
    return replace(shown, seen="")


def test_a_parameter_that_nobody_entered_is_said_to_be_unknown(commissioner: Person) -> None:
    engine = commissioner.house.engine
    with engine.reading(commissioner.actor) as view, pytest.raises(DefinitionError, match="none has been entered"):
        preview_redating(view, "no.such")


def test_a_clock_that_changes_between_the_answer_and_its_turn_is_left_alone(
    staff: Staff, commissioner: Person, running: Outcome
) -> None:
    """What is done to each referral is checked again in its own unit of work."""
    house = staff.house
    change(house, "3 working days")
    seen = preview(commissioner).seen
    with house.engine.database.write(1, house.clock.now()) as tx:
        work = Work(tx, commissioner.actor, Shelf())
        redate_timers(work, RedateTimers(NAME, seen))
    pause(staff.manager, running)
    before = clocks(house, running)
    house.worker.tick()
    assert clocks(house, running) == before
    assert len(preview(commissioner).clocks) == 2
    assert well(house)
