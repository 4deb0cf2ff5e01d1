"""The part of an engine that queries about the installation need."""

from __future__ import annotations

from typing import Protocol

from engine.clock import Clock
from engine.domain.actors import System
from engine.store.unit_of_work import Database


class Running(Protocol):
    """An engine at work (`engine.bootstrap.Engine`)."""

    clock: Clock
    database: Database

    def system(self) -> System: ...
