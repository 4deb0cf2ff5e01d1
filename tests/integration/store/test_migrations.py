"""Migrations lead to the tables that the store describes, and keep what is there."""

from __future__ import annotations

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import create_engine, text

from engine.store.tables import metadata
from tests.integration.conftest import migrate
from tests.support.postgres import DatabaseUrls, Server


def test_the_migrated_database_has_the_tables_that_the_store_describes(urls: DatabaseUrls) -> None:
    sql = create_engine(urls.owner)
    try:
        with sql.connect() as connection:
            assert compare_metadata(MigrationContext.configure(connection), metadata) == []
    finally:
        sql.dispose()


@pytest.mark.postgresql
def test_every_table_of_a_partnership_is_bound_to_it_and_open_to_the_application(postgres_server: Server) -> None:
    own = postgres_server.clone_database(postgres_server.template("pathways", migrate))
    statement = """
        SELECT relname FROM pg_class WHERE relkind = 'r' AND relrowsecurity AND relforcerowsecurity
        AND has_table_privilege(current_user, oid, 'SELECT, INSERT')
    """
    sql = create_engine(own.application)
    try:
        with sql.connect() as connection:
            bound = set(connection.execute(text(statement)).scalars())
    finally:
        sql.dispose()
        postgres_server.drop_database(own)
    assert bound == {name for name, table in metadata.tables.items() if "partnership_id" in table.c}
