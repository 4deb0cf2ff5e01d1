"""The person, her case (the file agencies share), and who takes part in it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import (
    Column,
    Integer,
    LargeBinary,
    String,
    UniqueConstraint,
    Uuid,
    bindparam,
    exists,
    func,
    insert,
    or_,
    select,
    text,
    update,
)

from engine.errors import Conflict
from engine.store.keys import Place
from engine.store.records import Records, partnership
from engine.store.schema import Moment, index, reference, table

if TYPE_CHECKING:
    from engine.store.unit_of_work import Transaction

person = table(
    "person",
    Column("details_sealed", LargeBinary, nullable=False),
    Column("alias_mark", LargeBinary(32), nullable=True),
    Column("name_mark", LargeBinary(32), nullable=True),
    Column("created_at", Moment, nullable=False),
    index("ix_person_alias_mark", "alias_mark"),
    index("ix_person_name_mark", "name_mark"),
)

_is_merged = text("merged_into IS NOT NULL")

case_file = table(
    "case_file",
    Column("reference", String(12), nullable=False),
    Column("person_id", Uuid, nullable=False),
    Column("state", String(20), nullable=False),
    Column("lead_agency_id", Uuid, nullable=False),
    Column("lead_team_id", Uuid, nullable=False),
    Column("opened_at", Moment, nullable=False),
    Column("closed_at", Moment, nullable=True),
    Column("outcome", String(40), nullable=True),
    Column("merged_into", Uuid, nullable=True),
    UniqueConstraint("partnership_id", "reference"),
    reference("person_id", "person"),
    reference("lead_agency_id", "agency"),
    reference("lead_team_id", "team"),
    index("ix_case_file_merged", "merged_into", postgresql_where=_is_merged, sqlite_where=_is_merged),
)

_is_part = text("until IS NULL AND instance_id IS NOT NULL")

case_participant = table(
    "case_participant",
    Column("case_id", Uuid, nullable=False),
    Column("agency_id", Uuid, nullable=False),
    Column("team_id", Uuid, nullable=True),
    Column("instance_id", Uuid, nullable=True),
    Column("why", String(60), nullable=False),
    Column("since", Moment, nullable=False),
    Column("until", Moment, nullable=True),
    reference("case_id", "case_file"),
    reference("agency_id", "agency"),
    index("ix_case_participant_case", "case_id"),
    index("ix_case_participant_agency", "agency_id"),
    index("ix_case_participant_part", "agency_id", "instance_id", postgresql_where=_is_part, sqlite_where=_is_part),
)


@dataclass(frozen=True, slots=True)
class PersonRecord:
    """Her record. The marks are blind indexes of alias and name."""

    id: UUID
    details_sealed: bytes
    alias_mark: bytes | None
    name_mark: bytes | None
    created_at: datetime


@dataclass(frozen=True, slots=True)
class CaseRecord:
    """The file agencies share on one person. `state` is contact, open, closed, or merged into another case."""

    id: UUID
    reference: str
    person_id: UUID
    state: str
    lead_agency_id: UUID
    lead_team_id: UUID
    opened_at: datetime
    closed_at: datetime | None
    outcome: str | None
    merged_into: UUID | None = None


@dataclass(frozen=True, slots=True)
class ParticipantRecord:
    """A team takes part in a case: in all of it, or only in one instance when `instance_id` is set."""

    id: UUID
    case_id: UUID
    agency_id: UUID
    team_id: UUID | None
    instance_id: UUID | None
    why: str
    since: datetime
    until: datetime | None


persons = Records(PersonRecord, person)
case_files = Records(CaseRecord, case_file)
participants = Records(ParticipantRecord, case_participant)

_person = persons.selection(person.c.id == bindparam("id"))
_person_locked = _person.with_for_update(of=person)
_case = case_files.selection(case_file.c.id == bindparam("id"))
selecting_participants = participants.selection(case_participant.c.case_id == bindparam("case_id")).order_by(
    case_participant.c.since, case_participant.c.id
)


def details_place(person_id: UUID) -> Place:
    return Place("person", person_id, "details_sealed")


def get_person(tx: Transaction, person_id: UUID) -> PersonRecord | None:
    return persons.one(tx, _person, id=person_id)


def lock_person(tx: Transaction, person_id: UUID) -> PersonRecord | None:
    """Her record, locked until the unit of work ends: two referrals may add to it at once. The instance goes first."""
    return persons.one(tx, _person_locked, id=person_id)


def everybody(tx: Transaction) -> list[PersonRecord]:
    """Every person of the partnership, for consistency checks."""
    return persons.all(tx, persons.selection().order_by(person.c.id))


def change_person(tx: Transaction, person_id: UUID, **changes: Any) -> None:
    statement = update(person).where(persons.mine, person.c.id == bindparam("at_id")).values(changes)
    tx.run(statement, partnership(tx, {"at_id": person_id}))


_kept = case_file.alias("kept")
_same_person = exists().where(
    case_file.c.partnership_id == person.c.partnership_id,
    case_file.c.person_id == person.c.id,
    _kept.c.partnership_id == case_file.c.partnership_id,
    _kept.c.id == case_file.c.merged_into,
    _kept.c.person_id == bindparam("own_id"),
)


_barred_person = select(case_file.c.person_id).where(
    case_file.c.partnership_id == bindparam("in_partnership"),
    case_file.c.id.in_(bindparam("barred", type_=Uuid, expanding=True)),
)


def count_alike(tx: Transaction, record: PersonRecord, barred: Iterable[UUID] = ()) -> int:
    """How many other persons have the same alias or name. A number only: whom, nobody learns here.

    Those are left out whose cases are among `barred`: whoever asks cannot tell that they exist.
    """
    marks = [
        column == mark
        for column, mark in ((person.c.alias_mark, record.alias_mark), (person.c.name_mark, record.name_mark))
        if mark is not None
    ]
    if not marks:
        return 0
    known = (or_(*marks), ~_same_person, person.c.id.not_in(_barred_person))
    statement = select(func.count()).where(persons.mine, person.c.id != bindparam("own_id"), *known)
    return int(tx.run(statement, partnership(tx, {"own_id": record.id, "barred": list(barred)})).scalar_one())


def get(tx: Transaction, case_id: UUID) -> CaseRecord | None:
    return case_files.one(tx, _case, id=case_id)


_case_locked = _case.with_for_update(of=case_file)
_case_held = _case.with_for_update(of=case_file, read=True)


def lock(tx: Transaction, case_id: UUID) -> CaseRecord | None:
    """The case, kept from everybody who adds to it until the unit of work ends. Its instances go first."""
    return case_files.one(tx, _case_locked, id=case_id)


def hold(tx: Transaction, case_id: UUID) -> None:
    """Keep the case from being merged while something is added to it. Refuses one that has just been merged."""
    found = case_files.one(tx, _case_held, id=case_id)
    if found is not None and found.merged_into is not None:
        raise Conflict(
            "Expected the case to be as you saw it, but it has just been merged into another. Open that one."
        )


def change(tx: Transaction, case_id: UUID, **changes: Any) -> None:
    statement = update(case_file).where(case_files.mine, case_file.c.id == bindparam("at_id")).values(changes)
    tx.run(statement, partnership(tx, {"at_id": case_id}))


_given = {name: bindparam(f"new_{name}", type_=case_participant.c[name].type) for name in participants.names}
_covered = exists().where(
    participants.mine,
    case_participant.c.case_id == _given["case_id"],
    case_participant.c.team_id == _given["team_id"],
    case_participant.c.until.is_(None),
    or_(case_participant.c.instance_id.is_(None), case_participant.c.instance_id == _given["instance_id"]),
)
_taking_part = insert(case_participant).from_select(
    ["partnership_id", *participants.names],
    select(bindparam("in_partnership", type_=Integer), *_given.values()).where(~_covered),
)


def let_take_part(tx: Transaction, record: ParticipantRecord) -> None:
    """Add a participant, unless the team takes part in as much of the case already."""
    values = {f"new_{name}": getattr(record, name) for name in participants.names}
    tx.write(_taking_part, partnership(tx, values))


def participants_of(tx: Transaction, case_id: UUID) -> list[ParticipantRecord]:
    return participants.all(tx, selecting_participants, case_id=case_id)


def end_participation(tx: Transaction, case_id: UUID, instance_id: UUID, team_id: UUID) -> None:
    """A team that took part in one instance only takes part no longer."""
    statement = update(case_participant).where(
        participants.mine,
        case_participant.c.case_id == bindparam("at_case"),
        case_participant.c.instance_id == bindparam("at_instance"),
        case_participant.c.team_id == bindparam("at_team"),
        case_participant.c.until.is_(None),
    )
    values = {"at_case": case_id, "at_instance": instance_id, "at_team": team_id}
    tx.run(statement.values(until=tx.now), partnership(tx, values))


_leaving_whole = (
    update(case_participant)
    .where(
        participants.mine,
        case_participant.c.case_id == bindparam("at_case"),
        case_participant.c.team_id == bindparam("at_team"),
        case_participant.c.instance_id.is_(None),
        case_participant.c.until.is_(None),
    )
    .values(until=bindparam("now"))
)


def end_whole_part(tx: Transaction, case_id: UUID, team_id: UUID) -> None:
    """A team that took part in the whole case takes part in it no longer."""
    tx.write(_leaving_whole, partnership(tx, {"at_case": case_id, "at_team": team_id, "now": tx.now}))


_leaving = (
    update(case_participant)
    .where(
        participants.mine,
        case_participant.c.case_id == bindparam("at_case"),
        case_participant.c.instance_id == bindparam("at_instance"),
        case_participant.c.until.is_(None),
    )
    .values(until=bindparam("now"))
)


def leave(tx: Transaction, case_id: UUID, instance_id: UUID) -> None:
    """A referral has ended: who took part in it only takes part no longer."""
    tx.write(_leaving, partnership(tx, {"at_case": case_id, "at_instance": instance_id, "now": tx.now}))
