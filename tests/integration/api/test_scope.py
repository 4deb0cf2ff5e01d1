"""Everybody asks for everything, with the identifiers of all records: what is not theirs does not exist."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import date
from itertools import product
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from engine.commands import AddTeam, AttachFile, OfferCase, WriteGoal, WriteNote
from engine.domain.actors import Actor, Role
from engine.store import entries, hand_overs, visibility
from engine.store.instances import process_instance
from engine.store.tasks import user_task
from engine.store.unit_of_work import Transaction
from engine.testing import Person
from tests.integration.api.desk import Api, Program
from tests.integration.canary.people import AGENCIES, CASE_ROLES, place
from web.api.routes import ROUTES, Route

NOBODY = str(UUID(int=7))
BODIES: dict[str, Any] = {
    **{name: {"version": 1} for name in ("claim_task", "release_task", "resolve_task")},
    **{name: {"version": 1, "to": NOBODY} for name in ("reassign_task", "delegate_task")},
    "save_draft": {"values": {}},
    "complete_task": {"version": 1, "values": {}},
    "comment_on_task": {"text": "x"},
    "send_message": {"name": "withdraw", "values": {}},
    "pause_referral": {"reason": "x", "until": "2026-12-24"},
    "write_note": {"contactKind": "met", "note": "x", "day": "2026-11-23"},
    "write_goal": {"goal": "x"},
    "close_goal": {"state": "dropped"},
    "comment_on_case": {"text": "x"},
    "offer_case": {"teamId": NOBODY, "why": "x", "stays": True},
    "decline_offer": {"whyNot": "x"},
}
FILE: dict[str, Any] = {"data": b"words", "content_type": "application/octet-stream", "query_string": {"name": "a.txt"}}
Finder = Callable[[Transaction, Actor, tuple[UUID, ...]], object]
FINDERS: Mapping[tuple[str, ...], Finder] = {
    ("task_id",): lambda tx, actor, ids: visibility.task(tx, actor, *ids),
    ("referral_id",): lambda tx, actor, ids: visibility.instance(tx, actor, *ids),
    ("case_id",): lambda tx, actor, ids: visibility.case(tx, actor, *ids),
    ("case_id", "entry_id"): lambda tx, actor, ids: visibility.case(tx, actor, ids[0]) and entries.get(tx, actor, *ids),
    ("offer_id",): lambda tx, actor, ids: hand_overs.get(tx, actor, *ids),
}
"""How it is found out whether somebody may open a record in the web, by the identifiers that name it."""
OF_RECORDS = [route for route in ROUTES if route.ids in FINDERS]
NAMES = sorted({name for names in FINDERS for name in names})


@pytest.fixture(scope="module")
def ids(shared: Api) -> dict[str, list[UUID]]:
    """Records of a referral that is under way between outreach and housing; of the tasks those open and one done."""
    town, case_id = shared.town, shared.accepted().case_id
    assert case_id is not None
    today = shared.house.clock.now().date()
    team_id = shared.house.engine.execute(AddTeam(town.worker.agency_id, "Night team"))
    with shared.house.engine.database.read(1, shared.house.clock.now()) as tx:
        rows = tx.run(select(user_task.c.id, user_task.c.completed_at).where(user_task.c.case_id == case_id)).all()
        of_case = select(process_instance.c.id).where(process_instance.c.case_id == case_id)
        referrals = list(tx.run(of_case).scalars())
    done = [row.id for row in rows if row.completed_at is not None]
    return {
        "task_id": [row.id for row in rows if row.completed_at is None] + done[-1:],
        "referral_id": referrals,
        "case_id": [case_id],
        "entry_id": written_on(town.worker, case_id, today),
        "offer_id": [town.worker.do(OfferCase(case_id, team_id, "She comes by night", stays=True))],
    }


def written_on(worker: Person, case_id: UUID, today: date) -> list[UUID]:
    """One entry of each kind, for those in the whole case."""
    note = WriteNote(case_id, "met", "In the rain", today)
    return [worker.do(each) for each in (note, WriteGoal(case_id, "A coat"), AttachFile(case_id, "a.txt", b"words"))]


@pytest.fixture(scope="module")
def everybody(shared: Api) -> dict[str, tuple[Person, Program]]:
    """One of each role in each agency; on PostgreSQL each role that sees no case once, for the rules are the same."""
    made = {}
    for agency, team in AGENCIES:
        is_full = not shared.house.engine.database.is_postgresql or agency == "Council"
        for role in Role if is_full else CASE_ROLES:
            person = shared.house.person(f"New {role.value}", agency, team, [role.value])
            made[place(agency, role)] = (person, shared.of(person))
    return made


@pytest.fixture(scope="module")
def foreign(
    shared: Api, everybody: dict[str, tuple[Person, Program]], ids: dict[str, list[UUID]]
) -> dict[str, dict[tuple[str, ...], list[tuple[UUID, ...]]]]:
    """The records of each kind that each of them may not open in the web."""
    records = {names: list(product(*(ids[name] for name in names))) for names in FINDERS}
    found = {}
    for who, (person, _) in everybody.items():
        actor = person.actor
        with shared.house.engine.database.read(1, shared.house.clock.now()) as tx:
            found[who] = {
                names: [record for record in records[names] if not find(tx, actor, record)]
                for names, find in FINDERS.items()
            }
    return found


def asked(program: Program, route: Route, record: tuple[UUID, ...]) -> tuple[int, str]:
    path = route.path.format(**dict(zip(route.ids, record, strict=True)))
    options = FILE if route.body is bytes else {"json": BODIES[route.name]} if route.body else {}
    answer = program.ask(route.method, path, **options)
    return answer.status_code, answer.get_data(as_text=True)


def test_every_kind_of_record_has_its_routes() -> None:
    named = {name for route in ROUTES for name in route.ids} - {"definition_id", "webhook_id"}
    assert named == set(NAMES)
    assert BODIES.keys() == {route.name for route in OF_RECORDS if route.body not in (None, bytes)}


@pytest.mark.parametrize("route", OF_RECORDS, ids=lambda route: route.name)
def test_a_record_of_others_answers_exactly_as_one_that_does_not_exist(
    everybody: dict[str, tuple[Person, Program]],
    foreign: dict[str, dict[tuple[str, ...], list[tuple[UUID, ...]]]],
    route: Route,
) -> None:
    refused = 0
    for who, (_, program) in everybody.items():
        missing = asked(program, route, tuple(uuid4() for _ in route.ids))
        assert missing[0] in (403, 404), who
        for record in foreign[who][route.ids]:
            assert asked(program, route, record) == missing, who
            refused += 1
    assert refused > 5


def test_lists_counts_and_events_hold_nothing_of_others(
    shared: Api,
    everybody: dict[str, tuple[Person, Program]],
    foreign: dict[str, dict[tuple[str, ...], list[tuple[UUID, ...]]]],
) -> None:
    shared.house.advance(seconds=5)
    for who, (_, program) in everybody.items():
        paths = ("/tasks?maxResults=100", "/referrals?maxResults=100", "/cases", "/offers")
        lists = [program.get(path) for path in paths]
        events = program.get("/events?maxResults=500")["items"]
        told = json.dumps([*lists, events])
        for names, records in foreign[who].items():
            assert [record for record in records if str(record[-1]) in told] == [], (who, names)
        assert program.get("/tasks/count")["count"] == len(lists[0])
        assert program.get("/referrals/count")["count"] == len(lists[1])
