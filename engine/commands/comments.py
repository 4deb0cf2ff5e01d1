"""Comments inside a case, between those who work on it, with people named who are told that there is one."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from engine.commands.casework import OpenedCase, open_case, text_of, write
from engine.commands.telling import tell
from engine.commands.work import Work
from engine.domain.casework import MAX_COMMENT, Audience, Entry
from engine.errors import InvalidInput, InvalidState, NotFound
from engine.store import cases, people_of_case, stopping, visibility
from engine.store.colleagues import Colleague

MENTIONED = "mentioned"
MOST_NAMED = 20


@dataclass(frozen=True, slots=True)
class CommentOnCase:
    """Write a comment (1 to 4,000 characters) on the whole case, or on one referral, for those who take part in it.

    `mentions` are accounts of people who can read it; each gets a notice without content. Refuses: NotFound (case or
    referral out of scope), InvalidState (a service would read it to which she has said no since), InvalidInput (fields
    `comment`, `mentions`: somebody who could not read it). Answers its id.
    """

    case_id: UUID
    instance_id: UUID | None
    comment: str
    mentions: tuple[UUID, ...] = ()


def comment_on_case(work: Work, command: CommentOnCase) -> UUID:
    found = open_case(work, command.case_id)
    if command.instance_id is None:
        found.only_whole()
    else:
        _check_referral(work, found, command.instance_id)
    text = text_of("comment", command.comment, MAX_COMMENT, "a comment")
    named = _named(work, found, command)
    audience = Audience.CASE if command.instance_id is None else Audience.REFERRAL
    body = {"text": text, "told": [str(person.id) for person in named]}
    entry_id = write(work, found, Entry.COMMENT, audience, body, command.instance_id)
    for person in named:
        tell(work, person, MENTIONED, case_id=found.record.id)
    return entry_id


def _check_referral(work: Work, found: OpenedCase, instance_id: UUID) -> None:
    instance = visibility.instance(work.tx, found.actor, instance_id)
    if instance is None or instance.case_id != found.record.id:
        raise NotFound("There is no such referral.")
    parts = [part for part in cases.participants_of(work.tx, found.record.id) if part.until is None]
    readers = {part.agency_id for part in parts if part.instance_id in (None, instance_id)}
    if found.whole and readers & stopping.stopped(work.tx, found.record.id):
        raise InvalidState(
            "Expected a referral whose service may know more about her, but she has taken back what she agreed to. "
            "Comment on the whole case instead, where the service does not read it."
        )


def _named(work: Work, found: OpenedCase, command: CommentOnCase) -> list[Colleague]:
    """Those who are told: of whoever was named all but the writer."""
    named = list(dict.fromkeys(command.mentions))
    readers = people_of_case.readers(work.tx, found.record.id, command.instance_id) if named else {}
    if len(named) > MOST_NAMED or not set(named) <= readers.keys():
        message = "Expected people who can read the comment, but somebody named does not work on this."
        raise InvalidInput(message, {"mentions": "Choose people who work on this"})
    return [readers[account_id] for account_id in named if account_id != found.actor.account_id]
