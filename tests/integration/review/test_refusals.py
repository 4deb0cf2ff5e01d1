"""Who is refused, and that a refusal tells nothing."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest

from engine.commands import ClaimTask
from engine.commands.deliver import DeliverLetter
from engine.commands.telling import TellPeople
from engine.commands.timers import PostponeTimer, TriggerTimer
from engine.commands.upkeep import Beat, SealAudit, TidyUp
from engine.errors import NotFound, NotPermitted
from engine.store import timers
from engine.testing import House
from tests.support.bpmn_models import diagram, end, flows, start
from tests.support.bundles import asked, bundle

OF_THE_ENGINE = (
    TriggerTimer(uuid4()),
    PostponeTimer(uuid4()),
    DeliverLetter(uuid4()),
    TellPeople(uuid4()),
    SealAudit(),
    Beat("tick"),
    TidyUp(),
)


@pytest.mark.parametrize("command", OF_THE_ENGINE, ids=lambda command: type(command).__name__)
def test_nobody_acts_as_the_engine(house: House, command: object) -> None:
    person = house.person("Manager, council", "Council", "Coordination", ("manager", "administrator", "commissioner"))
    with pytest.raises(NotPermitted):
        person.do(command)


def test_asking_for_a_foreign_task_sets_nothing_going(house: House) -> None:
    house.deploy(bundle("one", diagram(start(), asked("Ask"), end(), *flows("start > Ask", "Ask > end"), key="one")))
    house.person("Coordinator 1", "Council", "Coordination")
    worker = house.person("Outreach worker 1", "Charity", "Outreach")
    stranger = house.person("Police officer 1", "Police", "Response")
    instance_id = worker.start("one").instance_id
    task = worker.task("Ask")
    house.clock.advance(timedelta(days=6))
    for task_id in (task.id, uuid4()):
        with pytest.raises(NotFound, match="no such task"):
            stranger.do(ClaimTask(task_id, 1))
    with house.engine.database.read(1, house.clock.now()) as tx:
        assert len(timers.due_of_instance(tx, instance_id)) == 1
