"""Brings a database to the shape this version needs, and says whether it has it."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config as AlembicConfig
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, create_engine, make_url

from engine.store import tables
from engine.store.unit_of_work import Database

HERE = Path(__file__).parent

assert tables.metadata.tables, "the tables must be known before a migration compares with them"


def upgrade(owner_url: str, application_url: str) -> None:
    """Apply every migration not yet applied, as the owner; grant the application role what it may do."""
    sql = create_engine(owner_url)
    try:
        with sql.connect() as connection:
            is_current = _revision(connection) == head()
        if not is_current:
            _upgrade(sql, _application_role(owner_url, application_url))
    finally:
        sql.dispose()


def _upgrade(sql: Engine, application_role: str | None) -> None:
    with sql.connect() as connection:
        config = _config()
        config.attributes["connection"] = connection
        config.attributes["application_role"] = application_role
        command.upgrade(config, "head")


def missing(database: Database) -> bool:
    """Whether the database lacks a migration."""
    with database.sql.connect() as connection:
        return _revision(connection) != head()


def _revision(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


@cache
def head() -> str | None:
    """The last migration of this version."""
    return ScriptDirectory.from_config(_config()).get_current_head()


def _config() -> AlembicConfig:
    config = AlembicConfig()
    config.set_main_option("script_location", str(HERE).replace("%", "%%"))
    return config


def _application_role(owner_url: str, application_url: str) -> str | None:
    owner, application = make_url(owner_url), make_url(application_url)
    return application.username if application.username != owner.username else None
