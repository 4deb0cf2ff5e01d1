"""Sound shapes that are not blocks within blocks.

Each takes a loose end and gives one; `block` draws what is between.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from tests.unit.oracle.net import Event, Test
from tests.unit.oracle.sketch import Loose, Sketch

Block: TypeAlias = Callable[[Loose], Loose]
Tangle: TypeAlias = Callable[[Sketch, Block, Loose], Loose]


def crossed(sketch: Sketch, block: Block, loose: Loose) -> Loose:
    """Two branches that wait for each other halfway, and change nothing after that: see `Merge`."""
    split = sketch.node("parallel", loose)
    one = sketch.node("parallel", sketch.user(Loose(split)))
    other = sketch.node("parallel", sketch.user(Loose(split)))
    joins = [sketch.then("parallel", Loose(one), Loose(other)) for _ in range(2)]
    return sketch.then("parallel", *(sketch.then("catch", join, event=Event("timer", "P1D")) for join in joins))


def handed_over(sketch: Sketch, block: Block, loose: Loose) -> Loose:
    """One branch goes on only after a part of the other: the shape of the letter N."""
    split = sketch.node("parallel", loose)
    first = sketch.node("parallel", block(Loose(split)))
    second = sketch.then("parallel", block(Loose(split)), Loose(first))
    return sketch.then("parallel", block(Loose(first)), block(second))


def late_joined(sketch: Sketch, block: Block, loose: Loose) -> Loose:
    """What interrupts one branch comes to the inclusive join by a way of its own."""
    split = sketch.node("inclusive", loose)
    host = sketch.node("user", Loose(split, Test("k0", 0)))
    late = block(sketch.boundary(host, Event("timer", "P1D"), interrupting=True))
    return sketch.then("inclusive", Loose(host), late, block(Loose(split, Test("k1", 2))), Loose(split, default=True))


def reminded(sketch: Sketch, block: Block, loose: Loose) -> Loose:
    """What a reminder brings is awaited with the rest at an inclusive join."""
    host = sketch.node("user", loose)
    reminder = block(sketch.boundary(host, Event("timer", "P1D"), interrupting=False))
    return sketch.then("inclusive", Loose(host), reminder)


def two_joins(sketch: Sketch, block: Block, loose: Loose) -> Loose:
    """An inclusive split whose branches meet two by two."""
    split = sketch.node("inclusive", loose)
    near = [block(Loose(split, Test(f"k{number}", 1))) for number in range(2)]
    met = block(sketch.then("inclusive", *near))
    return sketch.then("inclusive", met, block(Loose(split, Test("k2", 2))), Loose(split, default=True))


def sent_back(sketch: Sketch, block: Block, loose: Loose) -> Loose:
    """Loops that overlap: one may be entered in its middle, and left from its middle."""
    merge = sketch.node("exclusive", loose)
    asked = sketch.node("exclusive", sketch.user(Loose(merge)))
    middle = sketch.node("exclusive", Loose(asked, Test("k0", 2)))
    checked = sketch.node("exclusive", sketch.user(block(Loose(middle))))
    sketch.connect(merge, [Loose(checked, Test("again"))])
    review = sketch.node("exclusive", sketch.user(Loose(asked, default=True)))
    sketch.connect(middle, [Loose(review, Test("again"))])
    return sketch.merge(Loose(checked, default=True), Loose(review, default=True))


TANGLES: tuple[Tangle, ...] = (crossed, handed_over, late_joined, reminded, two_joins, sent_back)
