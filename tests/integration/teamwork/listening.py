"""What a page asks of the database: how often, and by which plans."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import psycopg
from sqlalchemy import event

from engine.store.unit_of_work import Database
from engine.store.wire_statements import Said

BIG = frozenset(
    {
        "user_task",
        "process_instance",
        "case_file",
        "case_participant",
        "person",
        "subject_key",
        "lane_binding",
        "disclosure",
        "step_history",
    }
)
"""The tables that grow with referrals, those that have ended too."""


@dataclass
class Heard:
    """Round trips, and the selections in them with their values."""

    round_trips: int = 0
    selections: list[tuple[str, Any]] = field(default_factory=list)

    def sent(self, said: Sequence[Said]) -> None:
        self.round_trips += 1
        self.selections += [(one.text, one.values) for one in said]

    def execute(self, _connection: Any, _cursor: Any, text: str, values: Any, _context: Any, _is_many: bool) -> None:
        self.round_trips += 1
        self.selections.append((text, values))


@contextmanager
def listening(database: Database) -> Iterator[Heard]:
    """Hear all that is said to the database meanwhile."""
    heard = Heard()
    database.listener = heard
    event.listen(database.sql, "before_cursor_execute", heard.execute)
    try:
        yield heard
    finally:
        database.listener = None
        event.remove(database.sql, "before_cursor_execute", heard.execute)


def asked(database: Database, query: Callable[[], object]) -> Heard:
    """What the query asks once its statements are known; beginning and ending are not counted."""
    for _ in range(2):
        query()
    with listening(database) as heard:
        query()
    heard.selections = [one for one in heard.selections if one[0].lstrip().upper().startswith(("SELECT", "WITH"))]
    heard.round_trips -= 1 - database.is_postgresql  # SQLite is told BEGIN by itself
    return heard


def scans(database: Database, heard: Heard, avoiding: bool) -> set[str]:
    """The big tables that the plans read without an index.

    Of few rows PostgreSQL rightly reads all; `avoiding` finds what it reads so even when it is told to avoid it.
    """
    found: set[str] = set()
    with database.sql.connect() as connection:
        raw = connection.connection.driver_connection
        assert isinstance(raw, psycopg.Connection)
        raw.execute("SELECT set_config('pathways.partnership', '1', false)")
        if avoiding:
            raw.execute("SET enable_seqscan = off")
        for text, values in heard.selections:
            cursor = psycopg.RawCursor(raw) if isinstance(values, Sequence) else raw.cursor()
            (answer,) = cursor.execute(f"EXPLAIN (FORMAT JSON) {text}".encode(), values).fetchone() or ([],)
            plan = json.loads(answer) if isinstance(answer, str) else answer
            found |= {name for node in nodes(plan[0]["Plan"]) if (name := scanned(node)) in BIG}
        raw.rollback()
    return found


def nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for inner in plan.get("Plans", ()):
        yield from nodes(inner)


def scanned(node: dict[str, Any]) -> str:
    return str(node["Relation Name"]) if node["Node Type"] == "Seq Scan" else ""
