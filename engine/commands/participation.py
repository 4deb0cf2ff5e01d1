"""Who takes part in a case: a team that holds a lane of one of its referrals takes part in that referral."""

from __future__ import annotations

from uuid import UUID

from engine.commands.work import Live
from engine.store import capacity, cases, sharing
from engine.store.cases import ParticipantRecord


def take_part(live: Live, agency_id: UUID, team_id: UUID, why: str, whole_case: bool = False) -> None:
    """Let a team see the referral (or the whole case). Nothing happens when it already can, or there is no case."""
    case_id = live.record.case_id
    if case_id is None:
        return
    scope = None if whole_case else live.record.id
    tx = live.work.tx
    record = ParticipantRecord(tx.new_id(), case_id, agency_id, team_id, scope, why[:60], tx.now, None)
    cases.let_take_part(tx, record)


def stop_sharing(live: Live) -> None:
    """The referral has ended: those who took part in it only see the case no more (need to know, governance rule 7)."""
    capacity.free(live.work.tx, live.record.id)
    if live.record.case_id is not None:
        cases.leave(live.work.tx, live.record.case_id, live.record.id)
        sharing.close_disclosures(live.work.tx, live.record.case_id, live.record.id)
