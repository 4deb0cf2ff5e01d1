"""A new instance of a pathway: for a person who asks, or for another instance."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from engine.commands.work import Live, Work
from engine.store import instances
from engine.store.definitions import VersionRecord
from engine.store.instances import Held, InstanceRecord
from engine.store.keys import SubjectCipher


@dataclass(frozen=True, slots=True)
class Call:
    """The instance that calls another, and where in its diagram."""

    caller_id: UUID
    token: int
    element_id: str


def new_instance(
    work: Work,
    version: VersionRecord,
    subject: tuple[str, UUID],
    cipher: SubjectCipher,
    place: tuple[UUID, UUID],
    case: tuple[UUID, str] | None = None,
    parent: Call | None = None,
) -> Live:
    """Store an instance that has not begun yet. `place` is the starter's agency and team; `case` id and reference."""
    instance_id = work.tx.new_id()
    record = InstanceRecord(
        id=instance_id,
        pathway=version.pathway,
        version_id=version.id,
        title=version.title,
        state="running",
        outcome=None,
        subject_type=subject[0],
        subject_id=subject[1],
        case_id=case[0] if case else None,
        business_key=case[1] if case else str(instance_id)[:8].upper(),
        parent_id=parent.caller_id if parent else None,
        parent_token=parent.token if parent else None,
        state_sealed=None,
        event_count=0,
        step_count=0,
        started_at=work.now,
        started_by=work.actor.account_id,
        starter_agency_id=place[0],
        starter_team_id=place[1],
        last_progress_at=work.now,
        ended_at=None,
        parent_element=parent.element_id if parent else None,
    )
    instances.instances.add(work.tx, record)
    return Live(work, record, cipher, Held(record, cipher, False))
