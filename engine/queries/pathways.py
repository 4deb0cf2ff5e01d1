"""Pathways for commissioners: their versions, what runs on each, drafts and proposals. Nothing of any case."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from engine.domain.permissions import Permission, is_permitted, require
from engine.domain.suppression import whether
from engine.errors import NotFound
from engine.queries.heat import running_words
from engine.queries.view import View
from engine.store import accounts, definitions, drafts
from engine.store.definitions import VersionRecord
from engine.store.drafts import DraftRecord, ProposalRecord

NO_PATHWAY = "There is no such pathway."
NO_DRAFT = "There is no such draft."
NO_PROPOSAL = "There is no such proposal."


@dataclass(frozen=True, slots=True)
class VersionLine:
    """One version. `by` proposed or deployed it, `decided_by` approved or declined it; names, empty for the system.

    `running` is how many referrals follow it: a number for the coordinator, for others “none” or “some”.
    """

    version_id: UUID
    number: int
    state: str
    at: datetime
    by: str
    running: str
    note: str
    decided_by: str
    decided_at: datetime | None
    reason: str


@dataclass(frozen=True, slots=True)
class DraftLine:
    """One draft, and who saved it last. `based_on` is the number of a version."""

    draft_id: UUID
    pathway: str
    title: str
    based_on: int | None
    saved_at: datetime
    saved_by: str
    created_by: str


@dataclass(frozen=True, slots=True)
class PathwayLine:
    """One pathway: the version that new referrals follow and since when (None: not published yet), and what goes on.

    `running` is how many referrals run on it, in the words of `heat`. `proposals` wait for approval.
    """

    key: str
    title: str
    version: int | None
    in_use_since: datetime | None
    running: str
    drafts: tuple[DraftLine, ...]
    proposals: tuple[VersionLine, ...]


@dataclass(frozen=True, slots=True)
class PathwayPage:
    key: str
    title: str
    versions: tuple[VersionLine, ...]
    drafts: tuple[DraftLine, ...]


@dataclass(frozen=True, slots=True)
class DraftFiles:
    """A draft with its files. `seen` is what a saving has to name; `base` are the files published now.

    `known` are the keys of the pathways that it may call.
    """

    line: DraftLine
    seen: int
    files: Mapping[str, bytes]
    base: Mapping[str, bytes]
    known: frozenset[str]


@dataclass(frozen=True, slots=True)
class VersionFiles:
    """A version with its files, and those of the version that is published now (empty when none is)."""

    pathway: str
    title: str
    line: VersionLine
    files: Mapping[str, bytes]
    published_id: UUID | None
    published_number: int | None
    published: Mapping[str, bytes]
    may_approve: bool


def pathways(view: View) -> tuple[PathwayLine, ...]:
    """Every pathway by title. For commissioners. Refuses: NotPermitted."""
    require(view.actor, Permission.EDIT_DEFINITION)
    every = definitions.every_version(view.tx)
    opened = _draft_lines(view, drafts.open_drafts(view.tx))
    known: dict[str, list[VersionRecord]] = {}
    for version in every:
        known.setdefault(version.pathway, []).append(version)
    for draft in opened:
        known.setdefault(draft.pathway, [])
    told = {line.version_id: line for line in _version_lines(view, [each for each in every if _is_shown(each)])}
    words = running_words(view, known)
    lines = (_line(key, versions, opened, told, words[key]) for key, versions in known.items())
    return tuple(sorted(lines, key=lambda line: (line.title, line.key)))


def _is_shown(version: VersionRecord) -> bool:
    return version.state in ("published", "proposed")


def _line(
    key: str,
    versions: list[VersionRecord],
    opened: tuple[DraftLine, ...],
    told: Mapping[UUID, VersionLine],
    running: str,
) -> PathwayLine:
    current = next((each for each in versions if each.state == "published"), None)
    own = tuple(draft for draft in opened if draft.pathway == key)
    titles = [*([current.title] if current else []), *(each.title for each in versions), *(each.title for each in own)]
    return PathwayLine(
        key=key,
        title=titles[0],
        version=current.version if current else None,
        in_use_since=_since(told[current.id]) if current else None,
        running=running,
        drafts=own,
        proposals=tuple(told[each.id] for each in versions if each.state == "proposed"),
    )


def _since(line: VersionLine) -> datetime:
    """From when on new referrals follow it: when a second person approved it, or it was set up."""
    return line.decided_at or line.at


def pathway_page(view: View, key: str) -> PathwayPage:
    """One pathway with all its versions, newest first. For commissioners. Refuses: NotFound."""
    _commissioner(view, NO_PATHWAY)
    known = definitions.of_pathway(view.tx, key)
    opened = [draft for draft in drafts.open_drafts(view.tx) if draft.pathway == key]
    if not known and not opened:
        raise NotFound(NO_PATHWAY)
    current = next((each for each in known if each.state == "published"), None)
    title = current.title if current else (known[0].title if known else opened[0].title)
    return PathwayPage(key, title, _version_lines(view, known), _draft_lines(view, opened))


def _version_lines(view: View, known: list[VersionRecord]) -> tuple[VersionLine, ...]:
    counts, latest = drafts.running(view.tx), _latest_proposals(view)
    words = str if view.actor.is_coordinator else whether
    people = {each.deployed_by for each in known}
    for proposal in latest.values():
        people |= {proposal.proposed_by, proposal.decided_by}
    names = accounts.names(view.tx, people)
    return tuple(_version_line(each, latest.get(each.id), words(counts.get(each.id, 0)), names) for each in known)


def _version_line(
    version: VersionRecord, proposal: ProposalRecord | None, running: str, names: Mapping[UUID, str]
) -> VersionLine:
    by = proposal.proposed_by if proposal else version.deployed_by
    decided_by = proposal.decided_by if proposal else None
    return VersionLine(
        version_id=version.id,
        number=version.version,
        state=version.state,
        at=proposal.proposed_at if proposal else version.deployed_at,
        by=names.get(by, "") if by else "",
        running=running,
        note=proposal.note if proposal else "",
        decided_by=names.get(decided_by, "") if decided_by else "",
        decided_at=proposal.decided_at if proposal else None,
        reason=(proposal.reason or "") if proposal else "",
    )


def _latest_proposals(view: View) -> dict[UUID, ProposalRecord]:
    latest: dict[UUID, ProposalRecord] = {}
    for proposal in drafts.every_proposal(view.tx):
        latest.setdefault(proposal.version_id, proposal)
    return latest


def _draft_lines(view: View, opened: list[DraftRecord]) -> tuple[DraftLine, ...]:
    names = accounts.names(view.tx, {person for draft in opened for person in (draft.created_by, draft.saved_by)})
    numbers = {each.id: each.version for each in definitions.every_version(view.tx)}
    return tuple(
        DraftLine(
            draft_id=draft.id,
            pathway=draft.pathway,
            title=draft.title,
            based_on=numbers.get(draft.based_on) if draft.based_on else None,
            saved_at=draft.saved_at,
            saved_by=names.get(draft.saved_by, ""),
            created_by=names.get(draft.created_by, ""),
        )
        for draft in opened
    )


def draft_files(view: View, draft_id: UUID) -> DraftFiles:
    """A draft that is worked on. For commissioners. Refuses: NotFound."""
    _commissioner(view, NO_DRAFT)
    draft = drafts.get(view.tx, draft_id)
    if draft is None or draft.closed_at is not None:
        raise NotFound(NO_DRAFT)
    (line,) = _draft_lines(view, [draft])
    current = definitions.published_of(view.tx, draft.pathway)
    return DraftFiles(
        line=line,
        seen=draft.version,
        files=definitions.unpack(draft.bundle),
        base=definitions.unpack(current.bundle) if current else {},
        known=definitions.keys(view.tx, definitions.PROPOSED, definitions.PUBLISHED) | {draft.pathway},
    )


def version_files(view: View, key: str, number: int) -> VersionFiles:
    """A version of a pathway by its number. For commissioners. Refuses: NotFound."""
    _commissioner(view, NO_PATHWAY)
    found = next((each for each in definitions.of_pathway(view.tx, key) if each.version == number), None)
    if found is None:
        raise NotFound(NO_PATHWAY)
    return _with_files(view, found)


def proposal_files(view: View, version_id: UUID) -> VersionFiles:
    """A version that waits for approval, or has been decided about. For commissioners. Refuses: NotFound."""
    _commissioner(view, NO_PROPOSAL)
    found = definitions.get(view.tx, version_id)
    if found is None:
        raise NotFound(NO_PROPOSAL)
    return _with_files(view, found)


def _with_files(view: View, version: VersionRecord) -> VersionFiles:
    current = definitions.published_of(view.tx, version.pathway)
    proposal = drafts.waiting_proposal(view.tx, version.id)
    by = proposal.proposed_by if proposal else version.deployed_by
    (line,) = _version_lines(view, [version])
    return VersionFiles(
        pathway=version.pathway,
        title=version.title,
        line=line,
        files=definitions.unpack(version.bundle),
        published_id=current.id if current else None,
        published_number=current.version if current else None,
        published=definitions.unpack(current.bundle) if current else {},
        may_approve=version.state == "proposed" and by != view.actor.account_id,
    )


def _commissioner(view: View, missing: str) -> None:
    if not is_permitted(view.actor, Permission.EDIT_DEFINITION):
        raise NotFound(missing)
