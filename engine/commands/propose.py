"""A version of a pathway that another system proposes: checked and kept, never published by the proposal itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from engine.commands.checking import checked
from engine.commands.work import Work
from engine.domain.permissions import Permission, require
from engine.errors import InvalidInput
from engine.store import definitions
from engine.store.definitions import PROPOSED, PUBLISHED, VersionRecord

MOST_FILES = 100


@dataclass(frozen=True, slots=True)
class ProposePathway:
    """Keep a version of a pathway as a proposal. For commissioners. Answers the version's id.

    Refuses, with DefinitionError, a bundle with findings, or that calls what is neither published nor proposed. Nothing
    changes for anybody until commissioners publish it: neither the pathway nor its parameters. The same files again
    give the version that there is, whatever became of it.
    """

    files: Mapping[str, bytes]


def propose_pathway(work: Work, command: ProposePathway) -> UUID:
    require(work.actor, Permission.EDIT_DEFINITION)
    if not 1 <= len(command.files) <= MOST_FILES:
        raise InvalidInput(f"Expected 1 to {MOST_FILES} files, but there are {len(command.files)}.")
    pathway = checked(command.files, definitions.keys(work.tx, PROPOSED, PUBLISHED))
    digest = definitions.content_hash(command.files)
    known = definitions.of_pathway(work.tx, pathway.key)
    same = next((version for version in known if version.content_hash == digest), None)
    if same is not None:
        return same.id
    record = VersionRecord(
        id=work.tx.new_id(),
        pathway=pathway.key,
        version=max((version.version for version in known), default=0) + 1,
        content_hash=digest,
        bundle=definitions.pack(command.files),
        title=pathway.settings.title,
        start=pathway.settings.start.value,
        state=PROPOSED,
        deployed_at=work.now,
        deployed_by=work.actor.account_id,
    )
    definitions.versions.add(work.tx, record)
    work.audit("proposed", "version", record.id, pathway=pathway.key, version=record.version)
    return record.id
