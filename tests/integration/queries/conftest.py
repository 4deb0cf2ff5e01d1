"""A small town on both databases, shared by the tests of a module: each test starts cases of its own in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from itertools import count
from typing import Any
from uuid import UUID

import pytest

from engine.bootstrap import Engine
from engine.commands import ClaimTask, CompleteTask, Outcome
from engine.queries import View
from engine.testing import House, Person, as_sent, harness
from processes import bundle
from tests.integration.conftest import DATABASES, migrate
from tests.support.postgres import Server

HER = {
    "outcome": "opened",
    "needs": ["housing"],
    "her_words": "cold at night",
    "safe_channel": "text",
    "phone": "07700 900123",
    "exploitation": "yes",
}
REFERRAL = {
    "need": "housing",
    "urgency": "routine",
    "ask": "a warm room",
    "purpose": "support",
    "share": ["alias", "safe_contact"],
    "consent": "given",
    "harm_risk": "none",
    "told_her": "yes",
    "article_6": "6.1.a",
    "article_9": "9.2.a",
}


@dataclass
class Town:
    """Two agencies that refer to each other, a coordinator, and people who take part in nothing."""

    house: House
    outreach: Person
    colleague: Person
    outreach_manager: Person
    housing: Person
    housing_manager: Person
    coordinator: Person
    stranger: Person
    administrator: Person
    service_id: UUID
    numbers: Iterator[int] = field(default_factory=count)

    @property
    def engine(self) -> Engine:
        return self.house.engine

    def as_(self, person: Person) -> AbstractContextManager[View]:
        return self.engine.reading(person.actor)

    def ask(self, person: Person, query: Callable[..., Any], *given: Any, **named: Any) -> Any:
        """The answer of a query to that person."""
        with self.as_(person) as view:
            return query(view, *given, **named)

    def contact(self, alias: str = "", **more: Any) -> Outcome:
        """Record a contact that opens a case, of somebody nobody knows yet."""
        number = next(self.numbers)
        names = {"alias": alias or f"Robin {number}", "name": f"Roberta Canary {number}"}
        return self.outreach.start("contact_and_triage", **{**HER, **names, **more})

    def refer(self, case_id: UUID, **more: Any) -> Outcome:
        """Start a referral to the housing service and send it."""
        started = self.outreach.start("referral_handshake", case_id)
        self.do(
            self.outreach, started.instance_id, "Send referral", **{**REFERRAL, "service": str(self.service_id), **more}
        )
        return started

    def task_id(self, instance_id: UUID, title: str) -> UUID:
        """The open task of that title in a referral."""
        found = [task for task in self.house.open_tasks() if (task.instance_id, task.title) == (instance_id, title)]
        assert found, [task.title for task in self.house.open_tasks() if task.instance_id == instance_id]
        return found[0].id

    def do(self, person: Person, instance_id: UUID, title: str, **values: Any) -> Outcome:
        """Claim and complete the task of that title in a referral."""
        task_id = self.task_id(instance_id, title)
        person.do(ClaimTask(task_id, 1))
        answer: Outcome = person.do(CompleteTask(task_id, 2, as_sent(values)))
        return answer


def settle_in(house: House) -> Town:
    def person(name: str, agency: str, team: str, *roles: str) -> Person:
        return house.person(name, agency, team, roles or ("caseworker",))

    town = Town(
        house=house,
        outreach=person("Outreach worker 1", "Night outreach", "Street team"),
        colleague=person("Outreach worker 2", "Night outreach", "Street team"),
        outreach_manager=person("Outreach manager 1", "Night outreach", "Street team", "manager"),
        housing=person("Housing officer 1", "Housing", "Options"),
        housing_manager=person("Housing manager 1", "Housing", "Options", "manager"),
        coordinator=person("Coordinator 1", "Council", "Coordination"),
        stranger=person("Nurse 1", "Clinic", "Clinic team"),
        administrator=person("Administrator 2", "Night outreach", "Street team", "administrator", "commissioner"),
        service_id=house.service("Rooms", "Housing", "Options"),
    )
    for key in ("contact_and_triage", "referral_handshake"):
        house.deploy(bundle(key))
    return town


@pytest.fixture(scope="module", params=DATABASES)
def town(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    if request.param == "sqlite":
        with harness(f"sqlite:///{tmp_path_factory.mktemp('town')}/pathways.sqlite3") as house:
            yield settle_in(house)
        return
    server: Server = request.getfixturevalue("postgres_server")
    own = server.clone_database(server.template("pathways", migrate))
    with harness(own.application, owner_url=own.owner) as house:
        yield settle_in(house)
    server.drop_database(own)
