"""Whoever is erased is nowhere: not in the tables, not in the file, not in a backup that is restored (rule 14).

A thief is thought of who has the database and the master key: nothing of the woman that was sealed is left to open.
"""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import select

from engine.bootstrap import build
from engine.clock import FixedClock
from engine.queries.audit_check import check_audit
from engine.store import definitions, subjects
from engine.store.tables import metadata
from engine.store.unit_of_work import Transaction
from engine.worker import Worker
from tests.integration.canary.conftest import Played
from tests.support.postgres import DatabaseUrls, Server

LONG_ENOUGH = 24
"""Bytes of a sealed value that are found nowhere else by chance."""


@dataclass
class Copy:
    """A copy of the database as it was before the erasure, such as a backup is."""

    played: Played
    urls: DatabaseUrls
    register: Path
    server: Server | None = None

    def tick(self) -> int:
        """As the worker of an installation that has been started on this database."""
        engine = self.played.journey.town.house.engine
        config = replace(engine.config, database_url=self.urls.application, key_register=str(self.register))
        made = build(config, FixedClock(engine.clock.now()), durable=False)
        try:
            return Worker(made).erase()
        finally:
            made.close()

    def bytes(self) -> bytes:
        """All that is in the database, as it lies on the disk or leaves in a backup."""
        if self.server is None:
            return Path(self.urls.application.removeprefix("sqlite:///")).read_bytes()
        plain = self.server.administrator.replace("postgresql+psycopg://", "postgresql://")
        address = plain.replace("/postgres?", f"/{self.urls.name}?")
        dumped = subprocess.run(["pg_dump", "--dbname", address], capture_output=True, check=True)
        return dumped.stdout

    @contextmanager
    def reading(self) -> Iterator[Transaction]:
        engine = self.played.journey.town.house.engine
        made = build(replace(engine.config, database_url=self.urls.application), engine.clock, durable=False)
        try:
            with made.database.read(1, engine.clock.now()) as tx:
                yield tx
        finally:
            made.close()


@pytest.fixture
def backup(played: Played, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Copy]:
    house = played.journey.town.house
    if not played.is_postgresql:
        target = tmp_path / "backup.sqlite3"
        shutil.copy(played.urls.application.removeprefix("sqlite:///"), target)
        yield Copy(played, DatabaseUrls(f"sqlite:///{target}", f"sqlite:///{target}"), tmp_path / "register")
        return
    server = request.getfixturevalue("postgres_server")
    house.engine.database.close()
    urls = server.clone_database(played.urls)
    yield Copy(played, urls, tmp_path / "register", server)
    server.drop_database(urls)


def persons(tx: Transaction) -> list[UUID]:
    keys = subjects.subject_key
    return list(tx.run(select(keys.c.id).where(keys.c.subject_type == "person")).scalars())


def traces(tx: Transaction) -> dict[str, set[bytes]]:
    """What could be opened with her key, her keys themselves, and what she could be found by."""
    found: dict[str, set[bytes]] = {}
    others = of_others(tx)
    for table in metadata.sorted_tables:
        for row in tx.run(select(table)).mappings():
            if others & {row.get("id"), row.get("instance_id"), row.get("account_id")} and table.name != "draft":
                continue
            for name, value in row.items():
                if name.endswith("_sealed") or name in ("wrapped", "alias_mark", "name_mark"):
                    found.setdefault(f"{table.name}.{name}", set()).update([bytes(value)] if value else [])
    return found


def of_others(tx: Transaction) -> set[UUID]:
    """Agencies, accounts and the partnership, and the pathways that concern one of these."""
    keys, instances = subjects.subject_key.c, metadata.tables["process_instance"].c
    others = set(tx.run(select(keys.id).where(keys.subject_type != "person")).scalars())
    about = tx.run(select(instances.id).where(instances.subject_type != "person")).scalars()
    return {*others, *about, *tx.run(select(metadata.tables["account"].c.id)).scalars()}


def is_in(content: bytes, value: bytes) -> bool:
    part = value[:LONG_ENOUGH]
    return part in content or part.hex().encode() in content


def left(content: bytes, before: dict[str, set[bytes]]) -> set[str]:
    return {name for name, values in before.items() for value in values if is_in(content, value)}


def register_of(backup: Copy, everybody: list[UUID]) -> None:
    engine = backup.played.journey.town.house.engine
    engine.config = replace(engine.config, key_register=str(backup.register))
    register = engine.register()
    assert register is not None
    register.add(1, everybody, engine.clock.now())
    engine.config = replace(engine.config, key_register=None)


def test_nothing_of_those_in_the_register_is_left_in_a_restored_backup(backup: Copy) -> None:
    with backup.reading() as tx:
        everybody, before = persons(tx), traces(tx)
        pathways = len(definitions.every_version(tx))
    assert len(everybody) > 2
    kinds = {name.split(".")[0] for name in before}
    assert kinds >= {"person", "form_submission", "draft", "task_comment", "case_entry", "case_attachment", "consent"}
    content = backup.bytes()
    assert left(content, before) == {name for name, values in before.items() if values}
    register_of(backup, everybody)
    assert backup.tick() == len(everybody)
    assert left(backup.bytes(), before) == set()
    with backup.reading() as tx:
        assert len(definitions.every_version(tx)) == pathways
        assert check_audit(tx, None).is_whole
        assert set(subjects.destroyed(tx)) == set(everybody)
    assert backup.tick() == 0


def test_no_word_of_hers_is_in_the_register(backup: Copy) -> None:
    with backup.reading() as tx:
        register_of(backup, persons(tx))
    assert backup.played.journey.canaries.found_in(backup.register.read_text()) == set()


def test_the_backup_of_sqlite_is_a_database(backup: Copy) -> None:
    if not backup.played.is_postgresql:
        connection = sqlite3.connect(backup.urls.application.removeprefix("sqlite:///"))
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        connection.close()
