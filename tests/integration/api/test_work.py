"""What a caseworker or another system does through the API, from the start of a referral to its end."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from engine.commands import CreateToken
from engine.queries import my_work
from engine.queries.tokens import access_tokens
from tests.integration.api.desk import EVERY_SCOPE, Api, Program
from tests.integration.api.test_asking import refused
from tests.integration.town import SENDING
from web.api.shapes import Given

CONTACT: dict[str, Given] = {"outcome": "opened", "alias": "Robin", "under_18": False, "danger_now": False}


def start(program: Program, **headers: str) -> Any:
    body = {"pathway": "contact_and_triage", "values": CONTACT}
    return program.post("/referrals", body, 201, headers=headers)


def task(program: Program, name: str) -> Any:
    return next(line for line in program.get("/tasks") if line["name"] == name)


def test_a_referral_is_started_sent_and_accepted_through_the_api(api: Api) -> None:
    worker, officer = api.of(api.town.worker), api.of(api.town.officer)
    case_id = start(worker)["caseId"]
    begun = worker.post("/referrals", {"pathway": "referral_handshake", "values": {}, "caseId": case_id}, 201)
    assert (begun["caseId"], begun["state"]) == (case_id, "running")
    sending = task(worker, "Send referral")
    claimed = worker.post(f"/tasks/{sending['id']}/claim", {"version": sending["version"]})
    (service,) = worker.get("/services?kind=housing")
    values = {**SENDING, "service": service["id"]}
    sent = worker.post(f"/tasks/{sending['id']}/complete", {"version": claimed["version"], "values": values})
    assert sent == {**claimed, "version": claimed["version"] + 1, "state": "completed"}
    asked = task(officer, "Acknowledge")
    read = officer.get(f"/tasks/{asked['id']}")
    assert {"label": "Name she uses", "value": "Robin"} in read["known"]
    held = officer.post(f"/tasks/{asked['id']}/claim", {"version": asked["version"]})
    assert "complete" in officer.get(f"/tasks/{asked['id']}")["may"]
    officer.post(f"/tasks/{asked['id']}/comments", {"text": "We have a room"}, 201)
    completion = {"version": held["version"], "values": {"seen_by_name": "Housing officer 1"}}
    officer.post(f"/tasks/{asked['id']}/complete", completion)
    assert officer.get(f"/tasks/{asked['id']}")["comments"][0]["text"] == "We have a room"
    steps = worker.get(f"/referrals/{begun['id']}")["steps"]
    assert {step["name"]: step["state"] for step in steps}["Acknowledge"] == "done"
    withdrawn = {"name": "withdraw", "values": {"code": "her choice"}}
    worker.post(f"/referrals/{begun['id']}/messages", withdrawn)
    refused(officer.ask("POST", f"/referrals/{begun['id']}/messages", json=withdrawn), 404, "not-found")
    assert worker.get(f"/cases/{case_id}")["label"] == "Robin"


def test_a_started_referral_is_where_the_answer_says(shared: Api) -> None:
    program = shared.of(shared.town.worker)
    body = {"pathway": "contact_and_triage", "values": CONTACT}
    answer = program.ask("POST", "/referrals", json=body)
    assert answer.json is not None
    path = answer.headers["Location"].partition("/api/v1")[2]
    assert program.get(path)["referral"]["id"] == answer.json["id"]


def test_asking_again_with_the_same_key_has_one_effect(shared: Api) -> None:
    program = shared.of(shared.town.worker)
    first = start(program, **{"Idempotency-Key": "import-1"})
    assert start(program, **{"Idempotency-Key": "import-1"}) == first
    assert start(program, **{"Idempotency-Key": "import-2"}) != first
    assert program.get("/cases")["items"][1]["id"] == first["caseId"]
    body = {"pathway": "contact_and_triage", "values": {**CONTACT, "alias": "Kim"}}
    answer = program.ask("POST", "/referrals", json=body, headers={"Idempotency-Key": "import-1"})
    refused(answer, 409, "conflict")
    for key in ("x" * 81, "two words", ""):
        refused(program.ask("POST", "/referrals", json=body, headers={"Idempotency-Key": key}), 422, "invalid-input")


def test_a_task_is_held_by_one_and_released_again(shared: Api) -> None:
    worker, colleague = shared.of(shared.town.worker), shared.of(shared.town.colleague)
    mine = f"/tasks?referralId={shared.contact().instance_id}"
    (line,) = worker.get(mine)
    path = f"/tasks/{line['id']}"
    held = worker.post(f"{path}/claim", {"version": line["version"]})
    refused(colleague.ask("POST", f"{path}/claim", json={"version": line["version"]}), 409, "conflict")
    refused(colleague.ask("POST", f"{path}/release", json={"version": held["version"]}), 403, "not-permitted")
    wrong = worker.ask("POST", f"{path}/complete", json={"version": held["version"], "values": {"colour": "red"}})
    assert "colour" in refused(wrong, 422, "invalid-input")["fields"]
    worker.post(f"{path}/release", {"version": held["version"]})
    assert [each["mayClaim"] for each in colleague.get(mine)] == [True]


def test_another_system_works_for_a_team_as_its_caseworkers_do(api: Api) -> None:
    town = api.town
    made = town.duty_manager.do(CreateToken("Case file", EVERY_SCOPE, 90, team_id=town.officer.team_id))
    system = Program(api.app, made.token)
    town.referral()
    (line,) = system.get("/tasks")
    assert line == api.of(town.officer).get("/tasks")[0]
    held = system.post(f"/tasks/{line['id']}/claim", {"version": line["version"]})
    assert held["assignee"] == system.get("/me")["accountId"]
    values = {"seen_by_name": "Case file"}
    system.post(f"/tasks/{line['id']}/complete", {"version": held["version"], "values": values})
    assert [each["name"] for each in system.get("/tasks")] == ["Accept or reject"]
    assert system.get("/me")["roles"] == [
        {"agency": str(town.officer.agency_id), "team": str(town.officer.team_id), "role": "caseworker"}
    ]


@pytest.fixture(scope="module")
def busy(shared: Api) -> Program:
    """The clinic's own work of several days."""
    town, nurse = shared.town, shared.town.nurse
    for number in range(7):
        town.nurse.start("contact_and_triage", None, outcome="opened", alias=f"Woman {number}")
        town.house.clock.advance(timedelta(hours=5))
    nurse.claim("Agree first steps")
    return shared.of(nurse)


