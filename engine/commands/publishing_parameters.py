"""Deadlines and limits that hold from a day on: one commissioner proposes a value, a second person decides.

Nothing of a pathway is published for it, and nothing changes for anybody before it is approved.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from engine.commands.publishing import words
from engine.commands.telling import tell, tell_who_may
from engine.commands.work import Work
from engine.domain.parameters import NAME, DeadlineClass, check_successor, is_same, validate_value
from engine.domain.permissions import Permission, is_permitted, require
from engine.domain.working_days import Calendar
from engine.errors import Conflict, DefinitionError, InvalidInput, InvalidState, NotFound, NotPermitted
from engine.store import accounts, definitions, parameter_proposals
from engine.store.definitions import ParameterRecord
from engine.store.parameter_proposals import APPROVED, DECLINED, WAITING, WITHDRAWN, ValueRecord, print_of

LONGEST_SOURCE = 1000
TO_APPROVE, WAS_DECIDED = "value_proposed", "value_decided"
"""Kinds of notices: to whoever may approve, and to whoever proposed."""
DECIDED = "Expected a value that waits for a decision, but it has been decided meanwhile."
NO_PROPOSAL = "There is no such proposal."


@dataclass(frozen=True, slots=True)
class ProposeParameter:
    """Put a value of a deadline or limit forward, to hold from a day on, with a note for whoever approves it.

    For commissioners. Nothing changes until a second person approves it. What has held in the past stays; a value of
    today or a later day may be corrected by another for the same day. Answers the id of the proposal. Refuses:
    NotPermitted, InvalidInput (no such name, a value of another kind than there was, a day that has passed, no source,
    no note), InvalidState (that value holds on that day anyway, or another for the same day waits).
    """

    name: str
    value: str
    parameter_class: str
    source: str
    valid_from: date
    note: str


@dataclass(frozen=True, slots=True)
class ApproveParameter:
    """Let a proposed value hold from its day on. Clocks that run already keep theirs (see RedateTimers).

    For a commissioner other than the one who proposed it. `seen` stands for the values that there were when it was
    read. Refuses: NotFound, NotPermitted (the proposer), Conflict (the values have changed since, or somebody has
    decided), InvalidState (its day has passed).
    """

    proposal_id: UUID
    seen: str


@dataclass(frozen=True, slots=True)
class DeclineParameter:
    """Turn a proposed value down, with a reason. For a commissioner other than the one who proposed it.

    Refuses: NotFound, NotPermitted (the proposer), InvalidInput without a reason, Conflict when it is decided already.
    """

    proposal_id: UUID
    reason: str


@dataclass(frozen=True, slots=True)
class WithdrawParameter:
    """Take a proposed value back. For the one who proposed it.

    Refuses: NotFound, NotPermitted (anybody else), Conflict when it is decided already.
    """

    proposal_id: UUID


def propose_parameter(work: Work, command: ProposeParameter) -> UUID:
    require(work.actor, Permission.CHANGE_PARAMETER)
    rows = definitions.hold_parameter(work.tx, command.name) if NAME.fullmatch(command.name) else []
    if not rows:
        raise InvalidInput("Expected the name of a deadline or limit that a pathway uses, but there is none.")
    record = ValueRecord(
        id=work.tx.new_id(),
        name=command.name,
        value=_value(command, max(rows, key=lambda row: row.valid_from).value),
        parameter_class=_class(command.parameter_class),
        source=_source(command.source),
        valid_from=_day(work, command.valid_from),
        note=words(command.note, "note"),
        proposed_at=work.now,
        proposed_by=work.person().account_id,
        state=WAITING,
        decided_at=None,
        decided_by=None,
        reason=None,
    )
    _check_news(work, record, rows)
    parameter_proposals.proposals.add(work.tx, record)
    _audit(work, "value proposed", record)
    tell_who_may(work, Permission.APPROVE_PARAMETER, TO_APPROVE)
    return record.id


def _check_news(work: Work, record: ValueRecord, rows: list[ParameterRecord]) -> None:
    """Refuses what holds on that day anyway, and a second proposal for the same day."""
    before = [row for row in rows if row.valid_from <= record.valid_from]
    now = max(before, key=lambda row: row.valid_from) if before else None
    kept = now and (now.parameter_class, now.source) == (record.parameter_class, record.source)
    if now and kept and is_same(now.value, record.value):
        raise InvalidState(f"Expected a change, but “{record.value}” holds on that day anyway.")
    if any(
        (each.name, each.valid_from) == (record.name, record.valid_from)
        for each in parameter_proposals.waiting(work.tx)
    ):
        raise InvalidState("Expected no other value for the same day, but one waits for approval. Decide on it first.")


def approve_parameter(work: Work, command: ApproveParameter) -> None:
    proposal = _of_somebody_else(work, command.proposal_id, "approve")
    rows = definitions.hold_parameter(work.tx, proposal.name)
    if print_of(rows) != command.seen:
        message = "Expected the values as you saw them, but another has been approved or published since."
        raise Conflict(f"{message} Look at them again, then decide.")
    if proposal.valid_from < Calendar().local(work.now).date():
        message = f"Expected a value from today on, but {proposal.valid_from.isoformat()} has passed while it waited."
        raise InvalidState(f"{message} Decline it, and propose it again for a later day.")
    _decide(work, proposal, APPROVED, None)
    same = next((row for row in rows if row.valid_from == proposal.valid_from), None)
    if same is not None:
        definitions.drop_parameter(work.tx, same)
    definitions.enter_parameter(work.tx, _record(work, proposal))
    _audit(work, "parameter entered", proposal, same.value if same else None)


def _record(work: Work, proposal: ValueRecord) -> ParameterRecord:
    return ParameterRecord(
        work.tx.new_id(),
        proposal.name,
        proposal.value,
        proposal.parameter_class,
        proposal.source,
        proposal.valid_from,
        work.now,
        proposal.proposed_by,
    )


def decline_parameter(work: Work, command: DeclineParameter) -> None:
    proposal = _of_somebody_else(work, command.proposal_id, "decline")
    _decide(work, proposal, DECLINED, words(command.reason, "reason"))
    _audit(work, "value declined", proposal)


def withdraw_parameter(work: Work, command: WithdrawParameter) -> None:
    proposal = _waiting(work, command.proposal_id)
    person = work.person().account_id
    if person != proposal.proposed_by:
        raise NotPermitted("Expected whoever proposed this value to take it back, but you did not. Decline it.")
    parameter_proposals.decide(work.tx, proposal.id, WITHDRAWN, person, None, Conflict(DECIDED))
    _audit(work, "value withdrawn", proposal)


def _waiting(work: Work, proposal_id: UUID) -> ValueRecord:
    if not is_permitted(work.actor, Permission.APPROVE_PARAMETER):
        raise NotFound(NO_PROPOSAL)
    proposal = parameter_proposals.get(work.tx, proposal_id)
    if proposal is None:
        raise NotFound(NO_PROPOSAL)
    if proposal.state != WAITING:
        raise Conflict(DECIDED)
    return proposal


def _of_somebody_else(work: Work, proposal_id: UUID, what: str) -> ValueRecord:
    proposal = _waiting(work, proposal_id)
    if work.person().account_id == proposal.proposed_by:
        raise NotPermitted(f"Expected a second person to {what} this value, but you proposed it yourself.")
    return proposal


def _decide(work: Work, proposal: ValueRecord, state: str, reason: str | None) -> None:
    """Write the decision down, and tell whoever proposed it."""
    person = work.person().account_id
    parameter_proposals.decide(work.tx, proposal.id, state, person, reason, Conflict(DECIDED))
    proposer = accounts.get(work.tx, proposal.proposed_by)
    if proposer is not None and proposer.is_active:
        tell(work, proposer, WAS_DECIDED)


def _audit(work: Work, action: str, proposal: ValueRecord, before: str | None = None) -> None:
    work.audit(
        action,
        "parameter proposal",
        proposal.id,
        parameter=proposal.name,
        value=proposal.value,
        valid_from=proposal.valid_from.isoformat(),
        before=before,
    )


def _value(command: ProposeParameter, former: str) -> str:
    name = f"“{command.name}”"
    try:
        value = validate_value(command.value, name)
        check_successor(value, former, name)
        return value
    except DefinitionError as error:
        raise InvalidInput(error.message, {"value": error.message}) from error


def _class(text: str) -> str:
    if text not in list(DeadlineClass):
        raise InvalidInput("Expected how binding it is, but that is not known.", {"parameter_class": "Choose one."})
    return text


def _source(text: str) -> str:
    text = " ".join(text.split())
    if not 1 <= len(text) <= LONGEST_SOURCE:
        message = f"Say in at most {LONGEST_SOURCE:,} characters which rule or agreement it comes from."
        raise InvalidInput("Expected where the value comes from.", {"source": message})
    return text


def _day(work: Work, day: date) -> date:
    today = Calendar().local(work.now).date()
    if day < today:
        message = "Enter today or a later day: what held in the past stays as it was."
        raise InvalidInput(f"Expected today or a later day, but {day.isoformat()} has passed.", {"valid_from": message})
    if day.year > today.year + 20:
        raise InvalidInput("Expected a day within twenty years.", {"valid_from": "Correct the year."})
    return day
