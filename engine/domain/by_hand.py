"""What people are asked to arrange by hand, because the pathway that would do it is not here.

Nothing else remembers that it was asked for, so it is still to do when the referral that asked for it has ended by
itself. It goes only when that referral is ended from outside, as no longer needed.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol
from uuid import UUID

from engine.domain.escalation import LATE

BY_HAND = "by_hand"
"""The kind of the engine task that asks for it."""
TITLE = "Arrange by hand: "
INSTRUCTIONS = (
    "This pathway is asked for, but it is not available here yet. Arrange what it would have done, "
    "and write down what you arranged."
)

NAMES = {
    "child_or_unborn": "child or unborn child",
    "dash_marac": "DASH and MARAC",
    "modern_slavery": "modern slavery (NRM or duty to notify)",
}
"""What people call the pathways that are asked for and not shipped, where the key does not say it."""


class Asked(Protocol):
    """What is to be known of an open task: its kind, and the task that it is about, if it is about one."""

    @property
    def id(self) -> UUID: ...
    @property
    def kind(self) -> str: ...
    @property
    def cause_task_id(self) -> UUID | None: ...


def title_of(pathway: str) -> str:
    """The task's title, for the pathway of that key."""
    return f"{TITLE}{NAMES.get(pathway) or pathway.replace('_', ' ')}"


def outlasting(still_open: Iterable[Asked]) -> frozenset[UUID]:
    """Those of a referral's open tasks that are still to do when it ends by itself: what was asked for by hand, and
    what tells somebody that this is late.
    """
    known = {task.id: task for task in still_open}
    return frozenset(task.id for task in known.values() if _subject_kind(task, known) == BY_HAND)


def _subject_kind(task: Asked, known: dict[UUID, Asked]) -> str:
    """The kind of the task; of one that says that another is late, that of the other."""
    about: Asked | None = task
    while about is not None and about.kind == LATE:
        about = known.get(about.cause_task_id) if about.cause_task_id is not None else None
    return about.kind if about is not None else ""
