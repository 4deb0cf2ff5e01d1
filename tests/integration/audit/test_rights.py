"""Rule 12: what the application connects as can add to the audit trail, and do nothing else to it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, create_engine, text
from sqlalchemy.exc import DatabaseError

from tests.integration.audit.conftest import Trail

TABLES = ("audit_event", "audit_seal")


@contextmanager
def connected(trail: Trail) -> Iterator[Connection]:
    """A plain connection as the role of the application, past everything of ours."""
    url = trail.house.engine.config.database_url
    sql: Engine = create_engine(url)
    try:
        with sql.connect() as connection:
            if not url.startswith("sqlite"):
                connection.execute(text("SET pathways.partnership = '1'"))
            yield connection
            connection.rollback()
    finally:
        sql.dispose()


def counted(connection: Connection, table: str) -> Any:
    return connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one()


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("statement", ["UPDATE {} SET partnership_id = 1", "DELETE FROM {}"])
def test_the_application_can_neither_change_nor_remove_a_row(trail: Trail, table: str, statement: str) -> None:
    with connected(trail) as connection:
        assert counted(connection, table) > 0
        with pytest.raises(DatabaseError, match=r"permission denied|neither changed nor removed"):
            connection.execute(text(statement.format(table)))


@pytest.mark.parametrize("table", TABLES)
def test_nor_can_it_put_a_row_in_place_of_another(trail: Trail, table: str) -> None:
    if trail.owner.is_postgresql:
        statement = (
            "INSERT INTO {0} SELECT * FROM {0} ON CONFLICT (partnership_id, {1}) DO UPDATE SET partnership_id = 1"
        )
    else:
        statement = "INSERT OR REPLACE INTO {0} SELECT * FROM {0}"
    key = "id" if table == "audit_event" else "number"
    with connected(trail) as connection, pytest.raises(DatabaseError, match=r"permission denied|neither changed"):
        connection.execute(text(statement.format(table, key)))


@pytest.mark.postgresql
@pytest.mark.parametrize("table", TABLES)
def test_nor_empty_or_drop_the_table(trail: Trail, table: str) -> None:
    if not trail.owner.is_postgresql:
        return  # a file belongs to whoever can write it; there the chain and its anchor tell
    for statement in (f"TRUNCATE {table}", f"DROP TABLE {table}", f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY"):
        with connected(trail) as connection, pytest.raises(DatabaseError, match=r"permission denied|must be owner"):
            connection.execute(text(statement))
