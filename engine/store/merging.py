"""Two files on one person become one: all that belongs to the one is given to the other, and sealed under its key."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import BindParameter, Column, ColumnElement, Select, Table, bindparam, select, update

from engine.store.bars import case_bar
from engine.store.cases import CaseRecord, case_file, case_participant
from engine.store.emergencies import emergency_access
from engine.store.entries import case_attachment, case_entry
from engine.store.erasures import legal_hold
from engine.store.hand_overs import case_offer
from engine.store.history import decision_trace, event, incident
from engine.store.instances import process_instance
from engine.store.keys import Place, SubjectCipher
from engine.store.messages import message_inbox
from engine.store.notices import notice
from engine.store.outbox import outbox
from engine.store.plans import plan_action
from engine.store.records import partnership
from engine.store.sharing import consent, disclosure
from engine.store.subject_requests import subject_request
from engine.store.suspensions import suspension
from engine.store.tasks import user_task
from engine.store.writings import draft, form_submission, task_comment

if TYPE_CHECKING:
    from engine.store.unit_of_work import Transaction

_mine: BindParameter[Any] = bindparam("in_partnership")
_case: BindParameter[Any] = bindparam("at_case")
_person: BindParameter[Any] = bindparam("at_person")
_instances = select(process_instance.c.id).where(
    process_instance.c.partnership_id == _mine, process_instance.c.case_id == _case
)
_tasks = select(user_task.c.id).where(user_task.c.partnership_id == _mine, user_task.c.case_id == _case)
_entries = select(case_entry.c.id).where(case_entry.c.partnership_id == _mine, case_entry.c.case_id == _case)


@dataclass(frozen=True, slots=True)
class Sealed:
    """A column of sealed values that belong to a case, and the columns that name its rows in `Place`."""

    column: Column[Any]
    of_case: ColumnElement[bool]
    key: tuple[Column[Any], ...]

    @property
    def table(self) -> Table:
        table: Table = self.column.table
        return table

    def place(self, key: tuple[Any, ...]) -> Place:
        row = key[0] if len(key) == 1 else "/".join(str(part) for part in key)
        return Place(self.table.name, row, self.column.name)


def _sealed(column: Column[Any], through: Select[Any], by: Column[Any], *key: Column[Any]) -> Sealed:
    return Sealed(column, by.in_(through), key or (column.table.c.id,))


SEALED = (
    _sealed(process_instance.c.state_sealed, _instances, process_instance.c.id),
    _sealed(event.c.payload_sealed, _instances, event.c.instance_id, event.c.instance_id, event.c.number),
    _sealed(decision_trace.c.trace_sealed, _instances, decision_trace.c.instance_id),
    _sealed(incident.c.command_sealed, _instances, incident.c.instance_id),
    _sealed(message_inbox.c.payload_sealed, _instances, message_inbox.c.instance_id),
    _sealed(suspension.c.reason_sealed, _instances, suspension.c.instance_id),
    _sealed(form_submission.c.values_sealed, _instances, form_submission.c.instance_id),
    _sealed(plan_action.c.words_sealed, _instances, plan_action.c.instance_id),
    _sealed(draft.c.values_sealed, _tasks, draft.c.task_id, draft.c.task_id, draft.c.account_id),
    _sealed(task_comment.c.text_sealed, _tasks, task_comment.c.task_id),
    _sealed(case_attachment.c.content_sealed, _entries, case_attachment.c.id),
    Sealed(case_entry.c.body_sealed, case_entry.c.case_id == _case, (case_entry.c.id,)),
    Sealed(case_bar.c.why_sealed, case_bar.c.case_id == _case, (case_bar.c.id,)),
    Sealed(emergency_access.c.reason_sealed, emergency_access.c.case_id == _case, (emergency_access.c.id,)),
    Sealed(emergency_access.c.finding_sealed, emergency_access.c.case_id == _case, (emergency_access.c.id,)),
    Sealed(case_offer.c.why_sealed, case_offer.c.case_id == _case, (case_offer.c.id,)),
    Sealed(case_offer.c.answer_sealed, case_offer.c.case_id == _case, (case_offer.c.id,)),
    Sealed(legal_hold.c.why_sealed, legal_hold.c.case_id == _case, (legal_hold.c.id,)),
    Sealed(subject_request.c.extension_sealed, subject_request.c.case_id == _case, (subject_request.c.id,)),
    Sealed(subject_request.c.redactions_sealed, subject_request.c.case_id == _case, (subject_request.c.id,)),
    Sealed(consent.c.words_sealed, consent.c.person_id == _person, (consent.c.id,)),
)
"""Everything that is sealed under her key, but her own record, which is put together from both."""

_of_case: tuple[tuple[Table, Callable[[CaseRecord], Mapping[str, Any]]], ...] = (
    (user_task, lambda kept: {"case_id": kept.id, "business_key": kept.reference}),
    (plan_action, lambda kept: {"case_id": kept.id}),
    (case_entry, lambda kept: {"case_id": kept.id}),
    (case_bar, lambda kept: {"case_id": kept.id}),
    (emergency_access, lambda kept: {"case_id": kept.id}),
    (case_offer, lambda kept: {"case_id": kept.id}),
    (case_participant, lambda kept: {"case_id": kept.id}),
    (disclosure, lambda kept: {"case_id": kept.id}),
    (legal_hold, lambda kept: {"case_id": kept.id}),
    (subject_request, lambda kept: {"case_id": kept.id}),
    (notice, lambda kept: {"case_id": kept.id}),
    (
        process_instance,
        lambda kept: {"case_id": kept.id, "subject_id": kept.person_id, "business_key": kept.reference},
    ),
)


def is_on_its_way(tx: Transaction, case_id: UUID) -> bool:
    """Whether a letter of the case's referrals is not delivered yet: what it says is sealed under the old key."""
    statement = select(outbox.c.id).where(
        outbox.c.partnership_id == _mine,
        outbox.c.kind == "command",
        outbox.c.delivered_at.is_(None),
        outbox.c.instance_id.in_(_instances),
    )
    return tx.run(statement.limit(1), partnership(tx, {"at_case": case_id})).first() is not None


