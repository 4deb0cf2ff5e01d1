"""Rule 10: whoever is barred from a case cannot tell that it exists, whatever she asks; what she held is not lost."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from engine import queries
from engine.commands import BarFromCase, ClaimTask, CommentOnCase, LiftBar, Outcome, ReassignTask, ViewBars, ViewCase
from engine.domain.actors import Role
from engine.errors import EngineError, InvalidInput, InvalidState, NotFound
from engine.queries import AuditQuestion, case_bars, case_named, comment_places, heat, my_work, notices, task_page
from engine.store import audit, colleagues, tasks
from engine.store.notices import notice
from engine.testing import Person
from tests.integration.queries.conftest import Town

WORDS = ("Kingfisher", "Roberta")
GIVEN: Mapping[str, Callable[[dict[str, Any]], tuple[Any, ...]]] = {
    "task_id": lambda ids: (ids["task"],),
    "case_id": lambda ids: (ids["case"],),
    "instance_id": lambda ids: (ids["instance"],),
    "offer_id": lambda ids: (UUID(int=7),),
    "entry_id": lambda ids: (UUID(int=7),),
    "emergency_id": lambda ids: (UUID(int=7),),
    "request_id": lambda ids: (UUID(int=7),),
    "erasure_id": lambda ids: (UUID(int=7),),
    "kind": lambda ids: ("note",),
    "question": lambda ids: (AuditQuestion(date(2026, 11, 1), date(2026, 12, 31), ids["reference"]),),
    "reference": lambda ids: (ids["reference"],),
    "search": lambda ids: (ids["reference"],),
    "pathway": lambda ids: ("referral_handshake",),
}
"""What is given for the parameters of a query that it must be given, by their names."""
NOT_OF_CASES = frozenset(
    {
        "agency_line",
        "app_set_up",
        "deputies_for",
        "new_passkey_options",
        "own_sign_in",
        "person_page",
        "preview_redating",
        "service_line",
        "team_of_agency",
    }
)
"""Queries about agencies, people, parameters and signing in, which are given what no case has."""


def of_views() -> dict[str, Callable[..., Any]]:
    """Every public query: what is asked by somebody through a view."""
    found = {name: getattr(queries, name) for name in queries.__all__}
    return {
        name: query
        for name, query in found.items()
        if inspect.isfunction(query) and next(iter(inspect.signature(query).parameters), "") == "view"
    }


def required(query: Callable[..., Any]) -> list[str]:
    parameters = list(inspect.signature(query).parameters.values())[1:]
    return [each.name for each in parameters if each.default is inspect.Parameter.empty]


def asked(town: Town, person: Person, query: Callable[..., Any], ids: dict[str, Any]) -> str:
    """All that the query answers, or how it refuses."""
    given = [value for name in required(query) for value in GIVEN[name](ids)]
    try:
        return repr(town.ask(person, query, *given))
    except EngineError as refusal:
        return f"{type(refusal).__name__}: {refusal}"


def searched(town: Town, person: Person, ids: dict[str, Any]) -> str:
    """What the queries that take a reference to look for answer to this one."""
    found = []
    for query in of_views().values():
        if "reference" in inspect.signature(query).parameters and "reference" not in required(query):
            given = [value for each in required(query) for value in GIVEN[each](ids)]
            with suppress(EngineError):
                found.append(repr(town.ask(person, query, *given, reference=ids["reference"])))
    return "\n".join(found)


@pytest.fixture(scope="module")
def referral(town: Town) -> Outcome:
    """A referral that housing has been sent, of somebody whose name is like no other word."""
    case_id = town.contact(alias="Kingfisher").case_id
    assert case_id is not None
    started = town.refer(case_id)
    town.house.advance(days=9)
    return started


@pytest.fixture(scope="module")
def ids(town: Town, referral: Outcome) -> dict[str, Any]:
    task = next(task for task in town.house.open_tasks() if task.instance_id == referral.instance_id)
    found = {"task": task.id, "case": referral.case_id, "instance": referral.instance_id}
    return {**found, "reference": referral.reference}


@pytest.fixture(scope="module")
def barred(town: Town, referral: Outcome) -> dict[str, Person]:
    """One who would otherwise see the case, for each way of seeing it: as a colleague, a manager, of status alone,
    as somebody who counts; and one whose whole team is barred.
    """
    house, case_id = town.house, referral.case_id
    assert case_id is not None
    roles = {role: [role.value] for role in Role}
    people = {f"{role} of outreach": house.person("Kin", "Night outreach", "Street team", roles[role]) for role in Role}
    people["officer of housing"] = house.person("Kin", "Housing", "Options")
    people["manager of housing"] = house.person("Kin", "Housing", "Options", ["manager"])
    people["coordinator"] = house.person("Kin", "Council", "Coordination", ["caseworker", "manager", "commissioner"])
    for person in people.values():
        town.outreach.do(BarFromCase(case_id, person.account_id, None, "Her cousin"))
    night = house.person("Kin", "Night outreach", "Night team", ["manager"])
    town.outreach.do(BarFromCase(case_id, None, night.team_id, "They lodge with him"))
    return {**people, "a whole team": night}


def test_every_query_is_asked(town: Town) -> None:
    """A query whose parameters this test does not know fails here."""
    unknown = {name: set(required(query)) - GIVEN.keys() for name, query in of_views().items()}
    assert {name for name, missing in unknown.items() if missing} <= NOT_OF_CASES, unknown
    assert len(of_views()) > 50


def test_no_query_tells_somebody_who_is_barred_that_the_case_exists(
    town: Town, ids: dict[str, Any], barred: dict[str, Person]
) -> None:
    """Rule 10, and rule 6 for her: her answers hold no identifier, reference or name, and are those of nothing."""
    missing = {"task": uuid4(), "case": uuid4(), "instance": uuid4(), "reference": "RP-0000-000"}
    telling = [str(value) for value in ids.values()] + list(WORDS)
    for who, person in barred.items():
        for name, query in of_views().items():
            if set(required(query)) - GIVEN.keys():
                continue
            answer = asked(town, person, query, ids)
            assert not [word for word in telling if word in answer], (who, name)
            if required(query):
                assert answer == asked(town, person, query, missing), (who, name)
        assert not [word for word in telling if word in searched(town, person, ids)], who


def test_the_same_people_would_see_it_otherwise(town: Town, ids: dict[str, Any], barred: dict[str, Person]) -> None:
    """So the test above could fail."""
    seen: dict[str, tuple[Person, Callable[..., Any]]] = {
        "a colleague": (town.outreach, queries.case_page),
        "a manager": (town.housing_manager, queries.team_work),
        "status alone": (town.coordinator, queries.team_work),
    }
    for who, (person, query) in seen.items():
        assert ids["reference"] in asked(town, person, query, ids), who


def test_she_is_not_counted_with_and_numbers_do_not_change_for_her(
    town: Town, barred: dict[str, Person], referral: Outcome
) -> None:
    coordinator, manager = barred["coordinator"], barred["manager of housing"]
    everything = town.ask(town.coordinator, heat, "referral_handshake")
    assert town.ask(coordinator, heat, "referral_handshake").total != everything.total
    assert town.ask(manager, queries.team_work).counts["all"] == "0"
    assert set(town.ask(barred["officer of housing"], my_work, "team").counts.values()) == {"0"}
    town.contact()
    days = AuditQuestion(date(2026, 11, 1), date(2026, 12, 31))
    trail = town.ask(barred["privacy_officer of outreach"], queries.audit_trail, days)
    assert trail.lines != ()
    assert referral.reference not in {line.reference for line in trail.lines}


def test_nothing_is_done_in_it_by_her_and_refusals_are_those_of_nothing(
    town: Town, ids: dict[str, Any], barred: dict[str, Person]
) -> None:
    for person in barred.values():
        refusals = []
        for case_id in (ids["case"], uuid4()):
            for command in (ViewCase(case_id), ViewBars(case_id), BarFromCase(case_id, uuid4(), None, "x")):
                with pytest.raises(NotFound) as caught:
                    person.do(command)
                refusals.append(str(caught.value))
        assert refusals[:3] == refusals[3:]


def test_nobody_can_give_her_the_task_or_name_her_in_a_comment(
    town: Town, ids: dict[str, Any], barred: dict[str, Person]
) -> None:
    kin = barred["officer of housing"]
    page = town.ask(town.housing_manager, task_page, ids["task"])
    assert str(kin.account_id) not in {choice.value for choice in page.colleagues}
    with pytest.raises(InvalidInput):
        town.housing_manager.do(ReassignTask(ids["task"], page.version, kin.account_id))
    colleague = barred["caseworker of outreach"]
    assert str(colleague.account_id) not in repr(town.ask(town.outreach, comment_places, ids["case"]))
    with pytest.raises(InvalidInput):
        town.outreach.do(CommentOnCase(ids["case"], None, "Look", (colleague.account_id,)))


def test_she_is_told_of_nothing_and_loses_what_she_was_told_before(town: Town) -> None:
    kin = town.house.person("Kin", "Housing", "Options")
    case_id = town.contact().case_id
    assert case_id is not None
    town.refer(case_id)
    town.house.advance(minutes=1)
    assert town.ask(kin, notices) != ()
    town.outreach.do(BarFromCase(case_id, kin.account_id, None, "Her cousin"))
    assert town.ask(kin, notices) == ()
    town.house.advance(days=30)
    with town.house.engine.database.read(1, town.house.clock.now()) as tx:
        left = tx.run(select(notice.c.task_id, notice.c.case_id).where(notice.c.account_id == kin.account_id)).all()
        of_case = {task.id for task in tasks.all_open(tx) if task.case_id == case_id}
    assert not [row for row in left if row.case_id == case_id or row.task_id in of_case]


def test_a_duplicate_of_hers_is_none_for_her(town: Town) -> None:
    """Rule 11: the check compares blind indexes, and for somebody who is barred there is nobody to compare with."""
    kin = town.house.person("Kin", "Night outreach", "Street team")
    case_id = town.contact(alias="Wren", name="Winifred Canary").case_id
    assert case_id is not None
    her: dict[str, Any] = {"outcome": "opened", "alias": "Wren", "safe_channel": "text", "phone": "07700 900124"}
    checks = "Check for duplicates"
    seen = kin.start("contact_and_triage", **her)
    town.outreach.do(BarFromCase(case_id, kin.account_id, None, "Her cousin"))
    assert seen.case_id is not None
    town.outreach.do(BarFromCase(seen.case_id, kin.account_id, None, "Her cousin"))
    unseen = kin.start("contact_and_triage", **her)
    titles = {
        one.instance_id: [task.title for task in town.house.open_tasks() if task.instance_id == one.instance_id]
        for one in (seen, unseen)
    }
    assert any(checks in title or "already" in title.lower() for title in titles[seen.instance_id]), titles
    assert titles[seen.instance_id] != titles[unseen.instance_id]


def test_what_she_held_is_with_a_manager_of_her_team(town: Town) -> None:
    kin = town.house.person("Kin", "Housing", "Options")
    case_id = town.contact().case_id
    assert case_id is not None
    started = town.refer(case_id)
    task_id = town.task_id(started.instance_id, "Acknowledge")
    kin.do(ClaimTask(task_id, 1))
    town.outreach.do(BarFromCase(case_id, kin.account_id, None, "Her cousin"))
    with town.house.engine.database.read(1, town.house.clock.now()) as tx:
        moved, held = tasks.get(tx, task_id), colleagues.in_teams(tx, [kin.team_id])
    assert moved is not None
    assert moved.assignee_id in {account.id for account, member in held if member.role == Role.MANAGER}


def test_who_answers_for_the_case_says_so_and_others_cannot(town: Town, ids: dict[str, Any]) -> None:
    officer = town.house.person("Officer", "Night outreach", "Street team", ["privacy_officer"])
    for person in (town.outreach, town.outreach_manager, officer):
        assert town.ask(person, case_bars, ids["case"]).bars
        assert town.ask(person, case_named, ids["reference"].lower()) == ids["case"]
    elsewhere = town.house.person("Officer", "Clinic", "Clinic team", ["privacy_officer"])
    for person in (town.housing, town.housing_manager, town.stranger, town.administrator, town.coordinator, elsewhere):
        with pytest.raises(NotFound):
            town.ask(person, case_bars, ids["case"])
        with pytest.raises(InvalidInput):
            town.ask(person, case_named, ids["reference"])


def test_a_bar_is_lifted_and_both_are_on_the_record(town: Town) -> None:
    kin, case_id = town.house.person("Kin", "Night outreach", "Street team"), town.contact().case_id
    assert case_id is not None
    bar_id = town.outreach.do(BarFromCase(case_id, kin.account_id, None, "Her cousin"))
    with pytest.raises(InvalidState):
        town.outreach.do(BarFromCase(case_id, kin.account_id, None, "Her cousin"))
    with pytest.raises(NotFound):
        kin.do(ViewCase(case_id))
    town.outreach_manager.do(LiftBar(case_id, bar_id))
    kin.do(ViewCase(case_id))
    with pytest.raises(NotFound):
        town.outreach.do(LiftBar(case_id, bar_id))
    with town.house.engine.database.read(1, town.house.clock.now()) as tx:
        actions = [row.action for row in audit.of_case(tx, case_id)]
    assert actions.count("case_barred") == actions.count("case_bar_lifted") == 1


@pytest.mark.parametrize("whom", ["nobody", "both", "somebody unknown", "the team that leads"])
def test_a_bar_is_of_one_person_or_one_team_that_does_not_lead(town: Town, ids: dict[str, Any], whom: str) -> None:
    chosen: dict[str, tuple[UUID | None, UUID | None]] = {
        "nobody": (None, None),
        "both": (town.stranger.account_id, town.stranger.team_id),
        "somebody unknown": (uuid4(), None),
        "the team that leads": (None, town.outreach.team_id),
    }
    with pytest.raises(InvalidInput) as caught:
        town.outreach.do(BarFromCase(ids["case"], *chosen[whom], "Her cousin"))
    assert "who" in caught.value.fields
