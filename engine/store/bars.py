"""Who is barred from a case: somebody who is related to her or to whoever harms her, or all of a team.

Governance rule 10. Whoever is barred cannot tell that the case exists: `engine.store.scope` leaves it out of all that
she asks for, and on PostgreSQL row-level security does so again.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import (
    Column,
    ColumnElement,
    LargeBinary,
    Select,
    Uuid,
    bindparam,
    delete,
    literal,
    or_,
    select,
    text,
    union,
    update,
)

from engine.domain.actors import Actor
from engine.store.accounts import membership
from engine.store.instances import process_instance
from engine.store.keys import Place
from engine.store.notices import notice, notices
from engine.store.records import Records, partnership
from engine.store.schema import Moment, index, reference, table
from engine.store.tasks import user_task

if TYPE_CHECKING:
    from engine.store.unit_of_work import Transaction

_in_force = text("lifted_at IS NULL")

case_bar = table(
    "case_bar",
    Column("case_id", Uuid, nullable=False),
    Column("account_id", Uuid, nullable=True),
    Column("team_id", Uuid, nullable=True),
    Column("why_sealed", LargeBinary, nullable=False),
    Column("barred_at", Moment, nullable=False),
    Column("barred_by", Uuid, nullable=False),
    Column("lifted_at", Moment, nullable=True),
    Column("lifted_by", Uuid, nullable=True),
    reference("case_id", "case_file"),
    reference("account_id", "account"),
    reference("team_id", "team"),
    reference("barred_by", "account"),
    index("ix_case_bar_case", "case_id"),
    index("ix_case_bar_account", "account_id", postgresql_where=_in_force, sqlite_where=_in_force),
    index("ix_case_bar_team", "team_id", postgresql_where=_in_force, sqlite_where=_in_force),
)


@dataclass(frozen=True, slots=True)
class BarRecord:
    """One person (`account_id`) or everybody of one team (`team_id`) is barred from a case until it is lifted."""

    id: UUID
    case_id: UUID
    account_id: UUID | None
    team_id: UUID | None
    why_sealed: bytes
    barred_at: datetime
    barred_by: UUID
    lifted_at: datetime | None = None
    lifted_by: UUID | None = None


bars = Records(BarRecord, case_bar)
_holds = case_bar.c.lifted_at.is_(None)
_of_case = bars.selection(case_bar.c.case_id == bindparam("case_id"), _holds).order_by(case_bar.c.id)
_in_partnership = case_bar.c.partnership_id == bindparam("in_partnership")
_this_case = case_bar.c.case_id == bindparam("case_id", type_=Uuid)
selecting_barred = union(
    select(case_bar.c.account_id).where(_in_partnership, _this_case, _holds, case_bar.c.account_id.is_not(None)),
    select(membership.c.account_id)
    .join(
        case_bar,
        (case_bar.c.partnership_id == membership.c.partnership_id) & (case_bar.c.team_id == membership.c.team_id),
    )
    .where(_in_partnership, _this_case, _holds),
)
"""The accounts that are barred from a case (`case_id`), by name or because of a team of theirs."""
_case_of_task = select(user_task.c.case_id).where(
    user_task.c.partnership_id == bindparam("in_partnership"), user_task.c.id == bindparam("id")
)
_case_of_instance = select(process_instance.c.case_id).where(
    process_instance.c.partnership_id == bindparam("in_partnership"), process_instance.c.id == bindparam("id")
)


def why_place(bar_id: UUID) -> Place:
    return Place("case_bar", bar_id, "why_sealed")


def barred_cases(actor: Actor) -> Select[Any]:
    """The cases from which the actor is barred, by name or because of a team in which she holds any role."""
    by = [case_bar.c.account_id == literal(actor.account_id, Uuid)]
    if actor.all_team_ids:
        by.append(case_bar.c.team_id.in_([literal(team_id, Uuid) for team_id in sorted(actor.all_team_ids)]))
    return select(case_bar.c.case_id).where(case_bar.c.partnership_id == actor.partnership_id, _holds, or_(*by))


def not_barred(actor: Actor, case_id: ColumnElement[Any]) -> ColumnElement[bool]:
    """That the actor is not barred from the case; what is about no case is not concerned."""
    allowed = case_id.not_in(barred_cases(actor))
    return or_(case_id.is_(None), allowed) if getattr(case_id, "nullable", True) else allowed


def of_case(tx: Transaction, case_id: UUID) -> list[BarRecord]:
    """Those in force, oldest first."""
    return bars.all(tx, _of_case, case_id=case_id)


def barred_from(tx: Transaction, case_id: UUID | None) -> frozenset[UUID]:
    """The accounts that are barred from the case."""
    if case_id is None:
        return frozenset()
    return frozenset(row[0] for row in tx.read(selecting_barred, partnership(tx, {"case_id": case_id})))


def barred_ids(tx: Transaction, actor: Actor) -> frozenset[UUID]:
    """The cases from which the actor is barred: for the engine, which asks on her behalf; never for her to be told."""
    return frozenset(row[0] for row in tx.run(barred_cases(actor)))


def case_of(tx: Transaction, task_id: UUID | None, instance_id: UUID | None) -> UUID | None:
    """The case that a task or a referral is about."""
    statement, record_id = (_case_of_task, task_id) if task_id else (_case_of_instance, instance_id)
    rows = tx.read(statement, partnership(tx, {"id": record_id})) if record_id else []
    return rows[0][0] if rows else None


def lift(tx: Transaction, bar_id: UUID, by: UUID) -> None:
    statement = update(case_bar).where(bars.mine, case_bar.c.id == bindparam("at_id"), _holds)
    tx.run(statement.values(lifted_at=tx.now, lifted_by=by), partnership(tx, {"at_id": bar_id}))


def forget_notices(tx: Transaction, case_id: UUID) -> None:
    """Take from those who are barred the notices that they were left about the case before."""
    tasks_of_case = select(user_task.c.id).where(
        user_task.c.partnership_id == bindparam("in_partnership"), user_task.c.case_id == bindparam("case_id")
    )
    about_it = or_(notice.c.case_id == bindparam("case_id"), notice.c.task_id.in_(tasks_of_case))
    barred = list(barred_from(tx, case_id))
    statement = delete(notice).where(
        notices.mine, about_it, notice.c.account_id.in_(bindparam("barred", expanding=True))
    )
    tx.run(statement, partnership(tx, {"case_id": case_id, "barred": barred}))