def seal_anew(tx: Transaction, case: CaseRecord, old: SubjectCipher, new: SubjectCipher) -> None:
    """Open every sealed value of the case and seal it under another key. Nothing is left under the old one."""
    for sealed in SEALED:
        _seal_column(tx, case, sealed, old, new)


def _seal_column(tx: Transaction, case: CaseRecord, sealed: Sealed, old: SubjectCipher, new: SubjectCipher) -> None:
    table, column = sealed.table, sealed.column
    rows = select(*sealed.key, column).where(table.c.partnership_id == _mine, sealed.of_case, column.is_not(None))
    named = [each == bindparam(f"key_{place}") for place, each in enumerate(sealed.key)]
    change = update(table).where(table.c.partnership_id == _mine, *named).values({column.name: bindparam("anew")})
    for *key, value in tx.run(rows, partnership(tx, {"at_case": case.id, "at_person": case.person_id})).all():
        place = sealed.place(tuple(key))
        keys = {f"key_{number}": part for number, part in enumerate(key)}
        tx.run(change, partnership(tx, {**keys, "anew": new.seal(place, old.open(place, bytes(value)))}))


def give_to(tx: Transaction, case: CaseRecord, kept: CaseRecord) -> None:
    """Everything of the case belongs to the kept one from now on. Its reference leads there."""
    for table, values in _of_case:
        statement = update(table).where(table.c.partnership_id == _mine, table.c.case_id == _case)
        tx.run(statement.values(values(kept)), partnership(tx, {"at_case": case.id}))
    consents = update(consent).where(consent.c.partnership_id == _mine, consent.c.person_id == _person)
    tx.run(consents.values(person_id=kept.person_id), partnership(tx, {"at_person": case.person_id}))
    earlier = update(case_file).where(case_file.c.partnership_id == _mine, case_file.c.merged_into == _case)
    tx.run(earlier.values(merged_into=kept.id), partnership(tx, {"at_case": case.id}))
    tx.seen.clear()
