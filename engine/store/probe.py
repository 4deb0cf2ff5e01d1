"""Whether the database answers at all."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from engine.store.unit_of_work import Database


def is_reachable(database: Database) -> bool:
    """Asks the database the least there is to ask."""
    try:
        with database.sql.connect() as connection:
            connection.execute(select(1))
    except SQLAlchemyError:
        return False
    return True
