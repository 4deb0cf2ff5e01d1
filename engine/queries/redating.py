"""What re-dating the running clocks of a parameter would do, before anybody does it. Status only, no content."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from engine.domain.permissions import Permission, require
from engine.domain.suppression import small, total
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
class ClockCount:
    """How many clocks would move on one step of a pathway, in words that keep small numbers."""

    pathway: str
    step: str
    count: str


@dataclass(frozen=True, slots=True)
class Redating:
    """The clocks that would move under `value`. `seen` stands for exactly these moves (`RedateTimers.seen`).

    `clocks` are each of them, for those who may see the status of every referral; for others there are none of these,
    and only the numbers: `total` and `counts`. `is_any`: one would move at least; `is_late`: one of them into the past.
    """

    parameter: str
    value: str
    clocks: tuple[RedatedClock, ...]
    total: str
    counts: tuple[ClockCount, ...]
    is_any: bool
    is_late: bool
    seen: str


def preview_redating(view: View, name: str) -> Redating:
    """The same for commissioners: how many clocks of which steps, so that no small number is told.

    One who coordinates is told references, steps and moments of every referral; nobody what is in it.
    Refuses: NotPermitted, DefinitionError (no such parameter).
    """
    require(view.actor, Permission.REDATE_TIMERS)
    return _preview(view.tx, view.shelf, name, view.actor.is_coordinator)


def redating_here(engine: Running, name: str) -> Redating:
    """The same for whoever runs the installation, on its command line."""
    with engine.database.read(engine.system().partnership_id, engine.clock.now()) as tx:
        return _preview(tx, Shelf(), name, True)


def _preview(tx: Transaction, shelf: Shelf, name: str, sees_each: bool) -> Redating:
    found = moves(tx, shelf, name)
    numbers = Counter((move.instance.title, move.step) for move in found)
    return Redating(
        parameter=name,
        value=parameter(tx, name).value,
        clocks=tuple(_clock(move) for move in found) if sees_each else (),
        total=str(len(found)) if sees_each else total(len(found), list(numbers.values())),
        counts=tuple(
            ClockCount(*place, str(number) if sees_each else small(number)) for place, number in sorted(numbers.items())
        ),
        is_any=bool(found),
        is_late=any(move.to.is_past for move in found),
        seen=print_of(found),
    )


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
