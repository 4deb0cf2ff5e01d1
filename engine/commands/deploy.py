"""Bringing a pathway into the database: checked, packed, and published when nobody has published another since."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from uuid import UUID

from engine.bpmn.lint import lint
from engine.bpmn.pathway import Pathway, read_pathway
from engine.commands.operations import OPERATIONS
from engine.commands.work import Work
from engine.domain.permissions import Permission, require
from engine.errors import DefinitionError
from engine.store import definitions, drafts
from engine.store.definitions import ParameterRecord, VersionRecord


@dataclass(frozen=True, slots=True)
class DeployPathway:
    """Propose a version of a pathway from its files. For commissioners and the command line.

    Refuses, with DefinitionError, a bundle with findings. The same files again change nothing. A first version is
    published at once; a later one is too unless commissioners have published since: then it waits as a proposal.
    """

    files: Mapping[str, bytes]


@dataclass(frozen=True, slots=True)
class DeployedVersion:
    version_id: UUID
    pathway: str
    version: int
    state: str
    is_new: bool


def deploy_pathway(work: Work, command: DeployPathway) -> DeployedVersion:
    require(work.actor, Permission.PUBLISH_DEFINITION)
    pathway = _checked(tuple(sorted(command.files.items())))
    digest = definitions.content_hash(command.files)
    known = definitions.of_pathway(work.tx, pathway.key)
    same = next((version for version in known if version.content_hash == digest), None)
    if same is not None:
        return DeployedVersion(same.id, same.pathway, same.version, same.state, False)
    record = _new_version(work, pathway, command.files, digest, known)
    if record.state == "published":
        enter_parameters(work, pathway)
    work.audit("deployed", "version", record.id, pathway=pathway.key, version=record.version)
    return DeployedVersion(record.id, record.pathway, record.version, record.state, True)


@lru_cache(maxsize=16)
def _checked(files: tuple[tuple[str, bytes], ...]) -> Pathway:
    """The pathway of a bundle in which the gate finds nothing wrong. Says the same of the same files, so it is kept."""
    _refuse_findings(dict(files))
    return read_pathway(dict(files))


def _refuse_findings(files: Mapping[str, bytes]) -> None:
    errors = [finding for finding in lint(files, operations=frozenset(OPERATIONS)) if finding.severity == "error"]
    if errors:
        first = errors[0]
        more = f" (and {len(errors) - 1} more findings)" if len(errors) > 1 else ""
        raise DefinitionError(f"{first.message}{more}", first.file, first.element_id, first.line, first.remedy)


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


def enter_parameters(work: Work, pathway: Pathway) -> None:
    """Enter the values a bundle ships, where the partnership has none of that name and date yet."""
    for shipped in pathway.settings.parameters:
        known: list[date] = [row.valid_from for row in definitions.parameter_rows(work.tx, shipped.name)]
        if shipped.valid_from not in known:
            definitions.enter_parameter(
                work.tx,
                ParameterRecord(
                    work.tx.new_id(),
                    shipped.name,
                    shipped.value,
                    shipped.parameter_class.value,
                    shipped.source,
                    shipped.valid_from,
                    work.now,
                    work.actor.account_id,
                ),
            )
