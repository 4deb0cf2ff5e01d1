"""A version of a pathway that another system proposes: checked and kept, never published by the proposal itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from engine.bpmn.gate import findings
from engine.bpmn.pathway import Pathway, read_pathway
from engine.commands.operations import OPERATIONS
from engine.commands.work import Work
from engine.domain.pathway_settings import read_settings
from engine.domain.permissions import Permission, require
from engine.errors import DefinitionError, InvalidInput
from engine.store import definitions
from engine.store.definitions import VersionRecord

MOST_FILES = 100
PROPOSED = "proposed"


@dataclass(frozen=True, slots=True)
class ProposePathway:
    """Keep a version of a pathway as a proposal. For commissioners. Answers the version's id.

    Refuses, with DefinitionError, a bundle with findings. Nothing changes for anybody until commissioners publish it:
    neither the pathway nor its parameters. The same files again give the version that there is, whatever became of it.
    """

    files: Mapping[str, bytes]


def propose_pathway(work: Work, command: ProposePathway) -> UUID:
    require(work.actor, Permission.EDIT_DEFINITION)
    if not 1 <= len(command.files) <= MOST_FILES:
        raise InvalidInput(f"Expected 1 to {MOST_FILES} files, but there are {len(command.files)}.")
    pathway = _checked(work, command.files)
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


def _checked(work: Work, files: Mapping[str, bytes]) -> Pathway:
    """The pathway of files in which the gate finds nothing to mend, whatever other pathways of ours they call."""
    known = {version.pathway for version in definitions.every_version(work.tx)}
    callable_keys = frozenset(known | _own_key(files))
    errors = [each for each in findings(files, frozenset(OPERATIONS), callable_keys) if each.severity == "error"]
    if errors:
        more = f" (and {len(errors) - 1} more findings)" if len(errors) > 1 else ""
        first = errors[0]
        raise DefinitionError(f"{first.message}{more}", first.file, first.element_id, first.line, first.remedy)
    return read_pathway(files)


def _own_key(files: Mapping[str, bytes]) -> set[str]:
    """A pathway may call itself; what cannot be read is for the gate to tell."""
    try:
        return {read_settings(files.get("process.toml", b"").decode(), "process.toml").key}
    except (DefinitionError, UnicodeDecodeError):
        return set()