def test_filters_and_counts_agree_with_what_the_lines_say(shared: Api, busy: Program) -> None:
    every = busy.get("/tasks?maxResults=100")
    middle = sorted(line["dueAt"] for line in every)[3]
    team = str(shared.town.nurse.team_id)
    asked: dict[str, Callable[[Any], bool]] = {
        "assignee=me": lambda line: line["assignee"] == str(shared.town.nurse.account_id),
        f"assignee={shared.town.nurse.account_id}": lambda line: line["assigneeName"] == "Nurse 1",
        "assigned=true": lambda line: line["assignee"] is not None,
        "assigned=false": lambda line: line["assignee"] is None,
        f"candidateGroups={team}": lambda line: line["candidateGroup"] == team,
        f"candidateGroups={shared.town.officer.team_id}": lambda _: False,
        f"dueBefore={middle}": lambda line: line["dueAt"] < middle,
        f"dueAfter={middle}": lambda line: line["dueAt"] > middle,
        "pathway=contact_and_triage": lambda line: line["pathway"] == "contact_and_triage",
        f"reference={every[0]['reference'].lower()}": lambda line: line["reference"] == every[0]["reference"],
        f"referralId={every[0]['referralId']}": lambda line: line["referralId"] == every[0]["referralId"],
    }
    for query, holds in asked.items():
        wanted = [line for line in every if holds(line)]
        assert busy.get(f"/tasks?maxResults=100&{query}") == wanted, query
        assert busy.get(f"/tasks/count?{query}") == {"count": len(wanted)}, query


@pytest.mark.parametrize(("sort", "member"), [("dueDate", "dueAt"), ("created", "createdAt"), ("name", "name")])
def test_pages_in_either_order_hold_everything_once(busy: Program, sort: str, member: str) -> None:
    pages = [busy.get(f"/tasks?sortBy={sort}&firstResult={first}&maxResults=3") for first in range(0, 60, 3)]
    ascending = [line for page in pages for line in page]
    assert [line[member] for line in ascending] == sorted(line[member] for line in ascending)
    assert len({line["id"] for line in ascending}) == len(ascending) == busy.get("/tasks/count")["count"]
    descending = busy.get(f"/tasks?sortBy={sort}&sortOrder=desc&maxResults=100")
    assert descending == ascending[::-1]


def test_the_list_is_the_one_of_the_web(shared: Api, busy: Program) -> None:
    with shared.house.engine.reading(shared.town.nurse.actor) as view:
        shown = [item for whose in ("mine", "team") for item in my_work(view, whose, limit=100).items]
    assert {line["id"] for line in busy.get("/tasks?maxResults=100")} == {str(item.task_id) for item in shown}


def test_referrals_are_filtered_sorted_and_counted(busy: Program) -> None:
    every = busy.get("/referrals?maxResults=100")
    assert [line["startedAt"] for line in every] == sorted((line["startedAt"] for line in every), reverse=True)
    first = every[-1]
    for query in (f"caseId={first['caseId']}", f"reference={first['reference']}"):
        wanted = [line for line in every if line["caseId"] == first["caseId"]]
        assert busy.get(f"/referrals?{query}") == wanted
        assert busy.get(f"/referrals/count?{query}") == {"count": len(wanted)}
    assert busy.get("/referrals/count?state=completed") == {"count": 0}
    assert busy.get(f"/referrals/count?startedAfter={first['startedAt']}")["count"] < len(every)


def test_when_a_token_was_last_used_is_noted_to_the_minute(shared: Api) -> None:
    worker = shared.town.worker
    program = shared.with_scopes(worker, ["tasks:read"])
    program.get("/me")
    first = shared.house.clock.now()
    shared.house.clock.advance(timedelta(seconds=30))
    program.get("/me")
    with shared.house.engine.reading(worker.actor) as view:
        assert access_tokens(view).lines[0].used_at == first
    shared.house.clock.advance(timedelta(minutes=2))
    program.get("/me")
    with shared.house.engine.reading(worker.actor) as view:
        assert access_tokens(view).lines[0].used_at == shared.house.clock.now()
