"""A page costs as many questions among thousands of referrals as among one, and none reads a whole table."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from engine.queries import case_page, my_work, stalled, team_work
from engine.queries.view import View
from engine.testing import House, Person, harness
from tests.integration.conftest import DATABASES, migrate
from tests.integration.teamwork.listening import Heard, asked, scans
from tests.support import many_referrals
from tests.support.many_referrals import Crowd
from tests.support.postgres import Server

pytestmark = pytest.mark.timeout(600)  # ten thousand referrals take their time to be written

FEW, MANY = 1_000, 10_000
MOST_ROUND_TRIPS = 7

Query = Callable[[View], Any]


@pytest.fixture(
    scope="module", params=[pytest.param(FEW, id="few"), pytest.param(MANY, id="many", marks=pytest.mark.slow)]
)
def count(request: pytest.FixtureRequest) -> int:
    return int(request.param)


@pytest.fixture(scope="module", params=DATABASES)
def crowd(request: pytest.FixtureRequest, count: int, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crowd]:
    """Twelve agencies with many referrals among them."""
    if request.param == "sqlite":
        with harness(f"sqlite:///{tmp_path_factory.mktemp('crowd')}/pathways.sqlite3") as house:
            yield furnish(house, count)
        return
    server: Server = request.getfixturevalue("postgres_server")
    own = server.clone_database(server.template("pathways", migrate))
    with harness(own.application, owner_url=own.owner) as house:
        yield furnish(house, count)
    server.drop_database(own)


def furnish(house: House, count: int) -> Crowd:
    crowd = many_referrals.settle(house)
    many_referrals.refer(crowd, count)
    return crowd


def pages(crowd: Crowd) -> dict[str, tuple[Person, Query]]:
    """The pages that many people open all day, each with somebody who does."""
    place = crowd.places[0]
    with crowd.house.engine.reading(place.manager.actor) as view:
        reference = team_work(view, "sent").lines[0].reference
        case_id = next(item.case_id for item in cases_named(view, reference))
    manager, worker = place.manager, place.workers[0]
    return {
        "my work": (worker, lambda view: my_work(view, "mine")),
        "my team's work": (worker, lambda view: my_work(view, "team")),
        "a case": (worker, lambda view: case_page(view, case_id)),
        "team work": (manager, team_work),
        "team work, longest open first": (manager, lambda view: team_work(view, "ours", order="age")),
        "team work, by holder": (manager, lambda view: team_work(view, "ours", order="holder", is_reversed=True)),
        "team work, sent, by holder": (manager, lambda view: team_work(view, "sent", order="holder")),
        "team work, of all, by deadline": (crowd.coordinator, lambda view: team_work(view, order="due")),
        "team work, of all, by progress": (crowd.coordinator, lambda view: team_work(view, order="still")),
        "team work, sent": (manager, lambda view: team_work(view, "sent")),
        "team work, received": (manager, lambda view: team_work(view, "received", "overdue")),
        "team work, of all": (crowd.coordinator, team_work),
        "stalled": (manager, stalled),
        "stalled, sent": (manager, lambda view: stalled(view, "sent")),
        "stalled, received": (manager, lambda view: stalled(view, "received")),
        "stalled, of all": (crowd.coordinator, stalled),
    }


def cases_named(view: View, reference: str) -> Any:
    from engine.queries import cases

    return cases(view, reference=reference).items


def test_the_times_are_realistic_and_the_same_for_one_seed(crowd: Crowd, count: int) -> None:
    manager = crowd.places[0].manager.actor
    with crowd.house.engine.reading(manager) as view:
        page = team_work(view, "sent", limit=100)
        old = stalled(view, limit=100)
    assert page.lines
    with crowd.house.engine.reading(crowd.coordinator.actor) as view:
        whole = stalled(view, limit=100)
    assert old.lines
    assert {line.task_id is None for line in whole.lines} == {True, False}
    assert all(line.age_days < 541 for line in page.lines)
    assert sum(line.reference == f"RP-{number:07d}" for number in range(count) for line in page.lines) == len(
        page.lines
    )


def test_no_page_asks_more_than_a_few_questions_or_reads_a_whole_table(crowd: Crowd, count: int) -> None:
    database = crowd.house.engine.database
    trips: dict[str, int] = {}
    read_whole: dict[str, set[str]] = {}
    for name, (person, query) in pages(crowd).items():
        actor = person.actor

        def ask(actor: Any = actor, query: Query = query) -> object:
            with crowd.house.engine.reading(actor) as view:
                return query(view)

        heard = asked(database, ask)
        trips[name] = heard.round_trips
        if database.is_postgresql:
            read_whole[name] = scans(database, heard, avoiding=count < MANY)
    assert {name: number for name, number in trips.items() if number > MOST_ROUND_TRIPS} == {}
    assert {name: tables for name, tables in read_whole.items() if tables} == {}


def test_no_plan_is_compiled_which_would_take_longer_than_what_it_does(crowd: Crowd) -> None:
    database = crowd.house.engine.database
    if database.is_postgresql:
        with database.sql.connect() as connection:
            assert connection.exec_driver_sql("SHOW jit").scalar() == "off"


def test_a_table_that_is_read_whole_is_noticed(crowd: Crowd) -> None:
    """So the check above would fail."""
    database = crowd.house.engine.database
    if database.is_postgresql:
        heard = Heard(selections=[("SELECT id FROM user_task WHERE title LIKE '%late%'", ())])
        assert scans(database, heard, avoiding=False) == {"user_task"}
