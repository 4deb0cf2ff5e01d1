"""What her taking back a consent puts an end to: what is disclosed on it, and what is being filled in about her."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import and_, bindparam, select, update

from engine.store.cases import case_file, case_participant
from engine.store.instances import process_instance
from engine.store.records import partnership
from engine.store.sharing import DisclosureRow, disclosure, disclosures
from engine.store.tasks import TaskRecord, tasks, user_task
from engine.store.writings import DraftRecord, draft, drafts

if TYPE_CHECKING:
    from engine.store.unit_of_work import Transaction

_her_cases = select(case_file.c.id).where(
    case_file.c.partnership_id == bindparam("in_partnership"), case_file.c.person_id == bindparam("person_id")
)
_standing = disclosures.selection(
    disclosure.c.to_agency_id == bindparam("agency_id"),
    disclosure.c.purpose == bindparam("purpose"),
    disclosure.c.overridden.is_(False),
    disclosure.c.until.is_(None),
    disclosure.c.case_id.in_(_her_cases),
).order_by(disclosure.c.decided_at, disclosure.c.id)
_ending = (
    update(disclosure).where(disclosures.mine, disclosure.c.id == bindparam("at_id")).values(until=bindparam("now"))
)
_about_her = (
    select(*tasks.columns, process_instance.c.version_id)
    .join(
        process_instance,
        and_(
            process_instance.c.partnership_id == user_task.c.partnership_id,
            process_instance.c.id == user_task.c.instance_id,
        ),
    )
    .where(
        tasks.mine,
        process_instance.c.subject_id == bindparam("person_id"),
        user_task.c.completed_at.is_(None),
        user_task.c.origin == "pathway",
    )
    .order_by(user_task.c.id)
)
_moving = (
    update(user_task)
    .where(tasks.mine, user_task.c.id == bindparam("at_id"), user_task.c.completed_at.is_(None))
    .values(version=user_task.c.version + 1)
)
_drafts = drafts.selection(draft.c.task_id == bindparam("task_id")).order_by(draft.c.account_id)
_of_running = disclosures.selection(
    disclosure.c.case_id == bindparam("case_id"),
    disclosure.c.instance_id.in_(
        select(process_instance.c.id).where(
            process_instance.c.partnership_id == bindparam("in_partnership"),
            process_instance.c.case_id == bindparam("case_id"),
            process_instance.c.ended_at.is_(None),
        )
    ),
)
_whole_parts = select(case_participant.c.agency_id).where(
    case_participant.c.partnership_id == bindparam("in_partnership"),
    case_participant.c.case_id == bindparam("case_id"),
    case_participant.c.instance_id.is_(None),
    case_participant.c.until.is_(None),
)


def standing(tx: Transaction, person_id: UUID, agency_id: UUID, purpose: str) -> list[DisclosureRow]:
    """What is disclosed now to that agency for that purpose because she agreed; not what goes without her agreement."""
    return disclosures.all(tx, _standing, person_id=person_id, agency_id=agency_id, purpose=purpose)


def end(tx: Transaction, rows: Iterable[DisclosureRow]) -> None:
    """Nothing is disclosed on these any more, from now on."""
    for row in rows:
        tx.write(_ending, partnership(tx, {"at_id": row.id, "now": tx.now}))


def open_about(tx: Transaction, person_id: UUID) -> list[tuple[TaskRecord, UUID]]:
    """The open tasks of pathways about her, each with the version of its pathway."""
    rows = tx.read(_about_her, partnership(tx, {"person_id": person_id}))
    return [(TaskRecord(*row[:-1]), row[-1]) for row in rows]


def ask_again(tx: Transaction, task_id: UUID) -> None:
    """Move the version of a task on, so that what somebody has typed on what she saw before is not taken."""
    tx.write(_moving, partnership(tx, {"at_id": task_id}))


def drafts_of(tx: Transaction, task_id: UUID) -> list[DraftRecord]:
    """What people have begun to write on a task."""
    return drafts.all(tx, _drafts, task_id=task_id)


def stopped(tx: Transaction, case_id: UUID) -> set[UUID]:
    """The agencies that were told of her in a referral that runs, and to which she has said no since: nothing is
    disclosed to them any more. Not those that take part in the whole case.
    """
    rows = disclosures.all(tx, _of_running, case_id=case_id)
    standing_now = {row.to_agency_id for row in rows if row.until is None or row.until > tx.now}
    over = {row.to_agency_id for row in rows} - standing_now
    return over - {row[0] for row in tx.read(_whole_parts, partnership(tx, {"case_id": case_id}))} if over else over
