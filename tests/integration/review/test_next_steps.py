"""What a person is told happens next is of referrals she may open."""

from __future__ import annotations

from engine.testing import House
from tests.support.bpmn_models import call, diagram, element, end, flows, start
from tests.support.bundles import asked, bundle


def called() -> dict[str, bytes]:
    """A pathway whose one step another agency does."""
    lane = element("lane", "others", "<bpmn:flowNodeRef>Help</bpmn:flowNodeRef>", name="others")
    parts = [element("laneSet", "lanes", lane), start(), asked("Help"), end()]
    drawn = flows("start > Help", "Help > end")
    return bundle("helping", diagram(*parts, *drawn, key="helping"), lanes={"others": "coordinator"})


def test_whoever_is_called_is_not_told_what_the_caller_does_next(house: House) -> None:
    parts = [start(), call("ask_others", "helping"), asked("tell_her_in_private"), end()]
    drawn = flows("start > ask_others", "ask_others > tell_her_in_private", "tell_her_in_private > end")
    house.deploy(called())
    house.deploy(bundle("calling", diagram(*parts, *drawn, key="calling")))
    worker = house.person("Outreach worker 1", "Charity", "Outreach")
    coordinator = house.person("Coordinator 1", "Council", "Coordination")

    assert [step.title for step in worker.start("calling").next_steps] == ["Help"]
    assert coordinator.complete("Help").next_steps == ()
    assert [task.title for task in worker.tasks()] == ["tell_her_in_private"]
