"""The engine in process, with everything on: audit, projections, encryption, events, outbox, the application's role."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from engine import bootstrap
from engine.clock import FixedClock
from engine.commands import ClaimTask, CompleteTask, Outcome, StartProcess, TriggerTimer
from engine.config import Config
from engine.domain.actors import Actor
from engine.store import instances, tasks, timers
from engine.store.tasks import TaskRecord
from engine.store.timers import TimerRecord
from engine.testing import House
from tests.benchmarks.case import AGENCIES, COORDINATOR, FACTS, LANE_OF, Step, triage
from tests.benchmarks.places import Place, connect, size
from tests.benchmarks.tape import Tape
from tests.support.postgres import DatabaseUrls

BUNDLE = Path(__file__).parent / "workload"
PATHWAY = "workload"
LATE = timedelta(days=10, hours=1)


class RunningClock(FixedClock):
    """The time of the machine, so that identifiers follow it as in production; it can be moved ahead."""

    def __init__(self) -> None:
        super().__init__(datetime.now(UTC))
        self._ahead = timedelta()

    def now(self) -> datetime:
        return datetime.now(UTC) + self._ahead

    def advance(self, by: timedelta) -> None:
        self._ahead += by


class Ours:
    """The contender. With `copy_first` its database is copied (`copied`) before any case, while nobody is connected."""

    name = "ours"

    def __init__(self, place: Place, copy_first: bool = False) -> None:
        self._urls = place.empty()
        self.clock = RunningClock()
        config = configuration(self._urls)
        bootstrap.upgrade(config)
        self._set_up(config)
        self.copied = place.copy(self._urls) if copy_first else None
        self.engine = bootstrap.build(config, self.clock)
        self.tape = Tape(self.engine.database)

    def _set_up(self, config: Config) -> None:
        engine = bootstrap.build(config, self.clock)
        house = House(engine, self.clock)
        house.deploy(bundle())
        people = {agency: house.person(f"{agency.capitalize()} worker 1", agency.capitalize()) for agency in AGENCIES}
        coordinator = house.person("Coordinator 1", "Council", "Coordination")
        self.people: Mapping[str, Actor] = {
            COORDINATOR: coordinator.actor,
            **{agency: person.actor for agency, person in people.items()},
        }
        teams = {f"{agency}_team": str(person.team_id) for agency, person in people.items()}
        self._facts = {name: as_sent(value) for name, value in {**FACTS, **teams}.items()}
        engine.close()

    def start(self) -> UUID:
        command = StartProcess(PATHWAY, self._facts)
        outcome: Outcome = self.engine.execute(command, self.people[COORDINATOR])
        self.tape.cut()
        return outcome.instance_id

    def ready(self, case: object, step: Step) -> Callable[[], object]:
        person = self.people[LANE_OF[step.task]]
        task = self.task(case, step.task)
        self.engine.execute(ClaimTask(task.id, task.version), person)
        self.tape.cut()
        return self._completing(task, step)

    def _completing(self, task: TaskRecord, step: Step) -> Callable[[], object]:
        values = {name: as_sent(value) for name, value in step.values.items()}
        command = CompleteTask(task.id, task.version + 1, values)
        return lambda: self._complete(command, self.people[LANE_OF[step.task]])

    def _complete(self, command: CompleteTask, person: Actor) -> None:
        self.engine.execute(command, person)
        self.tape.cut()

    def all_ready(self, case: object, steps: Sequence[Step]) -> list[Callable[[], object]]:
        """As `ready` for several steps, all claimed at once behind the engine's back: quick, for growing old."""
        with self.engine.database.write(1, self.clock.now()) as tx:
            found = {task.element_id: task for task in tasks.open_of_instance(tx, _id(case))}
            for step in steps:
                tasks.change(
                    tx, found[step.task], state="claimed", assignee_id=self.people[LANE_OF[step.task]].account_id
                )
        return [self._completing(found[step.task], step) for step in steps]

    def claiming(self, case: object, step: Step) -> Callable[[], object]:
        """The claim alone."""
        task, person = self.task(case, step.task), self.people[LANE_OF[step.task]]
        return lambda: self.engine.execute(ClaimTask(task.id, task.version), person)

    def in_loop(self) -> UUID:
        """A fresh case in its first loop, with the three agencies at work."""
        case = self.start()
        self.ready(case, triage())()
        return case

    def fire(self, timer: TimerRecord) -> None:
        assert self.engine.execute(TriggerTimer(timer.id)), "Expected the timer to be due, but it is not."

    def grow_late(self) -> None:
        """Move the clock past every deadline of the workload."""
        self.clock.advance(LATE)

    def task(self, case: object, element: str) -> TaskRecord:
        """The open task of that element in a case."""
        with self._reading() as tx:
            for task in tasks.open_of_instance(tx, _id(case)):
                if task.element_id == element:
                    return task
        raise LookupError(f"Expected an open task of “{element}”, but there is none.")

    def timers(self, case: object) -> list[TimerRecord]:
        """The timers of the diagram that run for a case."""
        with self._reading() as tx:
            return [timer for timer in timers.of_instance(tx, _id(case)) if timer.kind != "deadline"]

    def state_bytes(self, case: object) -> int:
        """Bytes of a case's sealed state."""
        with self._reading() as tx:
            held = instances.look_at(tx, _id(case))
        return len(held.record.state_sealed or b"") if held else 0

    def relax(self, is_relaxed: bool) -> None:
        """Stop waiting for the disk, while a case is brought on to where it is measured; then wait again."""
        setting = ("PRAGMA synchronous = {}", "OFF", "FULL")
        if self.engine.database.is_postgresql:
            setting = ("SET synchronous_commit = {}", "off", "on")
        with self.engine.database.sql.connect() as connection:
            connection.exec_driver_sql(setting[0].format(setting[1 if is_relaxed else 2]))
            connection.commit()

    def size(self) -> int:
        return size(self._urls.owner)

    def analyse(self) -> None:
        """Have the database count its rows, as it does by itself in time."""
        connection = connect(self._urls.owner)
        connection.execute("ANALYZE")
        connection.commit()
        connection.close()

    def close(self) -> None:
        self.engine.close()

    def _reading(self) -> Any:
        return self.engine.database.read(1, self.clock.now())


def configuration(urls: DatabaseUrls) -> Config:
    return Config(
        database_url=urls.application,
        database_owner_url=urls.owner,
        secret_key="not secret, for benchmarks only, and long enough",
        master_keys=(("benchmark", bytes(range(32))),),
        base_url="http://127.0.0.1:8000",
    )


def bundle() -> dict[str, bytes]:
    """The files of the workload's pathway."""
    return {str(file.relative_to(BUNDLE)): file.read_bytes() for file in sorted(BUNDLE.rglob("*")) if file.is_file()}


def as_sent(value: object) -> list[str]:
    """A value as a browser sends it."""
    if isinstance(value, bool):
        return ["yes" if value else "no"]
    return [str(item) for item in value] if isinstance(value, list) else [str(value)]


def _id(case: object) -> UUID:
    assert isinstance(case, UUID)
    return case
