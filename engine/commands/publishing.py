"""Publishing a pathway: what was drafted is proposed with a note, and a second person decides.

A published version never changes. Referrals that run stay on theirs; those that start follow the new one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from engine.commands.checking import checked
from engine.commands.drafts import clash, files_of, seen_draft
from engine.commands.shipped_parameters import enter_shipped
from engine.commands.work import Work
from engine.domain.pathway_settings import PathwaySettings
from engine.domain.permissions import Permission, is_permitted
from engine.errors import Conflict, DefinitionError, InvalidInput, InvalidState, NotFound, NotPermitted
from engine.store import definitions, drafts
from engine.store.definitions import PROPOSED, PUBLISHED, VersionRecord
from engine.store.drafts import ProposalRecord

LONGEST_NOTE = 2000
RETIRED, DECLINED = "retired", "declined"
DECIDED = "Expected a proposal that waits for a decision, but it has been decided meanwhile."
NO_PROPOSAL = "There is no such proposal."


@dataclass(frozen=True, slots=True)
class ProposeDraft:
    """Put a draft forward to be published, with a note for whoever approves it. For commissioners.

    Answers the id of the version, which never changes from now on. Refuses: NotFound, Conflict when the draft was
    saved after `seen`, InvalidInput without a note, DefinitionError when there is a finding of severity error,
    InvalidState when nothing differs from what is published, or it is proposed already.
    """

    draft_id: UUID
    seen: int
    note: str


@dataclass(frozen=True, slots=True)
class ApproveVersion:
    """Publish a proposed version: new referrals follow it from now on, running ones stay on theirs.

    For a commissioner other than the one who proposed it. `seen` is the version that was published when the
    differences were read; `chosen` are deadlines and limits for which the value that the version ships takes the place
    of the one in use (`engine.domain.shipping`). Refuses: NotFound, NotPermitted (the proposer), Conflict (another
    version has been published since, somebody has decided, or there is no such choice), DefinitionError when it has
    findings by now or calls what is not published.
    """

    version_id: UUID
    seen: UUID | None
    chosen: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DeclineVersion:
    """Turn a proposal down, with a reason; whoever proposed it may take it back so. For commissioners.

    Refuses: NotFound, InvalidInput without a reason, Conflict when it is decided already.
    """

    version_id: UUID
    reason: str


def propose_draft(work: Work, command: ProposeDraft) -> UUID:
    draft = seen_draft(work, command.draft_id, command.seen)
    note = words(command.note, "note")
    files = files_of(draft)
    known = definitions.of_pathway(work.tx, draft.pathway)
    settings = _checked(files, draft.pathway, definitions.keys(work.tx, PROPOSED, PUBLISHED))
    version = _version(work, known, files, settings)
    drafts.proposals.add(work.tx, _proposal(work, version.id, note))
    drafts.close(work.tx, draft.id, command.seen, clash(work, draft))
    work.audit("proposed", "version", version.id, pathway=version.pathway, version=version.version)
    return version.id


def _proposal(work: Work, version_id: UUID, note: str) -> ProposalRecord:
    return ProposalRecord(
        work.tx.new_id(), version_id, note, work.now, work.person().account_id, None, None, None, None
    )


def _checked(files: Mapping[str, bytes], pathway: str, callable_keys: frozenset[str]) -> PathwaySettings:
    """The settings of files in which nothing has to be mended, of that pathway."""
    settings = checked(files, callable_keys).settings
    if settings.key != pathway:
        message = f"Expected a version of “{pathway}”, but process.toml says “{settings.key}”."
        raise DefinitionError(message, "process.toml", remedy="Give it its former key.")
    return settings


def _version(
    work: Work, known: list[VersionRecord], files: Mapping[str, bytes], settings: PathwaySettings
) -> VersionRecord:
    """A new version of these files; the one there is when they have been a version before."""
    digest = definitions.content_hash(files)
    same = next((each for each in known if each.content_hash == digest), None)
    if same is not None:
        if same.state in (PUBLISHED, PROPOSED):
            message = (
                f"Expected a change, but these are exactly the files of version {same.version}, which is {same.state}."
            )
            raise InvalidState(message)
        drafts.turn(work.tx, same.id, same.state, PROPOSED, Conflict(DECIDED))
        return same
    record = VersionRecord(
        id=work.tx.new_id(),
        pathway=settings.key,
        version=max((each.version for each in known), default=0) + 1,
        content_hash=digest,
        bundle=definitions.pack(files),
        title=settings.title,
        start=settings.start.value,
        state=PROPOSED,
        deployed_at=work.now,
        deployed_by=work.person().account_id,
    )
    definitions.versions.add(work.tx, record)
    return record


def approve_version(work: Work, command: ApproveVersion) -> None:
    version, proposal = _waiting(work, command.version_id)
    person = work.person()
    if person.account_id == (proposal.proposed_by if proposal else version.deployed_by):
        raise NotPermitted("Expected a second person to approve this version, but you proposed it yourself.")
    current = definitions.published_of(work.tx, version.pathway)
    if (current.id if current else None) != command.seen:
        message = (
            "Expected the published version to be the one you compared with, but another has been published since."
        )
        raise Conflict(f"{message} Look at the differences again.")
    _checked(definitions.unpack(version.bundle), version.pathway, definitions.keys(work.tx, PUBLISHED))
    if current is not None:
        drafts.turn(work.tx, current.id, PUBLISHED, RETIRED, Conflict(DECIDED))
    drafts.turn(work.tx, version.id, PROPOSED, PUBLISHED, Conflict(DECIDED))
    _decide(work, version, proposal, True, "")
    enter_shipped(work, work.shelf.get(work.tx, version.id).settings, command.chosen)
    work.audit("published", "version", version.id, pathway=version.pathway, version=version.version)


def decline_version(work: Work, command: DeclineVersion) -> None:
    version, proposal = _waiting(work, command.version_id)
    reason = words(command.reason, "reason")
    drafts.turn(work.tx, version.id, PROPOSED, DECLINED, Conflict(DECIDED))
    _decide(work, version, proposal, False, reason)
    work.audit("declined", "version", version.id, pathway=version.pathway, version=version.version)


def _waiting(work: Work, version_id: UUID) -> tuple[VersionRecord, ProposalRecord | None]:
    """A version that waits for a decision. What came from the command line or another system has no proposal yet."""
    if not is_permitted(work.actor, Permission.APPROVE_DEFINITION):
        raise NotFound(NO_PROPOSAL)
    version = definitions.get(work.tx, version_id)
    if version is None:
        raise NotFound(NO_PROPOSAL)
    if version.state != PROPOSED:
        raise Conflict(DECIDED)
    return version, drafts.waiting_proposal(work.tx, version_id)


def _decide(work: Work, version: VersionRecord, proposal: ProposalRecord | None, approved: bool, reason: str) -> None:
    person = work.person().account_id
    if proposal is None:
        made = version.deployed_at, version.deployed_by
        record = ProposalRecord(work.tx.new_id(), version.id, "", *made, work.now, person, approved, reason)
        drafts.proposals.add(work.tx, record)
    else:
        drafts.decide(work.tx, proposal.id, person, approved, reason, Conflict(DECIDED))


def words(value: str, field: str) -> str:
    """A sentence or more, as kept. Refuses none, and too many, beside the field."""
    text = value.strip()
    if not text:
        raise InvalidInput("Expected a few words, but there are none.", {field: "Say why, in a sentence."})
    if len(text) > LONGEST_NOTE:
        message = f"Expected at most {LONGEST_NOTE:,} characters, but there are {len(text):,}."
        raise InvalidInput(message, {field: message})
    return text
