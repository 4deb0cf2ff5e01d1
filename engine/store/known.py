"""What an actor may know of the persons behind cases: whole cases she takes part in, and disclosures to her agency."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import and_, bindparam, or_, select

from engine.domain.actors import CASE_ROLES, Actor
from engine.store import scope
from engine.store.cases import case_file, case_files, person
from engine.store.instances import process_instance
from engine.store.keys import SubjectCipher
from engine.store.records import partnership
from engine.store.sharing import DisclosureRow, disclosure, disclosures
from engine.store.subjects import subject_key
from engine.store.writings import SubmissionRecord, form_submission, submissions

if TYPE_CHECKING:
    from engine.store.unit_of_work import Transaction


@dataclass(frozen=True, slots=True)
class SealedPerson:
    """A person's record as it lies in the store, with the cipher that opens it."""

    person_id: UUID
    details_sealed: bytes
    cipher: SubjectCipher


def whole_cases(tx: Transaction, actor: Actor, case_ids: Iterable[UUID]) -> set[UUID]:
    """Those of the cases in which the actor takes part wholly."""
    statement = select(case_file.c.id).where(
        case_files.mine, case_file.c.id.in_(bindparam("ids", expanding=True)), scope.whole_case(actor)
    )
    return {row[0] for row in tx.run(statement, partnership(tx, {"ids": list(set(case_ids))}))}


def disclosed_to(tx: Transaction, actor: Actor, case_ids: Iterable[UUID]) -> list[DisclosureRow]:
    """What was disclosed, and still is, to agencies in which the actor does casework, in referrals she may open."""
    agencies = sorted({member.agency_id for member in actor.memberships if member.role in CASE_ROLES})
    statement = (
        select(*disclosures.columns)
        .join(
            process_instance,
            and_(
                process_instance.c.partnership_id == disclosure.c.partnership_id,
                process_instance.c.id == disclosure.c.instance_id,
            ),
        )
        .where(
            disclosures.mine,
            disclosure.c.case_id.in_(bindparam("ids", expanding=True)),
            disclosure.c.to_agency_id.in_(bindparam("agencies", expanding=True)),
            or_(disclosure.c.until.is_(None), disclosure.c.until > bindparam("now")),
            scope.instances(actor),
        )
        .order_by(disclosure.c.decided_at)
    )
    return disclosures.all(tx, statement, ids=list(set(case_ids)), agencies=agencies, now=tx.now)


def persons_of(tx: Transaction, case_ids: Iterable[UUID]) -> dict[UUID, SealedPerson]:
    """The persons of the cases, by case. Whose key was destroyed is left out: nothing is known of her any more."""
    statement = (
        select(case_file.c.id, person.c.id, person.c.details_sealed, subject_key.c.master_key_id, subject_key.c.wrapped)
        .join(person, and_(person.c.partnership_id == case_file.c.partnership_id, person.c.id == case_file.c.person_id))
        .join(
            subject_key,
            and_(subject_key.c.partnership_id == person.c.partnership_id, subject_key.c.id == person.c.id),
        )
        .where(
            case_files.mine, case_file.c.id.in_(bindparam("ids", expanding=True)), subject_key.c.wrapped.is_not(None)
        )
    )
    rows = tx.run(statement, partnership(tx, {"ids": list(set(case_ids))}))
    return {
        row[0]: SealedPerson(row[1], row[2], tx.keys.cipher(tx.partnership_id, row[1], row[3], row[4])) for row in rows
    }


selecting_submissions_of_case = (
    select(*submissions.columns, process_instance.c.version_id)
    .join(
        process_instance,
        and_(
            process_instance.c.partnership_id == form_submission.c.partnership_id,
            process_instance.c.id == form_submission.c.instance_id,
        ),
    )
    .where(submissions.mine, process_instance.c.case_id == bindparam("case_id"))
    .order_by(form_submission.c.submitted_at, form_submission.c.id)
)


def submissions_of_case(tx: Transaction, case_id: UUID) -> list[tuple[SubmissionRecord, UUID]]:
    """Everything submitted in the referrals of a case, oldest first, each with the version of its pathway."""
    rows = tx.read(selecting_submissions_of_case, partnership(tx, {"case_id": case_id}))
    return [(SubmissionRecord(*row[:-1]), row[-1]) for row in rows]
