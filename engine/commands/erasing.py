"""Erasing a person's record: approved by a privacy officer, carried out by the worker, done again after a restore."""

from __future__ import annotations

import json
from dataclasses import dataclass
from uuid import UUID

from engine.commands.casework import text_of, today_of, unfinished
from engine.commands.work import Work
from engine.domain.actors import Actor
from engine.domain.permissions import Permission, require
from engine.domain.retention import ERASURE_GROUNDS, HOLD_GROUNDS, RETENTION, Retention
from engine.errors import InvalidInput, InvalidState, NotFound
from engine.store import cases, erasing, erasures, officers, subjects
from engine.store.cases import CaseRecord
from engine.store.erasures import APPROVED, DONE, KEPT, ErasureRecord, HoldRecord
from engine.store.register import KeyRegister

MAX_WHY = 1_000


@dataclass(frozen=True, slots=True)
class ApproveErasure:
    """Have a record erased: because its time is over (`retention`), or on one of `ERASURE_GROUNDS`.

    For privacy officers of an agency that takes or took part in the case. Answers the id of the certificate-to-be.
    Refuses: NotFound, NotPermitted, InvalidInput (no such ground), InvalidState (something of it still runs; a hold
    keeps it; its time is not over; approved already). The worker erases; until then a hold still keeps it.
    """

    case_id: UUID
    ground: str


@dataclass(frozen=True, slots=True)
class EraseDue:
    """Carry out the oldest erasure that was approved; erase again whom an older database has brought back.

    Whose keys are destroyed is in the register, if there is one, before the unit of work commits. For the worker only.
    Answers how many records were erased.
    """

    register: KeyRegister | None


@dataclass(frozen=True, slots=True)
class ViewRecord:
    """Put on record that a privacy officer looks at how long a record is kept. NotFound for everybody else."""

    case_id: UUID


@dataclass(frozen=True, slots=True)
class PlaceHold:
    """Keep a record beyond its time, on one of `HOLD_GROUNDS`; `why` says for what. For privacy officers, as above.

    Refuses: NotFound, NotPermitted, InvalidInput (`ground`, `why`).
    """

    case_id: UUID
    ground: str
    why: str


@dataclass(frozen=True, slots=True)
class EndHold:
    """Keep a record no longer than others. For privacy officers, as above. Answers the case.

    Refuses: NotFound, NotPermitted, InvalidState (ended).
    """

    hold_id: UUID


def approve_erasure(work: Work, command: ApproveErasure) -> UUID:
    case, actor = _case(work, command.case_id)
    rule = _rule(work, case, command.ground)
    if unfinished(work, case.id):
        raise InvalidState("Expected a record in which nothing runs, but a referral does. End it first.")
    if erasures.holding(work.tx, [case.id]):
        raise InvalidState("Expected a record that nobody has to keep, but a hold is on it.")
    if erasures.waiting_for(work.tx, case.id):
        raise InvalidState("Expected a record that is still to be decided on, but its erasure is approved already.")
    agency_id = officers.agency_for(work.tx, actor, case.id)
    found = ErasureRecord(
        id=work.tx.new_id(),
        case_id=case.id,
        agency_id=agency_id,
        kind=RETENTION if command.ground == RETENTION else "request",
        rule=rule,
        approved_at=work.now,
        approved_by=actor.account_id,
        state=APPROVED,
    )
    erasures.erasures.add(work.tx, found)
    work.audit("erasure_approved", "erasure", found.id, case.id, ground=command.ground)
    return found.id


def _case(work: Work, case_id: UUID, what: str = "case") -> tuple[CaseRecord, Actor]:
    """The case, locked, for a privacy officer of an agency in it. There is no such `what` for any other."""
    actor = work.person()
    require(actor, Permission.ERASE_PERSON)
    seen = officers.case(work.tx, actor, case_id)
    case = cases.lock(work.tx, case_id) if seen else None
    if case is None or case.merged_into is not None:
        raise NotFound(f"There is no such {what}.")
    return case, actor


