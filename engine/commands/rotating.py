"""Rotating the master key: every data key is wrapped anew, a few in each unit of work, while people go on working."""

from __future__ import annotations

from dataclasses import dataclass

from engine.commands.work import Work
from engine.domain.permissions import Permission, require
from engine.store import subjects


@dataclass(frozen=True, slots=True)
class RotateKeys:
    """Wrap up to so many data keys by the current master key. For the system only: whoever may run commands there.

    To be asked for again until `Rotated.wrapped` is 0. Refuses, with SealBroken, when MASTER_KEY does not list the key
    that wraps one.
    """

    most: int = 200


@dataclass(frozen=True, slots=True)
class Rotated:
    """How many were wrapped anew now, how many each master key wraps then, and from which others are derived."""

    wrapped: int
    by_key: dict[str, int]
    current: str
    oldest: str


def rotate_keys(work: Work, command: RotateKeys) -> Rotated:
    require(work.actor, Permission.RUN_DAILY_JOBS)
    wrapped = subjects.wrap_anew(work.tx, command.most)
    if wrapped:
        work.audit("keys_rotated", keys=wrapped)
    return Rotated(wrapped, subjects.wrapped_by(work.tx), work.tx.keys.current_id, work.tx.keys.oldest_id)
