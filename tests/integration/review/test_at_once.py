"""Two requests at once: one effect, nothing lost. The first holds the referral until the second waits for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from threading import Semaphore
from typing import Any

import pytest
from sqlalchemy import event

from engine.commands import CompleteTask, Outcome
from engine.store import instances
from engine.testing import House, Person, as_sent
from tests.support.bundles import workload_bundle

PATIENCE = 20


class Ear:
    """Hears each statement that takes a lock, however it goes to the database."""

    def __init__(self, house: House) -> None:
        self.heard = Semaphore(0)
        house.engine.database.listener = self
        event.listen(house.engine.database.sql, "before_cursor_execute", self._executes)

    def said(self, text: str, values: object) -> None:
        if "FOR UPDATE" in text or text.startswith("BEGIN IMMEDIATE"):
            self.heard.release()

    def went(self) -> None:
        """Nobody counts round trips here."""

    def _executes(self, _: Any, __: Any, text: str, values: object, *___: Any) -> None:
        self.said(text, values)


@contextmanager
def kept_waiting(house: House, started: Outcome, *actions: Callable[[], Any]) -> Iterator[list[Future[Any]]]:
    """The actions, begun at once and all held up at the referral until the block is entered."""
    with ThreadPoolExecutor(len(actions)) as pool:
        with house.engine.database.write(1, house.clock.now()) as tx:
            instances.lock(tx, started.instance_id)
            ear = Ear(house)
            begun = [pool.submit(action) for action in actions]
            assert all(ear.heard.acquire(timeout=PATIENCE) for _ in begun)
        yield begun


@pytest.fixture
def coordinator(house: House) -> Person:
    house.deploy(workload_bundle())
    return house.person("Coordinator 1", "Council", "Coordination")


def test_a_form_sent_twice_at_once_is_answered_alike_and_counts_once(house: House, coordinator: Person) -> None:
    worker = house.person("Outreach worker 1", "Charity", "Outreach")
    started = worker.start("workload")
    task = coordinator.claim("triage")
    command = CompleteTask(task.id, task.version, as_sent({"priority": "3"}))

    def send() -> Outcome:
        answer: Outcome = coordinator.do(command, "one form")
        return answer

    with kept_waiting(house, started, send, send) as begun:
        first, second = (each.result(PATIENCE) for each in begun)
    assert first == second
    assert [task.title for task in worker.tasks()] == ["housing", "health", "police"]
