"""Escalations: an engine task for a person who is found always, closed together with what caused it.

Engine tasks have no token in the diagram, so a case that is chased for years does not grow.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from engine.bpmn.occurrences import EscalationRaised
from engine.commands import letters
from engine.commands.clocks import due
from engine.commands.projection import new_task, tell_next, watch
from engine.commands.standing_still import may_pause
from engine.commands.task_access import change
from engine.commands.work import Live
from engine.domain.actors import CASE_ROLES, Membership, Role
from engine.domain.deadlines import ANSWER_TIME, ANSWER_WITHIN
from engine.domain.escalation import COORDINATOR, FAULT, LATE, Candidate, Told, choose_person
from engine.domain.pausing import SUSPENDED, seconds_left
from engine.errors import InvalidState
from engine.store import agencies, bars, colleagues, tasks, timers
from engine.store.accounts import MembershipRecord
from engine.store.answerable import Answerable, answerable
from engine.store.colleagues import Colleague
from engine.store.lanes import LaneRecord
from engine.store.tasks import TaskRecord

PUT_TO_A_PERSON = frozenset({"escalation", LATE, FAULT})
"""Kinds of tasks of the engine that one person was chosen for; another is, when she goes or does not answer."""


def escalate(live: Live, raised: EscalationRaised) -> None:
    """The diagram raises an escalation: tell a person about the activity that is late, and the lanes it names."""
    element = live.pathway.definition.elements[raised.element_id]
    still_open = live.take_still_open() or tasks.open_of_instance(live.work.tx, live.record.id)
    late = _late_task(still_open, raised.host_token)
    title = raised.name or element.name or "A step is late"
    open_engine_task(live, late, title, element.documentation, raised.host_token, raised.element_id, still_open)
    lanes = [lane.strip() for lane in element.properties.get("tell", "").split(",") if lane.strip()]
    teams = [live.bindings[lane].team_id for lane in lanes if lane in live.bindings]
    letters.tell_lanes(live, teams, _at_work_in(live, lanes) if teams else ())
    coordinating = agencies.coordinating_team(live.work.tx) if COORDINATOR in lanes else None
    if coordinating is not None and coordinating.id not in teams:
        letters.tell_lanes(live, [coordinating.id], kind="late_elsewhere")


def _at_work_in(live: Live, lanes: Iterable[str]) -> set[UUID]:
    """Who has done something, or holds something, in these lanes of the referral."""
    wanted = set(lanes)
    done = [task for task in tasks.of_instance(live.work.tx, live.record.id) if task.lane in wanted]
    return {person for task in done for person in (task.completed_by_id, task.assignee_id) if person is not None}


def escalate_deadline(live: Live, late: TaskRecord) -> datetime | None:
    """A task is late that no timer of the diagram watches: tell a person about it.

    Whoever was told of it already, and is the last to be told, is reminded: nothing piles up where nobody answers.
    Returns when she is to be reminded again, if it is not done by then; None when somebody else was told.
    """
    if _past(late) is not None and _next_told(live, late).account_id == late.assignee_id:
        letters.announce(live.work, [late.id], "reminder")
        return due(live, ANSWER_WITHIN, {}, late.agency_id).at
    still_open = tasks.open_of_instance(live.work.tx, live.record.id)
    open_engine_task(live, late, f"Late: {late.title}", "", cause_of(late), late.element_id, still_open, kind=LATE)
    return None


def cause_of(task: TaskRecord) -> int | None:
    """The token with which an escalation of this task ends: its own, or that of what the engine's task is about."""
    return task.token if task.token is not None else task.cause_token


def forget_late(live: Live, done: TaskRecord) -> None:
    """A task of the engine has been done: nobody is told of it any more, and who was told has nothing left to do."""
    tx = live.work.tx
    for timer in timers.of_instance(tx, live.record.id):
        if timer.task_id == done.id:
            timers.forget(tx, timer.id)
    for told in tasks.open_of_instance(tx, live.record.id):
        if told.cause_task_id == done.id and told.kind == LATE:
            change(live.work, told, state="cancelled", completed_at=live.work.now)
            forget_late(live, told)


def watch_again(live: Live, answered: TaskRecord) -> None:
    """Somebody has answered for a late step that is still to do: it is looked at again after another answer period."""
    late = tasks.get(live.work.tx, answered.cause_task_id) if answered.cause_task_id else None
    if late is None or late.completed_at is not None or late.due_at is None:
        return
    if any(timer.task_id == late.id for timer in timers.of_instance(live.work.tx, live.record.id)):
        return
    again = due(live, ANSWER_WITHIN, {}, late.agency_id).at
    clock = replace(watch(live, late), started_at=late.created_at, next_try_at=again, attempts=1)
    if live.record.state == SUSPENDED and late.origin == "pathway" and may_pause(late):
        clock = replace(clock, next_try_at=None, paused_remaining=seconds_left(again, live.work.now))
    timers.timers.add(live.work.tx, clock)


def report(live: Live, title: str, instructions: str) -> None:
    """Tell the coordinator of a fault in a referral, once while the task is open."""
    if any(task.kind == FAULT for task in tasks.open_of_instance(live.work.tx, live.record.id)):
        return
    team = agencies.coordinating_team(live.work.tx)
    if team is None:
        raise InvalidState("Expected the partnership to have a coordinating team, but it has none.")
    barred = bars.barred_from(live.work.tx, live.record.case_id)
    held = colleagues.in_agencies(live.work.tx, [team.agency_id])
    people = candidates((account, member) for account, member in held if account.id not in barred)
    told = choose_person(None, team.agency_id, [], coordinators_among(people, team.id))
    holder = LaneRecord(live.record.id, "", team.agency_id, team.id, False)
    task = new_task(live, holder, title, instructions, due(live, ANSWER_WITHIN, {}, team.agency_id), "engine")
    task = replace(task, kind=FAULT, assignee_id=told.account_id, state="claimed", asked_by_id=None)
    tasks.tasks.add(live.work.tx, task)
    timers.timers.add(live.work.tx, watch(live, task))
    letters.announce(live.work, [task.id], "escalation")


