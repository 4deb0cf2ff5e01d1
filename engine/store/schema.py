"""What all tables share: metadata, column types and the partnership in every key."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Column, DateTime, ForeignKeyConstraint, Index, Integer, MetaData, Table, Uuid
from sqlalchemy.engine import Dialect
from sqlalchemy.schema import SchemaItem
from sqlalchemy.types import TypeDecorator

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_1_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class Moment(TypeDecorator[datetime]):
    """An aware datetime in UTC. SQLite keeps no zone, so it is taken off on the way in and put on on the way out."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("Expected an aware datetime, but it has no time zone.")
        in_utc = value.astimezone(UTC)
        return in_utc if dialect.name == "postgresql" else in_utc.replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)


def table(name: str, *items: SchemaItem) -> Table:
    """A table whose rows belong to one partnership and have an identifier of their own."""
    return Table(name, metadata, partnership_column(), Column("id", Uuid, primary_key=True), *items)


def keyed_table(name: str, *items: SchemaItem) -> Table:
    """A table whose rows belong to one partnership and are known by the key columns given."""
    return Table(name, metadata, partnership_column(), *items)


def partnership_column() -> Column[Any]:
    return Column("partnership_id", Integer, primary_key=True, autoincrement=False)


def reference(column: str, target: str) -> ForeignKeyConstraint:
    """A foreign key that cannot cross from one partnership into another."""
    return ForeignKeyConstraint(["partnership_id", column], [f"{target}.partnership_id", f"{target}.id"])


def index(name: str, *columns: Any, **options: Any) -> Index:
    return Index(name, "partnership_id", *columns, **options)
