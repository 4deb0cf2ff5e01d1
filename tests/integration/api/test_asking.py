"""Who may ask, and what a refusal looks like."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from werkzeug.test import TestResponse

from engine.commands import RevokeToken
from engine.domain.scopes import Scope
from engine.queries.tokens import access_tokens
from engine.testing import PASSWORD
from tests.integration.api.desk import Api
from web.api.rate import Rate
from web.api.routes import ROUTES

MEDIA = "application/problem+json"


def refused(answer: TestResponse, status: int, kind: str) -> dict[str, Any]:
    """The problem that was answered."""
    assert (answer.status_code, answer.mimetype) == (status, MEDIA), answer.text
    told = answer.get_json(force=True)
    assert told["type"] == f"urn:referral-pathways:problem:{kind}"
    assert told["status"] == status
    assert told["detail"]
    assert isinstance(told, dict)
    return told


def test_every_route_wants_a_token(shared: Api) -> None:
    for route in ROUTES:
        path = route.path
        for name in route.ids:
            path = path.replace(f"{{{name}}}", str(uuid4()))
        answer = shared.app.test_client().open(f"/api/v1{path}", method=route.method, json={})
        refused(answer, 401, "token")
        assert answer.headers["WWW-Authenticate"] == 'Bearer realm="referral-pathways"'


def test_every_route_but_one_wants_a_scope(shared: Api) -> None:
    assert [route.name for route in ROUTES if route.scope is None] == ["get_me"]
    narrow = {scope: shared.with_scopes(shared.town.nurse, [scope]) for scope in (Scope.TASKS_READ, Scope.WEBHOOKS)}
    for route in ROUTES:
        if route.scope is None:
            continue
        other = Scope.WEBHOOKS if route.scope is Scope.TASKS_READ else Scope.TASKS_READ
        path = route.path
        for name in route.ids:
            path = path.replace(f"{{{name}}}", str(uuid4()))
        answer = narrow[other].ask(route.method, path, json={})
        assert str(route.scope) in refused(answer, 403, "scope")["detail"]


@pytest.mark.parametrize("header", ["Bearer nothing", "Bearer ", "Basic cnA6cnA=", "Bearer rp_" + "x" * 200, "bearer"])
def test_what_is_no_token_in_use_is_refused(shared: Api, header: str) -> None:
    answer = shared.app.test_client().get("/api/v1/me", headers={"Authorization": header})
    refused(answer, 401, "token")


def test_a_cookie_opens_nothing(shared: Api) -> None:
    client = shared.app.test_client()
    page = client.get("/sign-in").get_data(as_text=True)
    token = page.partition('name="csrf-token" value="')[2].partition('"')[0]
    values = {"email": "person1@example.org", "password": PASSWORD, "csrf-token": token}
    assert client.post("/sign-in", data=values).status_code == 302
    assert client.get("/work").status_code == 200
    refused(client.get("/api/v1/tasks"), 401, "token")


def test_a_token_opens_no_page(shared: Api) -> None:
    headers = {"Authorization": f"Bearer {shared.of(shared.town.worker).token}"}
    assert shared.app.test_client().get("/work", headers=headers).status_code == 302


def test_a_token_ends_when_it_runs_out_and_when_it_is_revoked(api: Api) -> None:
    program, worker = api.of(api.town.worker), api.town.worker
    assert program.get("/me")["name"] == "Outreach worker 1"
    api.house.clock.advance(timedelta(days=30))
    refused(program.ask("GET", "/me"), 401, "token")
    fresh = api.with_scopes(worker, ["tasks:read"])
    assert fresh.get("/me")["scopes"] == ["tasks:read"]
    with api.house.engine.reading(worker.actor) as view:
        newest = access_tokens(view).lines[0]
    worker.do(RevokeToken(newest.token_id))
    answer = fresh.ask("GET", "/me")
    refused(answer, 401, "token")
    assert 'error="invalid_token"' in answer.headers["WWW-Authenticate"]


def test_who_asks_too_often_is_told_when_to_ask_again(api: Api) -> None:
    api.app.extensions["api-rate"] = Rate(3)
    program, other = api.of(api.town.worker), api.of(api.town.nurse)
    for _ in range(3):
        program.get("/me")
    api.house.clock.advance(timedelta(seconds=20))
    answer = program.ask("GET", "/me")
    refused(answer, 429, "too-many-requests")
    assert answer.headers["Retry-After"] == "40"
    other.get("/me")
    api.house.clock.advance(timedelta(seconds=40))
    program.get("/me")


def test_refusals_are_problems_whatever_was_wrong(shared: Api) -> None:
    program = shared.of(shared.town.worker)
    refused(program.ask("GET", "/nothing"), 404, "not-found")
    refused(program.ask("GET", f"/tasks/{uuid4()}"), 404, "not-found")
    refused(program.ask("GET", "/tasks/1"), 404, "not-found")
    answer = program.ask("PUT", "/tasks")
    refused(answer, 405, "request")
    assert "GET" in answer.headers["Allow"]
    refused(program.ask("POST", "/referrals", data="{}", content_type="text/plain"), 415, "media-type")
    for body in ("{", "[" * 100_000, '{"pathway": NaN}', "9" * 5_000, b"\xff\xfe{}"):
        refused(program.ask("POST", "/referrals", data=body, content_type="application/json"), 400, "unreadable")
    refused(program.ask("GET", "/referrals?reference=%00"), 422, "invalid-input")
    large = program.ask("POST", "/referrals", data=b"x" * 3_000_000, content_type="application/json")
    refused(large, 413, "request")


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/tasks?candidateGroups=a", "candidateGroups"),
        ("/tasks?dueBefore=tomorrow", "dueBefore"),
        ("/tasks?dueBefore=2026-12-30", "dueBefore"),
        ("/tasks?dueBeforeExpression=now()", "dueBeforeExpression"),
        ("/tasks?maxResults=0", "maxResults"),
        ("/tasks?maxResults=10&maxResults=20", "maxResults"),
        ("/tasks?sortBy=secret", "sortBy"),
        ("/tasks?assigned=yes", "assigned"),
        ("/tasks?assignee=somebody", "assignee"),
        ("/tasks/count?maxResults=10", "maxResults"),
        ("/referrals?state=lost", "state"),
        ("/events?events=task.read", "events"),
        ("/events?after=00000000-0000-0000-0000-000000000000", "after"),
        ("/cases?after=nowhere", "after"),
        ("/me?verbose=true", "verbose"),
    ],
)
def test_a_parameter_that_is_not_as_described_is_named(shared: Api, path: str, name: str) -> None:
    told = refused(shared.of(shared.town.worker).ask("GET", path), 422, "invalid-input")
    assert list(told["fields"]) == [name]


@pytest.mark.parametrize(
    ("body", "names"),
    [
        ({}, ["pathway", "values"]),
        ([], [""]),
        ({"pathway": "contact_and_triage", "values": {}, "case": 1}, ["case"]),
        ({"pathway": 1, "values": {}}, ["pathway"]),
        ({"pathway": "contact_and_triage", "values": {"alias": {"$ne": ""}}}, ["values.alias"]),
        ({"pathway": "contact_and_triage", "values": {"alias": "a\0"}}, ["values.alias"]),
        ({"pathway": "contact_and_triage", "values": {}, "caseId": "1"}, ["caseId"]),
    ],
)
def test_a_member_that_is_not_as_described_is_named(shared: Api, body: Any, names: list[str]) -> None:
    told = refused(shared.of(shared.town.worker).ask("POST", "/referrals", json=body), 422, "invalid-input")
    assert sorted(told["fields"]) == names


def test_half_a_character_is_refused(shared: Api) -> None:
    body = '{"pathway": "contact_and_triage", "values": {"alias": "\\ud800"}}'
    answer = shared.of(shared.town.worker).ask("POST", "/referrals", data=body, content_type="application/json")
    assert list(refused(answer, 422, "invalid-input")["fields"]) == ["values.alias"]


def test_the_description_is_for_everybody_and_names_every_route(shared: Api) -> None:
    described = shared.app.test_client().get("/api/v1/openapi.json").json
    assert described is not None
    assert described["openapi"] == "3.1.0"
    found = {(method.upper(), path) for path, methods in described["paths"].items() for method in methods}
    assert found == {(route.method, route.path) for route in ROUTES}
