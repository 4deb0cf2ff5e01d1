"""A lane finds its team, or it is said why not."""

from dataclasses import replace
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.domain.routing import (
    Bind,
    BindKind,
    LaneBinding,
    LaneFacts,
    TeamPlace,
    bind_lane,
    derived_from,
    parse_bind,
    slug,
)
from engine.errors import DefinitionError, InvalidState

CHARITY, HOUSING, CHURCH = UUID(int=1), UUID(int=2), UUID(int=3)
NIGHT, HOMES, NIGHT_HOMES, VESTRY = UUID(int=11), UUID(int=21), UUID(int=22), UUID(int=31)
FACTS = LaneFacts(
    lane="receiver",
    starter=TeamPlace(CHARITY, NIGHT),
    case_lead=TeamPlace(HOUSING, HOMES),
    coordinator=TeamPlace(CHARITY, UUID(int=12)),
    bound={"sender": LaneBinding("sender", CHARITY, NIGHT)},
    teams=(TeamPlace(HOUSING, NIGHT_HOMES), TeamPlace(HOUSING, HOMES), TeamPlace(CHURCH, VESTRY)),
    without_accounts=frozenset({CHURCH}),
)
BY_SERVICE = Bind(BindKind.EXPRESSION, expression="service")


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("receiver", "receiver"),
        ("Receiving service", "receiving_service"),
        ("  Manager (receiver) ", "manager_receiver"),
        ("Café – Équipe", "cafe_equipe"),
        ("–", ""),
    ],
)
def test_a_lane_name_becomes_a_key(name: str, key: str) -> None:
    assert slug(name) == key


@given(st.text())
def test_a_key_is_its_own_key(name: str) -> None:
    assert slug(slug(name)) == slug(name)


@pytest.mark.parametrize(
    ("text", "bind"),
    [
        ("starter", Bind(BindKind.STARTER)),
        (" case_lead ", Bind(BindKind.CASE_LEAD)),
        ("coordinator", Bind(BindKind.COORDINATOR)),
        ("subject_agency", Bind(BindKind.SUBJECT_AGENCY)),
        ("managers_of:receiver", Bind(BindKind.MANAGERS_OF, lane="receiver")),
        ("managers_of: Receiving service", Bind(BindKind.MANAGERS_OF, lane="receiving_service")),
        ("= service", BY_SERVICE),
    ],
)
def test_a_bind_is_read(text: str, bind: Bind) -> None:
    assert parse_bind(text) == bind


@pytest.mark.parametrize("text", ["", "=", "= ", "service", "managers_of", "managers_of:", "starter:x", "expression"])
def test_an_unknown_bind_is_refused_with_what_can_be_written(text: str) -> None:
    with pytest.raises(DefinitionError, match="Write starter, case_lead, coordinator"):
        parse_bind(text)


@pytest.mark.parametrize(
    ("kind", "place"),
    [
        (BindKind.STARTER, (CHARITY, NIGHT)),
        (BindKind.CASE_LEAD, (HOUSING, HOMES)),
        (BindKind.COORDINATOR, (CHARITY, UUID(int=12))),
    ],
)
def test_a_lane_goes_to_the_place_that_is_named(kind: BindKind, place: tuple[UUID, UUID]) -> None:
    assert bind_lane(Bind(kind), FACTS) == LaneBinding("receiver", *place)


@pytest.mark.parametrize("kind", [BindKind.STARTER, BindKind.CASE_LEAD, BindKind.COORDINATOR])
def test_a_place_that_does_not_exist_is_refused(kind: BindKind) -> None:
    with pytest.raises(InvalidState, match=r"Expected the lane “receiver” to be held by the .* but there is none"):
        bind_lane(Bind(kind), LaneFacts("receiver"))


def test_managers_of_a_lane_are_of_its_agency_and_team() -> None:
    managers = bind_lane(Bind(BindKind.MANAGERS_OF, lane="sender"), FACTS)
    assert managers == LaneBinding("receiver", CHARITY, NIGHT, managers_only=True)
    with pytest.raises(InvalidState, match="the managers of “nobody”, but that is not bound"):
        bind_lane(Bind(BindKind.MANAGERS_OF, lane="nobody"), FACTS)


@pytest.mark.parametrize(
    "value",
    [
        {"agency": str(HOUSING), "team": str(HOMES)},
        {"agency": HOUSING, "team": HOMES},
        {"team": str(HOMES)},
        {"agency": str(HOUSING)},
        {"agency": str(HOUSING), "team": None},
        str(HOMES),
        HOMES,
    ],
)
def test_a_service_or_team_from_an_expression_holds_the_lane(value: object) -> None:
    assert bind_lane(BY_SERVICE, replace(FACTS, value=value)) == LaneBinding("receiver", HOUSING, HOMES)


@pytest.mark.parametrize("value", [{"agency": str(CHURCH)}, {"agency": CHURCH, "team": VESTRY}, str(VESTRY)])
def test_an_agency_without_accounts_holds_the_lane_and_the_senders_team_does_the_work(value: object) -> None:
    assert bind_lane(BY_SERVICE, replace(FACTS, value=value)) == LaneBinding("receiver", CHURCH, NIGHT)


def test_without_a_sender_nobody_could_record_the_replies() -> None:
    with pytest.raises(InvalidState, match="but there is no sender"):
        bind_lane(BY_SERVICE, replace(FACTS, value=str(VESTRY), starter=None))


@pytest.mark.parametrize(
    "value",
    [None, "", "the nearest", 5, [], {}, {"agency": "x"}, {"agency": HOUSING, "team": VESTRY}, str(UUID(int=99))],
)
def test_an_expression_that_names_no_team_is_refused(value: object) -> None:
    with pytest.raises(InvalidState, match="given a service or team, but “service” names none"):
        bind_lane(BY_SERVICE, replace(FACTS, value=value))


def test_lanes_of_managers_are_derived_from_a_lane_directly_or_in_turn() -> None:
    binds = {
        "sender": "starter",
        "sender_manager": "managers_of:sender",
        "above": "managers_of:sender_manager",
        "receiver": "= service",
        "receiver_manager": "managers_of:receiver",
    }
    assert derived_from("sender", binds) == ["sender_manager", "above"]
    assert derived_from("receiver", binds) == ["receiver_manager"]
    assert derived_from("above", binds) == []


def test_lanes_that_name_each_other_are_each_derived_once() -> None:
    assert derived_from("a", {"a": "managers_of:b", "b": "managers_of:a"}) == ["b"]


def test_the_agency_it_is_about_holds_its_lane_by_a_team_of_its_own() -> None:
    facts = replace(FACTS, subject_agency=TeamPlace(HOUSING, HOMES))
    assert bind_lane(Bind(BindKind.SUBJECT_AGENCY), facts) == LaneBinding("receiver", HOUSING, HOMES)


def test_whoever_started_it_records_the_replies_of_an_agency_without_accounts() -> None:
    facts = replace(FACTS, subject_agency=TeamPlace(CHURCH, VESTRY))
    assert bind_lane(Bind(BindKind.SUBJECT_AGENCY), facts) == LaneBinding("receiver", CHURCH, NIGHT)


def test_what_is_about_no_agency_is_bound_to_none() -> None:
    with pytest.raises(InvalidState, match="a team of the agency that it is about"):
        bind_lane(Bind(BindKind.SUBJECT_AGENCY), FACTS)
