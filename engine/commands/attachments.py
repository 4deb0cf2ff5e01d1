"""Files attached to a case: checked by what is in them, sealed under her key, opened one at a time on the record."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from engine.commands.casework import audience_of, get_entry, open_case, write
from engine.commands.pictures import without_metadata
from engine.commands.work import Work
from engine.domain.attachments import check_file
from engine.domain.casework import OPEN, REMOVED, Audience, Entry
from engine.domain.permissions import Permission
from engine.errors import InvalidState, NotFound, NotPermitted
from engine.store import entries
from engine.store.entries import ContentRecord


@dataclass(frozen=True, slots=True)
class AttachFile:
    """Attach a file of at most 8 MB (`engine.domain.attachments.ALLOWED`) to a case. Answers its id. Photographs are
    kept without what is written about them (`engine.commands.pictures`): place, time, device.

    For those who take part in the case; `audience` as for notes. Refuses: NotFound (out of scope), InvalidInput (field
    `file`: empty, too large, of a kind that is not allowed, whatever its name says, or a picture that cannot be read).
    """

    case_id: UUID
    name: str
    content: bytes
    audience: str = Audience.CASE.value


@dataclass(frozen=True, slots=True)
class ViewFile:
    """Record that somebody opens a file. NotFound for those who may not read it, and when it has been removed."""

    case_id: UUID
    entry_id: UUID


@dataclass(frozen=True, slots=True)
class RemoveFile:
    """Destroy what is in a file, attached in error; that it was there stays on the record.

    For whoever attached it, and the managers of that agency. Refuses: NotFound, NotPermitted, InvalidState (removed).
    """

    case_id: UUID
    entry_id: UUID


def attach_file(work: Work, command: AttachFile) -> UUID:
    found = open_case(work, command.case_id)
    audience = audience_of(found, command.audience)
    name, kind = check_file(command.name, command.content)
    content = without_metadata(kind, command.content)
    body = {"name": name, "kind": kind.extension, "size": len(content)}
    entry_id = write(work, found, Entry.FILE, audience, body)
    sealed = found.cipher.seal(entries.content_place(entry_id), content)
    entries.contents.add(work.tx, ContentRecord(entry_id, sealed))
    return entry_id


def view_file(work: Work, command: ViewFile) -> None:
    found = open_case(work, command.case_id, Permission.READ_CASE)
    file = get_entry(work, found, command.entry_id, Entry.FILE)
    if file.state == REMOVED:
        raise NotFound("There is no such entry.")
    work.audit("file_viewed", "entry", file.id, found.record.id)


def remove_file(work: Work, command: RemoveFile) -> None:
    found = open_case(work, command.case_id)
    file = get_entry(work, found, command.entry_id, Entry.FILE)
    if file.written_by != found.actor.account_id and not found.actor.manages(file.agency_id):
        raise NotPermitted(
            "Expected whoever attached the file, or a manager of that agency, to remove it, but you are neither."
        )
    if file.state != OPEN:
        raise InvalidState("Expected the file to be there, but it has been removed already.")
    entries.forget_content(work.tx, file.id)
    entries.close(work.tx, file.id, REMOVED, found.actor.account_id)
    work.audit("file_removed", "entry", file.id, found.record.id)
