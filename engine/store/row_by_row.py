"""Conditions that are looked up for each row, along an index."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, literal, select


def is_there(*conditions: ColumnElement[Any]) -> ColumnElement[bool]:
    """Whether there is a row that meets them. As EXISTS, which PostgreSQL may answer by reading a whole table into a
    hash where it expects to be asked often: of tables that keep what has ended, that takes longer every year.
    """
    return select(literal(1)).where(*conditions).limit(1).scalar_subquery().is_not(None)
