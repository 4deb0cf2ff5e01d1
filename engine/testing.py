"""A public harness: an engine on a fresh database with a clock that stands still, and people who act on it.

with harness() as house:
    worker = house.person("Outreach worker 1", agency="Charity", team="Outreach")
    house.deploy(files)
    outcome = worker.start("contact_and_triage", outcome="opened", alias="Robin")
    worker.complete("Agree first steps", …)
    house.advance(days=2)          # moves the clock and lets the worker tick
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from argon2 import PasswordHasher

from engine import bootstrap
from engine.bootstrap import Engine
from engine.clock import FixedClock
from engine.commands import (
    AddService,
    ClaimTask,
    CompleteTask,
    CreateAccount,
    CreateAgency,
    CreateFirstAdministrator,
    DeployPathway,
    Outcome,
    PasswordHash,
    SignAgreement,
    StartProcess,
)
from engine.commands.deploy import DeployedVersion
from engine.config import Config
from engine.domain.actors import Actor
from engine.errors import NotFound
from engine.store import agencies, people, tasks
from engine.store.tasks import TaskRecord
from engine.worker import Worker

START = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
"""A Monday morning without a bank holiday near."""
PASSWORD = "correct horse battery staple"  # noqa: S105 - of people who exist in tests only


class CheapHash(PasswordHash):
    """A hash that is made and compared at once: signing in would otherwise be a third of what tests wait for."""

    @classmethod
    def of(cls, password: str) -> CheapHash:
        return cls(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(password))

    @property
    def is_strong(self) -> bool:
        """Strong enough for people who exist in tests only."""
        return True


HASHED = CheapHash.of(PASSWORD)
Value = str | int | bool | Sequence[str]


class Person:
    """Somebody who acts: a signed-in person of an agency."""

    def __init__(self, house: House, account_id: UUID, agency_id: UUID, team_id: UUID) -> None:
        self.house = house
        self.account_id = account_id
        self.agency_id = agency_id
        self.team_id = team_id

    @property
    def actor(self) -> Actor:
        with self.house.engine.database.read(1, self.house.clock.now()) as tx:
            actor = people.actor(tx, self.account_id)
        assert actor is not None
        return actor

    def do(self, command: Any, key: str | None = None) -> Any:
        return self.house.engine.execute(command, self.actor, key)

    def start(self, pathway: str, case_id: UUID | None = None, **values: Value) -> Outcome:
        answer: Outcome = self.do(StartProcess(pathway, as_sent(values), case_id))
        return answer

    def tasks(self) -> list[TaskRecord]:
        """The open tasks this person may see, oldest first."""
        from engine.store import visibility

        actor = self.actor
        with self.house.engine.database.read(1, self.house.clock.now()) as tx:
            return [task for task in self.house.open_tasks() if visibility.task(tx, actor, task.id)]

    def task(self, title: str) -> TaskRecord:
        for task in self.tasks():
            if task.title == title:
                return task
        raise NotFound(f"Expected an open task “{title}”, but there are: {[task.title for task in self.tasks()]}.")

    def claim(self, title: str) -> TaskRecord:
        task = self.task(title)
        self.do(ClaimTask(task.id, task.version))
        return self.task(title)

    def complete(self, title: str, **values: Value) -> Outcome:
        """Claim the task of that title unless it is held already, and complete it."""
        task = self.task(title)
        if task.assignee_id != self.account_id:
            task = self.claim(title)
        answer: Outcome = self.do(CompleteTask(task.id, task.version, as_sent(values)))
        return answer


def as_sent(values: Mapping[str, Value]) -> dict[str, list[str]]:
    """Values as a browser sends them: every one a list of texts."""
    return {name.replace("__", "-"): _texts(value) for name, value in values.items()}


def _texts(value: Value) -> list[str]:
    if isinstance(value, bool):
        return ["yes" if value else "no"]
    return [value] if isinstance(value, str) else [str(value)] if isinstance(value, int) else list(value)


class House:
    """An engine with a partnership: a coordinating agency, and whoever else is added."""

    def __init__(self, engine: Engine, clock: FixedClock) -> None:
        self.engine = engine
        self.clock = clock
        self.worker = Worker(engine)
        self.administrator_id: UUID = engine.execute(
            CreateFirstAdministrator(
                "Test partnership", "Council", "Administrator 1", "administrator1@example.org", HASHED
            )
        )
        self._teams: dict[tuple[str, str], tuple[UUID, UUID]] = {}
        self._people = 0

    def agency(
        self, name: str, team: str = "Team", kind: str = "charity", has_accounts: bool = True
    ) -> tuple[UUID, UUID]:
        """The agency and team of these names, made when they are new. Returns their ids."""
        if (name, team) not in self._teams:
            if name == "Council" and team == "Coordination":
                self._teams[name, team] = self._coordination()
            else:
                team_id = self.engine.execute(CreateAgency(name, kind, team, has_accounts))
                self._teams[name, team] = (self._agency_of(team_id), team_id)
        return self._teams[name, team]

    def _coordination(self) -> tuple[UUID, UUID]:
        with self.engine.database.read(1, self.clock.now()) as tx:
            found = agencies.coordinating_team(tx)
        assert found is not None
        return found.agency_id, found.id

    def _agency_of(self, team_id: UUID) -> UUID:
        with self.engine.database.read(1, self.clock.now()) as tx:
            agency_id = agencies.agency_of(tx, team_id)
        assert agency_id is not None
        return agency_id

    def person(
        self, name: str, agency: str, team: str = "Team", roles: Sequence[str] = ("caseworker",), duty: bool = False
    ) -> Person:
        agency_id, team_id = self.agency(agency, team)
        self._people += 1
        email = f"person{self._people}@example.org"
        account_id = self.engine.execute(CreateAccount(email, name, HASHED, agency_id, team_id, roles, duty))
        return Person(self, account_id, agency_id, team_id)

    def service(self, name: str, agency: str, team: str = "Team", kind: str = "housing") -> UUID:
        """A service of that team in the directory, whose agency has signed the charter."""
        agency_id, team_id = self.agency(agency, team)
        today = self.clock.now().date()
        self.engine.execute(SignAgreement(agency_id, today, date(today.year + 1, today.month, 1)))
        service_id: UUID = self.engine.execute(AddService(team_id, kind, name, ["Town"], {}))
        return service_id

    def deploy(self, files: Mapping[str, bytes]) -> DeployedVersion:
        version: DeployedVersion = self.engine.execute(DeployPathway(files))
        return version

    def open_tasks(self) -> list[TaskRecord]:
        """Every open task of the partnership, oldest first."""
        with self.engine.database.read(1, self.clock.now()) as tx:
            return tasks.all_open(tx)

    def advance(self, **by: float) -> int:
        """Move the clock on by a timedelta's arguments and let the worker do what is due. Returns how much it did."""
        self.clock.advance(timedelta(**by))
        return self.worker.tick()


@contextmanager
def harness(database_url: str | None = None, at: datetime = START, owner_url: str | None = None) -> Iterator[House]:
    """A house on the database given, or on a SQLite file of its own that goes away afterwards."""
    with tempfile.TemporaryDirectory() as folder:
        url = database_url or f"sqlite:///{Path(folder) / 'pathways.sqlite3'}"
        config = Config(
            database_url=url,
            database_owner_url=owner_url or url,
            secret_key="not secret, for tests only, and long enough",  # noqa: S106
            master_keys=(("test", bytes(range(32))),),
            base_url="http://127.0.0.1:8000",
        )
        bootstrap.upgrade(config)
        clock = FixedClock(at)
        engine = bootstrap.build(config, clock, durable=False)
        try:
            yield House(engine, clock)
        finally:
            engine.close()
