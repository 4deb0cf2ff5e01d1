"""Referrals: the list with its filters, one with its steps, starting and pausing one, sending it messages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from engine.commands import ReferAgain, ResumeProcess, SendMessage, StartProcess, SuspendProcess, ViewReferral
from engine.domain.pausing import MAX_REASON
from engine.domain.scopes import Scope
from engine.errors import NotFound
from engine.queries import diagram
from engine.queries.searching import FoundReferral, Sought, count_referrals, find_referral, find_referrals
from web.api.caller import Caller
from web.api.hints import Said
from web.api.routes import route
from web.api.shapes import (
    Count,
    First,
    Most,
    Order,
    PathwayKey,
    Reference,
    ReferralState,
    TaskState,
    Values,
    as_sent,
    chosen,
    referral_state,
    task_state,
)

State = Literal["running", "suspended", "completed", "cancelled"]


@dataclass(frozen=True, slots=True)
class ReferralFilters:
    """Which referrals. All that are given must hold."""

    pathway: PathwayKey | None = None
    case_id: UUID | None = None
    reference: Reference = ""
    state: State | None = None
    started_before: datetime | None = None
    started_after: datetime | None = None


@dataclass(frozen=True, slots=True)
class ReferralQuery(ReferralFilters):
    """Which referrals, in which order, which page."""

    sort_by: Literal["startTime", "progress", "name"] = "startTime"
    sort_order: Order = "desc"
    first_result: First = 0
    max_results: Most = 50


@dataclass(frozen=True, slots=True)
class ReferralLine:
    """One pathway for her. `currentStep` and `holder` are of the step that is due first; empty when it has ended."""

    id: UUID
    pathway: str
    title: str
    case_id: UUID | None
    reference: str
    state: str
    current_step: str
    holder: str
    started_at: datetime
    last_progress_at: datetime
    ended_at: datetime | None
    outcome: str | None
    paused_until: datetime | None
    may_withdraw: bool


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the diagram. `state`: done, current or not reached."""

    element_id: str
    name: str
    role: str
    holder: str
    state: str
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Referral:
    """A referral with its steps in the order of the diagram."""

    referral: ReferralLine
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Start:
    """What to start: without a case, a pathway about a person opens a new one. `values`: its start form."""

    pathway: PathwayKey
    values: Values
    case_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Message:
    """A message that the referral waits for, such as `withdraw`."""

    name: Annotated[str, Said(shortest=1, longest=80)]
    values: Values


@dataclass(frozen=True, slots=True)
class NewPause:
    """Why, for all who may open the referral, and until which day: at 9:00 of it the referral goes on by itself."""

    reason: Annotated[str, Said(shortest=1, longest=MAX_REASON, pattern=r"\S")]
    until: Annotated[date, Said("At most 92 days ahead.")]


@route("GET", "/referrals", Scope.REFERRALS_READ)
def list_referrals(caller: Caller, query: ReferralQuery) -> tuple[ReferralLine, ...]:
    """Referrals that the bearer may open, ended ones too, newest first."""
    sought = Sought(
        _filters(caller, query), query.sort_by, query.sort_order == "desc", query.first_result, query.max_results
    )
    with caller.reading() as view:
        return tuple(_line(found) for found in find_referrals(view, sought))


@route("GET", "/referrals/count", Scope.REFERRALS_READ)
def count_all_referrals(caller: Caller, query: ReferralFilters) -> Count:
    """How many such referrals there are."""
    with caller.reading() as view:
        return Count(count_referrals(view, Sought(_filters(caller, query))))


@route("GET", "/referrals/{referral_id}", Scope.REFERRALS_READ)
def get_referral(caller: Caller, referral_id: UUID) -> Referral:
    """Where a referral is and who has it. That it was opened goes on the record."""
    caller.execute(ViewReferral(referral_id), once=False)
    with caller.reading() as view:
        found = find_referral(view, referral_id)
        if found is None:
            raise NotFound("There is no such referral.")
        drawn = diagram(view, referral_id)
    steps = tuple(Step(row.element_id, row.name, row.role, row.holder, row.state, row.at) for row in drawn.steps)
    return Referral(_line(found), steps)


@route("POST", "/referrals", Scope.REFERRALS_WRITE, status=201, location="/referrals/{id}")
def start_referral(caller: Caller, body: Start) -> ReferralState:
    """Start a published pathway with its start form: for a new person, or in a case the bearer takes part in."""
    return referral_state(caller.execute(StartProcess(body.pathway, as_sent(body.values), body.case_id)))


@route("POST", "/referrals/{referral_id}/messages", Scope.REFERRALS_WRITE)
def send_message(caller: Caller, referral_id: UUID, body: Message) -> ReferralState:
    """Send a message to a referral that one's team started. 409 when it does not wait for it."""
    return referral_state(caller.execute(SendMessage(referral_id, body.name, as_sent(body.values))))


@route("POST", "/referrals/{referral_id}/pause", Scope.REFERRALS_WRITE)
def pause_referral(caller: Caller, referral_id: UUID, body: NewPause) -> ReferralState:
    """Pause a referral. For managers of an agency that holds a task of it now; clocks of law run on."""
    return referral_state(caller.execute(SuspendProcess(referral_id, body.reason, body.until)))


@route("POST", "/referrals/{referral_id}/resume", Scope.REFERRALS_WRITE)
def resume_referral(caller: Caller, referral_id: UUID) -> ReferralState:
    """Let a paused referral go on now; its clocks have the time that was left to them."""
    return referral_state(caller.execute(ResumeProcess(referral_id)))


@route("POST", "/referrals/{referral_id}/again", Scope.REFERRALS_WRITE, status=201, location="/tasks/{id}")
def refer_again(caller: Caller, referral_id: UUID) -> TaskState:
    """Make a referral that has ended once more. Answers its first task, claimed, with the last answers as a draft.

    For those in the whole case. Nothing is sent before the task is completed, and consent is asked anew.
    """
    return task_state(caller.execute(ReferAgain(referral_id)))


def _filters(caller: Caller, query: ReferralFilters) -> dict[str, Any]:
    caller.searched("referrals", query.reference)
    return chosen(
        pathway=query.pathway,
        case_id=query.case_id,
        reference=query.reference.strip().upper(),
        state=query.state,
        started_before=query.started_before,
        started_after=query.started_after,
    )


def _line(found: FoundReferral) -> ReferralLine:
    item, record = found.item, found.record
    return ReferralLine(
        id=record.id,
        pathway=record.pathway,
        title=record.title,
        case_id=record.case_id,
        reference=record.business_key,
        state=record.state,
        current_step=item.current_step,
        holder=item.holder,
        started_at=record.started_at,
        last_progress_at=record.last_progress_at,
        ended_at=record.ended_at,
        outcome=record.outcome,
        paused_until=item.paused_until,
        may_withdraw=item.may_withdraw,
    )
