"""Several writes as one statement of PostgreSQL: each is a part of it, and all its parts happen or none.

Taking up, planning and answering a statement costs the server and the driver more than most writes themselves.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import chain

from engine.store.wire_statements import Said

_NUMBERED = re.compile(r"\$(\d+)")
MOST_PARTS = 24
"""Enough for any step; a bound on how long a statement grows."""


def together(waiting: Iterable[Said]) -> list[Said]:
    """The writes in as few statements as keep their meaning; a statement fails if a part misses its row."""
    return [_joined(run) for run in _runs(waiting)]


def _runs(waiting: Iterable[Said]) -> Iterator[list[Said]]:
    """Parts of one statement see no work of each other, so what one has written no later one may look for."""
    run: list[Said] = []
    for said in waiting:
        if len(run) == MOST_PARTS or any(said.reach.meets(earlier.reach) for earlier in run):
            yield run
            run = []
        run.append(said)
    if run:
        yield run


def _joined(run: Sequence[Said]) -> Said:
    refusal = next((said.refusal for said in run if said.refusal), None)
    if len(run) == 1 and refusal is None:
        return run[0]
    text = _text(tuple((said.text, len(said.values), said.refusal is not None) for said in run))
    return Said(text, list(chain.from_iterable(said.values for said in run)), refusal=refusal)


@lru_cache(maxsize=4096)
def _text(parts: tuple[tuple[str, int, bool], ...]) -> str:
    """The parts as common table expressions. Dividing by the count of rows fails for a part that has found none."""
    written, guards, taken = [], [], 0
    for place, (text, count, is_guarded) in enumerate(parts):
        shifted = _NUMBERED.sub(lambda found, by=taken: f"${int(found[1]) + by}", text)  # type: ignore[misc]
        written.append(f"part_{place} AS ({shifted}{' RETURNING 1' if is_guarded else ''})")
        if is_guarded:
            guards.append(f"1 / (SELECT count(*) FROM part_{place})")  # noqa: S608 - a number
        taken += count
    return f"WITH {', '.join(written)} SELECT {', '.join(guards)}"
