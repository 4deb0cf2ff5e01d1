"""The content of one attached file, for whoever may read it."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from engine.domain.attachments import KINDS
from engine.domain.casework import Entry
from engine.errors import NotFound
from engine.queries.view import View
from engine.store import entries, subjects, visibility


@dataclass(frozen=True, slots=True)
class Download:
    """A file as it is sent: a safe name, its media type by content, its bytes."""

    name: str
    media_type: str
    content: bytes


def download(view: View, case_id: UUID, entry_id: UUID) -> Download:
    """The file. NotFound for those who may not read it, and when it has been removed."""
    case = visibility.case(view.tx, view.actor, case_id)
    entry = entries.get(view.tx, view.actor, case_id, entry_id) if case else None
    sealed = entries.content(view.tx, entry_id) if entry and entry.kind == Entry.FILE else None
    cipher = subjects.cipher(view.tx, case.person_id) if case else None
    if entry is None or sealed is None or cipher is None:
        raise NotFound("There is no such file.")
    body = cipher.open_json(entries.body_place(entry.id), entry.body_sealed)
    content = cipher.open(entries.content_place(entry.id), sealed)
    return Download(body["name"], KINDS[body["kind"]].media_type, content)