def _rule(work: Work, case: CaseRecord, ground: str) -> str:
    if ground in ERASURE_GROUNDS:
        return ERASURE_GROUNDS[ground]
    if ground != RETENTION:
        raise InvalidInput("Expected a ground on offer, but it is another.", {"ground": "Choose why it is erased"})
    found = retention_of(work, case)
    if found is None:
        raise InvalidState("Expected a record that is closed, but work on it goes on.")
    if not found.is_over(today_of(work)):
        raise InvalidState(f"Expected a record whose time is over, but it is kept until {found.until:%-d %B %Y}.")
    return found.rule


def retention_of(work: Work, case: CaseRecord) -> Retention | None:
    """Until when the record is kept; None as long as work on it goes on."""
    return officers.retention_of(work.tx, case, today_of(work))


def erase_due(work: Work, command: EraseDue) -> int:
    require(work.actor, Permission.RUN_DAILY_JOBS)
    waiting = erasures.approved(work.tx)
    erased = _carry_out(work, waiting[0]) if waiting else 0
    if command.register is not None:
        erased += _erase_again(work, command.register)
        command.register.add(work.tx.partnership_id, subjects.destroyed(work.tx), work.now)
    return erased


def _carry_out(work: Work, found: ErasureRecord) -> int:
    """Not, when a hold was placed meanwhile, or somebody works on it again."""
    case_id = found.case_id
    if case_id is None:
        return 0
    cases.lock(work.tx, case_id)
    if erasures.holding(work.tx, [case_id]) or unfinished(work, case_id):
        erasures.change(work.tx, found.id, state=KEPT)
        work.audit("erasure_kept", "erasure", found.id, case_id)
        return 0
    removed = erasing.erase(work.tx, erasing.persons_of(work.tx, case_id))
    written = json.dumps(removed, separators=(",", ":"), sort_keys=True)
    erasures.change(work.tx, found.id, state=DONE, case_id=None, erased_at=work.now, removed=written)
    work.audit("erased", "erasure", found.id, case_id, rows=sum(removed.values()))
    return 1


def _erase_again(work: Work, register: KeyRegister) -> int:
    back = erasing.still_there(work.tx, register.read(work.tx.partnership_id))
    if back:
        removed = erasing.erase(work.tx, back)
        work.audit("erased_again", rows=sum(removed.values()), persons=len(back))
    return len(back)


def view_record(work: Work, command: ViewRecord) -> None:
    case, _ = _case(work, command.case_id, "record")
    work.audit("record_viewed", "case", case.id, case.id)


def place_hold(work: Work, command: PlaceHold) -> UUID:
    case, actor = _case(work, command.case_id)
    if command.ground not in HOLD_GROUNDS:
        raise InvalidInput("Expected a ground on offer, but it is another.", {"ground": "Choose why it is kept"})
    why = text_of("why", command.why, MAX_WHY, "what it is kept for")
    cipher = subjects.cipher(work.tx, case.person_id)
    if cipher is None:
        raise NotFound("There is no such case.")
    hold_id = work.tx.new_id()
    sealed = cipher.seal_json(erasures.why_place(hold_id), why)
    held = HoldRecord(hold_id, case.id, command.ground, sealed, work.now, actor.account_id)
    erasures.holds.add(work.tx, held)
    work.audit("hold_placed", "hold", hold_id, case.id, ground=command.ground)
    return hold_id


def end_hold(work: Work, command: EndHold) -> UUID:
    require(work.actor, Permission.ERASE_PERSON)
    found = erasures.get_hold(work.tx, command.hold_id)
    if found is None:
        raise NotFound("There is no such hold.")
    _, actor = _case(work, found.case_id, "hold")
    if found.ended_at is not None:
        raise InvalidState("Expected a hold that is in force, but it has been ended.")
    erasures.end_hold(work.tx, found.id, actor.account_id)
    work.audit("hold_ended", "hold", found.id, found.case_id)
    return found.case_id
