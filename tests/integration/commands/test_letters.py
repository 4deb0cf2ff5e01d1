"""Letters that cannot be delivered: given up after a while, told, tried again; and signals, one letter for each."""

from __future__ import annotations

from datetime import datetime

import pytest

from engine.commands import RetryIncident
from engine.commands.upkeep import TidyUp
from engine.notify.templates import Letter
from engine.store import history, outbox
from engine.store.history import IncidentRecord
from engine.store.outbox import MOST_ATTEMPTS, OutboxRecord
from engine.testing import House, Person
from engine.worker import Worker
from tests.support.bpmn_models import boundary, diagram, element, end, event, exclusive, flows, start, throw
from tests.support.bundles import asked, bundle

WORKER = "person2@example.org"
"""The coordinator is the first to be let in."""
SIGNAL = element("signal", "news", name="news")


class Post:
    """A mail server that may be down for a person, or for everybody."""

    def __init__(self) -> None:
        self.is_down = True
        self.tried = 0
        self.sent: list[str] = []

    def send(self, letter: Letter, at: datetime) -> None:
        self.tried += 1
        if self.is_down:
            raise ConnectionRefusedError
        self.sent.append(letter.to)


@pytest.fixture
def worker(house: House) -> Person:
    return house.person("Outreach worker 1", "Charity", "Outreach")


@pytest.fixture(autouse=True)
def coordinator(house: House) -> Person:
    return house.person("Coordinator 1", "Council", "Coordination")


def incidents(house: House) -> list[IncidentRecord]:
    with house.engine.database.read(1, house.clock.now()) as tx:
        return history.incidents.all(tx, history.incidents.selection())


def undelivered(house: House) -> list[OutboxRecord]:
    with house.engine.database.read(1, house.clock.now()) as tx:
        return outbox.letters.all(tx, outbox.letters.selection(outbox.outbox.c.delivered_at.is_(None)))


def open_task() -> dict[str, bytes]:
    parts = [start(), asked("Help", deadline="P90D"), end()]
    return bundle("aid", diagram(*parts, *flows("start > Help", "Help > end"), key="aid"))


def test_a_mail_that_cannot_be_sent_for_a_day_is_told_and_tried_no_more(house: House, worker: Person) -> None:
    post = Post()
    house.worker = Worker(house.engine, post)
    house.deploy(open_task())
    started = worker.start("aid")
    house.worker.tick()
    for _ in range(MOST_ATTEMPTS["mail"] + 2):
        house.advance(hours=1)
    tried_for_worker = MOST_ATTEMPTS["mail"]
    (given_up,) = [letter for letter in undelivered(house) if letter.given_up_at is not None]
    assert (given_up.kind, given_up.attempts, given_up.instance_id) == ("mail", tried_for_worker, started.instance_id)
    (kept,) = incidents(house)
    assert (kept.state, kept.command, kept.instance_id) == ("open", "RetryLetter", started.instance_id)
    (told,) = [task for task in house.open_tasks() if task.kind == "fault"]
    assert told.title == "Something about “Aid” could not be sent"
    assert house.engine.fsck() == []


def test_the_coordinator_has_what_was_given_up_tried_again(house: House, worker: Person, coordinator: Person) -> None:
    post = Post()
    house.worker = Worker(house.engine, post)
    house.deploy(open_task())
    worker.start("aid")
    for _ in range(MOST_ATTEMPTS["mail"] + 1):
        house.advance(hours=1)
    post.is_down = False
    house.advance(hours=2)
    assert WORKER not in post.sent
    (kept,) = incidents(house)
    coordinator.do(RetryIncident(kept.id))
    house.worker.tick()
    assert post.sent.count(WORKER) == 1
    assert [found.state for found in incidents(house)] == ["resolved"]
    assert [task.kind for task in house.open_tasks() if task.kind == "fault"] == []
    assert undelivered(house) == []


def test_a_letter_on_which_the_worker_died_each_time_is_given_up_unopened(house: House, worker: Person) -> None:
    house.deploy(open_task())
    worker.start("aid")
    (letter,) = undelivered(house)
    for _ in range(MOST_ATTEMPTS["notify"]):
        with house.engine.database.write(1, house.clock.now()) as tx:
            assert outbox.claim(tx, letter.id) is not None
        house.clock.advance(outbox.LEASE)
    house.worker.tick()
    (found,) = [each for each in undelivered(house) if each.id == letter.id]
    assert (found.given_up_at is not None, found.attempts) == (True, MOST_ATTEMPTS["notify"] + 1)
    (kept,) = incidents(house)
    assert kept.command == "RetryLetter"


def hearing(key: str, condition: str) -> dict[str, bytes]:
    """Hears of news while somebody works on a task; what is done with them may fail."""
    parts = [start(), asked("work"), boundary("news_came", "work", event("signal", "news"))]
    parts += [exclusive("which", "which-done"), asked("read"), end("done")]
    drawn = flows("start > work", "work > done", "news_came > which", f"which > read ? {condition}")
    drawn += flows("which > done", "read > done")
    return bundle(key, diagram(*parts, *drawn, key=key, definitions=SIGNAL))


def telling() -> dict[str, bytes]:
    parts = [start(), throw("tell", event("signal", "news")), end()]
    return bundle("telling", diagram(*parts, *flows("start > tell", "tell > end"), key="telling", definitions=SIGNAL))


def test_a_signal_reaches_each_referral_by_itself(house: House, worker: Person) -> None:
    house.deploy(hearing("well", "1 = 1"))
    house.deploy(hearing("broken", "nobody_set + 1 > 2"))
    house.deploy(telling())
    first, broken, second = (worker.start(key) for key in ("well", "broken", "well"))
    worker.start("telling")
    reached = {task.instance_id for task in house.open_tasks() if task.title == "read"}
    assert reached == {first.instance_id, second.instance_id}
    (kept,) = incidents(house)
    assert (kept.instance_id, kept.command) == (broken.instance_id, "DeliverLetter")
    assert [(letter.kind, letter.instance_id) for letter in undelivered(house) if letter.kind == "command"] == [
        ("command", broken.instance_id)
    ]


def test_a_step_that_fails_each_time_is_given_up_as_the_one_incident_it_is(house: House, worker: Person) -> None:
    house.deploy(hearing("broken", "nobody_set + 1 > 2"))
    house.deploy(telling())
    worker.start("broken")
    worker.start("telling")
    for _ in range(MOST_ATTEMPTS["command"] + 2):
        house.advance(hours=1)
    (letter,) = [letter for letter in undelivered(house) if letter.kind == "command"]
    assert (letter.attempts, letter.given_up_at is not None) == (MOST_ATTEMPTS["command"], True)
    (kept,) = incidents(house)
    assert (kept.state, kept.command) == ("open", "DeliverLetter")


def test_tidying_up_leaves_what_is_still_to_be_tried(house: House, worker: Person) -> None:
    house.deploy(open_task())
    worker.start("aid")
    waiting = [letter.id for letter in undelivered(house)]
    house.engine.execute(TidyUp())
    assert [letter.id for letter in undelivered(house)] == waiting
