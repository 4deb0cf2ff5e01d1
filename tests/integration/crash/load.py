"""People at work over HTTP who write down what was acknowledged, and send again what was not."""

from __future__ import annotations

import http.client
from collections.abc import Iterator
from dataclasses import dataclass, field
from threading import Condition, Event, Thread
from uuid import UUID, uuid4

from engine.store.tasks import TaskRecord
from engine.testing import House, Person
from tests.integration.canary.journey import email_of
from tests.integration.race.browser import Browser
from tests.support.bpmn_models import boundary, diagram, end, exclusive, flows, start, timer
from tests.support.bundles import asked, bundle

GONE = (OSError, http.client.HTTPException)
"""What a client sees of a server that was killed."""


def endless() -> dict[str, bytes]:
    """A pathway that asks the same again and again, and is late each time, so that servers and worker have work."""
    parts = (
        start(),
        asked("ask", "again"),
        boundary("late", "ask", timer("PT1S"), interrupting=False),
        exclusive("more", default="more-end"),
        end(),
        end("noted"),
        *flows("start > ask", "ask > more", "more > ask ? again", "more > end", "late > noted"),
    )
    return bundle("endless", diagram(*parts, key="endless"), forms={"again": {"again": "yes_no"}})


@dataclass(frozen=True)
class Action:
    """One request of a person, which may be sent more than once under its own key."""

    kind: str
    task_id: UUID
    account_id: UUID
    text: str
    values: tuple[tuple[str, str], ...]

    @property
    def path(self) -> str:
        return f"/tasks/{self.task_id}/{self.kind}"


@dataclass
class Ledger:
    """What was acknowledged, in the order in which the acknowledgements came."""

    actions: list[Action] = field(default_factory=list)
    more: Condition = field(default_factory=Condition)

    def enter(self, action: Action) -> None:
        with self.more:
            self.actions.append(action)
            self.more.notify_all()

    def wait_for(self, count: int, seconds: float = 60.0) -> None:
        with self.more:
            assert self.more.wait_for(lambda: len(self.actions) >= count, seconds), "the load has stopped"


@dataclass
class Client:
    """One person: claims, comments and completes, over and over, until the server is gone."""

    person: Person
    browser: Browser
    ledger: Ledger
    pending: Action | None = None
    refused: list[str] = field(default_factory=list)

    def run(self, stop: Event) -> None:
        try:
            while not stop.is_set():
                self._send(self.pending or next(self._actions()))
        except GONE:
            return

    def settle(self) -> None:
        """Send again what was under way when the server was killed."""
        if self.pending is not None:
            self._send(self.pending)

    def _send(self, action: Action) -> None:
        self.pending = action
        answer = self.browser.post(action.path, dict(action.values))
        if answer.status == 302:
            self.ledger.enter(action)
        else:
            self.refused.append(f"{action.kind} {answer.status}: {answer.text}")
        self.pending = None

    def _actions(self) -> Iterator[Action]:
        task = self._task()
        if task.assignee_id is None:
            yield self._action("claim", task, {"seen-version": "1"})
        elif not self._has_commented(task):
            text = f"note {uuid4()}"
            yield self._action("comment", task, {"new_comment": text}, text)
        else:
            yield self._action("complete", task, {"seen-version": str(task.version), "again": "yes"})

    def _task(self) -> TaskRecord:
        return next(task for task in self.person.tasks() if task.origin == "pathway")

    def _has_commented(self, task: TaskRecord) -> bool:
        mine = (action for action in reversed(self.ledger.actions) if action.account_id == self.person.account_id)
        return any(action.kind == "comment" and action.task_id == task.id for action in mine)

    def _action(self, kind: str, task: TaskRecord, values: dict[str, str], text: str = "") -> Action:
        sent = {**values, "form-key": str(uuid4())}
        return Action(kind, task.id, self.person.account_id, text, tuple(sent.items()))


def clients(house: House, count: int) -> list[Client]:
    """People, each with a referral of her own, who are not signed in yet."""
    house.deploy(endless())
    ledger = Ledger()
    made = [Client(house.person(f"Worker {n}", f"Charity {n}"), Browser(0), ledger) for n in range(count)]
    for client in made:
        client.person.start("endless")
    return made


def point_at(everybody: list[Client], port: int) -> None:
    """Let everybody use the server at the port; whoever has no session yet signs in."""
    for client in everybody:
        client.browser.port = port
        if not client.browser.cookies:
            client.browser.sign_in(email_of(client.person))


def at_work(everybody: list[Client], stop: Event) -> list[Thread]:
    threads = [Thread(target=client.run, args=(stop,), daemon=True) for client in everybody]
    for thread in threads:
        thread.start()
    return threads
