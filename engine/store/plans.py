"""Actions of plans and added tasks: what was agreed, beside the task that tracks it; and who may be asked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import Column, LargeBinary, String, Uuid, and_, bindparam, exists, select, update

from engine.store import agencies, cases, stopping
from engine.store.instances import process_instance
from engine.store.keys import Place, SubjectCipher
from engine.store.lanes import lane_binding
from engine.store.records import Records, partnership
from engine.store.schema import index, reference, table
from engine.store.subjects import subject_key
from engine.store.tasks import TaskRecord, tasks, user_task

if TYPE_CHECKING:
    from engine.store.unit_of_work import Transaction

plan_action = table(
    "plan_action",
    Column("instance_id", Uuid, nullable=False),
    Column("case_id", Uuid, nullable=True),
    Column("source", String(10), nullable=False),
    Column("words_sealed", LargeBinary, nullable=False),
    Column("carried_to", Uuid, nullable=True),
    reference("id", "user_task"),
    reference("instance_id", "process_instance"),
    reference("case_id", "case_file"),
    index("ix_plan_action_case", "case_id"),
)


@dataclass(frozen=True, slots=True)
class ActionRecord:
    """What was agreed. Its id is that of the task that tracks it, which says who, until when, and whether it is done.

    `carried_to` is the task that took its place in a later plan, when its own referral had ended before it was done.
    """

    id: UUID
    instance_id: UUID
    case_id: UUID | None
    source: str
    words_sealed: bytes
    carried_to: UUID | None = None


@dataclass(frozen=True, slots=True)
class Party:
    """A team that takes part in a case. An agency without accounts is offered itself; another's team does its work."""

    agency_id: UUID
    team_id: UUID
    is_agency: bool

    @property
    def value(self) -> str:
        """The id under which it is offered on forms."""
        return str(self.agency_id if self.is_agency else self.team_id)


actions = Records(ActionRecord, plan_action)

_of_case = actions.selection(plan_action.c.case_id == bindparam("case_id")).order_by(plan_action.c.id)
_of_instance = actions.selection(plan_action.c.instance_id == bindparam("instance_id")).order_by(plan_action.c.id)
_among = (
    actions.selection(plan_action.c.id.in_(bindparam("ids", expanding=True)))
    .join(
        process_instance,
        and_(
            process_instance.c.partnership_id == plan_action.c.partnership_id,
            process_instance.c.id == plan_action.c.instance_id,
        ),
    )
    .join(
        subject_key,
        and_(
            subject_key.c.partnership_id == process_instance.c.partnership_id,
            subject_key.c.id == process_instance.c.subject_id,
        ),
    )
    .add_columns(process_instance.c.subject_id, subject_key.c.master_key_id, subject_key.c.wrapped)
)
_tasks_of_case = tasks.selection(
    user_task.c.id.in_(
        select(plan_action.c.id).where(
            actions.mine, plan_action.c.case_id == bindparam("case_id"), plan_action.c.carried_to.is_(None)
        )
    )
).order_by(user_task.c.due_order, user_task.c.id)
_left_behind = _of_case.where(
    plan_action.c.source == "plan",
    plan_action.c.carried_to.is_(None),
    exists().where(
        and_(
            user_task.c.partnership_id == plan_action.c.partnership_id,
            user_task.c.id == plan_action.c.id,
            user_task.c.state == "cancelled",
        )
    ),
)
_holding = (
    select(lane_binding.c.agency_id, lane_binding.c.team_id, lane_binding.c.instance_id)
    .join(
        process_instance,
        and_(
            process_instance.c.partnership_id == lane_binding.c.partnership_id,
            process_instance.c.id == lane_binding.c.instance_id,
        ),
    )
    .where(
        lane_binding.c.partnership_id == bindparam("in_partnership"),
        process_instance.c.case_id == bindparam("case_id"),
        process_instance.c.ended_at.is_(None),
        lane_binding.c.managers_only.is_(False),
    )
    .order_by(lane_binding.c.instance_id, lane_binding.c.lane)
)
"""Who holds lanes of what runs: also agencies without accounts, for which another's team does the work."""
_carrying = (
    update(plan_action)
    .where(actions.mine, plan_action.c.id == bindparam("at_id"))
    .values(carried_to=bindparam("to_id"))
)


def words_place(action_id: UUID) -> Place:
    return Place("plan_action", action_id, "words_sealed")


def of_case(tx: Transaction, case_id: UUID) -> list[ActionRecord]:
    """Every action of a case, oldest first."""
    return actions.all(tx, _of_case, case_id=case_id)


def of_instance(tx: Transaction, instance_id: UUID) -> list[ActionRecord]:
    return actions.all(tx, _of_instance, instance_id=instance_id)


def among(tx: Transaction, task_ids: Iterable[UUID]) -> Iterator[tuple[ActionRecord, SubjectCipher]]:
    """Those of the tasks that are actions, each with the cipher under which its words are sealed."""
    ids = list(set(task_ids))
    for *values, subject_id, key_id, wrapped in tx.read(_among, partnership(tx, {"ids": ids})) if ids else ():
        yield ActionRecord(*values), tx.keys.cipher(tx.partnership_id, subject_id, key_id, wrapped)


def tasks_of_case(tx: Transaction, case_id: UUID) -> list[TaskRecord]:
    """The tasks that track the actions of a case, nearest deadline first; without those that were taken up again."""
    return tasks.all(tx, _tasks_of_case, case_id=case_id)


def left_behind(tx: Transaction, case_id: UUID) -> list[ActionRecord]:
    """Actions of plans that were closed with their referral, or left by it, and that no later plan has taken up."""
    return actions.all(tx, _left_behind, case_id=case_id)


def carry(tx: Transaction, action_id: UUID, to_id: UUID) -> None:
    """A later plan has taken the action up."""
    tx.write(_carrying, partnership(tx, {"at_id": action_id, "to_id": to_id}))


def parties(tx: Transaction, case_id: UUID, instance_id: UUID | None = None) -> list[Party]:
    """The teams that take part in the case now, each once; with `instance_id`, in the whole case or that referral.

    Without those of agencies to which she has said no since: nothing more about her is written to them (rule 3).
    """
    over = stopping.stopped(tx, case_id)
    parts = [part for part in cases.participants_of(tx, case_id) if part.until is None]
    wanted = [(part.agency_id, part.team_id, part.instance_id) for part in parts if part.team_id is not None]
    wanted += [(row[0], row[1], row[2]) for row in tx.read(_holding, partnership(tx, {"case_id": case_id}))]
    shown = [each for each in wanted if each[0] not in over and (instance_id is None or each[2] in (None, instance_id))]
    held = agencies.holders(tx, [team_id for _, team_id, _ in shown])
    found = [Party(each[0], each[1], held[each[1]].agency_id != each[0]) for each in shown if each[1] in held]
    return list({party.value: party for party in reversed(found)}.values())[::-1]
