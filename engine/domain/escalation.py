"""Who is told when a deadline passes. The answer is always a person.

Order: the duty manager of the holding team; any manager of the holding agency; the partnership's coordinator. People
who are absent are passed over, except that a coordinator is told all the same when there is nobody else. A deputy who
is a manager of the agency is on duty in place of the absent person for whom she stands in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from uuid import UUID

from engine.domain.actors import Membership, Role
from engine.errors import InvalidState

FAULT = "fault"
"""The kind of the engine task that tells the coordinator of an incident."""
COORDINATOR = "coordinator"
"""In `tell`, the coordinating team, which is told without taking part: it finds the status under Stalled."""
LATE = "late"
"""The kind of the engine task about a deadline that no timer of the diagram watches."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A person who might be told. `active`: the account can sign in. `absent`: away today, with `deputy_id` for her."""

    account_id: UUID
    memberships: tuple[Membership, ...] = ()
    active: bool = True
    absent: bool = False
    deputy_id: UUID | None = None

    @property
    def present(self) -> bool:
        return self.active and not self.absent


@dataclass(frozen=True, slots=True)
class Told:
    """Who is told, and why this person."""

    account_id: UUID
    why: str


def choose_person(
    holding_team: UUID | None, holding_agency: UUID, people: Iterable[Candidate], coordinators: Iterable[Candidate]
) -> Told:
    """The person to tell; the same for the same facts. Refuses only a partnership without any coordinator."""
    known, all_coordinators = list(people), list(coordinators)

    def has_duty(person: Candidate) -> bool:
        return any(held.duty and held.team_id == holding_team for held in _manages(person, holding_agency))

    standing_in = {person.deputy_id for person in known if person.absent and has_duty(person)}

    def on_duty(person: Candidate) -> bool:
        return has_duty(person) or (person.account_id in standing_in and manager(person))

    def manager(person: Candidate) -> bool:
        return bool(_manages(person, holding_agency))

    present = [person for person in known if person.present]
    steps: list[tuple[list[Candidate], Callable[[Candidate], bool], str]] = [
        (present, on_duty if holding_team else _nobody, "duty manager of the team that holds it"),
        (present, manager, "manager of the agency that holds it"),
        ([person for person in all_coordinators if person.present], _anyone, "coordinator of the partnership"),
        (
            [person for person in all_coordinators if person.active],
            _anyone,
            "coordinator of the partnership, told although absent because there is nobody else",
        ),
    ]
    for group, fits, why in steps:
        fitting = [person for person in group if fits(person)]
        if fitting:
            return Told(min(fitting, key=lambda person: _order(person, holding_team, holding_agency)).account_id, why)
    raise InvalidState("Expected the partnership to have an active coordinator, but it has none. Appoint one.")


def _manages(person: Candidate, agency: UUID) -> list[Membership]:
    return [held for held in person.memberships if held.role is Role.MANAGER and held.agency_id == agency]


def _order(person: Candidate, team: UUID | None, agency: UUID) -> tuple[bool, bool, UUID]:
    """Managers of the holding team first, then those on duty elsewhere in the agency, then by account."""
    managing = _manages(person, agency)
    in_team = team is not None and any(held.team_id == team for held in managing)
    return (not in_team, not any(held.duty for held in managing), person.account_id)


def _anyone(_: Candidate) -> bool:
    return True


def _nobody(_: Candidate) -> bool:
    return False
