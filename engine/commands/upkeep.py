"""What the worker does for the installation itself: seal the audit trail, show its pulse, forget what has served."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from engine.commands.work import Work
from engine.domain.permissions import Permission, require
from engine.domain.sign_in import DEVICE_LASTS
from engine.store import attempts, audit, factors, heartbeats, idempotency, sessions, writings

ANSWERS_KEPT_FOR = timedelta(days=3)
SESSIONS_KEPT_FOR = timedelta(days=1)
ATTEMPTS_KEPT_FOR = timedelta(days=1)
"""Attempts count for 15 minutes; what happened is in the audit trail."""


@dataclass(frozen=True, slots=True)
class SealAudit:
    """Give audit rows their place in the chain, at most so many. One sealer at a time. For the worker only."""

    most: int = 500


@dataclass(frozen=True, slots=True)
class Beat:
    """Show that a part of the worker is alive. For the worker only."""

    name: str


@dataclass(frozen=True, slots=True)
class TidyUp:
    """Forget what has served: answers under keys that nobody sends again, sessions that are over, old attempts to sign
    in, drafts of tasks that are closed. For the worker only.
    """


def seal_audit(work: Work, command: SealAudit) -> int:
    require(work.actor, Permission.RUN_DAILY_JOBS)
    return audit.seal(work.tx, command.most) if audit.may_seal(work.tx) else 0


def beat(work: Work, command: Beat) -> None:
    require(work.actor, Permission.RUN_DAILY_JOBS)
    heartbeats.beat(work.tx, command.name)


def tidy_up(work: Work, command: TidyUp) -> None:
    require(work.actor, Permission.RUN_DAILY_JOBS)
    idempotency.forget_before(work.tx, work.now - ANSWERS_KEPT_FOR)
    sessions.forget_sessions(work.tx, work.now - SESSIONS_KEPT_FOR)
    attempts.forget_attempts(work.tx, work.now - ATTEMPTS_KEPT_FOR)
    attempts.forget_devices(work.tx, work.now - DEVICE_LASTS)
    factors.forget_spent(work.tx, work.now - ATTEMPTS_KEPT_FOR)
    writings.forget_drafts_of_closed(work.tx)
