"""A partnership in which everything has happened that leaves traces, so that a check has something to look at."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import pytest

from engine.commands import (
    CommentOnTask,
    DelegateTask,
    Outcome,
    ReassignTask,
    ReleaseTask,
    ResumeProcess,
    SaveDraft,
    SendMessage,
    SetTaskDates,
    SuspendProcess,
)
from engine.errors import InvalidState
from engine.testing import House, Person
from tests.integration.town import Town, found
from tests.support.bpmn_models import (
    boundary,
    call,
    diagram,
    element,
    end,
    event,
    exclusive,
    flows,
    parallel,
    start,
    timer,
    user,
)
from tests.support.bundles import bundle, workload_bundle
from tests.support.postgres import DatabaseUrls


@dataclass(frozen=True)
class Lived:
    """A town after a busy month, and where its database is."""

    town: Town
    urls: DatabaseUrls

    @property
    def house(self) -> House:
        return self.town.house


def live(house: House) -> Town:
    """Both shipped pathways, the workload, called pathways and faults, each left at another point."""
    town = found(house)
    _main_job(town)
    _referrals(town)
    _fault(house)
    _workload(house)
    _called(house)
    _paused(house)
    house.worker.tick()
    return town


def _main_job(town: Town) -> None:
    """A contact with its called referral, through to the end; the service was late on the way."""
    contact = town.contact(needs=["housing"], danger_now=True, dash_band="14 or more")
    town.worker.complete("Make safe now", safety_steps=["stayed"], told_her_first="nobody told")
    town.worker.complete("Agree first steps", services_wanted=["housing"])
    town.worker.complete("Arrange by hand: DASH and MARAC")
    lead = town.house.service("Street support", "Outreach charity", "Street team", kind="other")
    town.coordinator.complete("Allocate lead worker", lead_service=str(lead))
    town.worker.complete("Send referral", **town.sending())
    town.house.advance(days=1, hours=8)
    town.officer.complete("Acknowledge", seen_by_name="Housing officer 1")
    town.officer.complete("Accept or reject", answer="accept")
    town.officer.complete("Record contact attempt", attempt="reached", attempt_channel="in person")
    town.officer.complete("Report outcome", result="met", result_note="She has a room")
    town.worker.complete("Read the outcome", read=True)
    town.worker.complete("Tell her what was arranged", told="yes")
    assert town.instance(contact.instance_id).state == "completed"
    town.worker.start("contact_and_triage", outcome="advice only")


def _referrals(town: Town) -> None:
    """One withdrawn, one rejected, one waiting for a manager's approval, one handed about, one stalled."""
    withdrawn = town.accepted()
    town.worker.do(SendMessage(withdrawn.instance_id, "withdraw", {"code": ["her choice"]}))
    rejected = town.referral()
    _at(town.officer, rejected, "Acknowledge", seen_by_name="Housing officer 1")
    _at(town.officer, rejected, "Accept or reject", answer="reject", reason="no capacity")
    town.referral(
        consent="not_asked",
        purpose="safeguarding",
        harm_why="He waits outside her door",
        article_6="6.1.e",
        article_9="9.2.g",
        schedule_1="1.2.18",
    )
    town.accepted()
    town.house.advance(days=15)
    town.house.advance(days=2)
    handed = town.worker.start("referral_handshake", town.contact().case_id)
    _hand_about(town, _task_of(town, handed, "Send referral"))


def _task_of(town: Town, outcome: Outcome, title: str) -> UUID:
    return next(task.id for task in town.open_of(outcome.instance_id) if task.title == title)


def _at(person: Person, outcome: Outcome, title: str, **values: str) -> None:
    from engine.commands import ClaimTask, CompleteTask
    from engine.testing import as_sent

    task = next(item for item in person.tasks() if item.instance_id == outcome.instance_id and item.title == title)
    person.do(ClaimTask(task.id, task.version))
    person.do(CompleteTask(task.id, task.version + 1, as_sent(values)))


def _hand_about(town: Town, task_id: UUID) -> None:
    """Everything that people can do with a task short of completing it; it stays lent."""
    from engine.commands import ClaimTask

    worker, colleague = town.worker, town.colleague
    worker.do(ClaimTask(task_id, 1))
    worker.do(SaveDraft(task_id, {"ask": ["half a sentence"]}))
    worker.do(CommentOnTask(task_id, "She prefers mornings"))
    worker.do(SetTaskDates(task_id, 2, town.house.clock.now() + timedelta(days=30), 90))
    worker.do(ReleaseTask(task_id, 3))
    worker.do(ClaimTask(task_id, 4))
    worker.do(ReassignTask(task_id, 5, colleague.account_id))
    colleague.do(DelegateTask(task_id, 6, worker.account_id))


