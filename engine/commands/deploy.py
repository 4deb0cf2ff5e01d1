"""Bringing a pathway into the database: checked, packed, and published when nobody has published another since."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from engine.bpmn.pathway import Pathway
from engine.commands.checking import checked
from engine.commands.shipped_parameters import enter_shipped
from engine.commands.work import Work
from engine.domain.permissions import Permission, require
from engine.store import definitions, drafts
from engine.store.definitions import VersionRecord


@dataclass(frozen=True, slots=True)
class DeployPathway:
    """Propose a version of a pathway from its files. For commissioners and the command line.

    Refuses, with DefinitionError, a bundle with findings; what it calls may be deployed after it. The same files again
    change nothing. A first version is published at once; a later one is too unless commissioners have published since:
    then it waits as a proposal.
    """

    files: Mapping[str, bytes]


@dataclass(frozen=True, slots=True)
class DeployedVersion:
    """What became of the files. `kept` says which values that they ship were not entered, and what holds instead."""

    version_id: UUID
    pathway: str
    version: int
    state: str
    is_new: bool
    kept: tuple[str, ...] = ()


def deploy_pathway(work: Work, command: DeployPathway) -> DeployedVersion:
    require(work.actor, Permission.PUBLISH_DEFINITION)
    pathway = checked(command.files)
    digest = definitions.content_hash(command.files)
    known = definitions.of_pathway(work.tx, pathway.key)
    same = next((version for version in known if version.content_hash == digest), None)
    if same is not None:
        return DeployedVersion(same.id, same.pathway, same.version, same.state, False)
    record = _new_version(work, pathway, command.files, digest, known)
    kept = enter_shipped(work, pathway.settings) if record.state == "published" else ()
    work.audit("deployed", "version", record.id, pathway=pathway.key, version=record.version)
    told = tuple(each.words for each in kept)
    return DeployedVersion(record.id, record.pathway, record.version, record.state, True, told)


def _new_version(
    work: Work, pathway: Pathway, files: Mapping[str, bytes], digest: str, known: list[VersionRecord]
) -> VersionRecord:
    current = next((version for version in known if version.state == "published"), None)
    by_people = current is not None and (current.deployed_by is not None or drafts.was_approved(work.tx, current.id))
    if current is not None and not by_people:
        definitions.change(work.tx, current.id, state="retired")
    record = VersionRecord(
        id=work.tx.new_id(),
        pathway=pathway.key,
        version=max((version.version for version in known), default=0) + 1,
        content_hash=digest,
        bundle=definitions.pack(files),
        title=pathway.settings.title,
        start=pathway.settings.start.value,
        state="proposed" if by_people else "published",
        deployed_at=work.now,
        deployed_by=work.actor.account_id,
    )
    definitions.versions.add(work.tx, record)
    return record
