"""Publishing and deploying never move what the partnership entered, nor what other pathways rest on, by themselves."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from uuid import UUID

import pytest

from engine.commands.drafts import StartDraft
from engine.commands.drafts_parameters import DeclareParameter, ShareParameter
from engine.commands.propose import ProposePathway
from engine.commands.publishing import ApproveVersion
from engine.commands.publishing_parameters import ApproveParameter, ProposeParameter
from engine.errors import Conflict, InvalidInput
from engine.queries.pathways import draft_files, proposal_files
from engine.queries.pathways_outline import bundle_read
from engine.queries.pathways_shipped import kept_out, sharable
from engine.queries.pathways_time import parameter_row
from engine.testing import House, Person
from tests.integration.commands.test_redating import NAME, timed


def shipping(value: str, since: str, key: str = "timed") -> dict[str, bytes]:
    """The pathway with another value of its deadline, under that key."""
    made = {name.replace("timed", key): content.replace(b"timed", key.encode()) for name, content in timed().items()}
    files = {name: content.replace(b"Timed", key.capitalize().encode()) for name, content in made.items()}
    text = files["process.toml"].decode().replace("5 working days", value).replace("2020-01-01", since)
    return {**files, "process.toml": text.encode()}


def in_force(house: House, who: Person) -> str:
    with house.engine.reading(who.actor) as view:
        row = parameter_row(view, NAME).in_force
    assert row is not None
    return row.value


def entered(house: House, who: Person) -> None:
    house.deploy(timed())
    value = ProposeParameter(NAME, "3 working days", "local", "Agreed", house.clock.now().date(), "Sooner")
    proposal_id = who.do(value)
    other = house.person("Commissioner 3", "Council", "Commissioning", roles=("commissioner",))
    with house.engine.reading(other.actor) as view:
        seen = parameter_row(view, NAME).seen
    other.do(ApproveParameter(proposal_id, seen))
    house.clock.advance(timedelta(days=20))


def kept(who: Person, files: Mapping[str, bytes]) -> list[str]:
    with who.house.engine.reading(who.actor) as view:
        return [each.words for each in kept_out(view, files)]


def test_a_newer_value_of_the_pathway_alone_takes_the_place_of_the_one_it_shipped(house: House, first: Person) -> None:
    house.deploy(timed())
    assert house.deploy(shipping("2 working days", "2026-01-01")).kept == ()
    assert in_force(house, first) == "2 working days"


def test_a_deployed_bundle_leaves_what_was_entered_and_says_so(house: House, first: Person) -> None:
    entered(house, first)
    day = house.clock.now().date().isoformat()
    (words,) = house.deploy(shipping("2 working days", day)).kept
    assert words.startswith(f"“{NAME}”: the partnership entered 3 working days from ")
    assert words.endswith(f"; the bundle says 2 working days from {day}.")
    assert in_force(house, first) == "3 working days"


def test_whoever_approves_chooses_between_the_two(house: House, first: Person, second: Person) -> None:
    entered(house, first)
    files = shipping("2 working days", house.clock.now().date().isoformat())
    (words,) = kept(first, files)
    assert "the partnership entered 3 working days" in words
    version: UUID = first.do(ProposePathway(files))
    with house.engine.reading(first.actor) as view:
        current = proposal_files(view, version).published_id
    with pytest.raises(Conflict, match="changed meanwhile"):
        second.do(ApproveVersion(version, current, ("other.name",)))
    second.do(ApproveVersion(version, current, (NAME,)))
    assert in_force(house, first) == "2 working days"
    assert kept(first, files) == []


def test_what_another_pathway_ships_stays_until_both_ship_the_same(house: House, first: Person) -> None:
    house.deploy(timed())
    house.deploy(shipping("5 working days", "2020-01-01", "other"))
    (words,) = house.deploy(shipping("2 working days", "2026-01-01")).kept
    assert words.endswith("It is shared with Other.")
    assert in_force(house, first) == "5 working days"
    assert house.deploy(shipping("2 working days", "2026-01-01", "other")).kept == ()
    assert in_force(house, first) == "2 working days"


def test_a_name_in_use_is_shared_knowingly_and_not_declared_anew(house: House, first: Person) -> None:
    house.deploy(timed())
    made = shipping("1 day", "2020-01-01", "other")
    other = {name: text.replace(NAME.encode(), b"other.time") for name, text in made.items()}
    house.deploy(other)
    draft: UUID = first.do(StartDraft("other", 1))
    with pytest.raises(InvalidInput) as refusal:
        first.do(DeclareParameter(draft, 1, NAME, "1 day", "local", "Agreed"))
    assert refusal.value.fields == {"name": f"“{NAME}” is in use already. Share it, or choose another name."}
    with house.engine.reading(first.actor) as view:
        assert {NAME: ("Timed",)}.items() <= {each.name: each.used_by for each in sharable(view, other)}.items()
    first.do(ShareParameter(draft, 1, NAME))
    with house.engine.reading(first.actor) as view:
        files = draft_files(view, draft).files
        assert kept_out(view, files) == ()
    settings = bundle_read(files).settings
    assert settings is not None
    declared = [(each.name, each.value) for each in settings.parameters]
    assert declared == [("other.time", "1 day"), (NAME, "5 working days")]
    for name in (NAME, "no.such.name", "x" * 300):
        with pytest.raises(InvalidInput):
            first.do(ShareParameter(draft, 2, name))
