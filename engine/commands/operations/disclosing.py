"""Operations that keep what she agreed to, record what leaves an agency, and end what an agency may see."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from engine.commands import consents
from engine.commands.operations.accounting import account, check, written_on
from engine.commands.participation import take_part
from engine.commands.work import Live
from engine.domain.disclosure import DisclosureRecord
from engine.domain.working_days import Calendar
from engine.errors import DefinitionError
from engine.store import agencies, capacity, cases, sharing
from engine.store.agencies import DirectoryRecord
from engine.store.sharing import DisclosureRow


def record_consent(live: Live, inputs: Mapping[str, Any]) -> dict[str, Any]:
    """Keep what she answered about this agency and purpose, and check the basis on which it would be shared.

    Whoever sends learns at once, beside the fields, what is missing: before the share gate, before a manager is asked.
    """
    service = chosen_service(live, inputs)
    purpose, answer = str(inputs.get("purpose") or ""), str(inputs.get("consent") or "")
    words = written_on(live, inputs.get("asked_on")).text("consent_words")
    consents.keep_answer(live, service.agency_id, purpose, answer, words)
    check(account(live, service, inputs, has_charter=True, proposed=True), inputs, has_charter=True)
    return {}


def record_disclosure(live: Live, inputs: Mapping[str, Any]) -> dict[str, Any]:
    """Record purpose, fields, recipient, basis, consent, decider and time; the recipient sees this referral from now.

    Refuses what is not wholly accounted for (`engine.domain.disclosure`; governance rules 2, 3, 4 and 16). Result:
    `disclosure`, and `overridden`: it goes without her agreement or the recipient's, so that somebody has to review it.
    """
    service = chosen_service(live, inputs)
    if live.record.case_id is None:
        raise DefinitionError("Expected a case whose referral is shared, but there is none.", remedy="Open it first.")
    has_charter = _has_charter(live, service)
    record = account(live, service, inputs, has_charter)
    check(record, inputs, has_charter)
    told_her = inputs.get("told_her") == "yes"
    row = _row(live, live.record.case_id, record, str(inputs.get("gate") or "allow"), told_her)
    sharing.disclosures.add(live.work.tx, row)
    live.work.audit("disclosed", "disclosure", row.id, live.record.case_id, to=str(service.agency_id))
    take_part(live, service.agency_id, _reading_team(live, service), "Receives a referral")
    return {"disclosure": str(row.id), "overridden": row.overridden}


def end_participation(live: Live, inputs: Mapping[str, Any]) -> dict[str, Any]:
    """The receiving team takes part in this referral no longer, and its place there is free."""
    service = chosen_service(live, inputs)
    capacity.free(live.work.tx, live.record.id, service.id)
    if live.record.case_id is not None:
        team_id = _reading_team(live, service)
        if team_id != live.record.starter_team_id:
            cases.end_participation(live.work.tx, live.record.case_id, live.record.id, team_id)
    return {}


def _row(live: Live, case_id: UUID, record: DisclosureRecord, gate: str, told_her: bool) -> DisclosureRow:
    approved_by = record.override.approved_by if record.override else None
    return DisclosureRow(
        id=live.work.tx.new_id(),
        case_id=case_id,
        instance_id=live.record.id,
        from_agency_id=live.record.starter_agency_id,
        to_agency_id=record.recipient_agency_id,
        purpose=record.purpose[:60],
        fields=[shared.key for shared in record.fields],
        article_6=record.article_6,
        article_9=record.article_9 or None,
        schedule_1=record.schedule_1 or None,
        consent_id=record.consent.id if record.consent and record.rests_on_consent else None,
        gate=gate[:20],
        decided_by=approved_by or record.decided_by,
        decided_at=record.decided_at,
        until=None,
        overridden=record.override is not None,
        told_her=told_her,
        asked_by=record.decided_by,
        approved_by=approved_by,
    )


def _has_charter(live: Live, service: DirectoryRecord) -> bool:
    today = Calendar().local(live.work.now).date()
    return any(signed.is_in_force(today) for signed in agencies.agreements_of(live.work.tx, service.agency_id))


def chosen_service(live: Live, inputs: Mapping[str, Any]) -> DirectoryRecord:
    """The service of the directory that the input `service` names, as a context or by its id."""
    value = inputs.get("service")
    service_id = value.get("id") if isinstance(value, dict) else value
    try:
        found = agencies.get_service(live.work.tx, UUID(str(service_id)))
    except ValueError:
        found = None
    if found is None:
        raise DefinitionError("Expected a service of the directory, but none was chosen.", remedy="Choose a service.")
    return found


def _reading_team(live: Live, service: DirectoryRecord) -> UUID:
    """The team that works on the referral: the sender's, when the receiving agency has no accounts."""
    holder = agencies.holders(live.work.tx, [service.team_id]).get(service.team_id)
    return service.team_id if holder is not None and holder.has_accounts else live.record.starter_team_id
