"""Erasing a person: her key is destroyed, and every row that is about her removed. The audit trail stays whole.

Which rows those are is read off the tables: whatever names a case, a referral, a task or a person belongs to them. So
a table that is added later is erased along without being thought of; a test holds that none is left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import BindParameter, Column, ColumnElement, Select, Table, bindparam, delete, or_, select, update

from engine.store.audit import audit_event
from engine.store.cases import case_file, person
from engine.store.entries import case_attachment, case_entry
from engine.store.erasures import erasure
from engine.store.idempotency import idempotency
from engine.store.instances import process_instance
from engine.store.outbox import outbox
from engine.store.records import partnership
from engine.store.schema import metadata
from engine.store.subjects import subject_key
from engine.store.tasks import user_task

if TYPE_CHECKING:
    from engine.store.unit_of_work import Transaction

_mine: BindParameter[Any] = bindparam("in_partnership")
_persons: BindParameter[Any] = bindparam("persons", expanding=True)
AT_ONCE = 500

KEPT = frozenset({audit_event, erasure})
"""Name a case, and stay: what was done is known without saying to whom. What is left of an erasure is emptied."""

_mentioning: tuple[tuple[Table, Column[Any]], ...] = (
    (idempotency, idempotency.c.answer),
    (outbox, outbox.c.payload),
)
"""Texts that the engine wrote: answers kept for repeated requests, and letters."""


def _ids(table: Table, *conditions: ColumnElement[bool]) -> Select[Any]:
    return select(table.c.id).where(table.c.partnership_id == _mine, or_(*conditions))


_cases = _ids(case_file, case_file.c.person_id.in_(_persons))
_instances = _ids(process_instance, process_instance.c.case_id.in_(_cases), process_instance.c.subject_id.in_(_persons))
_tasks = _ids(user_task, user_task.c.case_id.in_(_cases), user_task.c.instance_id.in_(_instances))
_entries = _ids(case_entry, case_entry.c.case_id.in_(_cases))
_last = (case_entry, user_task, process_instance, case_file, person)
"""Those by which the others are found, in the order in which they are removed."""
_found_by = {"case_id": _cases, "instance_id": _instances, "task_id": _tasks, "entry_id": _entries}


def condition(table: Table) -> ColumnElement[bool] | None:
    """Which rows of the table are about the persons; None when none can be."""
    if table in KEPT or table is subject_key:
        return None
    conditions = [table.c[name].in_(found) for name, found in _found_by.items() if name in table.c]
    conditions += [table.c[name].in_(_persons) for name in ("person_id", "subject_id") if name in table.c]
    if table is case_attachment:
        conditions.append(table.c.id.in_(_entries))
    elif table is person:
        conditions.append(table.c.id.in_(_persons))
    return or_(*conditions) if conditions else None


def _in_order() -> Iterator[tuple[Table, ColumnElement[bool]]]:
    """The tables to be emptied of her, each before those that it refers to."""
    for table in (*(each for each in reversed(metadata.sorted_tables) if each not in _last), *_last):
        found = condition(table)
        if found is not None:
            yield table, found


def persons_of(tx: Transaction, case_id: UUID) -> list[UUID]:
    """The person of a case, and those whose cases were merged into it: they are one woman."""
    statement = select(case_file.c.person_id).where(
        case_file.c.partnership_id == _mine,
        or_(case_file.c.id == bindparam("at_case"), case_file.c.merged_into == bindparam("at_case")),
    )
    return sorted(set(tx.run(statement, partnership(tx, {"at_case": case_id})).scalars()))


def erase(tx: Transaction, persons: Iterable[UUID]) -> dict[str, int]:
    """Destroy the keys of the persons and remove what is about them. Returns how many rows of which table there were.

    Nothing happens to whoever is erased already, so it can be done again.
    """
    values = partnership(tx, {"persons": list(persons)})
    removed = {table.name: _forget_mentions(tx, table, column, values) for table, column in _mentioning}
    for table, found in _in_order():
        gone = tx.run(delete(table).where(table.c.partnership_id == _mine, found), values).rowcount
        removed[table.name] = removed.get(table.name, 0) + gone
    key = update(subject_key).where(subject_key.c.partnership_id == _mine, subject_key.c.id.in_(_persons))
    tx.run(key.where(subject_key.c.wrapped.is_not(None)).values(wrapped=None, destroyed_at=tx.now), values)
    tx.seen.clear()
    return {name: count for name, count in removed.items() if count}


def _forget_mentions(tx: Transaction, table: Table, column: Column[Any], values: dict[str, Any]) -> int:
    """Remove the rows whose text names a case or a referral of hers."""
    named = [*tx.run(_cases, values).scalars(), *tx.run(_instances, values).scalars()]
    deletion = delete(table).where(table.c.partnership_id == _mine, column.contains(bindparam("named")))
    return sum(tx.run(deletion, partnership(tx, {"named": str(each)})).rowcount for each in named)


def still_there(tx: Transaction, persons: Iterable[UUID]) -> list[UUID]:
    """Those of the persons whose keys have not been destroyed: brought back with an older database."""
    wanted = sorted(persons)
    found: list[UUID] = []
    there = select(subject_key.c.id).where(
        subject_key.c.partnership_id == _mine, subject_key.c.wrapped.is_not(None), subject_key.c.id.in_(_persons)
    )
    for first in range(0, len(wanted), AT_ONCE):
        found += tx.run(there, partnership(tx, {"persons": wanted[first : first + AT_ONCE]})).scalars().all()
    return found
