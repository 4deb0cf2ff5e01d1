"""What every command on a case begins with: the case as far as the actor may open it, and her cipher."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from engine.commands.work import Work
from engine.domain.actors import CASE_ROLES, Actor
from engine.domain.answers import has_control_characters
from engine.domain.casework import OPEN, Audience, Entry
from engine.domain.permissions import Permission, require
from engine.domain.working_days import Calendar
from engine.errors import InvalidInput, InvalidState, NotFound
from engine.store import cases, entries, inbox, instances, subjects, visibility
from engine.store.cases import CaseRecord, ParticipantRecord
from engine.store.entries import EntryRecord
from engine.store.keys import SubjectCipher


@dataclass(frozen=True, slots=True)
class OpenedCase:
    """A case that the actor takes part in, at least in one referral. `whole`: in all of it."""

    record: CaseRecord
    cipher: SubjectCipher
    actor: Actor
    whole: bool

    def only_whole(self) -> OpenedCase:
        """Answers those who take part in one referral only as if there were no such case."""
        if not self.whole:
            raise NotFound("There is no such case.")
        return self

    def only_open(self) -> OpenedCase:
        """Refuses a case that has been closed."""
        if self.record.state == "closed":
            raise InvalidState("Expected a case that is open, but it has been closed.")
        return self


def open_case(work: Work, case_id: UUID, permission: Permission = Permission.WRITE_ON_CASE) -> OpenedCase:
    """The case, for those who take part in it. NotFound for everybody else."""
    actor = work.person()
    case = visibility.case(work.tx, actor, case_id)
    cipher = subjects.cipher(work.tx, case.person_id) if case else None
    if case is None or cipher is None:
        raise NotFound("There is no such case.")
    require(actor, permission)
    return OpenedCase(case, cipher, actor, visibility.sees_whole_case(work.tx, actor, case_id))


def own_part(work: Work, found: OpenedCase) -> ParticipantRecord:
    """The part in the case for which the actor writes; one in the whole case before one in a referral."""
    parts = [part for part in cases.participants_of(work.tx, found.record.id) if part.until is None]
    agencies = {member.agency_id for member in found.actor.memberships if member.role in CASE_ROLES}
    own = [part for part in parts if part.team_id in found.actor.team_ids]
    own += [part for part in parts if part.agency_id in agencies]
    if not own:
        raise NotFound("There is no such case.")
    return min(own, key=lambda part: part.instance_id is not None)


def write(
    work: Work, found: OpenedCase, kind: Entry, audience: Audience, body: Any, instance_id: UUID | None = None
) -> UUID:
    """Keep an entry, sealed, and put it on the audit trail. Returns its id."""
    cases.hold(work.tx, found.record.id)
    entry_id = work.tx.new_id()
    agency_id = own_part(work, found).agency_id
    sealed = found.cipher.seal_json(entries.body_place(entry_id), body)
    record = EntryRecord(
        id=entry_id,
        case_id=found.record.id,
        kind=kind.value,
        audience=audience.value,
        instance_id=instance_id,
        agency_id=agency_id,
        body_sealed=sealed,
        written_at=work.now,
        written_by=found.actor.account_id,
        state=OPEN,
    )
    entries.entries.add(work.tx, record)
    work.audit(f"{kind.value}_written", "entry", entry_id, found.record.id, audience=audience.value)
    return entry_id


def get_entry(work: Work, found: OpenedCase, entry_id: UUID, kind: Entry) -> EntryRecord:
    """An entry of that kind which the actor may read. NotFound for all else."""
    entry = entries.get(work.tx, found.actor, found.record.id, entry_id)
    if entry is None or entry.kind != kind:
        raise NotFound("There is no such entry.")
    return entry


def text_of(field: str, given: str, most: int, what: str) -> str:
    """The text without spaces around it. Refuses what is empty, too long, or cannot be read."""
    text = given.strip()
    if not text:
        raise InvalidInput(f"Expected {what}, but nothing was written.", {field: f"Enter {what}"})
    if len(text) > most:
        remedy = f"Shorten it to {most:,} characters or less"
        raise InvalidInput(f"Expected at most {most:,} characters, but there are {len(text):,}.", {field: remedy})
    if has_control_characters(text):
        remedy = "Take out the control characters"
        raise InvalidInput("Expected text that can be read, but it includes control characters.", {field: remedy})
    return text


def audience_of(found: OpenedCase, wanted: str) -> Audience:
    """The audience chosen. Who takes part in one referral only writes notes and files for the own agency."""
    if not found.whole:
        return Audience.AGENCY
    if wanted not in (Audience.CASE, Audience.AGENCY):
        raise InvalidInput(
            "Expected to know who may read it, but the answer is not on offer.", {"audience": "Choose who may read it"}
        )
    return Audience(wanted)


def unfinished(work: Work, case_id: UUID) -> list[UUID]:
    """The referrals of the case that run, and those that have ended but left something to be arranged by hand."""
    every = instances.of_case(work.tx, case_id)
    left = inbox.open_of_instances(work.tx, [each.id for each in every if each.ended_at is not None])
    still_open = {task.instance_id for task in left}
    return [each.id for each in every if each.ended_at is None or each.id in still_open]


def today_of(work: Work) -> date:
    return Calendar().local(work.now).date()
