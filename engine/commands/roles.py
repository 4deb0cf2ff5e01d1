"""What people are in their agencies: giving and taking roles, correcting a name, and people who leave."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from engine.commands import letters
from engine.commands.people import check_name, check_new_address, check_place, check_team, read_role
from engine.commands.released import tell_managers
from engine.commands.work import Work
from engine.domain.actors import CASE_ROLES, Role
from engine.domain.permissions import Permission, require
from engine.errors import InvalidInput, InvalidState, NotFound, NotPermitted
from engine.store import accounts, agencies, attempts, factors, invitations, people, rota, sessions, tasks, tokens
from engine.store.accounts import AccountRecord, MembershipRecord


@dataclass(frozen=True, slots=True)
class ChangePerson:
    """Correct a person's name, and her address while she has not signed in yet. For administrators.

    Later the address is how she proves who she is: whoever could change it could take her place. Refuses: NotFound,
    InvalidInput (fields), Conflict (the address is known).
    """

    account_id: UUID
    name: str
    email: str


@dataclass(frozen=True, slots=True)
class AddRole:
    """Give a person a role in an agency. For administrators, but not to themselves: two people know of every role.

    Refuses: NotFound, NotPermitted, InvalidInput (fields), InvalidState (she has left, or holds the role there).
    """

    account_id: UUID
    agency_id: UUID
    team_id: UUID | None
    role: str
    duty: bool = False


@dataclass(frozen=True, slots=True)
class RemoveRole:
    """Take a role from a person; what she holds and may not do any more goes back to its team, and its manager is told.

    For administrators, but not from themselves. Refuses: NotFound, NotPermitted, InvalidState (nobody else could
    administer, or coordinate).
    """

    membership_id: UUID


@dataclass(frozen=True, slots=True)
class MarkLeaver:
    """A person has left: she is signed out everywhere at once and can sign in no more; what she held goes back to its
    team, and its manager is told. Her name stays with what she did. For administrators.

    Refuses: NotFound, NotPermitted (oneself), InvalidState (gone already; nobody else could administer or coordinate).
    """

    account_id: UUID


def change_person(work: Work, command: ChangePerson) -> None:
    require(work.actor, Permission.MANAGE_ACCOUNTS)
    account = _account(work, command.account_id)
    check_name(command.name)
    address = command.email.strip().lower()
    if address != account.email:
        check_new_address(work, address, account.id)
        if account.is_active:
            words = "Her address can be changed only until she has signed in. Invite her anew under the other address"
            raise InvalidInput("Expected the address with which she signs in.", {"email": words})
    accounts.change(work.tx, account.id, name=command.name.strip(), email=address)
    work.audit("account_changed", "account", account.id, address=address != account.email)


def add_role(work: Work, command: AddRole) -> UUID:
    require(work.actor, Permission.MANAGE_ACCOUNTS)
    account, role = _account(work, command.account_id), read_role(command.role)
    _not_oneself(work, account.id)
    if account.left_at is not None:
        raise InvalidState("Expected a person of the partnership, but she has left. Invite her again first.")
    check_place(work, command.agency_id, command.team_id, [role])
    check_team(command.team_id, [role])
    wanted = (command.agency_id, command.team_id, role.value)
    if any(
        (held.agency_id, held.team_id, held.role) == wanted for held in accounts.memberships_of(work.tx, account.id)
    ):
        raise InvalidState("Expected a role that is new to her, but she holds it there already.")
    record = MembershipRecord(
        work.tx.new_id(), account.id, command.agency_id, command.team_id, role.value, command.duty
    )
    accounts.memberships.add(work.tx, record)
    work.audit("role_given", "account", account.id, role=role.value, agency=str(command.agency_id))
    return record.id


def remove_role(work: Work, command: RemoveRole) -> None:
    require(work.actor, Permission.MANAGE_ACCOUNTS)
    held = accounts.get_membership(work.tx, command.membership_id)
    if held is None:
        raise NotFound("There is no such role.")
    _not_oneself(work, held.account_id)
    _someone_stays(work, held.account_id, [held])
    accounts.remove_membership(work.tx, held.id)
    _off_the_rota(work, held)
    _give_back(work, held.account_id)
    work.audit("role_taken", "account", held.account_id, role=held.role, agency=str(held.agency_id))


def mark_leaver(work: Work, command: MarkLeaver) -> None:
    require(work.actor, Permission.MANAGE_ACCOUNTS)
    account = _account(work, command.account_id)
    _not_oneself(work, account.id)
    if account.left_at is not None:
        raise InvalidState("Expected a person of the partnership, but she has left already.")
    _someone_stays(work, account.id, accounts.memberships_of(work.tx, account.id))
    accounts.change(work.tx, account.id, is_active=False, left_at=work.now)
    sessions.end_sessions_of(work.tx, account.id)
    attempts.forget_devices_of(work.tx, account.id)
    factors.remove_all(work.tx, account.id)
    tokens.revoke_those_of(work.tx, account.id)
    invitations.end_those_of(work.tx, account.id)
    rota.remove_those_of(work.tx, account.id)
    _give_back(work, account.id)
    work.audit("left", "account", account.id)


def _account(work: Work, account_id: UUID) -> AccountRecord:
    found = people.account(work.tx, account_id)
    if found is None:
        raise NotFound("There is no such person.")
    return found


def _not_oneself(work: Work, account_id: UUID) -> None:
    if work.actor.account_id == account_id:
        raise NotPermitted("Expected another administrator to change what you may do: ask one of them.")


def _someone_stays(work: Work, account_id: UUID, losing: list[MembershipRecord]) -> None:
    """Refuses to take away the last administrator, and the last person who coordinates: somebody is always told."""
    team = agencies.coordinating_team(work.tx)
    if team is not None:
        agencies.lock_agency(work.tx, team.agency_id)  # two who go at once would each be counted on by the other
    if any(held.role == Role.ADMINISTRATOR for held in losing) and not accounts.others_in_role(
        work.tx, Role.ADMINISTRATOR.value, account_id
    ):
        raise InvalidState("Expected another administrator to stay, but there is none. Appoint one first.")
    if team is None or not any(_coordinates(held, team.id) for held in losing):
        return
    if not any(_coordinates(held, team.id) for held in accounts.others_in_team(work.tx, team.id, account_id)):
        raise InvalidState("Expected somebody else to coordinate the partnership, but nobody does. Appoint one first.")


def _coordinates(held: MembershipRecord, team_id: UUID) -> bool:
    return held.team_id == team_id and held.role in CASE_ROLES


def _off_the_rota(work: Work, lost: MembershipRecord) -> None:
    """She has no turns in a team in which she holds no role."""
    others = accounts.memberships_of(work.tx, lost.account_id)
    if lost.team_id is not None and not any(held.team_id == lost.team_id for held in others):
        rota.remove_those_of(work.tx, lost.account_id, lost.team_id)


def _give_back(work: Work, account_id: UUID) -> None:
    """What she holds goes back, each referral in a unit of work of its own, right after this one."""
    held = tasks.in_hands_of(work.tx, account_id)
    for instance_id in dict.fromkeys(task.instance_id for task in held):
        letters.give_back(work, instance_id, account_id)
    tell_managers(work, [task for task in held if task.assignee_id == account_id])
