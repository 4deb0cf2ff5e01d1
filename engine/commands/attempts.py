"""Guessing: each attempt is counted, as one that failed, before what was typed is looked at.

Guesses sent at once are counted one after the other, so that no more of them are looked at than the limit allows. Who
is right takes her attempt back. A device with which a person has signed in before has a count of its own: nobody
elsewhere can shut her out. On other devices her attempts from one address are counted together. Unknown and known
people are counted alike.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from engine.commands.work import Work
from engine.domain.sign_in import (
    FAILURES_COUNT_FOR,
    MAX_FAILURES,
    MAX_FAILURES_FROM_ADDRESS,
    MAX_FAILURES_ON_DEVICE,
    MAX_SECOND_FAILURES,
)
from engine.errors import NotPermitted, TooManyAttempts
from engine.store import accounts, attempts, sessions
from engine.store.attempts import AttemptRecord, Failures
from engine.store.tokens import hash_of

TOO_MANY = "Expected fewer attempts, but signing in failed too often. Try again in 15 minutes."


class Step(StrEnum):
    """What is guessed. The words name the marks under which attempts are kept."""

    PASSWORD = "email"  # noqa: S105 - the name of a step
    SECOND = "second"
    RESET = "reset"
    PASSKEY = "passkey"


FAILED = {
    Step.PASSWORD: "sign_in_failed",
    Step.SECOND: "second_step_failed",
    Step.RESET: "reset_failed",
    Step.PASSKEY: "passkey_failed",
}


@dataclass(frozen=True, slots=True)
class CountAttempt:
    """Count an attempt before it is looked at, in a unit of work of its own. For the engine only.

    Who it is about is said by an address, or by the token of a session or of a sign-in that is half done. Answers its
    id. Refuses, with TooManyAttempts, when there were too many.
    """

    step: Step
    email: str
    token: str
    address: str
    device: str


@dataclass(frozen=True, slots=True)
class RecordFailedSignIn:
    """Put on record that an attempt failed, in a unit of work of its own. For the engine only."""

    attempt: CountAttempt


@dataclass(frozen=True, slots=True)
class TakeAttemptBack:
    """An attempt was right in what is counted, and refused for another reason. For the engine only."""

    attempt_id: UUID


class Guess(Protocol):
    """A command that somebody may try again and again until it is right."""

    attempt_id: UUID | None

    def attempt(self) -> CountAttempt: ...


def count_attempt(work: Work, command: CountAttempt) -> UUID:
    email = _email(work, command)
    keys = work.tx.keys
    who, where = keys.mark(command.step.value, email), keys.mark("address", command.address)
    device = keys.mark("device", command.device)
    attempts.queue_for_attempt(work.tx, (who, where))
    known = attempts.is_known(work.tx, email, device)
    attempt = AttemptRecord(work.tx.new_id(), who, where, device if known else None, work.now, False)
    if _is_too_often(command.step, known, attempts.failures_since(work.tx, attempt, work.now - FAILURES_COUNT_FOR)):
        raise TooManyAttempts(TOO_MANY)
    attempts.attempts.add(work.tx, attempt)
    return attempt.id


def _email(work: Work, command: CountAttempt) -> str:
    """Whose attempt it is; of nobody when a token is not good any more, which is refused in its place."""
    if not command.token:
        return command.email.strip().lower()
    found = sessions.open_session(work.tx, hash_of(command.token)) or sessions.half(work.tx, hash_of(command.token))
    account = accounts.get(work.tx, found.account_id) if found else None
    return account.email if account else ""


def _is_too_often(step: Step, is_known: bool, failures: Failures) -> bool:
    if is_known:
        return failures.of_device >= MAX_FAILURES_ON_DEVICE
    if step is Step.PASSKEY:  # nobody guesses one; and who uses it is not known before
        return failures.from_address >= MAX_FAILURES_FROM_ADDRESS
    return (
        failures.of_person_here >= MAX_FAILURES
        or failures.from_address >= MAX_FAILURES_FROM_ADDRESS
        or (step is Step.SECOND and failures.of_person >= MAX_SECOND_FAILURES)
    )


def record_failed_sign_in(work: Work, command: RecordFailedSignIn) -> None:
    account = accounts.by_email(work.tx, _email(work, command.attempt))
    work.audit(FAILED[command.attempt.step], "account", account.id if account else None)


def take_attempt_back(work: Work, command: TakeAttemptBack) -> None:
    attempts.attempt_succeeded(work.tx, command.attempt_id)


def was_right(work: Work, attempt_id: UUID | None) -> None:
    """Take the attempt back. Refuses what was not counted, because it did not come through the engine."""
    if attempt_id is None:
        raise NotPermitted("Expected the attempt to have been counted, but it was not.")
    attempts.attempt_succeeded(work.tx, attempt_id)
