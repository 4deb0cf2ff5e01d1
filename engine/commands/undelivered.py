"""Letters that nobody takes: after so many attempts they are an incident, not tried for ever and not forgotten."""

from __future__ import annotations

import json
from dataclasses import dataclass
from uuid import UUID

from engine.commands.codec import encode
from engine.commands.incidents import IncidentKept, keep_incident, tell_coordinator
from engine.commands.work import Work
from engine.domain.permissions import Permission, require
from engine.errors import NotFound
from engine.store import instances, outbox, tasks
from engine.store.instances import Held
from engine.store.outbox import OutboxRecord

TITLE = "Something about “{title}” could not be sent"
INSTRUCTIONS = {
    "mail": (
        "A mail that there is something to see could not be sent for a day. The notice in the application is there. "
        "Ask whoever runs the mail server to look at it; then the mail can be sent again."
    ),
    "notify": (
        "People could not be told that there is something to see. Look at who has this referral now, and tell them. "
        "Ask whoever runs this installation to look at the log; then it can be tried again."
    ),
    "command": (
        "A step between this referral and another was tried again and again and did not succeed. Nothing is lost. Ask "
        "whoever runs this installation to look at the log; then it can be tried again."
    ),
}


@dataclass(frozen=True, slots=True)
class GiveUpLetter:
    """Stop trying a letter whose attempts are used up, and tell the coordinator. For the worker only.

    Answers whether it was given up: not when somebody has it, it is delivered, or attempts are left.
    """

    letter_id: UUID


@dataclass(frozen=True, slots=True)
class RetryLetter:
    """Try a letter that was given up again, from the beginning: what retrying its incident does. For the engine."""

    letter_id: UUID


def give_up_letter(work: Work, command: GiveUpLetter) -> bool:
    require(work.actor, Permission.DELIVER_MESSAGE)
    seen = outbox.get(work.tx, command.letter_id)
    instance_id = _instance_of(work, seen) if seen else None
    held = instances.lock(work.tx, instance_id) if instance_id else None
    letter = outbox.take(work.tx, command.letter_id)
    if letter is None or letter.given_up_at is not None or not outbox.is_used_up(letter):
        return False
    outbox.give_up(work.tx, letter)
    if held is not None:
        _report(work, held, letter)
    work.audit("letter_given_up", "letter", letter.id, held.record.case_id if held else None, kind=letter.kind)
    return True


def retry_letter(work: Work, command: RetryLetter) -> None:
    require(work.actor, Permission.DELIVER_MESSAGE)
    letter = outbox.take(work.tx, command.letter_id)
    if letter is None:
        raise NotFound("There is no such letter waiting.")
    outbox.put_back(work.tx, letter)


def _instance_of(work: Work, letter: OutboxRecord) -> UUID | None:
    """The referral that the letter is about: it names it itself, or a task of it."""
    if letter.instance_id is not None:
        return letter.instance_id
    named = json.loads(letter.payload).get("tasks") or [None]
    task = tasks.get(work.tx, UUID(named[0])) if named[0] else None
    return task.instance_id if task else None


def _report(work: Work, held: Held, letter: OutboxRecord) -> None:
    """An incident of its own for each letter, unless a failed step of this very letter is one already."""
    if letter.last_error == IncidentKept.__name__:
        return
    message = f"{letter.attempts} attempts, the last ended with {letter.last_error or 'the worker itself'}."
    keep_incident(work, held, "RetryLetter", encode(RetryLetter(letter.id)), message, None)
    tell_coordinator(work, held, TITLE.format(title=held.record.title), INSTRUCTIONS[letter.kind])
