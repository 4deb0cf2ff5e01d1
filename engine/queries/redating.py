"""What re-dating the running clocks of a parameter would do, before anybody does it. Status only, no content."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from engine.domain.permissions import Permission, require
from engine.queries.running import Running
from engine.queries.view import View
from engine.redating import Move, moves, parameter, print_of
from engine.shelf import Shelf
from engine.store.unit_of_work import Transaction


@dataclass(frozen=True, slots=True)
class RedatedClock:
    """One clock that would move: of which referral and step, from when to when, and the arithmetic in words.

    `is_past`: the new moment is behind already, so the step would be late at once.
    """

    instance_id: UUID
    reference: str
    pathway: str
    step: str
    state: str
    before: datetime
    after: datetime
    arithmetic: str
    is_past: bool


@dataclass(frozen=True, slots=True)
class Redating:
    """Every clock that would move under `value`. `seen` stands for exactly these moves (`RedateTimers.seen`)."""

    parameter: str
    value: str
    clocks: tuple[RedatedClock, ...]
    seen: str


def preview_redating(view: View, name: str) -> Redating:
    """The same for commissioners: references, steps and moments of every referral, and nothing of what is in it.

    Refuses: NotPermitted, DefinitionError (no such parameter).
    """
    require(view.actor, Permission.REDATE_TIMERS)
    return _preview(view.tx, view.shelf, name)


def redating_here(engine: Running, name: str) -> Redating:
    """The same for whoever runs the installation, on its command line."""
    with engine.database.read(engine.system().partnership_id, engine.clock.now()) as tx:
        return _preview(tx, Shelf(), name)


def _preview(tx: Transaction, shelf: Shelf, name: str) -> Redating:
    found = moves(tx, shelf, name)
    return Redating(name, parameter(tx, name).value, tuple(_clock(move) for move in found), print_of(found))


def _clock(move: Move) -> RedatedClock:
    return RedatedClock(
        instance_id=move.instance.id,
        reference=move.instance.business_key,
        pathway=move.instance.title,
        step=move.step,
        state=move.instance.state,
        before=move.clock.due_at,
        after=move.to.at,
        arithmetic=move.to.arithmetic,
        is_past=move.to.is_past,
    )
