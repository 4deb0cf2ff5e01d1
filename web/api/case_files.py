"""Files of a case: attached when what is in them is allowed, sealed under her key, fetched one at a time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from engine.commands import AttachFile, RemoveFile, ViewFile
from engine.domain.casework import OPEN
from engine.domain.scopes import Scope
from engine.queries import download
from web.api.caller import Caller
from web.api.case_entries import EntryState
from web.api.hints import Said
from web.api.media import File
from web.api.routes import route
from web.api.shapes import Audience


@dataclass(frozen=True, slots=True)
class NewFile:
    """What the file is called, and who may read it. Its ending is made to fit what is in it."""

    name: Annotated[str, Said("Without a path.", shortest=1, longest=255)]
    audience: Audience = "case"


@route("POST", "/cases/{case_id}/files", Scope.CASES_WRITE, status=201, location="/cases/{case_id}/files/{id}")
def attach_file(caller: Caller, case_id: UUID, query: NewFile, body: bytes) -> EntryState:
    """Attach a file of at most 8 MB: PDF, a picture, a document or plain text, whatever its name says.

    The body is the file itself. 422 when it is empty or of a kind that is not allowed; 413 when it is too large.
    """
    return EntryState(caller.execute(AttachFile(case_id, query.name, body, query.audience)), OPEN)


@route("GET", "/cases/{case_id}/files/{entry_id}", Scope.CASES_READ)
def get_file(caller: Caller, case_id: UUID, entry_id: UUID) -> File:
    """The file, to be saved. That it was opened goes on the record."""
    caller.execute(ViewFile(case_id, entry_id), once=False)
    with caller.reading() as view:
        found = download(view, case_id, entry_id)
    return File(found.name, found.content)


@route("DELETE", "/cases/{case_id}/files/{entry_id}", Scope.CASES_WRITE, status=204)
def remove_file(caller: Caller, case_id: UUID, entry_id: UUID) -> None:
    """Destroy a file that was attached in error. For whoever attached it, and managers of that agency."""
    caller.execute(RemoveFile(case_id, entry_id))
