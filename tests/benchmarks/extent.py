"""How much is measured: the full run, the quick one, and the least that shows it runs."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Extent:
    """Numbers of things and seconds of time. `stock_loops` are the loops at which stock is met as well."""

    cases: int
    seconds: float
    loops: tuple[int, ...]
    stock_loops: tuple[int, ...]
    rounds: int
    chase_every: int
    inboxes: tuple[int, ...]
    waiting_timers: int
    due_timers: int
    footprint_cases: int


FULL = Extent(
    cases=200,
    seconds=90,
    loops=(10, 20, 100, 1_000),
    stock_loops=(10, 20, 50),
    rounds=25,
    chase_every=1,
    inboxes=(1_000, 100_000, 1_000_000),
    waiting_timers=1_000_000,
    due_timers=10_000,
    footprint_cases=100,
)
QUICK = Extent(
    cases=60,
    seconds=7,
    loops=(20, 1_000),
    stock_loops=(20,),
    rounds=5,
    chase_every=100,
    inboxes=(1_000, 20_000),
    waiting_timers=0,
    due_timers=0,
    footprint_cases=15,
)
TINY = Extent(
    cases=1,
    seconds=5,
    loops=(1,),
    stock_loops=(1,),
    rounds=1,
    chase_every=1,
    inboxes=(10,),
    waiting_timers=20,
    due_timers=10,
    footprint_cases=0,
)
