"""Searching finds what one may see, and says nothing about the rest."""

from __future__ import annotations

import json
from uuid import UUID

import pytest

from engine import queries
from engine.commands import SearchCases
from engine.errors import InvalidInput, NotPermitted
from engine.store import audit
from engine.testing import Person
from tests.integration.queries.conftest import Town


def found(town: Town, person: Person, search: str) -> list[UUID]:
    return [item.case_id for item in town.ask(person, queries.find_cases, search).items]


@pytest.fixture
def case_id(town: Town) -> UUID:
    opened = town.contact("Kittiwake", name="Roberta Kittiwake Canary").case_id
    assert opened
    return opened


def test_a_case_is_found_by_reference_by_alias_and_by_full_name(town: Town, case_id: UUID) -> None:
    reference = town.ask(town.outreach, queries.case_page, case_id).reference
    for search in (reference, reference.lower(), " kittiwake ", "ROBERTA  kittiwake canary"):
        assert case_id in found(town, town.colleague, search), search
    for search in ("Kitti", "Roberta", "", "%", "Puffin"):
        assert case_id not in found(town, town.colleague, search), search


def test_who_takes_no_part_finds_nothing(town: Town) -> None:
    reference = town.contact("Gannet").reference
    for person in (town.stranger, town.housing, town.coordinator, town.administrator):
        for search in (reference, "Gannet"):
            assert found(town, person, search) == []


def test_a_receiver_finds_her_by_what_was_disclosed_and_by_nothing_else(town: Town, case_id: UUID) -> None:
    town.refer(case_id, share=["alias"])
    assert case_id in found(town, town.housing, "Kittiwake")
    assert case_id not in found(town, town.housing, "Roberta Kittiwake Canary")
    other = town.contact("Razorbill").case_id
    assert other
    town.refer(other, share=["needs"])
    assert other not in found(town, town.housing, "Razorbill")
    assert other in found(town, town.housing, town.ask(town.housing, queries.case_page, other).reference)


def test_each_search_is_on_record_without_what_was_searched_for(town: Town, case_id: UUID) -> None:
    for search in ("Kittiwake", "kittiwake", "Puffin"):
        town.outreach.do(SearchCases(search))
    with town.engine.database.read(1, town.house.clock.now()) as tx:
        rows = [row for row in audit.everything(tx) if row.action == "cases_searched"][-3:]
    codes = [json.loads(row.detail)["code"] for row in rows]
    assert codes[0] == codes[1] != codes[2]
    assert "ittiwake" not in str(rows)


@pytest.mark.parametrize("search", ["", "x" * 101, "a\x07"])
def test_a_search_for_nothing_is_refused(town: Town, search: str) -> None:
    with pytest.raises(InvalidInput):
        town.outreach.do(SearchCases(search))


def test_only_those_who_do_casework_search(town: Town) -> None:
    with pytest.raises(NotPermitted):
        town.administrator.do(SearchCases("Kittiwake"))
