"""The PostgreSQL that the tests run on is as strict as the one in production, and leaves nothing behind."""

from __future__ import annotations

import os
import select
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from tests.support.postgres import ROOT, RUN, DatabaseUrls, Server

pytestmark = pytest.mark.postgresql


@pytest.fixture
def database(postgres_server: Server) -> Iterator[DatabaseUrls]:
    urls = postgres_server.create_database()
    yield urls
    postgres_server.drop_database(urls)


def rows(url: str, statement: str) -> list[tuple[object, ...]]:
    with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
        cursor = connection.execute(statement.encode())
        return cursor.fetchall() if cursor.description else []


@pytest.mark.parametrize("who", ["owner", "application"])
def test_nobody_who_tests_is_privileged(database: DatabaseUrls, who: str) -> None:
    privileges = "rolsuper OR rolcreatedb OR rolcreaterole OR rolbypassrls OR rolreplication"
    statement = f"SELECT rolname, {privileges} FROM pg_roles WHERE rolname = current_user"
    assert rows(getattr(database, who), statement) == [(f"pathways_{'app' if who == 'application' else who}", False)]


def test_the_application_cannot_make_tables(database: DatabaseUrls) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        rows(database.application, "CREATE TABLE mine (id int)")


def test_a_clone_carries_what_its_template_holds_and_is_its_own(postgres_server: Server) -> None:
    def fill(urls: DatabaseUrls) -> None:
        rows(urls.owner, "CREATE TABLE filled (n int)")
        rows(urls.owner, "INSERT INTO filled VALUES (1)")

    template = postgres_server.template("of_this_test", fill)
    first, second = postgres_server.clone_database(template), postgres_server.clone_database(template)
    rows(first.owner, "INSERT INTO filled VALUES (2)")
    assert rows(second.owner, "SELECT n FROM filled") == [(1,)]
    for urls in (first, second):
        postgres_server.drop_database(urls)


def test_a_template_is_filled_once(postgres_server: Server) -> None:
    filled: list[DatabaseUrls] = []
    assert postgres_server.template("filled_once", filled.append) == postgres_server.template(
        "filled_once", filled.append
    )
    assert len(filled) <= 1


def test_a_server_goes_with_the_process_it_was_started_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(RUN)
    monkeypatch.delenv("TEST_DATABASE_URL", raising=False)
    code = (
        "from tests.support import postgres as p; p.begin_run(); place = p.shared_server().place; "
        "print(place, p.keepers[0].pid, flush=True); input()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as owner:
        assert owner.stdout is not None
        place, keeper = owner.stdout.readline().split()
        assert Path(place).exists()
        watched = os.pidfd_open(int(keeper))
        owner.kill()
    try:
        assert select.select([watched], [], [], 30)[0], "Expected the server to stop, but it still runs."
    finally:
        os.close(watched)
    assert not Path(place).exists()
