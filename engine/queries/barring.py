"""Who is barred from a case, why, and who else could be; for those who answer for the case."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from engine.errors import InvalidInput, NotFound
from engine.queries.choices import Choice
from engine.queries.places import Places
from engine.queries.view import View
from engine.store import agencies, bars, names, staff, subjects, visibility
from engine.store.bars import BarRecord
from engine.store.cases import CaseRecord

MOST_PEOPLE = 2_000
NOT_FOUND = "Expected the reference of a case that your agency takes part in, but there is none like this."


@dataclass(frozen=True, slots=True)
class Bar:
    """Somebody who is barred: a person, or everybody of a team."""

    bar_id: UUID
    who: str
    why: str
    since: datetime
    by: str


@dataclass(frozen=True, slots=True)
class CaseBars:
    """`people` and `teams` are those who can be barred. `may_open`: the actor takes part in the case herself."""

    case_id: UUID
    reference: str
    bars: tuple[Bar, ...]
    people: tuple[Choice, ...]
    teams: tuple[Choice, ...]
    may_open: bool


def case_bars(view: View, case_id: UUID) -> CaseBars:
    """For the team that leads the case, managers in all of it, and privacy officers. NotFound for everybody else."""
    case = visibility.governed_case(view.tx, view.actor, case_id)
    if case is None:
        raise NotFound("There is no such case.")
    people = staff.page(view.tx, "", None, MOST_PEOPLE)
    named = names.of_accounts(view.tx, [person.id for person in people])
    teams = [team for team in agencies.all_teams(view.tx) if team.id != case.lead_team_id]
    return CaseBars(
        case_id=case.id,
        reference=case.reference,
        bars=_lines(view, case),
        people=tuple(Choice(str(one.id), named[one.id].words) for one in people if one.left_at is None),
        teams=_teams(view, [(team.agency_id, team.id) for team in teams]),
        may_open=visibility.case(view.tx, view.actor, case.id) is not None,
    )


def case_named(view: View, reference: str) -> UUID:
    """The case with exactly that reference, for the same people. Refuses, with InvalidInput, any other text alike."""
    found = visibility.governed_by_reference(view.tx, view.actor, reference.strip().upper())
    if found is None:
        raise InvalidInput(NOT_FOUND, {"reference": "Enter the whole reference of a case"})
    return found.id


def governs(view: View, case_id: UUID) -> bool:
    """Whether the actor may say who must not know of the case."""
    return visibility.governed_case(view.tx, view.actor, case_id) is not None


def _lines(view: View, case: CaseRecord) -> tuple[Bar, ...]:
    rows, cipher = bars.of_case(view.tx, case.id), subjects.cipher(view.tx, case.person_id)
    if cipher is None:
        raise NotFound("There is no such case.")
    people = names.of_accounts(view.tx, [who for row in rows for who in (row.account_id, row.barred_by)])
    places = Places(view, {row.team_id for row in rows if row.team_id})

    def who(row: BarRecord) -> str:
        if row.team_id is None:
            return people[row.account_id].words if row.account_id in people else ""
        agency_id = places.agency_of(row.team_id)
        return f"Everybody of {places.holder(agency_id, row.team_id)}" if agency_id else ""

    return tuple(
        Bar(
            bar_id=row.id,
            who=who(row),
            why=str(cipher.open_json(bars.why_place(row.id), row.why_sealed)),
            since=row.barred_at,
            by=people[row.barred_by].words if row.barred_by in people else "",
        )
        for row in rows
    )


def _teams(view: View, found: list[tuple[UUID, UUID]]) -> tuple[Choice, ...]:
    places = Places(view, {team_id for _, team_id in found})
    choices = [
        Choice(str(team_id), f"Everybody of {places.holder(agency_id, team_id)}") for agency_id, team_id in found
    ]
    return tuple(sorted(choices, key=lambda choice: choice.label))
