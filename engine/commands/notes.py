"""Contact notes: that somebody met, called or wrote to her, or tried to, and what is worth knowing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from engine.commands.casework import audience_of, open_case, text_of, today_of, write
from engine.commands.work import Work
from engine.domain.casework import MAX_NOTE, NOTE_KINDS, Audience, Entry, check_day
from engine.errors import InvalidInput


@dataclass(frozen=True, slots=True)
class WriteNote:
    """Write a contact note (1 to 4,000 characters) about a contact of today or the past year.

    For those who take part in the case. `audience` is `case` (all who take part wholly) or `agency`; what somebody
    writes who takes part in one referral only is always for the own agency. Refuses: NotFound (out of scope),
    InvalidInput (fields `contact_kind`, `note`, `day`, `audience`). Answers the id of the note.
    """

    case_id: UUID
    contact_kind: str
    note: str
    day: date
    audience: str = Audience.CASE.value


def write_note(work: Work, command: WriteNote) -> UUID:
    found = open_case(work, command.case_id)
    if command.contact_kind not in {option.value for option in NOTE_KINDS}:
        message = "Expected a kind of contact, but the answer is not on offer."
        raise InvalidInput(message, {"contact_kind": "Choose what kind of contact it was"})
    text = text_of("note", command.note, MAX_NOTE, "a note")
    check_day(command.day, today_of(work))
    body = {"kind": command.contact_kind, "text": text, "day": command.day.isoformat()}
    return write(work, found, Entry.NOTE, audience_of(found, command.audience), body)
