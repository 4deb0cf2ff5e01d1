"""Two servers on one PostgreSQL, 64 people who want the same 200 tasks: each task goes to one of them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from threading import Barrier
from uuid import UUID

import pytest
from sqlalchemy import select

from engine.store.audit import audit_event
from engine.store.tasks import user_task
from engine.testing import House, Person, harness
from tests.integration.canary.journey import email_of
from tests.integration.conftest import migrate
from tests.integration.race.browser import Answer, Browser
from tests.integration.race.servers import running, server
from tests.support.bpmn_models import diagram, end, flows, parallel, start, user
from tests.support.bundles import bundle
from tests.support.postgres import DatabaseUrls, Server

pytestmark = pytest.mark.postgresql

PEOPLE, TASKS, SIDE_BY_SIDE, RIVALS = 64, 200, 5, 4
"""Everybody tries for a share of the tasks; for each task there are this many rivals."""
STEPS = tuple(f"step{number}" for number in range(SIDE_BY_SIDE))
CONFLICTS = ("nobody has claimed, but someone else claimed it first", "but it has changed since")
"""What the two conflicts of a claim say, on whatever page."""


@dataclass(frozen=True)
class Attempt:
    task_id: UUID
    account_id: UUID
    answer: Answer

    @property
    def won(self) -> bool:
        return self.answer.status == 302 and self.answer.location == f"/tasks/{self.task_id}"

    @property
    def lost(self) -> bool:
        return self.answer.status == 409 and any(words in self.answer.text for words in CONFLICTS)


def side_by_side() -> bytes:
    """A pathway whose tasks all wait at the same time, so that claims meet at the lock of one referral."""
    every = (flow for step in STEPS for flow in flows(f"split > {step}", f"{step} > join"))
    around = flows("start > split", "join > end")
    parts = (start(), parallel("split"), *(user(step) for step in STEPS), parallel("join"), end(), *around, *every)
    return diagram(*parts, key="crowded")


@pytest.fixture
def urls(postgres_server: Server) -> Iterator[DatabaseUrls]:
    made = postgres_server.clone_database(postgres_server.template("pathways", migrate))
    yield made
    postgres_server.drop_database(made)


@pytest.fixture
def house(urls: DatabaseUrls) -> Iterator[House]:
    with harness(urls.application, datetime.now(UTC), urls.owner) as made:
        made.deploy(bundle("crowded", side_by_side()))
        yield made


def test_each_task_is_won_once_and_everyone_else_is_told(house: House, urls: DatabaseUrls, tmp_path: Path) -> None:
    people = [house.person(f"Worker {number}", "Charity") for number in range(PEOPLE)]
    for _ in range(TASKS // SIDE_BY_SIDE):
        people[0].start("crowded")
    tasks = [task.id for task in house.open_tasks()]
    assert len(tasks) == TASKS
    servers = server(urls.application, tmp_path), server(urls.application, tmp_path)
    with running(*servers):
        ports = [program.port for program in servers]
        attempts = race(people, tasks, ports)
    assert len(attempts) == TASKS * RIVALS
    assert [attempt.answer for attempt in attempts if not attempt.won and not attempt.lost] == []
    winners = {attempt.task_id: attempt.account_id for attempt in attempts if attempt.won}
    assert Counter(attempt.task_id for attempt in attempts if attempt.won) == dict.fromkeys(tasks, 1)
    assert holders(house) == winners
    assert audited(house) == set(winners.items())
    assert house.engine.fsck() == []
    assert all("Traceback" not in program.said() for program in servers)


def race(people: list[Person], tasks: list[UUID], ports: list[int]) -> list[Attempt]:
    """Rivals go through the same tasks in the same order, half of them at either server, all from one moment on."""
    barrier = Barrier(len(people))
    shares: dict[int, list[UUID]] = defaultdict(list)
    groups = len(people) // RIVALS
    for number, task_id in enumerate(tasks):
        shares[number % groups].append(task_id)

    def run(number: int) -> list[Attempt]:
        person = people[number]
        browser = Browser(ports[number // groups % len(ports)])
        browser.sign_in(email_of(person))
        barrier.wait(timeout=100)
        return [
            Attempt(task_id, person.account_id, browser.post(f"/tasks/{task_id}/claim", {"seen-version": "1"}))
            for task_id in shares[number % groups]
        ]

    with ThreadPoolExecutor(len(people)) as pool:
        return [attempt for found in pool.map(run, range(len(people))) for attempt in found]


def holders(house: House) -> dict[UUID, UUID]:
    with house.engine.database.read(1, house.clock.now()) as tx:
        held = select(user_task.c.id, user_task.c.assignee_id).where(user_task.c.state == "claimed")
        return {row[0]: row[1] for row in tx.run(held)}


def audited(house: House) -> set[tuple[UUID, UUID]]:
    with house.engine.database.read(1, house.clock.now()) as tx:
        claims = select(audit_event.c.record_id, audit_event.c.account_id).where(audit_event.c.action == "task_claimed")
        found = [(row[0], row[1]) for row in tx.run(claims)]
    assert len(found) == len(set(found))
    return set(found)
