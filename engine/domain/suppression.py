"""Small numbers can tell who somebody is: those who see numbers only are not shown which of them are small.

Source: governance rule 15 of the domain record (counts under 5 are suppressed [A]).
"""

from __future__ import annotations

from collections.abc import Sequence

LEAST = 5


def small(count: int) -> str:
    """A count for those who see numbers only: none, a few, or the count."""
    return str(count) if count == 0 or count >= LEAST else f"fewer than {LEAST}"


def total(count: int, parts: Sequence[int]) -> str:
    """How many there are of which `parts` are told by `small`, so that no part can be worked out from the sum.

    Where one is not told, or what is in no part is few, the sum is of those that are told: “12 or more”.
    """
    told = sum(part for part in parts if part >= LEAST)
    if all(not _is_few(part) for part in (*parts, count - told)):
        return small(count)
    return f"{told} or more" if told else "some"


def whether(count: int) -> str:
    """Whether there are any, for parts of which the sum is told elsewhere."""
    return "some" if count else "none"


def _is_few(count: int) -> bool:
    return 0 < count < LEAST
