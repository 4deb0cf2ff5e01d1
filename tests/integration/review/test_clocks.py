"""Clocks: every deadline of a step tells somebody, and none fires before its time."""

from __future__ import annotations

import pytest

from engine.commands.timers import PostponeTimer
from engine.queries import notices
from engine.queries.notices import TEXTS
from engine.store import timers
from engine.store.timers import TimerRecord
from engine.testing import House, Person
from tests.support.bpmn_models import boundary, diagram, element, end, event, flows, start, timer
from tests.support.bundles import asked, bundle

ESCALATIONS = "".join(
    element("escalation", code, name=name, escalationCode=code)
    for code, name in (("e1", "Soon late"), ("e2", "Very late"))
)


@pytest.fixture
def worker(house: House) -> Person:
    return house.person("Outreach worker 1", "Charity", "Outreach")


def watched_twice() -> dict[str, bytes]:
    """A step with two timers, each of which tells somebody."""
    parts = [
        start(),
        asked("Ask", deadline=""),
        end(),
        boundary("first", "Ask", timer("PT4H"), interrupting=False),
        boundary("second", "Ask", timer("PT6H"), interrupting=False),
        end("told_first", event("escalation", "e1")),
        end("told_second", event("escalation", "e2")),
    ]
    drawn = flows("start > Ask", "Ask > end", "first > told_first", "second > told_second")
    return bundle("twice", diagram(*parts, *drawn, key="twice", definitions=ESCALATIONS))


def test_a_step_with_two_timers_tells_somebody_each_time(house: House, worker: Person) -> None:
    house.deploy(watched_twice())
    worker.start("twice")
    house.advance(hours=4, minutes=1)
    house.advance(hours=2)
    assert [task.title for task in house.open_tasks()] == ["Ask", "Soon late", "Very late"]
    assert house.engine.fsck() == []


def test_putting_off_a_timer_that_another_worker_has_fired_meanwhile_brings_nothing_forward(
    house: House, worker: Person
) -> None:
    parts = [start(), asked("Ask"), end(), boundary("daily", "Ask", timer("R/P1D", "timeCycle"), interrupting=False)]
    drawn = flows("start > Ask", "Ask > end", "daily > told")
    told = end("told", event("escalation", "e1"))
    house.deploy(bundle("daily_chase", diagram(*parts, told, *drawn, key="daily_chase", definitions=ESCALATIONS)))
    started = worker.start("daily_chase")

    def drawn_timer() -> TimerRecord:
        with house.engine.database.read(1, house.clock.now()) as tx:
            return next(found for found in timers.of_instance(tx, started.instance_id) if found.kind == "cycle")

    house.advance(days=1)
    fired = drawn_timer()
    house.engine.execute(PostponeTimer(fired.id))
    assert (fired.fired, drawn_timer()) == (1, fired)


def test_the_last_to_be_told_is_reminded_until_it_is_done(house: House, worker: Person) -> None:
    coordinator = house.person("Coordinator 1", "Council", "Coordination")
    house.deploy(bundle("one", diagram(start(), asked("Ask"), end(), *flows("start > Ask", "Ask > end"), key="one")))
    worker.start("one")
    house.advance(days=5)
    told = coordinator.task("Late: Ask")

    def reminders() -> int:
        with house.engine.reading(coordinator.actor) as view:
            return sum(notice.text == TEXTS["reminder"] for notice in notices(view))

    counted = []
    for _ in range(4):
        house.advance(days=7)
        counted.append(reminders())
    assert counted == [1, 2, 3, 4]
    assert [task.id for task in coordinator.tasks()] == [told.id]
    assert house.engine.fsck() == []
    worker.complete("Ask")
    house.advance(days=7)
    assert (reminders(), house.open_tasks()) == (4, [])
