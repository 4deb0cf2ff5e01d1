"""What is written about a woman gets no further through the API than through the pages, and into no message at all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import product

from engine.commands import CreateToken
from engine.domain.actors import Role
from engine.domain.scopes import Scope
from engine.store import hooks
from engine.testing import Person
from engine.worker import Worker
from tests.integration.api.receiver import receiver
from tests.integration.canary.conftest import Played, listening
from tests.integration.canary.crawl import known_ids
from tests.integration.canary.people import place
from tests.integration.canary.test_scope import seen_by
from web.api.routes import ROUTES

PREFIX = "/api/v1"
FEW = (place("Housing", Role.CASEWORKER),)
OTHERS = (
    place("Outreach charity", Role.CASEWORKER),
    place("Council", Role.COMMISSIONER),
    place("Clinic", Role.MANAGER),
)


def paths(played: Played) -> Iterator[str]:
    """Everything that can be read through the API, with each identifier."""
    known = known_ids(played.journey.town.house)
    ids = {**known, "referral_id": known["instance_id"]}
    for route in ROUTES:
        if route.method == "GET":
            for record in product(*(ids.get(name, []) for name in route.ids)):
                yield route.path.format(**dict(zip(route.ids, record, strict=True)))


def read(played: Played, person: Person) -> tuple[set[str], str]:
    """The words that a program of the person finds, and all that was said meanwhile."""
    token = person.do(CreateToken("Canary", tuple(Scope), 1)).token
    client = played.journey.app.test_client(use_cookies=False)
    headers = {"Authorization": f"Bearer {token}"}
    with listening() as heard:
        texts = [client.get(f"{PREFIX}{path}", headers=headers).get_data(as_text=True) for path in paths(played)]
    return played.journey.canaries.found_in("\n".join(texts)), heard.getvalue()


def test_the_api_shows_nobody_more_than_the_pages(played: Played, people: dict[str, Person]) -> None:
    for who in FEW if played.is_postgresql else (*FEW, *OTHERS):
        found, said = read(played, people[who])
        assert found <= seen_by(played, people[who]).keys(), who
        assert played.journey.canaries.found_in(said) == set(), who


def test_the_api_shows_what_work_needs(played: Played, people: dict[str, Person]) -> None:
    found, _ = read(played, people[place("Housing", Role.CASEWORKER)])
    written = played.journey.canaries.written
    assert {written["record_contact", "alias"], written["send_referral", "ask"]} <= found


def test_no_webhook_holds_a_word_in_body_or_header(played: Played, people: dict[str, Person]) -> None:
    house = played.journey.town.house
    person = people[place("Outreach charity", Role.MANAGER)]
    with receiver() as kept:
        house.engine.config = replace(house.engine.config, webhook_hosts=("127.0.0.1",))
        app = played.journey.app
        app.extensions["pathways"] = replace(app.extensions["pathways"], config=house.engine.config)
        headers = {"Authorization": f"Bearer {person.do(CreateToken('Hook', ['webhooks'], 1)).token}"}
        added = app.test_client().post(f"{PREFIX}/webhooks", json={"url": kept.url}, headers=headers)
        assert added.status_code == 201
        with house.engine.database.write(1, house.clock.now()) as tx:
            for hook in hooks.in_use(tx):
                hooks.change(tx, hook.id, number=0)
        with listening() as heard:
            for _ in range(10):
                Worker(house.engine).tell_followers()
        told = [f"{got.path} {got.headers} {got.body.decode()}" for got in kept.received]
    assert len(told) > 20
    assert played.journey.canaries.found_in("\n".join([*told, heard.getvalue()])) == set()
