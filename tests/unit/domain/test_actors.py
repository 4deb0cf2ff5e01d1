"""What follows from the roles a person holds."""

from uuid import UUID

import pytest

from engine.domain.actors import Actor, Membership, Role, System

HOUSING, CHARITY = UUID(int=1), UUID(int=2)
NIGHT_TEAM, DAY_TEAM = UUID(int=11), UUID(int=12)


def person(*memberships: Membership) -> Actor:
    return Actor(UUID(int=100), 1, "Outreach worker 1", memberships)


def test_agencies_are_those_of_every_role() -> None:
    actor = person(Membership(HOUSING, None, Role.ADMINISTRATOR), Membership(CHARITY, DAY_TEAM, Role.CASEWORKER))
    assert actor.agency_ids == {HOUSING, CHARITY}
    assert actor.roles == {Role.ADMINISTRATOR, Role.CASEWORKER}


@pytest.mark.parametrize("role", [Role.CASEWORKER, Role.MANAGER])
def test_work_of_a_team_comes_with_casework_and_management(role: Role) -> None:
    assert person(Membership(CHARITY, NIGHT_TEAM, role)).team_ids == {NIGHT_TEAM}


@pytest.mark.parametrize("role", [Role.COMMISSIONER, Role.ADMINISTRATOR, Role.PRIVACY_OFFICER])
def test_other_roles_in_a_team_bring_none_of_its_work(role: Role) -> None:
    assert person(Membership(CHARITY, NIGHT_TEAM, role)).team_ids == frozenset()


def test_a_role_across_the_agency_names_no_team() -> None:
    assert person(Membership(CHARITY, None, Role.MANAGER)).team_ids == frozenset()


def test_a_role_is_held_only_in_its_agency() -> None:
    actor = person(Membership(CHARITY, NIGHT_TEAM, Role.MANAGER))
    assert actor.holds(Role.MANAGER)
    assert actor.holds(Role.MANAGER, CHARITY)
    assert not actor.holds(Role.MANAGER, HOUSING)
    assert not actor.holds(Role.CASEWORKER)
    assert actor.manages(CHARITY)
    assert not actor.manages(HOUSING)


def test_a_role_is_named_in_plain_words() -> None:
    assert Role.PRIVACY_OFFICER.label == "privacy officer"


def test_the_system_has_no_account() -> None:
    assert (System(1).account_id, System(1).name) == (None, "Referral Pathways")
