"""Who sees what of whose work: every role in every agency, and what a line says of what is not one's own."""

from __future__ import annotations

from itertools import product

import pytest

from engine.commands import Outcome
from engine.domain.actors import Role
from engine.errors import NotPermitted
from engine.queries import heat, stalled, team_work
from engine.queries.heat import HeatPage
from engine.testing import Person
from tests.integration.queries.conftest import Town
from tests.integration.teamwork.conftest import refer

AGENCIES = {
    "Night outreach": "Street team",
    "Housing": "Options",
    "Clinic": "Clinic team",
    "Council": "Coordination",
}
SENDER, RECEIVER, OUTSIDE, COORDINATING = AGENCIES
LISTS = {
    (SENDER, Role.MANAGER): ("ours", "sent", "received"),
    (RECEIVER, Role.MANAGER): ("ours", "sent", "received"),
    (OUTSIDE, Role.MANAGER): ("ours", "sent", "received"),
    (COORDINATING, Role.CASEWORKER): ("partnership",),
    (COORDINATING, Role.MANAGER): ("ours", "sent", "received", "partnership"),
}
"""Who has lists at all, and which; everybody else has none."""
FINDS = {
    (SENDER, "sent"),
    (RECEIVER, "ours"),
    (RECEIVER, "received"),
    (COORDINATING, "partnership"),
}
"""In which list of whom a referral is that the sender has sent and the receiver holds."""


@pytest.fixture(scope="module")
def everybody(town: Town) -> dict[tuple[str, Role], Person]:
    return {
        (agency, role): town.house.person(f"New {role.value}", agency, team, [role.value])
        for (agency, team), role in product(AGENCIES.items(), Role)
    }


@pytest.fixture(scope="module")
def late(town: Town) -> Outcome:
    """A referral that housing should have acknowledged long ago."""
    started = refer(town)
    town.house.advance(days=9)
    return started


Everybody = dict[tuple[str, Role], Person]


@pytest.mark.parametrize("query", [team_work, stalled])
@pytest.mark.parametrize("agency", AGENCIES)
@pytest.mark.parametrize("role", list(Role))
def test_each_role_in_each_agency_sees_its_own_and_the_status_of_what_was_shared(
    town: Town, everybody: Everybody, late: Outcome, agency: str, role: Role, query: object
) -> None:
    person = everybody[agency, role]
    lists = LISTS.get((agency, role))
    if lists is None:
        with pytest.raises(NotPermitted):
            town.ask(person, query)  # type: ignore[arg-type]
        return
    assert town.ask(person, query).lists == lists  # type: ignore[arg-type]
    for whose in lists:
        page = town.ask(person, query, whose, limit=100)  # type: ignore[arg-type]
        found = {line.instance_id for line in page.lines}
        assert (late.instance_id in found) == ((agency, whose) in FINDS), (agency, role, whose)


def test_a_list_that_is_not_hers_is_the_first_that_is(town: Town, everybody: Everybody, late: Outcome) -> None:
    page = town.ask(everybody[OUTSIDE, Role.MANAGER], team_work, "partnership")
    assert (page.whose, page.lines) == ("ours", ())


def test_of_what_is_only_shared_a_line_says_no_name_and_leads_nowhere(
    town: Town, everybody: Everybody, late: Outcome
) -> None:
    page = town.ask(everybody[COORDINATING, Role.MANAGER], stalled, "partnership", limit=100)
    (line,) = [one for one in page.lines if one.instance_id == late.instance_id]
    assert (line.label, line.opens) == (line.reference, "")
    assert not line.may_reassign
    assert not line.may_take_over
    assert "Robin" not in str(page)
    assert "Canary" not in str(page)


def test_another_role_in_the_same_agency_does_not_help(town: Town, everybody: Everybody, late: Outcome) -> None:
    assert town.ask(everybody[RECEIVER, Role.MANAGER], stalled).lines
    with pytest.raises(NotPermitted):
        town.ask(everybody[RECEIVER, Role.ADMINISTRATOR], stalled)


def count_at(page: HeatPage, step: str) -> str:
    (found,) = [line for line in page.steps if line.name == step]
    return found.count


def test_numbers_are_of_what_one_may_see_and_small_ones_are_not_for_commissioners(
    town: Town, everybody: Everybody, late: Outcome
) -> None:
    outside = town.ask(everybody[OUTSIDE, Role.MANAGER], heat, "referral_handshake")
    assert (outside.total, count_at(outside, "Acknowledge"), outside.covers_all) == ("0", "0", False)
    receiver = town.ask(everybody[RECEIVER, Role.MANAGER], heat, "referral_handshake")
    coordinator = town.ask(everybody[COORDINATING, Role.CASEWORKER], heat, "referral_handshake")
    assert count_at(receiver, "Acknowledge") == count_at(coordinator, "Acknowledge") == "1"
    assert coordinator.covers_all
    assert coordinator.is_exact
    commissioner = town.ask(everybody[OUTSIDE, Role.COMMISSIONER], heat, "referral_handshake")
    assert (commissioner.total, count_at(commissioner, "Acknowledge")) == ("some", "fewer than 5")
    for _ in range(5):
        refer(town)
    commissioner = town.ask(everybody[OUTSIDE, Role.COMMISSIONER], heat, "referral_handshake")
    assert (commissioner.total, count_at(commissioner, "Acknowledge")) == ("6", "6")
    for role in (Role.CASEWORKER, Role.ADMINISTRATOR, Role.PRIVACY_OFFICER):
        with pytest.raises(NotPermitted):
            town.ask(everybody[RECEIVER, role], heat, "referral_handshake")
