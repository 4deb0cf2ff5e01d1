"""People, their roles and absences, for administrators: who works where as what, and nothing of what they work on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from engine.domain.actors import Role
from engine.domain.permissions import Permission, require
from engine.errors import NotFound
from engine.queries import cursors
from engine.queries.choices import Choice
from engine.queries.places import Places
from engine.queries.view import View
from engine.store import absences, accounts, agencies, colleagues, factors, invitations, staff
from engine.store.accounts import AccountRecord, MembershipRecord
from engine.store.people import account as account_of_person

PAGE = 50
ACTIVE, INVITED, LEFT, AWAY = "active", "invited", "left", "away"


@dataclass(frozen=True, slots=True)
class RoleLine:
    """A role of a person: in which agency and team (empty: across the agency), and whether she is marked on duty."""

    membership_id: UUID
    role: str
    place: str
    duty: bool


@dataclass(frozen=True, slots=True)
class PersonLine:
    """A person on the list. `state` is active, invited, left or away."""

    account_id: UUID
    name: str
    email: str
    state: str
    roles: tuple[RoleLine, ...]


@dataclass(frozen=True, slots=True)
class PeopleList:
    items: tuple[PersonLine, ...]
    next_cursor: str | None


@dataclass(frozen=True, slots=True)
class AbsenceLine:
    """An absence that is not over. `deputy` is empty when nobody stands in."""

    absence_id: UUID
    first_day: date
    last_day: date
    deputy: str
    is_now: bool


@dataclass(frozen=True, slots=True)
class PersonPage:
    """A person as administrators see her. `link_until`: until when the link sent last works; None when none does.

    `has_second`: she signs in by more than a password. `is_oneself`: another administrator must change what she may do.
    """

    account_id: UUID
    name: str
    email: str
    state: str
    link_until: datetime | None
    left_at: datetime | None
    roles: tuple[RoleLine, ...]
    absences: tuple[AbsenceLine, ...]
    is_oneself: bool
    has_second: bool


def people(view: View, search: str = "", after: str | None = None) -> PeopleList:
    """A page of the partnership's people, by name; `search` is part of a name or address. For administrators.

    Refuses: NotPermitted; InvalidInput (a cursor that no page gave).
    """
    require(view.actor, Permission.MANAGE_ACCOUNTS)
    found = staff.page(view.tx, search.strip(), _place_in(after), PAGE + 1)
    shown = found[:PAGE]
    roles = staff.roles_of(view.tx, (account.id for account in shown))
    away = absences.current(view.tx, (account.id for account in shown))
    places = Places(view, {held.team_id for several in roles.values() for held in several if held.team_id})
    items = tuple(
        PersonLine(
            account_id=account.id,
            name=account.name,
            email=account.email,
            state=state_of(account, account.id in away),
            roles=role_lines(roles.get(account.id, []), places),
        )
        for account in shown
    )
    more = cursors.write(shown[-1].name, str(shown[-1].id)) if len(found) > PAGE else None
    return PeopleList(items, more)


def person_page(view: View, account_id: UUID) -> PersonPage:
    """One person. For administrators. Refuses: NotPermitted, NotFound."""
    require(view.actor, Permission.MANAGE_ACCOUNTS)
    account = account_of_person(view.tx, account_id)
    if account is None:
        raise NotFound("There is no such person.")
    held = accounts.memberships_of(view.tx, account_id)
    lines = absence_lines(view, account_id)
    sent = invitations.latest_of(view.tx, account_id)
    return PersonPage(
        account_id=account.id,
        name=account.name,
        email=account.email,
        state=state_of(account, any(line.is_now for line in lines)),
        link_until=sent.expires_at if sent and sent.is_open(view.now) else None,
        left_at=account.left_at,
        roles=role_lines(held, Places(view, {each.team_id for each in held if each.team_id})),
        absences=lines,
        is_oneself=account.id == view.actor.account_id,
        has_second=factors.has_second(view.tx, account.id),
    )


def state_of(account: AccountRecord, is_away: bool) -> str:
    if account.left_at is not None:
        return LEFT
    return INVITED if not account.is_active else AWAY if is_away else ACTIVE


def role_lines(held: Iterable[MembershipRecord], places: Places) -> tuple[RoleLine, ...]:
    return tuple(RoleLine(each.id, Role(each.role).label, _place(each, places), each.duty) for each in held)


def absence_lines(view: View, account_id: UUID) -> tuple[AbsenceLine, ...]:
    """The absences of a person that are not over. Whoever asks must be one who may see them."""
    rows = absences.coming_of(view.tx, account_id)
    names = accounts.names(view.tx, (row.deputy_id for row in rows))
    today = absences.today_of(view.tx)
    return tuple(
        AbsenceLine(
            absence_id=row.id,
            first_day=row.first_day,
            last_day=row.last_day,
            deputy=names.get(row.deputy_id, "") if row.deputy_id else "",
            is_now=row.is_on(today),
        )
        for row in rows
    )


def deputies_for(view: View, account_id: UUID) -> tuple[Choice, ...]:
    """Who could stand in for a person: those who can sign in and work in an agency in which she does."""
    own = {held.agency_id for held in accounts.memberships_of(view.tx, account_id)}
    found = colleagues.in_agencies(view.tx, own)
    return tuple(
        {person.id: Choice(str(person.id), person.name) for person, _ in found if person.id != account_id}.values()
    )


def work_places(view: View) -> tuple[Choice, ...]:
    """Each agency that takes part and each of its teams, as places in which a role can be held. For administrators."""
    require(view.actor, Permission.MANAGE_ACCOUNTS)
    known = {agency.id: agency for agency in agencies.all_agencies(view.tx) if agency.is_active}
    whole = [Choice(f"{agency.id}:", f"{agency.name}, the whole agency") for agency in known.values()]
    teams = [
        Choice(f"{team.agency_id}:{team.id}", f"{known[team.agency_id].name}, {team.name}")
        for team in agencies.all_teams(view.tx)
        if team.agency_id in known
    ]
    return tuple(sorted([*whole, *teams], key=lambda choice: choice.label))


def _place(held: MembershipRecord, places: Places) -> str:
    return places.holder(held.agency_id, held.team_id) if held.team_id else places.agency(held.agency_id)


def _place_in(after: str | None) -> tuple[str, UUID] | None:
    """The name and id after which the page begins. A name may hold what parts the pieces of a cursor."""
    if not after:
        return None
    name, _, account_id = "|".join(cursors.read_any(after)).rpartition("|")
    return name, cursors.read_id(account_id)
