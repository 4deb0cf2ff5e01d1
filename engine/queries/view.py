"""What every query is given: a consistent moment of the database, who asks, and the pathways."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from engine.domain.actors import Actor
from engine.shelf import Shelf
from engine.store.unit_of_work import Transaction


@dataclass(frozen=True, slots=True)
class View:
    """Reads only, as `actor`. What the actor may not see is not there."""

    tx: Transaction
    actor: Actor
    shelf: Shelf

    @property
    def now(self) -> datetime:
        return self.tx.now
