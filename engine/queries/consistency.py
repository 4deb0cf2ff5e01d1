"""The consistency check as the command line asks for it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from engine.queries.fsck import Problem


class Checkable(Protocol):
    """An engine that can check itself (`engine.bootstrap.Engine`)."""

    def fsck(self) -> Sequence[Problem]: ...


def fsck(engine: Checkable) -> tuple[Problem, ...]:
    """Every disagreement between the tables and what they were made from; none when all is well."""
    return tuple(engine.fsck())
