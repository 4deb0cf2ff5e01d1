"""Other systems follow what happens: by asking since a cursor, and by being told. Neither holds any content."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest

from engine.commands import MarkLeaver, RevokeToken
from engine.domain.actors import Role
from engine.queries.tokens import access_tokens
from engine.store import hooks
from engine.testing import House
from engine.worker import Worker
from tests.integration.api.desk import Api, Program
from tests.integration.api.receiver import Receiver, receiver
from tests.integration.api.test_asking import refused

MEMBERS = {"id", "name", "at", "referralId", "taskId"}


def tick(house: House, **by: float) -> None:
    house.advance(**(by or {"seconds": 5}))


def named(program: Program, query: str = "") -> list[str]:
    return [line["name"] for line in program.get(f"/events{query}")["items"]]


def test_everything_that_happens_to_a_referral_is_told_in_order(api: Api) -> None:
    worker = api.of(api.town.worker)
    api.town.contact()
    tick(api.house)
    before = worker.get("/events")
    assert before["items"][0]["name"] == "referral.started"
    api.town.worker.complete("Agree first steps", services_wanted=["housing"], goals="A room")
    tick(api.house)
    after = worker.get(f"/events?after={before['next']}")["items"]
    assert [line["name"] for line in after[:2]] == ["task.claimed", "task.completed"]
    everything = worker.get("/events?maxResults=500")
    assert everything["items"] == [*before["items"], *after]
    assert all(line.keys() == MEMBERS for line in everything["items"])
    opened = {line["id"] for line in worker.get("/tasks?maxResults=100")}
    created = {line["taskId"] for line in everything["items"] if line["name"] == "task.created"}
    gone = {line["taskId"] for line in everything["items"] if line["name"] in ("task.completed", "task.cancelled")}
    assert created - gone == opened


def test_a_page_at_a_time_gives_the_same_as_all_at_once(api: Api) -> None:
    api.town.referral()
    tick(api.house)
    worker = api.of(api.town.worker)
    found, after, more = [], "", True
    while more:
        page = worker.get(f"/events?maxResults=2{after}")
        found += page["items"]
        after, more = f"&after={page['next']}", page["more"]
    assert found == worker.get("/events?maxResults=500")["items"]
    assert len({line["id"] for line in found}) == len(found) > 4
    assert worker.get(f"/events?{after[1:]}") == {"items": [], "next": page["next"], "more": False}


def test_only_those_are_told_who_may_open_it(api: Api) -> None:
    started = api.town.referral()
    tick(api.house)
    assert named(api.of(api.town.nurse)) == named(api.of(api.town.clinic_manager)) == []
    seen = api.of(api.town.officer).get("/events")["items"]
    assert {line["name"] for line in seen} >= {"task.created", "referral.started"}
    assert str(started.instance_id) in {line["referralId"] for line in seen}
    mine = {line["taskId"] for line in api.of(api.town.worker).get("/events")["items"]} - {None}
    assert mine.isdisjoint(line["taskId"] for line in seen)


def test_names_choose_among_events(api: Api) -> None:
    api.town.contact()
    tick(api.house)
    assert set(named(api.of(api.town.worker), "?events=task.created")) == {"task.created"}


def test_events_are_kept_for_ninety_days_and_never_come_back(api: Api) -> None:
    worker = api.of(api.town.worker)
    api.town.contact()
    tick(api.house)
    first = worker.get("/events")["next"]
    tick(api.house, days=91)
    api.of(api.town.worker)
    api.house.worker.daily()
    program = api.with_scopes(api.town.worker, ["events:read"])
    assert "referral.started" not in named(program)
    refused(program.ask("GET", f"/events?after={first}"), 422, "invalid-input")


@pytest.fixture
def listening() -> Iterator[Receiver]:
    with receiver() as kept:
        yield kept


def allow(api: Api, *hosts: str) -> None:
    api.house.engine.config = replace(api.house.engine.config, webhook_hosts=hosts)
    api.house.worker = Worker(api.house.engine)
    api.app.extensions["pathways"] = replace(api.app.extensions["pathways"], config=api.house.engine.config)


def add(api: Api, url: str, *events: str) -> dict[str, Any]:
    """A webhook of the outreach worker; what it was told when it was added."""
    made = api.of(api.town.worker).post("/webhooks", {"url": url, "events": list(events)}, 201)
    assert isinstance(made, dict)
    return made


def test_a_webhook_is_told_what_happens_signed_and_without_content(api: Api, listening: Receiver) -> None:
    allow(api, "127.0.0.1")
    api.town.contact(alias="Told before")
    tick(api.house)
    made = add(api, listening.url)
    api.town.contact(alias="Canary word")
    tick(api.house)
    assert json.loads(listening.received[0].body)["name"] == "referral.started"
    got = listening.received[0]
    told = json.loads(got.body)
    assert told.keys() == MEMBERS
    assert "Canary" not in f"{got}"
    assert got.path == "/hooks?from=pathways"
    assert int(got.headers["webhook-timestamp"]) == int(api.house.clock.now().timestamp())
    secret = base64.b64decode(made["secret"].removeprefix("whsec_"))
    content = b".".join((got.headers["webhook-id"].encode(), got.headers["webhook-timestamp"].encode(), got.body))
    expected = base64.b64encode(hmac.digest(secret, content, hashlib.sha256)).decode()
    assert got.headers["webhook-signature"] == f"v1,{expected}"
    assert api.of(api.town.worker).get(f"/webhooks/{made['id']}")["deliveredAt"] is not None
    everything = {line["id"]: line for line in api.of(api.town.worker).get("/events?maxResults=500")["items"]}
    assert everything[told["id"]] | {"at": told["at"]} == told


def test_what_was_not_taken_is_sent_again_later_with_the_same_id(api: Api, listening: Receiver) -> None:
    allow(api, "127.0.0.1")
    add(api, listening.url, "referral.started")
    listening.status = 500
    api.town.contact()
    tick(api.house)
    tick(api.house, seconds=1)
    assert len(listening.received) == 1
    listening.status = 200
    tick(api.house, seconds=10)
    first, second = listening.received
    assert first.headers["webhook-id"] == second.headers["webhook-id"]
    assert first.body == second.body
    tick(api.house, minutes=5)
    assert len(listening.received) == 2


def test_a_receiver_that_is_down_is_asked_once_and_then_left_to_rest(api: Api, listening: Receiver) -> None:
    allow(api, "127.0.0.1")
    add(api, listening.url)
    listening.status = 503
    api.town.referral()
    tick(api.house)
    assert len(listening.received) == 1
    listening.status = 204
    for _ in range(5):
        tick(api.house, minutes=3)
    names = [json.loads(got.body)["name"] for got in listening.received[1:]]
    assert sorted(names) == sorted(named(api.of(api.town.worker), "?maxResults=500"))


def test_a_redirect_is_not_followed(api: Api, listening: Receiver) -> None:
    allow(api, "127.0.0.1")
    made = add(api, listening.url, "referral.started")
    listening.status, listening.location = 307, f"http://127.0.0.1:{listening.port}/elsewhere"
    api.town.contact()
    tick(api.house)
    assert [got.path for got in listening.received] == ["/hooks?from=pathways"]
    assert api.of(api.town.worker).get(f"/webhooks/{made['id']}")["failedAt"] is not None


@pytest.mark.parametrize(
    "url",
    [
        "https://hooks.example.org/",
        "http://127.0.0.1:9/",
        "http://localhost:9/",
        "ftp://127.0.0.1/",
        "http://u:p@127.0.0.1/",
        "nowhere",
        "http://[::1/",
        "http://127.0.0.1:99999/",
    ],
)
def test_an_address_that_is_not_listed_is_refused(shared: Api, url: str) -> None:
    answer = shared.of(shared.town.worker).ask("POST", "/webhooks", json={"url": url})
    assert list(refused(answer, 422, "invalid-input")["fields"]) == ["url"]


def test_a_host_taken_off_the_list_is_sent_nothing_more(api: Api, listening: Receiver) -> None:
    allow(api, "127.0.0.1")
    add(api, listening.url)
    allow(api)
    api.town.contact()
    tick(api.house)
    assert listening.received == []


def test_a_webhook_is_told_only_what_its_holder_may_know(api: Api, listening: Receiver) -> None:
    allow(api, "127.0.0.1")
    api.of(api.town.nurse).post("/webhooks", {"url": listening.url}, 201)
    api.town.referral()
    tick(api.house)
    assert listening.received == []


def test_a_webhook_ends_with_its_token_and_when_it_is_removed(api: Api, listening: Receiver) -> None:
    allow(api, "127.0.0.1")
    worker = api.of(api.town.worker)
    made = add(api, listening.url)
    assert worker.ask("DELETE", f"/webhooks/{made['id']}").status_code == 204
    assert worker.get("/webhooks") == []
    refused(worker.ask("DELETE", f"/webhooks/{made['id']}"), 404, "not-found")
    add(api, listening.url)
    revoke(api)
    api.town.contact()
    tick(api.house)
    assert listening.received == []


def revoke(api: Api) -> None:
    with api.house.engine.reading(api.town.worker.actor) as view:
        (line,) = access_tokens(view).lines
    api.town.worker.do(RevokeToken(line.token_id))


def leave(api: Api) -> None:
    administrator = api.house.person("Administrator 2", "Council", "Coordination", (Role.ADMINISTRATOR,))
    administrator.do(MarkLeaver(api.town.worker.account_id))


@pytest.mark.parametrize("ending", [revoke, leave], ids=["revoked", "left"])
def test_what_waits_to_be_sent_is_sent_no_more_once_its_token_is_revoked_or_its_holder_has_left(
    api: Api, listening: Receiver, ending: Callable[[Api], None]
) -> None:
    allow(api, "127.0.0.1")
    add(api, listening.url, "referral.started")
    listening.status = 500
    api.town.contact()
    tick(api.house)
    assert len(listening.received) == 1
    ending(api)
    listening.status = 204
    for _ in range(3):
        tick(api.house, hours=2)
    assert len(listening.received) == 1
    with api.house.engine.database.read(1, api.house.clock.now()) as tx:
        waiting = hooks.waiting(tx, 10)
    assert waiting == []


def test_a_webhook_is_there_for_its_own_token_only(api: Api, listening: Receiver) -> None:
    allow(api, "127.0.0.1")
    made = add(api, listening.url)
    others = api.with_scopes(api.town.worker, ["webhooks"]), api.of(api.town.nurse)
    for other in others:
        assert other.get("/webhooks") == []
        refused(other.ask("GET", f"/webhooks/{made['id']}"), 404, "not-found")
        refused(other.ask("DELETE", f"/webhooks/{made['id']}"), 404, "not-found")


def test_asking_twice_adds_one_webhook_with_one_secret(api: Api, listening: Receiver) -> None:
    allow(api, "127.0.0.1")
    worker, body = api.of(api.town.worker), {"url": listening.url}
    first = worker.post("/webhooks", body, 201, headers={"Idempotency-Key": "once"})
    assert worker.post("/webhooks", body, 201, headers={"Idempotency-Key": "once"}) == first
    assert len(worker.get("/webhooks")) == 1


def test_a_letter_that_nobody_takes_is_given_up_after_a_day_and_delays_no_other(api: Api, listening: Receiver) -> None:
    allow(api, "127.0.0.1")
    add(api, listening.url, "referral.started")
    listening.status = 500
    api.town.contact()
    for _ in range(40):
        tick(api.house, hours=1)
    asked = len(listening.received)
    assert 10 < asked <= 28
    listening.status = 200
    tick(api.house, days=2)
    assert len(listening.received) == asked
    api.town.contact()
    tick(api.house)
    assert len(listening.received) == asked + 1
