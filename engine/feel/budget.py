"""How much an expression may cost. What exceeds a budget is refused, never waited for."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Budget:
    """Caps on one evaluation.

    `steps`: evaluated parts of the expression, counting every repetition and every hundred characters built.
    `size`: characters of a text, or items of a list, that the expression may build. `calls`: nested function calls.
    """

    steps: int = 200_000
    size: int = 100_000
    calls: int = 40


DEFAULT = Budget()

MAX_TEXT = 20_000
"""Characters in one expression."""

MAX_NESTING = 40
"""Brackets, conditions, loops and functions inside one another."""

MAX_DEPTH = 100
"""Depth of the syntax tree, which bounds the stack that evaluation needs."""

MAX_VALUE_DEPTH = 60
"""Lists and contexts inside one another, in a value."""
