"""All that is written about a woman and sealed under her key, opened for the answer to her own request."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import Select, bindparam, select

from engine.store.cases import CaseRecord
from engine.store.entries import EntryRecord, case_entry, entries
from engine.store.keys import SubjectCipher
from engine.store.merging import SEALED, Sealed
from engine.store.records import partnership
from engine.store.sharing import DisclosureRow, disclosures, selecting_disclosures
from engine.store.writings import task_comment

if TYPE_CHECKING:
    from engine.store.unit_of_work import Transaction

OPENED = {
    "case_offer.why_sealed": "Why her case was offered to another team",
    "case_offer.answer_sealed": "Why a team did not take her case",
    "plan_action.words_sealed": "An action of her plan",
    "suspension.reason_sealed": "Why a referral was paused",
    "task_comment.text_sealed": "A comment on a task",
    "consent.words_sealed": "What she said about sharing",
}
"""Columns that are opened as they are, with what their words are called."""
ELSEWHERE = {
    "form_submission.values_sealed": "told field by field, with the questions",
    "case_entry.body_sealed": "told with who may read it",
    "case_attachment.content_sealed": "handed over as files; the answer names them",
}
NOT_TOLD = {
    "draft.values_sealed": "not written yet: whoever began may still change it, and it is told once it is sent",
    "process_instance.state_sealed": "how far a referral is, made from the same answers",
    "event.payload_sealed": "the same answers once more, for replay",
    "decision_trace.trace_sealed": "the same answers once more, with the rule that they met",
    "incident.command_sealed": "the same answers once more, of a step that failed",
    "message_inbox.payload_sealed": "the same answers on their way from one referral to another",
    "legal_hold.why_sealed": "what the officer keeps the record for",
    "subject_request.extension_sealed": "what she was told in a letter",
    "subject_request.redactions_sealed": "what is left out of this very answer",
    "case_bar.why_sealed": "who must not know of her, and why: somebody else’s data, and a danger to her",
    "emergency_access.reason_sealed": "why somebody opened her case in an emergency; told by who has seen her record",
    "emergency_access.finding_sealed": "what the review of that found",
}
"""Columns that are not part of the answer, each with why. A test holds that every column is in one of the three."""

_entries = entries.selection(case_entry.c.case_id == bindparam("case_id")).order_by(case_entry.c.id)


@dataclass(frozen=True, slots=True)
class Words:
    """One opened value. `key` names it for good."""

    key: str
    what: str
    value: Any


def opened(tx: Transaction, case: CaseRecord, cipher: SubjectCipher, agency_id: UUID) -> Iterator[Words]:
    """Every value of `OPENED`, in the order of its table; of comments on tasks those of the agency that is asked."""
    values = partnership(tx, {"at_case": case.id, "at_person": case.person_id, "at_agency": agency_id})
    for sealed in SEALED:
        name = f"{sealed.table.name}.{sealed.column.name}"
        if name in OPENED:
            for *key, value in tx.run(_selecting(sealed), values).all():
                text = cipher.open_json(sealed.place(tuple(key)), bytes(value))
                yield Words("/".join([name, *(str(part) for part in key)]), OPENED[name], text)


def _selecting(sealed: Sealed) -> Select[Any]:
    mine = sealed.table.c.partnership_id == bindparam("in_partnership")
    found = select(*sealed.key, sealed.column).where(mine, sealed.of_case, sealed.column.is_not(None))
    if sealed.table is task_comment:
        found = found.where(task_comment.c.agency_id == bindparam("at_agency"))
    return found.order_by(*sealed.key)


def entries_of(tx: Transaction, case: CaseRecord) -> list[EntryRecord]:
    """Notes, goals, comments and files of the case, oldest first, whoever may read them."""
    return entries.all(tx, _entries, case_id=case.id)


def disclosures_of(tx: Transaction, case: CaseRecord) -> list[DisclosureRow]:
    """With whom what was shared."""
    return disclosures.all(tx, selecting_disclosures, case_id=case.id)
