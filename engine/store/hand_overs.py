"""Offers of a case to another team, which leads it once it has accepted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import Column, LargeBinary, Select, String, Text, Uuid, bindparam, text, update

from engine.domain.actors import Actor
from engine.store import scope, tasks
from engine.store.instances import instances, process_instance
from engine.store.keys import Place
from engine.store.records import Records, partnership
from engine.store.schema import Moment, index, reference, table
from engine.store.tasks import TaskRecord, user_task

if TYPE_CHECKING:
    from engine.store.unit_of_work import Transaction

OFFERED = "offered"

case_offer = table(
    "case_offer",
    Column("case_id", Uuid, nullable=False),
    Column("from_agency_id", Uuid, nullable=False),
    Column("from_team_id", Uuid, nullable=False),
    Column("to_agency_id", Uuid, nullable=False),
    Column("to_team_id", Uuid, nullable=False),
    Column("why_sealed", LargeBinary, nullable=False),
    Column("offered_at", Moment, nullable=False),
    Column("offered_by", Uuid, nullable=False),
    Column("due_at", Moment, nullable=False),
    Column("arithmetic", Text, nullable=False),
    Column("state", String(12), nullable=False),
    Column("answered_at", Moment, nullable=True),
    Column("answered_by", Uuid, nullable=True),
    Column("answer_sealed", LargeBinary, nullable=True),
    Column("escalated_at", Moment, nullable=True),
    reference("case_id", "case_file"),
    reference("from_team_id", "team"),
    reference("to_team_id", "team"),
    reference("offered_by", "account"),
    index("ix_case_offer_case", "case_id"),
    index(
        "ix_case_offer_open",
        "due_at",
        postgresql_where=text("state = 'offered'"),
        sqlite_where=text("state = 'offered'"),
    ),
)


@dataclass(frozen=True, slots=True)
class OfferRecord:
    """A case on offer to a team until `due_at`. `state`: offered, accepted, declined, withdrawn.

    `escalated_at` is when the managers of both sides were told that nobody has answered in time.
    """

    id: UUID
    case_id: UUID
    from_agency_id: UUID
    from_team_id: UUID
    to_agency_id: UUID
    to_team_id: UUID
    why_sealed: bytes
    offered_at: datetime
    offered_by: UUID
    due_at: datetime
    arithmetic: str
    state: str = OFFERED
    answered_at: datetime | None = None
    answered_by: UUID | None = None
    answer_sealed: bytes | None = None
    escalated_at: datetime | None = None


offers = Records(OfferRecord, case_offer)

_open = case_offer.c.state == OFFERED
selecting_of_case = offers.selection(case_offer.c.case_id == bindparam("case_id")).order_by(case_offer.c.id.desc())
_unanswered = offers.selection(_open, case_offer.c.due_at <= bindparam("now"), case_offer.c.escalated_at.is_(None))
_locked = offers.selection(case_offer.c.id == bindparam("id")).with_for_update(of=case_offer)


def why_place(offer_id: UUID) -> Place:
    return Place("case_offer", offer_id, "why_sealed")


def answer_place(offer_id: UUID) -> Place:
    return Place("case_offer", offer_id, "answer_sealed")


@lru_cache(maxsize=2048)
def _visible(actor: Actor) -> Select[Any]:
    return offers.selection(case_offer.c.id == bindparam("id"), scope.offers(actor, case_offer))


@lru_cache(maxsize=2048)
def _received(actor: Actor) -> Select[Any]:
    return offers.selection(_open, scope.offers_received(actor, case_offer)).order_by(case_offer.c.due_at)


def of_case(tx: Transaction, case_id: UUID) -> list[OfferRecord]:
    """Every offer of a case, newest first."""
    return offers.all(tx, selecting_of_case, case_id=case_id)


def get(tx: Transaction, actor: Actor, offer_id: UUID) -> OfferRecord | None:
    """An offer that the actor may read: to a team of hers, or of a case in which she takes part wholly."""
    return offers.one(tx, _visible(actor), id=offer_id)


def lock(tx: Transaction, offer_id: UUID) -> OfferRecord | None:
    return offers.one(tx, _locked, id=offer_id)


def received(tx: Transaction, actor: Actor) -> list[OfferRecord]:
    """Offers that wait for an answer from a team of the actor's, or of an agency she manages."""
    return offers.all(tx, _received(actor))


def unanswered(tx: Transaction) -> list[OfferRecord]:
    """Offers whose time is up, of which nobody was told yet."""
    return offers.all(tx, _unanswered, now=tx.now)


_asked = (
    tasks.tasks.selection(
        user_task.c.instance_id == bindparam("instance_id"),
        user_task.c.team_id == bindparam("team_id"),
        user_task.c.origin == "engine",
        user_task.c.completed_at.is_(None),
    )
).order_by(user_task.c.id)
_moving = (
    update(user_task)
    .where(tasks.tasks.mine, user_task.c.id == bindparam("at_id"))
    .values(
        agency_id=bindparam("to_agency"),
        team_id=bindparam("to_team"),
        assignee_id=None,
        delegated_by_id=None,
        state="open",
        version=user_task.c.version + 1,
    )
)


def asked_of(tx: Transaction, instance_id: UUID, team_id: UUID) -> list[TaskRecord]:
    """What the engine asks of a team in an instance: escalations, and actions of her plan."""
    return tasks.tasks.all(tx, _asked, instance_id=instance_id, team_id=team_id)


def move_task(tx: Transaction, task_id: UUID, agency_id: UUID, team_id: UUID) -> None:
    """Give a task of the engine to another team."""
    tx.write(_moving, partnership(tx, {"at_id": task_id, "to_agency": agency_id, "to_team": team_id}))


_start_moving = (
    update(process_instance)
    .where(instances.mine, process_instance.c.id == bindparam("at_id"))
    .values(starter_agency_id=bindparam("to_agency"), starter_team_id=bindparam("to_team"))
)


def move_start(tx: Transaction, instance_id: UUID, agency_id: UUID, team_id: UUID) -> None:
    """Another team stands for whoever started the instance."""
    tx.write(_start_moving, partnership(tx, {"at_id": instance_id, "to_agency": agency_id, "to_team": team_id}))


def change(tx: Transaction, offer_id: UUID, **changes: Any) -> None:
    statement = update(case_offer).where(offers.mine, case_offer.c.id == bindparam("at_id")).values(changes)
    tx.run(statement, partnership(tx, {"at_id": offer_id}))
