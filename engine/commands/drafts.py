"""Drafts of pathways: a copy of a version that commissioners work on, saved with the version one saw."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from uuid import UUID

from engine.bpmn.drawing import Drawing
from engine.commands.work import Work
from engine.dmn.comments import with_comments
from engine.domain.pathway_settings import PathwaySettings, read_settings
from engine.domain.permissions import Permission, is_permitted
from engine.errors import Conflict, DefinitionError, InvalidInput, NotFound
from engine.store import accounts, definitions, drafts
from engine.store.drafts import DraftRecord

SETTINGS = "process.toml"
NO_DRAFT = "There is no such draft."
Files = Mapping[str, bytes]


@dataclass(frozen=True, slots=True)
class StartDraft:
    """Copy a version of a pathway to work on. For commissioners; for everybody else there is no such pathway.

    Answers the draft's id. Refuses: NotFound.
    """

    pathway: str
    version: int


@dataclass(frozen=True, slots=True)
class DiscardDraft:
    """Give a draft up. For commissioners. Refuses: NotFound, Conflict when it was saved after `seen`."""

    draft_id: UUID
    seen: int


@dataclass(frozen=True, slots=True)
class SaveDiagram:
    """Keep a diagram that was drawn, as BPMN 2.0 XML. For commissioners. Answers what the next saving has to have seen.

    Refuses: NotFound, Conflict when the draft was saved after `seen`, DefinitionError when it cannot be read or is
    another pathway's. Whether it can be published is for the findings to say.
    """

    draft_id: UUID
    seen: int
    xml: str


def start_draft(work: Work, command: StartDraft) -> UUID:
    commissioner(work, "There is no such version of a pathway.")
    known = definitions.of_pathway(work.tx, command.pathway)
    version = next((each for each in known if each.version == command.version), None)
    if version is None:
        raise NotFound("There is no such version of a pathway.")
    return keep_new(work, version.pathway, definitions.unpack(version.bundle), version.id)


def keep_new(work: Work, pathway: str, files: Files, based_on: UUID | None) -> UUID:
    """A new draft of these files."""
    person = work.person().account_id
    record = DraftRecord(
        id=work.tx.new_id(),
        pathway=pathway,
        title=title_of(files, pathway),
        based_on=based_on,
        bundle=definitions.pack(files),
        version=1,
        created_at=work.now,
        created_by=person,
        saved_at=work.now,
        saved_by=person,
        closed_at=None,
    )
    drafts.drafts.add(work.tx, record)
    work.audit("draft started", "draft", record.id, pathway=pathway)
    return record.id


def discard_draft(work: Work, command: DiscardDraft) -> None:
    draft = seen_draft(work, command.draft_id, command.seen)
    drafts.close(work.tx, draft.id, command.seen, clash(work, draft))
    work.audit("draft discarded", "draft", draft.id, pathway=draft.pathway)


def save_diagram(work: Work, command: SaveDiagram) -> int:
    draft = seen_draft(work, command.draft_id, command.seen)
    files = files_of(draft)
    file = diagram_of(files)
    drawing = Drawing(command.xml.encode(), file)
    if drawing.process.get("id") != draft.pathway:
        message = f"Expected the diagram of “{draft.pathway}”, but its process is called “{drawing.process.get('id')}”."
        raise DefinitionError(message, file, remedy="Give the process its former id.")
    return keep(work, draft, {**files, file: command.xml.encode()})


def commissioner(work: Work, missing: str = NO_DRAFT) -> None:
    """Refuses everybody but commissioners, as if there were nothing."""
    if not is_permitted(work.actor, Permission.EDIT_DEFINITION):
        raise NotFound(missing)


def seen_draft(work: Work, draft_id: UUID, seen: int) -> DraftRecord:
    """The draft as it was seen, for commissioners. Refuses: NotFound, Conflict, saying who has saved meanwhile."""
    commissioner(work)
    draft = drafts.get(work.tx, draft_id)
    if draft is None or draft.closed_at is not None:
        raise NotFound(NO_DRAFT)
    if draft.version != seen:
        raise clash(work, draft)
    return draft


def clash(work: Work, draft: DraftRecord) -> Conflict:
    who = accounts.names(work.tx, [draft.saved_by]).get(draft.saved_by, "somebody")
    return Conflict(
        f"Expected the draft as you saw it, but {who} has saved it meanwhile. What you entered is still here and not "
        "saved yet: look at the draft as it is now, then save again."
    )


def keep(work: Work, draft: DraftRecord, files: Files) -> int:
    """Save the draft with these files, as the one who asks. Nothing happens when they are the same.

    Answers the number of the saving. Comments of diagrams and decisions stay, whatever wrote the files.
    """
    files = _with_comments(files_of(draft), files)
    bundle = definitions.pack(files)
    if bundle == draft.bundle:
        return draft.version
    saved = replace(
        draft,
        title=title_of(files, draft.title),
        bundle=bundle,
        version=draft.version + 1,
        saved_at=work.now,
        saved_by=work.person().account_id,
    )
    drafts.save(work.tx, saved, draft.version, clash(work, draft))
    work.audit("draft saved", "draft", draft.id, pathway=draft.pathway, saving=saved.version)
    return saved.version


def _with_comments(before: Files, after: Files) -> dict[str, bytes]:
    return {
        name: with_comments(before.get(name, b""), content, name) if name.endswith((".bpmn", ".dmn")) else content
        for name, content in after.items()
    }


def files_of(draft: DraftRecord) -> dict[str, bytes]:
    return definitions.unpack(draft.bundle)


def diagram_of(files: Files) -> str:
    """The file name of the diagram. Refuses a bundle without one."""
    names = sorted(name for name in files if name.endswith(".bpmn"))
    if not names:
        raise InvalidInput("Expected a diagram in the draft, but there is none.")
    return names[0]


def settings_of(files: Files) -> PathwaySettings:
    """The settings of a bundle. Raises DefinitionError when they cannot be read."""
    try:
        return read_settings(files.get(SETTINGS, b"").decode(), SETTINGS)
    except UnicodeDecodeError as error:
        raise DefinitionError(f"Expected {SETTINGS} to be text in UTF-8, but it is not.", SETTINGS) from error


def title_of(files: Files, otherwise: str) -> str:
    """The pathway's title; the other when the settings cannot be read."""
    try:
        return settings_of(files).title
    except DefinitionError:
        return otherwise
