"""Whatever pauses come, across both changes of the clocks: what may pause keeps what was left, law moves not at all."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.commands import ResumeProcess, SuspendProcess
from engine.queries.fsck import fsck
from engine.shelf import Shelf
from engine.store import timers
from engine.store.timers import TimerRecord
from engine.testing import House, Person, harness
from tests.support.bpmn_models import boundary, diagram, element, end, event, flows, parallel, start, timer
from tests.support.bundles import asked, bundle

OCTOBER = datetime(2026, 10, 20, 10, 0, tzinfo=UTC)
"""Five days before the clocks go back; the examples walk on from there, past the spring."""
HOURS = st.integers(0, 24 * 9)
CLASSES = ("statutory", "standard", "local")


@pytest.fixture(scope="module")
def calm() -> Iterator[tuple[House, Person, Person]]:
    """A worker and her manager, and a pathway with a long clock of each class, drawn and watched by the engine."""
    with harness(at=OCTOBER) as house:
        house.deploy(_files())
        worker = house.person("Worker", "Charity", "Team")
        yield house, worker, house.person("Manager", "Charity", "Team", roles=("manager",))


def _files() -> dict[str, bytes]:
    parts, drawn = [start(), parallel("all"), end("told", event("escalation", "late_code"))], ["start > all"]
    text = ""
    for name in CLASSES:
        own = f'= deadline("long.{name}")'
        parts += [asked(f"{name}_plain", deadline=own), asked(f"{name}_drawn", deadline="")]
        parts += [boundary(f"{name}_late", f"{name}_drawn", timer(own), interrupting=False)]
        parts += [end(f"{name}_one"), end(f"{name}_two")]
        drawn += [f"all > {name}_plain", f"all > {name}_drawn", f"{name}_plain > {name}_one"]
        drawn += [f"{name}_drawn > {name}_two", f"{name}_late > told"]
        text += f'\n[parameters."long.{name}"]\nvalue = "90 days"\nclass = "{name}"\n'
        text += 'source = "x"\nvalid_from = 2020-01-01\n'
    told = element("escalation", "late_code", name="late")
    files = bundle("long", diagram(*parts, *flows(*drawn), key="long", definitions=told))
    files["process.toml"] += text.encode()
    return files


def clocks(house: House, instance_id: UUID) -> dict[UUID, TimerRecord]:
    with house.engine.database.read(1, house.clock.now()) as tx:
        return {clock.id: clock for clock in timers.of_instance(tx, instance_id) if clock.kind != "resume"}


@settings(max_examples=12, deadline=None)
@given(pauses=st.lists(st.tuples(HOURS, HOURS), min_size=1, max_size=4))
def test_what_may_pause_keeps_what_was_left_and_what_is_law_does_not_move(
    calm: tuple[House, Person, Person], pauses: list[tuple[int, int]]
) -> None:
    house, worker, manager = calm
    instance_id = worker.start("long").instance_id
    first, stood_still = clocks(house, instance_id), timedelta()
    assert len(first) == 2 * len(CLASSES)
    for ran, lasted in pauses:
        house.clock.advance(timedelta(hours=ran, microseconds=1))
        until = (house.clock.now() + timedelta(days=20)).date()
        manager.do(SuspendProcess(instance_id, "She is away", until))
        house.clock.advance(timedelta(hours=lasted))
        manager.do(ResumeProcess(instance_id))
        stood_still += timedelta(hours=lasted)
    for clock in clocks(house, instance_id).values():
        moved = timedelta() if clock.deadline_class == "statutory" else stood_still
        assert clock.due_at == first[clock.id].due_at + moved
        assert (clock.next_try_at, clock.paused_remaining) == (clock.due_at, None)
    with house.engine.database.read(1, house.clock.now()) as tx:
        assert fsck(tx, Shelf(), [instance_id]) == []
