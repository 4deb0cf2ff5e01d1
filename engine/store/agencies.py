"""Agencies and their teams, closure days, agreements (the charter) and the service directory."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import JSON, Boolean, Column, Date, Integer, String, Uuid, bindparam, delete, or_, select, update

from engine.store.records import Records, among_few, few, partnership
from engine.store.schema import Moment, index, reference, table

if TYPE_CHECKING:
    from engine.store.unit_of_work import Transaction

agency = table(
    "agency",
    Column("name", String(200), nullable=False),
    Column("kind", String(40), nullable=False),
    Column("has_accounts", Boolean, nullable=False),
    Column("is_active", Boolean, nullable=False),
)

team = table(
    "team",
    Column("agency_id", Uuid, nullable=False),
    Column("name", String(200), nullable=False),
    Column("is_coordinating", Boolean, nullable=False),
    reference("agency_id", "agency"),
    index("ix_team_agency", "agency_id"),
)

closure_day = table(
    "closure_day",
    Column("agency_id", Uuid, nullable=True),
    Column("closed_on", Date, nullable=False),
    Column("reason", String(200), nullable=False),
    reference("agency_id", "agency"),
)

agreement = table(
    "agreement",
    Column("agency_id", Uuid, nullable=False),
    Column("kind", String(40), nullable=False),
    Column("signed_on", Date, nullable=False),
    Column("expires_on", Date, nullable=False),
    Column("ended_on", Date, nullable=True),
    Column("lapses_on", Date, nullable=False),
    reference("agency_id", "agency"),
    index("ix_agreement_agency", "agency_id"),
)

directory_service = table(
    "directory_service",
    Column("agency_id", Uuid, nullable=False),
    Column("team_id", Uuid, nullable=False),
    Column("kind", String(40), nullable=False),
    Column("name", String(200), nullable=False),
    Column("areas", JSON, nullable=False),
    Column("hours", JSON, nullable=False),
    Column("capacity", Integer, nullable=True),
    Column("is_accepting", Boolean, nullable=False),
    Column("checked_at", Moment, nullable=False),
    reference("agency_id", "agency"),
    reference("team_id", "team"),
    index("ix_directory_service_kind", "kind"),
)


@dataclass(frozen=True, slots=True)
class AgencyRecord:
    id: UUID
    name: str
    kind: str
    has_accounts: bool
    is_active: bool


@dataclass(frozen=True, slots=True)
class TeamRecord:
    id: UUID
    agency_id: UUID
    name: str
    is_coordinating: bool


@dataclass(frozen=True, slots=True)
class ClosureRecord:
    """A day on which an agency is closed; the whole partnership when `agency_id` is None."""

    id: UUID
    agency_id: UUID | None
    closed_on: date
    reason: str


@dataclass(frozen=True, slots=True)
class AgreementRecord:
    """A signed charter or agreement, from `signed_on` until the day before `expires_on`.

    After that come days of grace, in which it is to be signed again; on `lapses_on` it lapses.
    """

    id: UUID
    agency_id: UUID
    kind: str
    signed_on: date
    expires_on: date
    ended_on: date | None
    lapses_on: date

    def is_in_force(self, on: date) -> bool:
        """Whether the agency may be referred to on its strength: signed and not lapsed, days of grace included."""
        return self.ended_on is None and self.signed_on <= on < self.lapses_on


@dataclass(frozen=True, slots=True)
class DirectoryRecord:
    """One service that can be referred to. `capacity` None is unlimited; `hours` maps weekday to opening times."""

    id: UUID
    agency_id: UUID
    team_id: UUID
    kind: str
    name: str
    areas: list[str]
    hours: dict[str, Any]
    capacity: int | None
    is_accepting: bool
    checked_at: datetime


@dataclass(frozen=True, slots=True)
class Holder:
    """A team with the agency it belongs to, as people read them."""

    team_id: UUID
    agency_id: UUID
    team: str
    agency: str
    has_accounts: bool

    @property
    def words(self) -> str:
        return f"{self.agency}, {self.team}"


agencies = Records(AgencyRecord, agency)
teams = Records(TeamRecord, team)
closures = Records(ClosureRecord, closure_day)
agreements = Records(AgreementRecord, agreement)
directory = Records(DirectoryRecord, directory_service)

_agency = agencies.selection(agency.c.id == bindparam("id"))
selecting_agencies = agencies.selection().order_by(agency.c.name)
_team = teams.selection(team.c.id == bindparam("id"))
selecting_coordinating = teams.selection(team.c.is_coordinating.is_(True)).order_by(team.c.id)
selecting_closures = closures.selection(
    or_(closure_day.c.agency_id.is_(None), closure_day.c.agency_id == bindparam("agency_id"))
)
selecting_all_closures = closures.selection().order_by(closure_day.c.closed_on, closure_day.c.id)
_closure = closures.selection(closure_day.c.id == bindparam("id"))
_agreements = agreements.selection(agreement.c.agency_id == bindparam("agency_id")).order_by(agreement.c.expires_on)
_service = directory.selection(directory_service.c.id == bindparam("id"))
selecting_holders = (
    select(team.c.id, team.c.agency_id, team.c.name, agency.c.name, agency.c.has_accounts)
    .join(agency, (agency.c.partnership_id == team.c.partnership_id) & (agency.c.id == team.c.agency_id))
    .where(teams.mine)
)
selecting_few_holders = selecting_holders.where(among_few(team.c.id, "id"))


def get_agency(tx: Transaction, agency_id: UUID) -> AgencyRecord | None:
    return agencies.one(tx, _agency, id=agency_id)


def all_agencies(tx: Transaction) -> list[AgencyRecord]:
    return agencies.all(tx, selecting_agencies)


def get_team(tx: Transaction, team_id: UUID) -> TeamRecord | None:
    return teams.one(tx, _team, id=team_id)


def change_agency(tx: Transaction, agency_id: UUID, **changes: Any) -> None:
    statement = update(agency).where(agencies.mine, agency.c.id == bindparam("at_id")).values(changes)
    tx.run(statement, partnership(tx, {"at_id": agency_id}))
    tx.seen.clear()


def rename_team(tx: Transaction, team_id: UUID, name: str) -> None:
    statement = update(team).where(teams.mine, team.c.id == bindparam("at_id")).values(name=name)
    tx.run(statement, partnership(tx, {"at_id": team_id}))
    tx.seen.clear()


def agency_of(tx: Transaction, team_id: UUID) -> UUID | None:
    found = get_team(tx, team_id)
    return found.agency_id if found else None


def all_teams(tx: Transaction) -> list[TeamRecord]:
    return teams.all(tx, teams.selection().order_by(team.c.name))


def coordinating_team(tx: Transaction) -> TeamRecord | None:
    return teams.one(tx, selecting_coordinating)


def closed_days(tx: Transaction, agency_id: UUID) -> frozenset[date]:
    seen = ("closed", agency_id)
    if seen not in tx.seen:
        see_closed_days(tx, agency_id, tx.read(selecting_closures, partnership(tx, {"agency_id": agency_id})))
    days: frozenset[date] = tx.seen[seen]
    return days


def close_on(tx: Transaction, record: ClosureRecord) -> None:
    """Add a day on which an agency, or everybody, is closed."""
    closures.add(tx, record)
    tx.seen.clear()


def all_closures(tx: Transaction) -> list[ClosureRecord]:
    """The days of closure of every agency, and of all, by date."""
    return closures.all(tx, selecting_all_closures)


def get_closure(tx: Transaction, closure_id: UUID) -> ClosureRecord | None:
    return closures.one(tx, _closure, id=closure_id)


def reopen_on(tx: Transaction, closure_id: UUID) -> None:
    """Take a day of closure away."""
    statement = delete(closure_day).where(closures.mine, closure_day.c.id == bindparam("at_id"))
    tx.run(statement, partnership(tx, {"at_id": closure_id}))
    tx.seen.clear()


def see_closed_days(tx: Transaction, agency_id: UUID, rows: Iterable[Sequence[Any]]) -> None:
    """Keep what `selecting_closures` found for the agency, for `closed_days`."""
    tx.seen["closed", agency_id] = frozenset(ClosureRecord(*row).closed_on for row in rows)


def agreements_of(tx: Transaction, agency_id: UUID) -> list[AgreementRecord]:
    return agreements.all(tx, _agreements, agency_id=agency_id)


def end_agreements(tx: Transaction, agency_id: UUID, kind: str, on: date) -> None:
    """The agreements of that kind which the agency has signed end on that day."""
    statement = update(agreement).where(
        agreements.mine,
        agreement.c.agency_id == bindparam("at_agency"),
        agreement.c.kind == bindparam("at_kind"),
        agreement.c.ended_on.is_(None),
    )
    tx.run(statement.values(ended_on=on), partnership(tx, {"at_agency": agency_id, "at_kind": kind}))


def lock_agency(tx: Transaction, agency_id: UUID) -> AgencyRecord | None:
    """The agency, with nobody else starting something about it until this unit of work ends."""
    return agencies.one(tx, _agency.with_for_update(), id=agency_id)


def all_agreements(tx: Transaction) -> list[AgreementRecord]:
    return agreements.all(tx, agreements.selection())


def get_service(tx: Transaction, service_id: UUID) -> DirectoryRecord | None:
    return directory.one(tx, _service, id=service_id)


def change_service(tx: Transaction, service_id: UUID, **changes: Any) -> None:
    statement = update(directory_service).where(directory.mine, directory_service.c.id == bindparam("at_id"))
    tx.run(statement.values(changes), partnership(tx, {"at_id": service_id}))


def all_services(tx: Transaction) -> list[DirectoryRecord]:
    return directory.all(tx, directory.selection().order_by(directory_service.c.name))


def holders(tx: Transaction, team_ids: Iterable[UUID]) -> dict[UUID, Holder]:
    """The teams named, with their agencies, for people to read."""
    wanted = set(team_ids)
    for ids in few("id", wanted - tx.seen.keys()):
        see_holders(tx, tx.read(selecting_few_holders, partnership(tx, ids)))
    return {team_id: tx.seen[team_id] for team_id in wanted if team_id in tx.seen}


def see_holders(tx: Transaction, rows: Iterable[Sequence[Any]]) -> None:
    """Keep what `selecting_holders` found, for `holders`."""
    tx.seen.update((row[0], Holder(*row)) for row in rows)
