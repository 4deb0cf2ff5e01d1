"""Everybody asks for everything, with the identifiers of all records: what is not theirs does not exist."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from engine.domain.actors import Role
from engine.store import visibility
from engine.store.cases import case_file
from engine.store.instances import process_instance
from engine.store.tasks import user_task
from engine.testing import Person
from tests.integration.api.desk import Api, Program
from tests.integration.canary.people import AGENCIES, place
from web.api.routes import ROUTES, Route

TABLES = {"task_id": user_task, "referral_id": process_instance, "case_id": case_file}
BODIES: dict[str, Any] = {
    "claim_task": {"version": 1},
    "release_task": {"version": 1},
    "complete_task": {"version": 1, "values": {}},
    "comment_on_task": {"text": "x"},
    "send_message": {"name": "withdraw", "values": {}},
}
OF_RECORDS = [route for route in ROUTES if set(route.ids) & TABLES.keys()]


@pytest.fixture(scope="module")
def ids(shared: Api) -> dict[str, list[str]]:
    """Every record of a referral that is under way between outreach and housing."""
    started = shared.town.accepted()
    with shared.house.engine.database.read(1, shared.house.clock.now()) as tx:
        tasks = select(user_task.c.id).where(user_task.c.case_id == started.case_id)
        referrals = select(process_instance.c.id).where(process_instance.c.case_id == started.case_id)
        mine = {
            "task_id": list(tx.run(tasks).scalars()),
            "referral_id": list(tx.run(referrals).scalars()),
            "case_id": [started.case_id],
        }
        return {name: [str(each) for each in found] for name, found in mine.items()}


@pytest.fixture(scope="module")
def everybody(shared: Api) -> dict[str, tuple[Person, Program]]:
    """One of each role in each agency."""
    made = {}
    for agency, team in AGENCIES:
        for role in Role:
            person = shared.house.person(f"New {role.value}", agency, team, [role.value])
            made[place(agency, role)] = (person, shared.of(person))
    return made


def asked(program: Program, route: Route, record: str) -> tuple[int, str]:
    path = route.path.replace(f"{{{route.ids[0]}}}", record)
    answer = program.ask(route.method, path, json=BODIES.get(route.name))
    return answer.status_code, answer.get_data(as_text=True)


def is_theirs(shared: Api, person: Person, name: str, record: str) -> bool:
    """Whether the person may open it in the web."""
    find = {"task_id": visibility.task, "referral_id": visibility.instance, "case_id": visibility.case}[name]
    with shared.house.engine.database.read(1, shared.house.clock.now()) as tx:
        return find(tx, person.actor, UUID(record)) is not None


@pytest.mark.parametrize("route", OF_RECORDS, ids=lambda route: route.name)
def test_a_record_of_others_answers_exactly_as_one_that_does_not_exist(
    shared: Api, everybody: dict[str, tuple[Person, Program]], ids: dict[str, list[str]], route: Route
) -> None:
    (name,) = route.ids
    refused = 0
    for who, (person, program) in everybody.items():
        missing = asked(program, route, str(uuid4()))
        for record in ids[name]:
            if not is_theirs(shared, person, name, record):
                assert asked(program, route, record) == missing, who
                refused += 1
        assert missing[0] in (403, 404), who
    assert refused > 10


def test_lists_counts_and_events_hold_nothing_of_others(
    shared: Api, everybody: dict[str, tuple[Person, Program]], ids: dict[str, list[str]]
) -> None:
    shared.house.advance(seconds=5)
    for who, (person, program) in everybody.items():
        lists = [program.get(path) for path in ("/tasks?maxResults=100", "/referrals?maxResults=100", "/cases")]
        events = program.get("/events?maxResults=500")["items"]
        told = json.dumps([*lists, events])
        for name in TABLES:
            for record in ids[name]:
                assert record not in told or is_theirs(shared, person, name, record), (who, name)
        assert program.get("/tasks/count")["count"] == len(lists[0])
        assert program.get("/referrals/count")["count"] == len(lists[1])
