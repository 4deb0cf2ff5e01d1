"""Two requests at once: one effect, nothing lost. Both are held up at the same row until both are there."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from threading import Semaphore
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import event, select

from engine.commands import CompleteTask, Outcome
from engine.errors import Conflict
from engine.store import instances
from engine.store.cases import case_file, details_place, person
from engine.store.known import persons_of
from engine.store.unit_of_work import Transaction
from engine.store.wire_statements import Said
from engine.testing import House, Person, as_sent
from tests.support.bpmn_models import diagram, end, flows, operation, start
from tests.support.bundles import asked, bundle, workload_bundle

PATIENCE = 20


class Ear:
    """Hears each statement that waits for the row that is held, however it goes to the database."""

    def __init__(self, house: House, words: Sequence[str]) -> None:
        self.heard = Semaphore(0)
        self.words = words if house.engine.database.is_postgresql else ("BEGIN IMMEDIATE",)
        house.engine.database.listener = self
        event.listen(house.engine.database.sql, "before_cursor_execute", self._executes)

    def sent(self, statements: Sequence[Said]) -> None:
        for each in statements:
            self._hear(each.text)

    def _executes(self, _: Any, __: Any, text: str, *___: Any) -> None:
        self._hear(text)

    def _hear(self, text: str) -> None:
        if any(word in text for word in self.words):
            self.heard.release()


@contextmanager
def kept_waiting(
    house: House, hold: Callable[[Transaction], object], words: Sequence[str], *actions: Callable[[], Any]
) -> Iterator[list[Future[Any]]]:
    """The actions, each begun once the one before has said one of the words; `hold` keeps the row they want."""
    with ThreadPoolExecutor(len(actions)) as pool:
        begun = []
        with house.engine.database.write(1, house.clock.now()) as tx:
            hold(tx)
            ear = Ear(house, words)
            for action in actions:
                begun.append(pool.submit(action))
                assert ear.heard.acquire(timeout=PATIENCE)
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

    with kept_waiting(
        house, lambda tx: instances.lock(tx, started.instance_id), ["FOR UPDATE OF"], send, send
    ) as begun:
        first, second = (each.result(PATIENCE) for each in begun)
    assert first == second
    assert [task.title for task in worker.tasks()] == ["housing", "health", "police"]


def noting(key: str, entry: str) -> dict[str, bytes]:
    """A pathway whose form keeps one entry on her record."""
    drawn = diagram(start(), asked(f"by_{key}", "note"), end(), *flows(f"start > by_{key}", f"by_{key} > end"), key=key)
    files = bundle(key, drawn)
    field = (
        f'[[field]]\nkey = "{entry}"\ntype = "text"\nlabel = "{entry}"\nsensitivity = "identity"\nperson = "{entry}"\n'
    )
    return files | {"forms/note.toml": f'title = "Note"\n{field}'.encode()}


def test_what_two_agencies_note_of_her_at_once_is_all_kept(house: House) -> None:
    for key, entry in (("naming", "alias"), ("phoning", "phone")):
        house.deploy(noting(key, entry))
    worker = house.person("Outreach worker 1", "Charity", "Outreach")
    case_id = worker.start("naming").case_id
    assert case_id is not None
    worker.start("phoning", case_id)
    naming, phoning = worker.claim("by_naming"), worker.claim("by_phoning")

    def send(task_id: UUID, version: int, **values: str) -> Callable[[], Any]:
        return lambda: worker.do(CompleteTask(task_id, version, as_sent(values)))

    both = send(naming.id, naming.version, alias="Robin"), send(phoning.id, phoning.version, phone="07700 900000")
    words = ["UPDATE person", "FOR UPDATE OF person"]
    with kept_waiting(house, lambda tx: tx.run(select(person.c.id).with_for_update()), words, *both) as begun:
        for each in begun:
            each.result(PATIENCE)
    with house.engine.database.read(1, house.clock.now()) as tx:
        (kept,) = persons_of(tx, [case_id]).values()
    details = kept.cipher.open_json(details_place(kept.person_id), kept.details_sealed)
    assert details == {"alias": "Robin", "phone": "07700 900000", "contact_confirmed_on": None}


def impatient(house: House) -> None:
    """Wait a tenth of a second only for what others hold."""
    setting = "SET lock_timeout = '100ms'" if house.engine.database.is_postgresql else "PRAGMA busy_timeout = 100"

    def prepare(connection: Any, _: object, __: object) -> None:
        connection.execute(setting)
        connection.commit()

    event.listen(house.engine.database.sql, "checkout", prepare)


def test_what_someone_else_holds_is_a_conflict_and_no_fault_of_the_pathway(house: House) -> None:
    parts = [start(), asked("Ask"), operation("opened", "open_case"), end()]
    drawn = flows("start > Ask", "Ask > opened", "opened > end")
    house.deploy(bundle("opening", diagram(*parts, *drawn, key="opening")))
    worker = house.person("Outreach worker 1", "Charity", "Outreach")
    worker.start("opening")
    held = worker.claim("Ask")
    impatient(house)
    with house.engine.database.write(1, house.clock.now()) as tx:
        tx.run(select(case_file.c.id).with_for_update())
        with pytest.raises(Conflict, match="someone else is changing it"):
            worker.do(CompleteTask(held.id, held.version, {}))
    assert [task.title for task in house.open_tasks()] == ["Ask"]
    assert worker.complete("Ask").ended == "end"
