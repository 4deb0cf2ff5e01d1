"""Notices, first run, readiness and the check of the tables."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from engine import queries
from engine.bootstrap import Engine, build, upgrade
from engine.clock import FixedClock
from engine.commands import CreateFirstAdministrator, MarkNoticesRead
from engine.config import Config
from engine.testing import PASSWORD, START, House
from tests.integration.queries.conftest import Town


@pytest.fixture
def config(tmp_path: Path) -> Config:
    url = f"sqlite:///{tmp_path}/pathways.sqlite3"
    return Config(url, url, "not secret, for tests only, and long enough", (("test", b"k" * 32),), "http://127.0.0.1")


@pytest.fixture
def engine(config: Config) -> Iterator[Engine]:
    """An engine on a database that has no tables yet."""
    engine = build(config, FixedClock(START))
    yield engine
    engine.close()


def checks(engine: Engine) -> dict[str, bool]:
    found = queries.readiness(engine)
    assert found.ok == all(well for _, well, _ in found.checks)
    return {name: well for name, well, _ in found.checks}


def test_a_new_installation_waits_for_its_first_administrator(config: Config, engine: Engine) -> None:
    upgrade(config)
    assert queries.first_run(engine)
    engine.execute(CreateFirstAdministrator("Partnership", "Council", "Administrator 1", "a@example.org", PASSWORD))
    assert not queries.first_run(engine)


def test_a_database_without_migrations_is_not_ready(config: Config, engine: Engine) -> None:
    assert checks(engine) == {"database": True, "migrations": False}
    upgrade(config)
    assert checks(engine) == {"database": True, "migrations": True, "worker": False, "sealer": True}


def test_a_database_that_does_not_answer_is_said_so(tmp_path: Path, config: Config) -> None:
    missing = f"sqlite:///{tmp_path}/no such folder/pathways.sqlite3"
    engine = build(Config(missing, missing, config.secret_key, config.master_keys, config.base_url), FixedClock(START))
    assert checks(engine) == {"database": False}
    assert queries.health(engine).is_alive
    engine.close()


def test_a_worker_that_stopped_makes_it_not_ready(house: House) -> None:
    assert not checks(house.engine)["worker"]
    house.worker.tick()
    assert checks(house.engine) == {"database": True, "migrations": True, "worker": True, "sealer": True}
    house.person("Nurse 1", "Clinic")
    house.clock.advance(timedelta(minutes=2))
    assert checks(house.engine) == {"database": True, "migrations": True, "worker": False, "sealer": False}


def test_nothing_is_found_wrong_with_a_town_at_work(town: Town) -> None:
    case_id = town.contact().case_id
    assert case_id
    town.refer(case_id)
    town.house.worker.tick()
    assert queries.fsck(town.engine) == ()


def test_a_notice_says_that_there_is_something_never_what(town: Town) -> None:
    reader = town.house.person("Reader 1", "Readers", "Reading team")
    started = reader.start("contact_and_triage", outcome="opened", alias="Canary", needs=["money"])
    town.house.worker.tick()
    found = town.ask(reader, queries.notices)
    assert found
    assert town.ask(reader, queries.notice_count) == len(found)
    for notice in found:
        assert notice.text == "There is a task for you or your team."
        assert not notice.is_read
    assert {notice.task_id for notice in found} == {
        task.id for task in town.house.open_tasks() if task.instance_id == started.instance_id
    } & {notice.task_id for notice in found}
    reader.do(MarkNoticesRead())
    assert town.ask(reader, queries.notice_count) == 0
    assert all(notice.is_read for notice in town.ask(reader, queries.notices))
