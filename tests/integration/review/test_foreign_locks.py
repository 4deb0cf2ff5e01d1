"""A task that one may not know of is not waited for, so that a busy one answers like a missing one."""

from __future__ import annotations

from uuid import uuid4

import pytest

from engine.commands import ClaimTask
from engine.errors import NotFound
from engine.store import instances
from engine.testing import House
from tests.support.bpmn_models import diagram, end, flows, start
from tests.support.bundles import asked, bundle


@pytest.mark.parametrize("urls", ["postgresql"], indirect=True)
def test_a_busy_foreign_task_answers_like_a_missing_one(house: House) -> None:
    house.deploy(bundle("one", diagram(start(), asked("a"), end(), *flows("start > a", "a > end"), key="one")))
    worker = house.person("Outreach worker 1", "Charity", "Outreach")
    stranger = house.person("Police officer 1", "Police", "Response")
    instance_id = worker.start("one").instance_id
    task = worker.task("a")
    with house.engine.database.write(1, house.clock.now()) as tx:
        instances.lock(tx, instance_id)
        answers = []
        for task_id in (task.id, uuid4()):
            with pytest.raises(NotFound) as refusal:
                stranger.do(ClaimTask(task_id, task.version))
            answers.append(refusal.value.message)
    assert len(set(answers)) == 1