def _workload(house: House) -> None:
    """The reference workload, in its second round, with late agencies."""
    house.deploy(workload_bundle())
    worker = house.person("Busy worker", "Busy charity", "Team")
    house.person("Busy manager", "Busy charity", "Team", roles=("manager",), duty=True)
    coordinator = house.person("Coordinator 2", "Council", "Coordination")
    worker.start("workload")
    coordinator.complete("triage", priority="3")
    house.advance(days=11)
    for agency in ("housing", "health", "police"):
        worker.complete(agency)
    coordinator.complete("review", repeat="yes")
    worker.complete("health")
    house.advance(days=20)


def _called(house: House) -> None:
    """Callers of a pathway that hears signals and messages: one called has returned, one was cancelled, one runs."""
    house.deploy(bundle("inner", _inner(), start="both", forms={"answer": {"outcome": "text"}}))
    house.deploy(bundle("outer", _outer()))
    worker = house.person("Caller", "Calling charity", "Team")
    worker.start("outer")
    worker.complete("help")
    worker.start("outer")
    house.advance(days=4)
    worker.start("outer")


def _paused(house: House) -> None:
    """Pauses: one of a caller with what it called, after an earlier one; one that ended with its referral."""
    worker = house.person("Patient caller", "Patient charity", "Team")
    manager = house.person("Patient manager", "Patient charity", "Team", roles=("manager",), duty=True)
    drawn = flows("start > both", "both > ask", "both > own", "both > plain", "ask > asked")
    drawn += flows("own > owned", "plain > plain_end", "late > late_end")
    ends = [end(name) for name in ("asked", "owned", "plain_end", "late_end")]
    late = boundary("late", "own", timer("P9D"), interrupting=False)
    parts = [start(), parallel("both"), call("ask", "inner"), user("own"), user("plain"), late, *ends, *drawn]
    house.deploy(bundle("patient", diagram(*parts, key="patient")))
    days = [house.clock.now().date() + timedelta(days=ahead) for ahead in (30, 60)]
    waiting = worker.start("patient")
    house.advance(days=1)
    manager.do(SuspendProcess(waiting.instance_id, "She is in hospital", days[0]))
    house.advance(days=3)
    manager.do(ResumeProcess(waiting.instance_id))
    manager.do(SuspendProcess(waiting.instance_id, "She is away", days[1]))
    ended = worker.start("inner")
    manager.do(SuspendProcess(ended.instance_id, "She is away", days[0]))
    worker.do(SendMessage(ended.instance_id, "stop", {}))
    house.advance(days=2)
    worker.start("patient")


def _inner() -> bytes:
    return diagram(
        start(),
        user("help"),
        boundary("stop", "help", event("message", "stop_message")),
        boundary("weekly", "help", timer("R/P1D", "timeCycle"), interrupting=False),
        boundary("heard", "help", event("signal", "news"), interrupting=False),
        end("helped"),
        end("stopped"),
        end("noted"),
        end("told"),
        *flows("start > help", "help > helped", "stop > stopped", "weekly > noted", "heard > told"),
        key="inner",
        definitions=element("message", "stop_message", name="stop") + element("signal", "news", name="news"),
    )


def _outer() -> bytes:
    return diagram(
        start(),
        call("ask", "inner"),
        boundary("give_up", "ask", timer("P3D")),
        end("answered"),
        end("given_up"),
        *flows("start > ask", "ask > answered", "give_up > given_up"),
        key="outer",
    )


def _fault(house: House) -> None:
    """A step that fails inside the pathway: undone, kept as an incident, and the coordinator is told."""
    parts = (
        start(),
        user("a"),
        exclusive("which", default="which-end"),
        end(),
        end("other"),
        *flows("start > a", "a > which", "which > other ? nobody_set + 1 > 2", "which > end"),
    )
    house.deploy(bundle("broken", diagram(*parts, key="broken")))
    worker = house.person("Unlucky worker", "Calling charity", "Team")
    worker.start("broken")
    with pytest.raises(InvalidState):
        worker.complete("a")
