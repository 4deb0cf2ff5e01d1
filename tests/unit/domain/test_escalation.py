"""Somebody is always told, in the order that was agreed."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.domain.actors import Membership, Role
from engine.domain.escalation import Candidate, Told, choose_person
from engine.errors import InvalidState

AGENCY, OTHER = UUID(int=1), UUID(int=2)
TEAM, OTHER_TEAM = UUID(int=11), UUID(int=12)


def candidate(number: int, *memberships: Membership, active: bool = True, absent: bool = False) -> Candidate:
    return Candidate(UUID(int=number), memberships, active, absent)


def manager(
    number: int, team: UUID | None, duty: bool = False, agency: UUID = AGENCY, absent: bool = False
) -> Candidate:
    return candidate(number, Membership(agency, team, Role.MANAGER, duty), absent=absent)


COORDINATOR = candidate(90)


def told(people: list[Candidate], coordinators: list[Candidate], team: UUID | None = TEAM) -> Told:
    return choose_person(team, AGENCY, people, coordinators)


def test_the_duty_manager_of_the_holding_team_is_told_first() -> None:
    people = [manager(1, OTHER_TEAM, duty=True), manager(2, TEAM), manager(3, TEAM, duty=True)]
    assert told(people, [COORDINATOR]) == Told(UUID(int=3), "duty manager of the team that holds it")


def test_without_a_duty_manager_any_manager_of_the_agency_is_told() -> None:
    people = [manager(1, OTHER_TEAM), manager(2, TEAM), manager(3, TEAM, duty=True, absent=True)]
    assert told(people, [COORDINATOR]) == Told(UUID(int=2), "manager of the agency that holds it")


def test_among_managers_elsewhere_in_the_agency_one_on_duty_is_preferred() -> None:
    assert told([manager(1, OTHER_TEAM), manager(2, OTHER_TEAM, duty=True)], []).account_id == UUID(int=2)


def test_a_deputy_who_manages_there_is_on_duty_for_whoever_is_away() -> None:
    away = Candidate(UUID(int=3), (Membership(AGENCY, TEAM, Role.MANAGER, True),), absent=True, deputy_id=UUID(int=2))
    people = [away, manager(1, TEAM), manager(2, OTHER_TEAM)]
    assert told(people, [COORDINATOR]) == Told(UUID(int=2), "duty manager of the team that holds it")


@pytest.mark.parametrize("deputy", [candidate(2), manager(2, TEAM, agency=OTHER), manager(2, TEAM, absent=True)])
def test_a_deputy_who_could_not_answer_for_the_agency_is_not_told(deputy: Candidate) -> None:
    away = Candidate(UUID(int=3), (Membership(AGENCY, TEAM, Role.MANAGER, True),), absent=True, deputy_id=UUID(int=2))
    assert told([away, deputy], [COORDINATOR]).account_id == UUID(int=90)


def test_a_deputy_of_somebody_who_is_there_counts_as_anybody_else() -> None:
    there = Candidate(UUID(int=3), (Membership(AGENCY, TEAM, Role.MANAGER, True),), deputy_id=UUID(int=1))
    assert told([there, manager(1, TEAM)], []).account_id == UUID(int=3)


def test_without_a_holding_team_there_is_no_duty_manager_of_it() -> None:
    assert told([manager(1, None, duty=True)], [], team=None).why == "manager of the agency that holds it"


@pytest.mark.parametrize(
    "nobody",
    [
        manager(1, TEAM, duty=True, agency=OTHER),
        manager(1, TEAM, duty=True, absent=True),
        candidate(1, Membership(AGENCY, TEAM, Role.MANAGER, True), active=False),
        candidate(1, Membership(AGENCY, TEAM, Role.CASEWORKER, True)),
    ],
)
def test_without_any_present_manager_the_coordinator_is_told(nobody: Candidate) -> None:
    assert told([nobody], [COORDINATOR]) == Told(UUID(int=90), "coordinator of the partnership")


def test_a_present_coordinator_is_told_before_an_absent_one() -> None:
    assert told([], [candidate(80, absent=True), COORDINATOR]).account_id == UUID(int=90)


def test_an_absent_coordinator_is_told_when_there_is_nobody_else() -> None:
    answer = told([], [candidate(80, active=False), candidate(81, absent=True)])
    assert answer.account_id == UUID(int=81)
    assert "although absent" in answer.why


def test_a_partnership_without_coordinator_is_refused() -> None:
    with pytest.raises(InvalidState, match="Appoint one"):
        told([], [candidate(80, active=False)])


MEMBERSHIPS = st.builds(
    Membership,
    agency_id=st.sampled_from([AGENCY, OTHER]),
    team_id=st.sampled_from([TEAM, OTHER_TEAM, None]),
    role=st.sampled_from(Role),
    duty=st.booleans(),
)
CANDIDATES = st.lists(
    st.builds(
        Candidate,
        account_id=st.integers(1, 50).map(lambda number: UUID(int=number)),
        memberships=st.lists(MEMBERSHIPS, max_size=3).map(tuple),
        active=st.booleans(),
        absent=st.booleans(),
    ),
    unique_by=lambda person: person.account_id,
    max_size=6,
)


@given(CANDIDATES, st.booleans(), st.randoms(use_true_random=False))
def test_never_nobody_and_the_same_person_whatever_the_order(
    people: list[Candidate], coordinator_absent: bool, random: object
) -> None:
    coordinators = [candidate(90, absent=coordinator_absent)]
    answer = told(people, coordinators)
    shuffled = sorted(people, key=lambda _: random.random())  # type: ignore[attr-defined]
    assert told(shuffled, coordinators) == answer
    chosen = next(person for person in [*people, *coordinators] if person.account_id == answer.account_id)
    assert chosen.active
    assert chosen.present or chosen in coordinators
