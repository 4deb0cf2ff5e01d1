"""Small numbers can tell who somebody is: those who see numbers only are not shown which of them are small.

Source: governance rule 15 of the domain record (counts under 5 are suppressed [A]).
"""

from __future__ import annotations

LEAST = 5


def small(count: int) -> str:
    """A count for those who see numbers only: none, a few, or the count."""
    return str(count) if count == 0 or count >= LEAST else f"fewer than {LEAST}"


def total(count: int) -> str:
    """A sum over such counts, from which none of them can be worked out: rounded down to a multiple of 5."""
    if count < LEAST:
        return small(count)
    return f"{count // LEAST * LEAST} or more"
