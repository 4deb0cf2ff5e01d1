"""How many referrals run is told to commissioners so that no small number can be seen or worked out."""

from __future__ import annotations

from typing import Any

import pytest

from engine.domain.actors import Role
from engine.errors import NotFound, NotPermitted
from engine.queries import heat, running_pathways
from engine.queries.pathways import pathway_page, pathways, proposal_files, version_files
from engine.testing import Person
from tests.integration.queries.conftest import Town
from tests.integration.teamwork.conftest import refer

KEY = "referral_handshake"


@pytest.fixture(scope="module")
def commissioner(town: Town) -> Person:
    return town.house.person("Commissioner 1", "Clinic", "Clinic team", ["commissioner"])


@pytest.fixture(scope="module")
def who_manages_too(town: Town) -> Person:
    return town.house.person("Commissioner 2", "Clinic", "Clinic team", ["commissioner", "manager"])


@pytest.fixture(scope="module")
def who_coordinates(town: Town) -> Person:
    return town.house.person("Commissioner 3", "Council", "Coordination", ["commissioner", "caseworker"])


def told(town: Town, person: Person) -> dict[str, Any]:
    """All that the pages about pathways say of how many run."""
    number = town.ask(person, pathway_page, KEY).versions[0].number
    version = town.ask(person, version_files, KEY, number).line
    return {
        "listing": {line.key: line.running for line in town.ask(person, pathways)},
        "versions": [line.running for line in town.ask(person, pathway_page, KEY).versions],
        "version": (version.running, town.ask(person, proposal_files, version.version_id).line.running),
        "steps": [(step.name, step.count) for step in town.ask(person, heat, KEY).steps],
        "totals": {line.key: line.count for line in town.ask(person, running_pathways)},
    }


def test_what_a_commissioner_is_told_is_the_same_for_one_referral_as_for_four(
    town: Town, commissioner: Person, who_manages_too: Person, who_coordinates: Person
) -> None:
    assert told(town, commissioner)["listing"] == {KEY: "0", "contact_and_triage": "0"}
    assert told(town, commissioner)["versions"] == ["none"]
    said = []
    for _ in range(4):
        refer(town)
        said.append(told(town, commissioner))
    assert said[1:] == said[:-1]
    assert said[0]["listing"] == said[0]["totals"] == {KEY: "some", "contact_and_triage": "some"}
    assert said[0]["versions"] == ["some"]
    assert said[0]["version"] == ("some", "some")
    own = told(town, who_manages_too)
    assert own["listing"] == own["totals"] == {KEY: "0", "contact_and_triage": "0"}
    assert own["versions"] == ["some"]
    whole = told(town, who_coordinates)
    assert whole["listing"][KEY] == "4"
    assert (whole["versions"], whole["version"]) == (["4"], ("4", "4"))
    for _ in range(2):
        refer(town)
    later = told(town, commissioner)
    assert later["listing"][KEY] == later["totals"][KEY] == "6"
    assert later["versions"] == ["some"]


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.COMMISSIONER])
def test_other_roles_are_told_nothing_of_versions(town: Town, role: Role) -> None:
    for agency, team in (("Clinic", "Clinic team"), ("Council", "Coordination")):
        person = town.house.person(f"New {role.value}", agency, team, [role.value])
        with pytest.raises(NotPermitted):
            town.ask(person, pathways)
        with pytest.raises(NotFound):
            town.ask(person, pathway_page, KEY)
