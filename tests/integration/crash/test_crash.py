"""Server and worker are killed under load, again and again: what was acknowledged is there, once."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from threading import Event

import pytest
from sqlalchemy import func, select

from engine.store import subjects, writings
from engine.store.audit import audit_event
from engine.store.instances import process_instance
from engine.store.tasks import tasks, user_task
from engine.store.writings import task_comment
from engine.testing import House, harness
from tests.integration.conftest import migrate
from tests.integration.crash.load import Client, Ledger, at_work, clients, point_at
from tests.integration.crash.warm import WarmProgram
from tests.integration.race.servers import Program, server, worker
from tests.support.postgres import DatabaseUrls, own_server

PEOPLE = 4
CYCLES, MANY_CYCLES = 10, 100


@pytest.fixture
def sqlite_urls(tmp_path: Path, sqlite_template: Path) -> DatabaseUrls:
    path = shutil.copy(sqlite_template, tmp_path / "pathways.sqlite3")
    return DatabaseUrls(f"sqlite:///{path}", f"sqlite:///{path}")


@pytest.fixture
def postgresql_urls() -> Iterator[DatabaseUrls]:
    """A server of its own that writes through to the disk, as in production."""
    with own_server(fsync=True) as own:
        urls = own.create_database()
        migrate(urls)
        yield urls


def test_nothing_acknowledged_is_lost_on_sqlite(sqlite_urls: DatabaseUrls, tmp_path: Path) -> None:
    crash(sqlite_urls, tmp_path, CYCLES)


@pytest.mark.postgresql
def test_nothing_acknowledged_is_lost_on_postgresql(postgresql_urls: DatabaseUrls, tmp_path: Path) -> None:
    crash(postgresql_urls, tmp_path, CYCLES)


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_nothing_acknowledged_is_lost_in_a_hundred_crashes_on_sqlite(sqlite_urls: DatabaseUrls, tmp_path: Path) -> None:
    crash(sqlite_urls, tmp_path, MANY_CYCLES)


@pytest.mark.slow
@pytest.mark.postgresql
@pytest.mark.timeout(1800)
def test_nothing_acknowledged_is_lost_in_a_hundred_crashes_on_postgresql(
    postgresql_urls: DatabaseUrls, tmp_path: Path
) -> None:
    crash(postgresql_urls, tmp_path, MANY_CYCLES)


def crash(urls: DatabaseUrls, folder: Path, cycles: int) -> None:
    """Start, load, kill; while it starts again, compare the ledger with what is there."""
    started = programs(urls, folder)
    with harness(urls.application, datetime.now(UTC), urls.owner) as house:
        everybody = clients(house, PEOPLE)
        ledger = everybody[0].ledger
        try:
            start(started)
            cut_off = 0
            for cycle in range(cycles):
                load_and_kill(everybody, started, ledger, more=3 + cycle * 7 % 19)
                cut_off += sum(client.pending is not None for client in everybody)
                start(started)
                check(house, ledger)
            assert cut_off > cycles, "hardly a request was under way when everything was killed"
            settle(everybody, started[0])
        finally:
            for program in started:
                program.stop()
        check(house, ledger)
        assert fired(house) > 0
        assert [text for client in everybody for text in client.refused] == []
        assert "Traceback" not in "".join(program.said() for program in started)


def programs(urls: DatabaseUrls, folder: Path) -> list[Program]:
    """On SQLite one server does everything; on PostgreSQL a worker ticks beside it."""
    serving = server(urls.application, folder, kind=WarmProgram)
    is_alone = urls.application.startswith("sqlite")
    return [serving] if is_alone else [serving, worker(urls.application, folder, kind=WarmProgram)]


def start(programs: list[Program]) -> None:
    for program in programs:
        program.start()


def settle(everybody: list[Client], serving: Program) -> None:
    """As soon as the server answers, send again what was under way when it was killed."""
    serving.until_ready()
    point_at(everybody, serving.port)
    for client in everybody:
        client.settle()


def load_and_kill(everybody: list[Client], programs: list[Program], ledger: Ledger, more: int) -> None:
    """Kill everything, with requests under way, once so many more actions have been acknowledged."""
    settle(everybody, programs[0])
    stop = Event()
    threads = at_work(everybody, stop)
    ledger.wait_for(len(ledger.actions) + more)
    for program in programs:
        program.kill()
    stop.set()
    for thread in threads:
        thread.join(timeout=60)
        assert not thread.is_alive()


def check(house: House, ledger: Ledger) -> None:
    """Every acknowledged action had its effect, once, and nothing disagrees with anything."""
    with house.engine.database.read(1, house.clock.now()) as tx:
        known = {task.id: task for task in tasks.all(tx, tasks.selection())}
    comments = written(house)
    for action in ledger.actions:
        task = known[action.task_id]
        if action.kind == "comment":
            assert comments[action.text] == 1, action
        elif action.kind == "claim":
            assert task.assignee_id == action.account_id, action
        else:
            assert (task.state, task.completed_by_id) == ("completed", action.account_id), action
    assert set(comments.values()) <= {1}
    assert house.engine.fsck() == []


def fired(house: House) -> int:
    """How many timers fired: by the worker, or before the action that met them."""
    with house.engine.database.read(1, house.clock.now()) as tx:
        selection = select(func.count()).where(audit_event.c.action == "timer_fired")
        return int(tx.run(selection).scalar_one())


def written(house: House) -> Counter[str]:
    """The texts of all comments, each with how often it was kept."""
    selection = (
        select(task_comment.c.id, task_comment.c.text_sealed, process_instance.c.subject_id)
        .join(user_task, user_task.c.id == task_comment.c.task_id)
        .join(process_instance, process_instance.c.id == user_task.c.instance_id)
    )
    found: Counter[str] = Counter()
    with house.engine.database.read(1, house.clock.now()) as tx:
        for comment_id, sealed, subject_id in tx.run(selection):
            key = subjects.cipher(tx, subject_id)
            assert key is not None
            found[key.open_json(writings.comment_place(comment_id), sealed)] += 1
    return found
