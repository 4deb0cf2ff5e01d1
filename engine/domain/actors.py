"""Who asks: a person with the roles held in agencies, or the system itself.

A role is held in an agency, optionally in one of its teams. Nobody holds a role in general.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID


class Role(StrEnum):
    """What a person is in an agency."""

    CASEWORKER = "caseworker"
    MANAGER = "manager"
    COMMISSIONER = "commissioner"
    ADMINISTRATOR = "administrator"
    PRIVACY_OFFICER = "privacy_officer"

    @property
    def label(self) -> str:
        return self.value.replace("_", " ")


CASE_ROLES = frozenset({Role.CASEWORKER, Role.MANAGER})
"""The roles that do people's work; the others see no case content through membership of a team."""


@dataclass(frozen=True, slots=True)
class Membership:
    """One role of one person in one agency. `team_id` None is a role across the agency; `duty` is on duty now."""

    agency_id: UUID
    team_id: UUID | None
    role: Role
    duty: bool = False


@dataclass(frozen=True, slots=True)
class Actor:
    """A signed-in person, or the bearer of an access token. `is_coordinator` sees status across the partnership, never
    content. `token_id` is the token that is used; it goes into the audit trail, and gives or takes nothing. `opened`
    are the cases that she has open in an emergency now, for reading only.
    """

    account_id: UUID
    partnership_id: int
    name: str
    memberships: tuple[Membership, ...] = ()
    is_coordinator: bool = False
    token_id: UUID | None = field(default=None, compare=False)
    opened: frozenset[UUID] = frozenset()

    @property
    def agency_ids(self) -> frozenset[UUID]:
        """The agencies in which the person holds any role."""
        return frozenset(membership.agency_id for membership in self.memberships)

    @property
    def team_ids(self) -> frozenset[UUID]:
        """The teams whose work the person may do: only as caseworker or manager, not as administrator or the like."""
        return frozenset(
            membership.team_id
            for membership in self.memberships
            if membership.team_id is not None and membership.role in CASE_ROLES
        )

    @property
    def all_team_ids(self) -> frozenset[UUID]:
        """The teams in which the person holds any role: a bar of the whole team holds for her, whatever she does."""
        return frozenset(member.team_id for member in self.memberships if member.team_id is not None)

    @property
    def roles(self) -> frozenset[Role]:
        return frozenset(membership.role for membership in self.memberships)

    def holds(self, role: Role, agency_id: UUID | None = None) -> bool:
        """Whether the person holds `role` in the agency, or in any agency when none is named."""
        return any(
            membership.role is role and agency_id in (None, membership.agency_id) for membership in self.memberships
        )

    def manages(self, agency_id: UUID) -> bool:
        """Whether the person is a manager of that agency."""
        return self.holds(Role.MANAGER, agency_id)


@dataclass(frozen=True, slots=True)
class System:
    """The engine acting by itself: timers, messages, called pathways."""

    partnership_id: int
    account_id: None = None
    token_id: None = None
    name: str = "Referral Pathways"


Party = Actor | System
