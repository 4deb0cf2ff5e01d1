"""What she agreed to, and what was shared about her: with whom, on which basis, decided by whom, until when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import JSON, Boolean, Column, LargeBinary, String, Uuid, bindparam, false, update

from engine.store.keys import Place
from engine.store.records import Records, partnership
from engine.store.schema import Moment, index, reference, table

if TYPE_CHECKING:
    from engine.store.unit_of_work import Transaction

consent = table(
    "consent",
    Column("person_id", Uuid, nullable=False),
    Column("recipient_agency_id", Uuid, nullable=True),
    Column("purpose", String(60), nullable=False),
    Column("granted_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("withdrawn_at", Moment, nullable=True),
    Column("words_sealed", LargeBinary, nullable=True),
    Column("recorded_by", Uuid, nullable=True),
    Column("withdrawn_by", Uuid, nullable=True),
    reference("person_id", "person"),
    reference("recipient_agency_id", "agency"),
    index("ix_consent_person", "person_id"),
)

disclosure = table(
    "disclosure",
    Column("case_id", Uuid, nullable=False),
    Column("instance_id", Uuid, nullable=False),
    Column("from_agency_id", Uuid, nullable=False),
    Column("to_agency_id", Uuid, nullable=False),
    Column("purpose", String(60), nullable=False),
    Column("fields", JSON, nullable=False),
    Column("article_6", String(60), nullable=False),
    Column("article_9", String(60), nullable=True),
    Column("schedule_1", String(60), nullable=True),
    Column("consent_id", Uuid, nullable=True),
    Column("gate", String(20), nullable=False),
    Column("decided_by", Uuid, nullable=True),
    Column("decided_at", Moment, nullable=False),
    Column("until", Moment, nullable=True),
    Column("overridden", Boolean, nullable=False, server_default=false()),
    Column("told_her", Boolean, nullable=True),
    Column("asked_by", Uuid, nullable=True),
    Column("approved_by", Uuid, nullable=True),
    reference("case_id", "case_file"),
    reference("consent_id", "consent"),
    index("ix_disclosure_case", "case_id"),
)


@dataclass(frozen=True, slots=True)
class ConsentRecord:
    """Her consent to one agency knowing something for one purpose, from `granted_at` until the day it runs out.

    Without a recipient it was said in general, before consents named one; nothing rests on it.
    """

    id: UUID
    person_id: UUID
    recipient_agency_id: UUID | None
    purpose: str
    granted_at: datetime
    expires_at: datetime
    withdrawn_at: datetime | None
    words_sealed: bytes | None
    recorded_by: UUID | None
    withdrawn_by: UUID | None = None


@dataclass(frozen=True, slots=True)
class DisclosureRow:
    """What was shared with whom, on which basis, decided by whom.

    `overridden`: against or without her agreement, or without an agreement of the recipient; then `asked_by` wanted it,
    and `approved_by` was the second person, if there was the time to ask one. `told_her`: whether she knew of it.
    """

    id: UUID
    case_id: UUID
    instance_id: UUID
    from_agency_id: UUID
    to_agency_id: UUID
    purpose: str
    fields: list[str]
    article_6: str
    article_9: str | None
    schedule_1: str | None
    consent_id: UUID | None
    gate: str
    decided_by: UUID | None
    decided_at: datetime
    until: datetime | None
    overridden: bool = False
    told_her: bool | None = None
    asked_by: UUID | None = None
    approved_by: UUID | None = None


consents = Records(ConsentRecord, consent)
disclosures = Records(DisclosureRow, disclosure)

_consents = consents.selection(consent.c.person_id == bindparam("person_id")).order_by(consent.c.granted_at)
selecting_disclosures = disclosures.selection(disclosure.c.case_id == bindparam("case_id")).order_by(
    disclosure.c.decided_at, disclosure.c.id
)
_consent = consents.selection(consent.c.id == bindparam("id"))
_withdrawing = update(consent).where(
    consents.mine,
    consent.c.person_id == bindparam("at_person"),
    consent.c.purpose == bindparam("at_purpose"),
    consent.c.withdrawn_at.is_(None),
    consent.c.expires_at > bindparam("at_moment"),
)
_closing = (
    update(disclosure)
    .where(
        disclosures.mine,
        disclosure.c.case_id == bindparam("at_case"),
        disclosure.c.instance_id == bindparam("at_instance"),
        disclosure.c.until.is_(None),
    )
    .values(until=bindparam("now"))
)


def close_disclosures(tx: Transaction, case_id: UUID, instance_id: UUID) -> None:
    """A referral has ended: what was disclosed for it is closed."""
    tx.write(_closing, partnership(tx, {"at_case": case_id, "at_instance": instance_id, "now": tx.now}))


def consent_place(consent_id: UUID) -> Place:
    return Place("consent", consent_id, "words_sealed")


def get_consent(tx: Transaction, consent_id: UUID) -> ConsentRecord | None:
    return consents.one(tx, _consent, id=consent_id)


def withdraw_consents(tx: Transaction, person_id: UUID, agency_id: UUID | None, purpose: str, by: UUID | None) -> None:
    """She takes back every consent that is in force, to that agency and for that purpose."""
    place = consent.c.recipient_agency_id
    mine = place.is_(None) if agency_id is None else place == bindparam("at_agency")
    statement = _withdrawing.where(mine).values(withdrawn_at=tx.now, withdrawn_by=by)
    values = {"at_person": person_id, "at_purpose": purpose, "at_moment": tx.now}
    tx.run(statement, partnership(tx, values if agency_id is None else {**values, "at_agency": agency_id}))


def consents_of(tx: Transaction, person_id: UUID) -> list[ConsentRecord]:
    return consents.all(tx, _consents, person_id=person_id)


def disclosures_of(tx: Transaction, case_id: UUID) -> list[DisclosureRow]:
    return disclosures.all(tx, selecting_disclosures, case_id=case_id)
