"""Another team leads a case: the part in it, the lanes that the lead holds, and their open tasks go along."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from engine.commands import letters
from engine.commands.casework import unfinished
from engine.commands.work import Live, Work
from engine.domain.hand_over import MOVES_ALONG
from engine.domain.plans import ACTION
from engine.domain.routing import derived_from, parse_bind
from engine.store import cases, hand_overs, lanes, tasks
from engine.store.cases import CaseRecord, ParticipantRecord

Place = tuple[UUID, UUID]
"""An agency and a team of it."""


def change_lead(work: Work, case: CaseRecord, to: Place, stays: bool) -> None:
    """Let the team lead the case. The one that led it takes part in it no longer, unless it `stays`; but for the
    referrals in which it has a part of its own, such as that of the service she was referred to.
    """
    tx, was = work.tx, (case.lead_agency_id, case.lead_team_id)
    held = [work.lock(instance_id) for instance_id in unfinished(work, case.id)]
    running = [live for live in held if live.record.ended_at is None]
    cases.change(tx, case.id, lead_agency_id=to[0], lead_team_id=to[1])
    cases.let_take_part(tx, _part(work, case, to, None, "Leads the case"))
    for live in held:
        _move_work(live, was, to, stays)
    if not stays:
        cases.end_whole_part(tx, case.id, was[1])
        for live in running:
            _stay_in_referral(work, case, live, was)
    work.audit("case_handed_over", "case", case.id, case.id, was=str(was[1]), to=str(to[1]))


def _move_work(live: Live, was: Place, to: Place, stays: bool) -> None:
    """The lanes with their open tasks, and what the engine asks; actions of her plan stay with a team that stays."""
    tx = live.work.tx
    moved = _move_lanes(live, was, to) if live.record.ended_at is None else set()
    if live.record.ended_at is None and (live.record.starter_agency_id, live.record.starter_team_id) == was:
        _move_start(live, to)
    given = [task for task in tasks.open_of_instance(tx, live.record.id) if task.lane in moved]
    for task in hand_overs.asked_of(tx, live.record.id, was[1]):
        if not (stays and task.kind == ACTION):
            hand_overs.move_task(tx, task.id, to[0], to[1])
            given.append(task)
    for task in given:
        live.work.audit("task_handed_over", "task", task.id, task.case_id, to=str(to[1]))
    letters.announce(live.work, [task.id for task in given])


def _move_start(live: Live, to: Place) -> None:
    """Who leads now stands for whoever started it: for lanes first used later, for withdrawing, for what is asked."""
    hand_overs.move_start(live.work.tx, live.record.id, *to)
    live.record = replace(live.record, starter_agency_id=to[0], starter_team_id=to[1])
    said = {"agency": str(to[0]), "team": str(to[1])}
    live.work.audit("start_handed_over", "instance", live.record.id, live.record.case_id, **said)


def _move_lanes(live: Live, was: Place, to: Place) -> set[str]:
    moved = set(_lanes_of_lead(live, was))
    for lane in sorted(moved):
        lanes.rebind(live.work.tx, live.record.id, lane, to[0], to[1])
        tasks.hand_lane_over(live.work.tx, live.record.id, lane, to[0], to[1])
        said = {"lane": lane, "was": str(was[1]), "to": str(to[1]), "was_agency": str(was[0]), "to_agency": str(to[0])}
        live.work.audit("lane_rebound", "instance", live.record.id, live.record.case_id, **said)
    return moved


def _lanes_of_lead(live: Live, was: Place) -> list[str]:
    """The lanes that the team holds as the lead or the sender, and those of its managers."""
    settings = live.pathway.settings.lanes
    binds = {name: each.bind for name, each in settings.items()}
    held = {name: lane for name, lane in live.bindings.items() if (lane.agency_id, lane.team_id) == was}
    own = [name for name in held if name in binds and parse_bind(binds[name]).kind in MOVES_ALONG]
    own += [name for name in held if name not in binds]
    return [*own, *(name for lane in own for name in derived_from(lane, binds) if name in held)]


def _stay_in_referral(work: Work, case: CaseRecord, live: Live, was: Place) -> None:
    kept = [lane for lane in lanes.bindings(work.tx, live.record.id).values() if lane.team_id == was[1]]
    if kept:
        settings = live.pathway.settings.lanes.get(kept[0].lane)
        why = settings.label if settings else "Takes part"
        cases.let_take_part(work.tx, _part(work, case, was, live.record.id, why))


def _part(work: Work, case: CaseRecord, place: Place, instance_id: UUID | None, why: str) -> ParticipantRecord:
    return ParticipantRecord(work.tx.new_id(), case.id, place[0], place[1], instance_id, why[:60], work.now, None)
