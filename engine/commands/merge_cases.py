"""Two cases of one person become one. Nothing is lost, and both references lead to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from engine.commands.casework import OpenedCase, open_case, text_of, unfinished, write
from engine.commands.details import FULL_NAME, IDENTITY_LINKED
from engine.commands.work import Work
from engine.domain.casework import Audience, Entry
from engine.domain.permissions import Permission
from engine.errors import Conflict, InvalidInput, InvalidState, NotPermitted
from engine.store import cases, hand_overs, merging

MAX_WHY = 1_000
MERGED = "merged"
MARKED = ("alias", "name")
CHANGED = "Expected nobody to change the case meanwhile, but somebody does. Try again."


@dataclass(frozen=True, slots=True)
class MergeCases:
    """Merge the case `other_id` into `case_id`, which is kept: her record, referrals, consents, all that was written.

    Where the two records differ, the kept one stands, and a note says what the other said. Whoever took part in either
    takes part in the one. For those who take part in both cases wholly and lead the kept one, or manage the agency that
    does. Refuses: NotFound (out of scope), NotPermitted, InvalidInput (`why`; the same case), InvalidState (closed, on
    offer to another team, or something of it is still on its way).
    """

    case_id: UUID
    other_id: UUID
    why: str


def merge_cases(work: Work, command: MergeCases) -> None:
    kept = open_case(work, command.case_id, Permission.MERGE_CASES).only_whole().only_open()
    other = open_case(work, command.other_id, Permission.MERGE_CASES).only_whole()
    why = text_of("why", command.why, MAX_WHY, "how you know that she is the same woman")
    held = _lock(work, kept, other)
    _check(work, kept, other)
    if unfinished(work, other.record.id) != held:  # now that no letter is on its way that could begin another
        raise Conflict(CHANGED)
    differing = _join_records(work, kept, other)
    merging.seal_anew(work.tx, other.record, other.cipher, kept.cipher)
    merging.give_to(work.tx, other.record, kept.record)
    cases.change(work.tx, other.record.id, state=MERGED, merged_into=kept.record.id, closed_at=work.now)
    _write_down(work, kept, other.record.reference, why, differing)
    for case_id in (kept.record.id, other.record.id):
        into, merged = str(kept.record.id), str(other.record.id)
        work.audit("cases_merged", "case", case_id, case_id, into=into, merged=merged)


def _lock(work: Work, kept: OpenedCase, other: OpenedCase) -> list[UUID]:
    """Keep everybody from both cases meanwhile: first from the referrals, as everywhere, then from the files.

    Answers the referrals of the other that are kept.
    """
    held = unfinished(work, other.record.id)
    for instance_id in held:
        work.lock(instance_id)
    files = {kept.record.id: kept.record, other.record.id: other.record}
    if not all(cases.lock(work.tx, case_id) == files[case_id] for case_id in sorted(files)):
        raise Conflict(CHANGED)
    return held


def _check(work: Work, kept: OpenedCase, other: OpenedCase) -> None:
    case, actor = kept.record, kept.actor
    if case.id == other.record.id:
        raise InvalidInput("Expected two cases, but both are the same.", {"reference": "Enter another reference"})
    if case.lead_team_id not in actor.team_ids and not actor.manages(case.lead_agency_id):
        raise NotPermitted("Expected a member of the team that leads the case that is kept, but you are of another.")
    for found in (kept, other):
        if any(offer.state == hand_overs.OFFERED for offer in hand_overs.of_case(work.tx, found.record.id)):
            raise InvalidState("Expected both cases to be on offer to nobody, but a team has yet to answer.")
    if merging.is_on_its_way(work.tx, other.record.id):
        raise InvalidState("Expected nothing of the other case to be on its way, but something is. Try again shortly.")


def _join_records(work: Work, kept: OpenedCase, other: OpenedCase) -> Mapping[str, Any]:
    """Her record from both. Returns what the other said differently. The locks are always taken in the same order.

    The other record keeps the names she was known by, so that she is found under them.
    """
    tx, own_id, other_id = work.tx, kept.record.person_id, other.record.person_id
    locked = {person_id: cases.lock_person(tx, person_id) for person_id in sorted((own_id, other_id))}
    own, second = locked[own_id], locked[other_id]
    if own is None or second is None:
        raise InvalidState("Expected a record of her in both cases, but there is none.")
    place, other_place = cases.details_place(own_id), cases.details_place(other_id)
    details = kept.cipher.open_json(place, own.details_sealed)
    said = other.cipher.open_json(other_place, second.details_sealed)
    joined = {**said, **details}
    if joined.get(FULL_NAME) != details.get(FULL_NAME):
        work.audit(IDENTITY_LINKED, "person", own_id, kept.record.id)
    marks = {f"{name}_mark": tx.keys.mark(name, str(joined[name])) for name in MARKED if joined.get(name)}
    cases.change_person(tx, own_id, details_sealed=kept.cipher.seal_json(place, joined), **marks)
    names = {name: said[name] for name in MARKED if said.get(name)}
    cases.change_person(tx, other_id, details_sealed=other.cipher.seal_json(other_place, names))
    return {name: value for name, value in said.items() if joined[name] != value}


def _write_down(work: Work, kept: OpenedCase, reference: str, why: str, differing: Mapping[str, Any]) -> None:
    """A comment for all in the whole case: what was merged, why, and what the other record said differently."""
    lines = [f"Case {reference} was merged into this one: {why}"]
    lines += [f"It said: {name.replace('_', ' ')}: {_words(value)}" for name, value in sorted(differing.items())]
    write(work, kept, Entry.COMMENT, Audience.CASE, {"text": "\n\n".join(lines), "told": []})


def _words(value: Any) -> str:
    return ", ".join(str(item) for item in value) if isinstance(value, list) else str(value)