def open_engine_task(
    live: Live,
    late: TaskRecord | None,
    title: str,
    instructions: str,
    cause_token: int | None,
    element_id: str | None,
    still_open: Iterable[TaskRecord],
    kind: str = "escalation",
) -> None:
    """One open engine task for each cause; when it is there already, its holder is reminded instead.

    `still_open` are the open tasks of the referral.
    """
    known = _same_cause(still_open, late, cause_token, element_id)
    if known is not None:
        letters.announce(live.work, [known.id], "reminder")
        return
    task = _task(live, late, title, instructions)
    task = replace(
        task, kind=kind, element_id=element_id, cause_token=cause_token, cause_task_id=late.id if late else None
    )
    tasks.tasks.add(live.work.tx, task)
    timers.timers.add(live.work.tx, replace(watch(live, task), token=cause_token))
    letters.announce(live.work, [task.id], "escalation")
    tell_next(live, [task])


def _same_cause(
    still_open: Iterable[TaskRecord], late: TaskRecord | None, cause_token: int | None, element_id: str | None
) -> TaskRecord | None:
    cause = late.id if late else None
    for task in still_open:
        if task.origin == "engine" and (task.cause_token, task.cause_task_id, task.element_id) == (
            cause_token,
            cause,
            element_id,
        ):
            return task
    return None


def _task(live: Live, late: TaskRecord | None, title: str, instructions: str) -> TaskRecord:
    tx = live.work.tx
    agency_id = late.agency_id if late else live.record.starter_agency_id
    team_id = late.team_id if late else live.record.starter_team_id
    asked = answerable(tx, team_id, agency_id, ANSWER_TIME, live.record.case_id)
    told = choose(asked, team_id, agency_id, _past(late))
    holder = place_of(live, asked, told.account_id, agency_id, team_id)
    clock = due(live, ANSWER_WITHIN, {}, holder.agency_id)
    words = f"{instructions}\n\nYou are asked because you are the {told.why}.".strip()
    return replace(
        new_task(live, holder, title, words, clock, "engine"),
        assignee_id=told.account_id,
        state="claimed",
        asked_by_id=None,
        created_at=tx.now,
    )


def _past(late: TaskRecord | None) -> UUID | None:
    """Who was told of it before. Tasks of the engine that anybody of a team may claim were put to nobody."""
    return late.assignee_id if late is not None and late.kind in PUT_TO_A_PERSON else None


def _next_told(live: Live, late: TaskRecord) -> Told:
    asked = answerable(live.work.tx, late.team_id, late.agency_id, ANSWER_TIME, late.case_id)
    return choose(asked, late.team_id, late.agency_id, _past(late))


def choose(asked: Answerable, team_id: UUID, agency_id: UUID, past: UUID | None) -> Told:
    """Duty manager of the team, else a manager of the agency, else the coordinator. `past` was told before: higher."""
    team, holder = asked.coordinating, asked.holder
    people = candidates(asked.people)
    coordinators = coordinators_among(people, team.id) if team else []
    lower = [] if past is not None else people
    found = choose_person(team_id, agency_id, lower, coordinators)
    if found.why.startswith("coordinator") and past is None and holder and holder.agency_id != agency_id:
        return choose_person(team_id, holder.agency_id, people, coordinators)
    return found


def coordinators_among(people: Iterable[Candidate], team_id: UUID) -> list[Candidate]:
    """Who does casework in the coordinating team; where nobody does yet, whoever belongs to it."""
    members = [person for person in people if any(held.team_id == team_id for held in person.memberships)]
    working = [
        person
        for person in members
        if any(held.team_id == team_id and held.role in CASE_ROLES for held in person.memberships)
    ]
    return working or members


def candidates(people: Iterable[tuple[Colleague, MembershipRecord]]) -> list[Candidate]:
    """These people, with all roles they hold there."""
    found: dict[UUID, Candidate] = {}
    for account, member in people:
        held = Membership(member.agency_id, member.team_id, Role(member.role), member.duty)
        known = found.get(account.id)
        roles = (*known.memberships, held) if known else (held,)
        found[account.id] = Candidate(account.id, roles, account.is_active, account.is_absent, account.deputy_id)
    return list(found.values())


def place_of(live: Live, asked: Answerable, account_id: UUID, agency_id: UUID, team_id: UUID) -> LaneRecord:
    """The team under which the told person holds the task: the late one, else her own."""
    held = [member for account, member in asked.people if account.id == account_id]
    if any(member.agency_id == agency_id for member in held):
        return LaneRecord(live.record.id, "", agency_id, team_id, True)
    own = next((member for member in held if member.team_id is not None), None)
    if own is None or own.team_id is None:
        return LaneRecord(live.record.id, "", agency_id, team_id, True)
    return LaneRecord(live.record.id, "", own.agency_id, own.team_id, False)


def _late_task(still_open: Iterable[TaskRecord], host_token: int | None) -> TaskRecord | None:
    """The task that is late: the host of the timer, else the oldest open task of the referral."""
    drawn = [task for task in still_open if task.origin == "pathway"]
    exact = next((task for task in drawn if task.token == host_token and host_token is not None), None)
    return exact or (drawn[0] if drawn else None)
