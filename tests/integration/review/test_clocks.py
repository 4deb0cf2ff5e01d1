"""Clocks: every deadline of a step tells somebody, and none fires before its time."""

from __future__ import annotations

import pytest

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
