"""What else a caseworker does through the API: giving tasks to colleagues, writing on a case, files, handing over."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from engine.commands import AddTeam, CreateAccount
from engine.commands.pictures import without_metadata
from engine.domain import attachments
from engine.domain.actors import Role
from engine.domain.attachments import MAX_BYTES
from engine.store import audit
from engine.testing import HASHED, Person
from tests.integration.api.desk import Api, Program
from tests.integration.api.test_asking import refused
from tests.integration.town import Town
from tests.support.photographs import screenshot

STATE = {"id", "version", "state", "assignee"}
PNG = without_metadata(attachments.PNG, screenshot())


def opened(api: Api) -> tuple[str, dict[str, Any]]:
    """A new case, by its id, and the first task in it."""
    started = api.contact()
    (line,) = api.of(api.town.worker).get(f"/tasks?referralId={started.instance_id}")
    return str(started.case_id), line


def put(program: Program, path: str, body: Any) -> Any:
    answer = program.ask("PUT", path, json=body)
    assert answer.status_code == 200, answer.text
    return answer.json


def looked_at(api: Api, case_id: str) -> list[str]:
    """Who opened what of the case, as the record says."""
    with api.house.engine.database.read(1, api.house.clock.now()) as tx:
        return [row.action for row in audit.of_case(tx, UUID(case_id)) if row.action.endswith("_viewed")]


def test_what_is_done_with_a_task_says_how_it_stands_and_nothing_of_what_is_in_it(shared: Api) -> None:
    case_id, line = opened(shared)
    program = shared.with_scopes(shared.town.worker, ["tasks:write"])
    path, mine = f"/tasks/{line['id']}", str(shared.town.worker.account_id)
    claimed = program.post(f"{path}/claim", {"version": line["version"]})
    assert claimed == {"id": line["id"], "version": line["version"] + 1, "state": "claimed", "assignee": mine}
    assert put(program, f"{path}/draft", {"values": {"goals": "A room"}}) == claimed
    assert program.post(f"{path}/comments", {"text": "She called"}, 201) == claimed
    released = program.post(f"{path}/release", {"version": claimed["version"]})
    assert released == {**claimed, "version": claimed["version"] + 1, "state": "open", "assignee": None}
    again = program.post(f"{path}/claim", {"version": released["version"]})
    values = {"services_wanted": ["housing"], "goals": "A room"}
    done = program.post(f"{path}/complete", {"version": again["version"], "values": values})
    assert done == {**again, "version": again["version"] + 1, "state": "completed"}
    assert looked_at(shared, case_id) == []


def test_asking_again_answers_how_the_task_stood_the_first_time(shared: Api) -> None:
    _, line = opened(shared)
    program, path, once = shared.of(shared.town.worker), f"/tasks/{line['id']}", {"Idempotency-Key": str(uuid4())}
    first = program.post(f"{path}/claim", {"version": line["version"]}, headers=once)
    program.post(f"{path}/release", {"version": first["version"]})
    assert program.post(f"{path}/claim", {"version": line["version"]}, headers=once) == first
    done = {"version": first["version"] + 2, "values": {"services_wanted": ["housing"], "goals": "A room"}}
    program.post(f"{path}/claim", {"version": first["version"] + 1})
    completed = program.post(f"{path}/complete", done, headers={"Idempotency-Key": line["id"]})
    assert program.post(f"{path}/complete", done, headers={"Idempotency-Key": line["id"]}) == completed


def test_a_task_is_given_and_lent_to_a_colleague_and_comes_back(shared: Api) -> None:
    town = shared.town
    worker, colleague = shared.of(town.worker), shared.of(town.colleague)
    _, line = opened(shared)
    path = f"/tasks/{line['id']}"
    held = worker.post(f"{path}/claim", {"version": line["version"]})
    ids = {each["name"].split(",")[0]: each["id"] for each in worker.get(path)["colleagues"]}
    to = ids["Outreach worker 2"]
    assert to == str(town.colleague.account_id)
    lent = worker.post(f"{path}/delegate", {"version": held["version"], "to": to})
    assert (lent["assignee"], lent["state"]) == (to, "claimed")
    back = colleague.post(f"{path}/resolve", {"version": lent["version"]})
    assert back["assignee"] == str(town.worker.account_id)
    given = worker.post(f"{path}/reassign", {"version": back["version"], "to": to})
    assert given == {**lent, "version": back["version"] + 1}
    for stranger in (str(town.nurse.account_id), str(uuid4())):
        answer = colleague.ask("POST", f"{path}/reassign", json={"version": given["version"], "to": stranger})
        assert list(refused(answer, 422, "invalid-input")["fields"]) == ["assignee"]
    answer = worker.ask("POST", f"{path}/delegate", json={"version": given["version"], "to": to})
    refused(answer, 409, "conflict")


def test_a_draft_is_for_the_one_who_holds_the_task(shared: Api) -> None:
    worker, colleague = shared.of(shared.town.worker), shared.of(shared.town.colleague)
    _, line = opened(shared)
    path, draft = f"/tasks/{line['id']}", {"values": {"services_wanted": ["housing"], "goals": "Half a"}}
    refused(worker.ask("PUT", f"{path}/draft", json=draft), 409, "invalid-state")
    worker.post(f"{path}/claim", {"version": line["version"]})
    put(worker, f"{path}/draft", draft)
    assert worker.get(path)["values"] == {"services_wanted": ["housing"], "goals": ["Half a"]}
    assert colleague.get(path)["values"] == {}
    refused(colleague.ask("PUT", f"{path}/draft", json=draft), 409, "conflict")
    refused(worker.ask("PUT", f"{path}/draft", json={"values": {"colour": "red"}}), 422, "invalid-input")


def test_a_manager_pauses_a_referral_and_lets_it_go_on(shared: Api) -> None:
    town = shared.town
    started = shared.contact()
    path = f"/referrals/{started.instance_id}"
    manager, worker = shared.of(town.manager), shared.of(town.worker)
    day = shared.house.clock.now().date()
    pause = {"reason": "She is in hospital", "until": (day + timedelta(days=9)).isoformat()}
    refused(worker.ask("POST", f"{path}/pause", json=pause), 403, "not-permitted")
    refused(shared.of(town.clinic_manager).ask("POST", f"{path}/pause", json=pause), 404, "not-found")
    late = manager.ask("POST", f"{path}/pause", json={**pause, "until": day.isoformat()})
    assert list(refused(late, 422, "invalid-input")["fields"]) == ["until"]
    kept = {"id": str(started.instance_id), "caseId": str(started.case_id), "reference": started.reference}
    assert manager.post(f"{path}/pause", pause) == {**kept, "state": "suspended"}
    refused(manager.ask("POST", f"{path}/pause", json=pause), 409, "invalid-state")
    assert worker.get(path)["referral"]["state"] == "suspended"
    assert manager.ask("POST", f"{path}/resume").json == {**kept, "state": "running"}
    refused(manager.ask("POST", f"{path}/resume"), 409, "invalid-state")


def test_a_referral_that_has_ended_is_made_again_with_its_answers_filled_in(shared: Api) -> None:
    town = shared.town
    worker = shared.of(town.worker)
    started = shared.referral()
    again = f"/referrals/{started.instance_id}/again"
    refused(worker.ask("POST", again), 409, "invalid-state")
    shared.answer(town.officer, started, "Acknowledge", seen_by_name="Officer")
    shared.answer(town.officer, started, "Accept or reject", answer="reject", reason="no capacity")
    shared.answer(town.worker, started, "Read why it was rejected", what_next="another way")
    made = worker.ask("POST", again)
    assert made.status_code == 201, made.text
    task = worker.get(made.headers["Location"].partition("/api/v1")[2])
    assert (task["state"], task["assigneeName"]) == ("claimed", "Outreach worker 1")
    assert task["values"]["ask"] == ["A room for tonight if there is one"]
    assert "consent" not in task["values"]
    refused(shared.of(town.nurse).ask("POST", again), 404, "not-found")
    sent = {"version": task["version"], "values": {**task["values"], "consent": "given"}}
    assert worker.post(f"/tasks/{task['id']}/complete", sent)["state"] == "completed"
    withdrawn = {"name": "withdraw", "values": {"code": "not safe"}}
    assert worker.post(f"/referrals/{task['referralId']}/messages", withdrawn)["id"] == task["referralId"]


@pytest.fixture(scope="module")
def case(shared: Api) -> str:
    """A case that housing takes part in for one referral."""
    return str(shared.accepted().case_id)


def test_notes_goals_and_comments_are_written_and_read_by_whom_they_are_for(shared: Api, case: str) -> None:
    town = shared.town
    worker, officer, path = shared.of(town.worker), shared.of(town.officer), f"/cases/{case}"
    day = shared.house.clock.now().date().isoformat()
    note = {"contactKind": "met", "note": "She slept well", "day": day}
    written = worker.post(f"{path}/notes", note, 201)
    assert written.keys() == {"id", "state"}
    own = officer.post(f"{path}/notes", {**note, "note": "Came by", "audience": "agency"}, 201)
    goal = worker.post(f"{path}/goals", {"goal": "A door I can lock"}, 201)
    places = worker.get(f"{path}/comment-places")
    (place,) = [each for each in places if each["title"].startswith("Referral to")]
    reader = next(each for each in place["readers"] if each["name"].startswith("Housing officer 1"))
    comment = {"text": "Can you call her?", "referralId": place["referralId"], "mentions": [reader["id"]]}
    said = worker.post(f"{path}/comments", comment, 201)
    everything = {each["id"]: each for each in worker.get(f"{path}/entries")["items"]}
    assert everything.keys() == {written["id"], goal["id"], said["id"]}
    assert (everything[written["id"]]["what"], everything[written["id"]]["day"]) == ("Met her", day)
    assert everything[said["id"]]["told"] == ["Housing officer 1, Housing"]
    assert {each["id"] for each in officer.get(f"{path}/entries")["items"]} == {own["id"], said["id"]}
    assert [each["id"] for each in worker.get(f"{path}/entries?kind=goal")["items"]] == [goal["id"]]
    close = f"{path}/goals/{goal['id']}/close"
    refused(officer.ask("POST", close, json={"state": "reached"}), 404, "not-found")
    assert worker.post(close, {"state": "reached"}) == {"id": goal["id"], "state": "reached"}
    refused(worker.ask("POST", close, json={"state": "dropped"}), 409, "invalid-state")
    future = worker.ask("POST", f"{path}/notes", json={**note, "day": "2999-01-01"})
    assert list(refused(future, 422, "invalid-input")["fields"]) == ["day"]


def attach(program: Program, case: str, content: bytes, name: str = "letter.png", **options: Any) -> Any:
    options = {"content_type": "application/octet-stream", **options}
    return program.ask("POST", f"/cases/{case}/files", data=content, query_string={"name": name}, **options)


def test_a_file_is_attached_fetched_and_removed(shared: Api, case: str) -> None:
    worker, once = shared.of(shared.town.worker), {"Idempotency-Key": str(uuid4())}
    made = attach(worker, case, PNG, "../Her letter.exe", headers=once)
    assert made.status_code == 201, made.text
    assert attach(worker, case, PNG, "../Her letter.exe", headers=once).json == made.json
    path = made.headers["Location"].partition("/api/v1")[2]
    got = worker.ask("GET", path)
    assert (got.data, got.mimetype) == (PNG, "application/octet-stream")
    assert got.headers["Content-Disposition"] == 'attachment; filename="Her letter.png"'
    assert "file_viewed" in looked_at(shared, case)
    refused(shared.of(shared.town.officer).ask("GET", path), 404, "not-found")
    refused(shared.of(shared.town.nurse).ask("DELETE", path), 404, "not-found")
    refused(shared.of(shared.town.colleague).ask("DELETE", path), 403, "not-permitted")
    assert worker.ask("DELETE", path).status_code == 204
    refused(worker.ask("GET", path), 404, "not-found")
    refused(worker.ask("DELETE", path), 409, "invalid-state")


def test_a_file_is_what_is_in_it_and_of_bounded_size(shared: Api, case: str) -> None:
    worker = shared.of(shared.town.worker)
    for content in (b"", b"MZ\x90\0" + bytes(64), b"<html><script>alert(1)</script>", b"PK\x03\x04" + bytes(32)):
        told = refused(attach(worker, case, content, "plan.pdf"), 422, "invalid-input")
        assert list(told["fields"]) == ["file"]
    refused(attach(worker, case, bytes(MAX_BYTES + 128 * 1024)), 413, "request")
    refused(attach(worker, case, bytes(MAX_BYTES + 1)), 422, "invalid-input")
    refused(attach(worker, case, PNG, content_type="image/png"), 415, "media-type")
    unnamed = worker.ask("POST", f"/cases/{case}/files", data=PNG, content_type="application/octet-stream")
    assert list(refused(unnamed, 422, "invalid-input")["fields"]) == ["name"]
    kept = worker.get(f"/cases/{case}/entries?kind=file")["items"]
    assert [each["what"] for each in kept if each["state"] == "open"] == []


def of_day_team(town: Town) -> Person:
    """Somebody of another team of the outreach charity."""
    house, agency_id = town.house, town.worker.agency_id
    team_id = house.engine.execute(AddTeam(agency_id, "Day team"))
    roles = (Role.CASEWORKER,)
    account = CreateAccount("day.worker@example.org", "Day worker 1", HASHED, agency_id, team_id, roles, duty=False)
    return Person(house, house.engine.execute(account), agency_id, team_id)


def test_a_case_is_offered_declined_offered_again_and_accepted(shared: Api) -> None:
    town = shared.town
    case_id, _ = opened(shared)
    other = of_day_team(town)
    worker, day_worker = shared.of(town.worker), shared.of(other)
    choices = worker.get(f"/cases/{case_id}/teams-to-lead")
    assert str(other.team_id) in {each["id"] for each in choices}
    refused(day_worker.ask("GET", f"/cases/{case_id}/teams-to-lead"), 404, "not-found")
    offer = {"teamId": str(other.team_id), "why": "She comes by day", "stays": True}
    to_nurse = worker.ask("POST", f"/cases/{case_id}/offers", json={**offer, "teamId": str(town.nurse.team_id)})
    assert list(refused(to_nurse, 422, "invalid-input")["fields"]) == ["team_id"]
    first = worker.post(f"/cases/{case_id}/offers", offer, 201)
    refused(worker.ask("POST", f"/cases/{case_id}/offers", json=offer), 409, "invalid-state")
    assert [line["id"] for line in day_worker.get("/offers")] == [first["id"]]
    read = day_worker.get(f"/offers/{first['id']}")
    assert (read["why"], read["caseId"], read["may"]) == ("She comes by day", None, ["answer"])
    refused(shared.of(town.nurse).ask("GET", f"/offers/{first['id']}"), 404, "not-found")
    refused(worker.ask("POST", f"/offers/{first['id']}/accept"), 403, "not-permitted")
    declined = day_worker.post(f"/offers/{first['id']}/decline", {"whyNot": "We are full"})
    assert declined == {"id": first["id"], "state": "declined"}
    second = worker.post(f"/cases/{case_id}/offers", offer, 201)
    assert worker.ask("POST", f"/offers/{second['id']}/withdraw").json == {"id": second["id"], "state": "withdrawn"}
    third = worker.post(f"/cases/{case_id}/offers", offer, 201)
    accepted = day_worker.ask("POST", f"/offers/{third['id']}/accept")
    assert accepted.json == {"id": third["id"], "state": "accepted"}
    assert day_worker.get(f"/cases/{case_id}")["lead"] == day_worker.get(f"/offers/{third['id']}")["offer"]["toTeam"]
    refused(day_worker.ask("POST", f"/offers/{third['id']}/accept"), 409, "invalid-state")
