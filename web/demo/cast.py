"""Those who act in the demonstration, and the clock they act by."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Protocol
from uuid import UUID

from engine.bootstrap import Engine
from engine.clock import FixedClock
from engine.commands import (
    ClaimTask,
    CommentOnCase,
    CommentOnTask,
    CompleteTask,
    Outcome,
    SaveDraft,
    SendMessage,
    StartProcess,
    SuspendProcess,
    WriteGoal,
    WriteNote,
)
from engine.domain.actors import Actor
from engine.domain.working_days import Calendar
from engine.errors import NotFound
from engine.queries import WorkItem, my_work

Value = str | bool | Sequence[str]
MOST = 100


class Ticking(Protocol):
    """The worker, as far as the demonstration needs it."""

    def tick(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody of the partnership, at work."""

    engine: Engine
    actor: Actor

    def start(self, pathway: str, case_id: UUID | None = None, **values: Value) -> Outcome:
        answer: Outcome = self.engine.execute(StartProcess(pathway, as_sent(values), case_id), self.actor)
        return answer

    def find(self, started: Outcome, title: str) -> WorkItem:
        """The open task of that title in the case. NotFound when there is none for this person."""
        with self.engine.reading(self.actor) as view:
            for whose in ("team", "mine"):
                for item in my_work(view, whose, reference=started.reference, limit=MOST).items:
                    if item.title == title:
                        return item
        raise NotFound(f"Expected a task “{title}” for {self.actor.name}, but there is none.")

    def claim(self, started: Outcome, title: str) -> WorkItem:
        """Take the task, unless it is one's own already."""
        item = self.find(started, title)
        if item.assignee == self.actor.name:
            return item
        self.engine.execute(ClaimTask(item.task_id, item.version), self.actor)
        return self.find(started, title)

    def complete(self, started: Outcome, title: str, **values: Value) -> Outcome:
        item = self.claim(started, title)
        answer: Outcome = self.engine.execute(CompleteTask(item.task_id, item.version, as_sent(values)), self.actor)
        return answer

    def draft(self, started: Outcome, title: str, **values: Value) -> None:
        self.engine.execute(SaveDraft(self.claim(started, title).task_id, as_sent(values)), self.actor)

    def comment(self, started: Outcome, title: str, text: str) -> None:
        self.engine.execute(CommentOnTask(self.find(started, title).task_id, text), self.actor)

    def note(self, started: Outcome, kind: str, text: str) -> None:
        """A contact note of today on her case."""
        today = Calendar().local(self.engine.clock.now()).date()
        self.engine.execute(WriteNote(_case(started), kind, text, today), self.actor)

    def goal(self, started: Outcome, words: str) -> None:
        self.engine.execute(WriteGoal(_case(started), words), self.actor)

    def tell(self, referral: Outcome, text: str, *people: Member) -> None:
        """A comment on a referral, for those who work on it; these people are told that there is one."""
        named = tuple(person.actor.account_id for person in people)
        self.engine.execute(CommentOnCase(_case(referral), referral.instance_id, text, named), self.actor)

    def pause(self, referral: Outcome, reason: str, until: date) -> None:
        self.engine.execute(SuspendProcess(referral.instance_id, reason, until), self.actor)

    def withdraw(self, referral: Outcome, code: str) -> None:
        self.engine.execute(SendMessage(referral.instance_id, "withdraw", {"code": [code]}), self.actor)


def _case(started: Outcome) -> UUID:
    if started.case_id is None:
        raise NotFound("Expected a case, but the referral belongs to none.")
    return started.case_id


def as_sent(values: Mapping[str, Value]) -> dict[str, list[str]]:
    """Answers as a browser sends them."""
    return {name: _texts(value) for name, value in values.items()}


def _texts(value: Value) -> list[str]:
    if isinstance(value, bool):
        return ["yes" if value else "no"]
    return [value] if isinstance(value, str) else list(value)


@dataclass
class Cast:
    """Members by login, services by name, and the worker that watches the clock."""

    engine: Engine
    worker: Ticking
    members: dict[str, Member] = field(default_factory=dict)
    services: dict[str, UUID] = field(default_factory=dict)

    def __getitem__(self, login: str) -> Member:
        return self.members[login]


@dataclass(frozen=True, slots=True)
class Days:
    """Moments before `now`, counted back in working days."""

    now: datetime
    calendar: Calendar = field(default_factory=Calendar)

    def back(self, days: int, hour: int, minute: int = 0) -> datetime:
        """That time on the clock, so many working days before today; at least one."""
        day = self.calendar.local(self.now).date()
        for _ in range(days):
            day -= timedelta(days=1)
            while not self.calendar.is_working_day(day):
                day -= timedelta(days=1)
        return self.calendar.from_wall(datetime.combine(day, time(hour, minute)))

    def ahead(self, weeks: int) -> date:
        """The same day of the week, so many weeks after today."""
        return self.calendar.local(self.now).date() + timedelta(weeks=weeks)

    def ago(self, minutes: int) -> datetime:
        return self.now - timedelta(minutes=minutes)


Story = Iterator[datetime]
"""What happens to one woman: does something, and gives the moment at which it goes on."""
Telling = Callable[[Cast, Days], Story]


def tell(stories: Sequence[Telling], cast: Cast, clock: FixedClock, now: datetime) -> None:
    """Let all stories happen side by side in the order of their moments; the worker ticks before each moment."""
    days = Days(now)
    waiting = [(next(story), number, story) for number, story in enumerate(told(cast, days) for told in stories)]
    heapq.heapify(waiting)
    while waiting:
        moment, number, story = heapq.heappop(waiting)
        if moment != clock.now():
            clock.set(moment)
            cast.worker.tick()
        following = next(story, None)
        if following is not None:
            heapq.heappush(waiting, (following, number, story))
    clock.set(now)
    cast.worker.tick()
