"""Operations that record what leaves an agency, and end what an agency may see."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from engine.commands.participation import take_part
from engine.commands.work import Live
from engine.errors import DefinitionError
from engine.store import agencies, capacity, cases, sharing
from engine.store.agencies import DirectoryRecord
from engine.store.sharing import DisclosureRow

NOT_SHARED = frozenset({"block"})


def record_disclosure(live: Live, inputs: Mapping[str, Any]) -> dict[str, Any]:
    """Record purpose, fields, recipient, legal basis, decider and time, then let the recipient see this referral.

    Refuses a disclosure without purpose, fields or a basis, and one the share gate has blocked (governance rule 2).
    """
    service = chosen_service(live, inputs)
    missing = [name for name in ("purpose", "fields", "article_6") if not inputs.get(name)]
    if missing or inputs.get("gate") in NOT_SHARED or live.record.case_id is None:
        raise DefinitionError(
            f"Expected a decided disclosure, but {', '.join(missing) or 'the share gate'} does not allow it.",
            remedy="Record purpose, fields and legal basis before anything is shared.",
        )
    record = _record(live, live.record.case_id, service, inputs)
    sharing.disclosures.add(live.work.tx, record)
    live.work.audit("disclosed", "disclosure", record.id, live.record.case_id, to=str(service.agency_id))
    take_part(live, service.agency_id, _reading_team(live, service), "Receives a referral")
    return {"disclosure": str(record.id)}


def end_participation(live: Live, inputs: Mapping[str, Any]) -> dict[str, Any]:
    """The receiving team takes part in this referral no longer, and its place there is free."""
    service = chosen_service(live, inputs)
    capacity.free(live.work.tx, live.record.id, service.id)
    if live.record.case_id is not None:
        team_id = _reading_team(live, service)
        if team_id != live.record.starter_team_id:
            cases.end_participation(live.work.tx, live.record.case_id, live.record.id, team_id)
    return {}


def _record(live: Live, case_id: UUID, service: DirectoryRecord, inputs: Mapping[str, Any]) -> DisclosureRow:
    fields = inputs["fields"] if isinstance(inputs["fields"], list) else [inputs["fields"]]
    return DisclosureRow(
        id=live.work.tx.new_id(),
        case_id=case_id,
        instance_id=live.record.id,
        from_agency_id=live.record.starter_agency_id,
        to_agency_id=service.agency_id,
        purpose=str(inputs["purpose"])[:60],
        fields=[str(name) for name in fields],
        article_6=str(inputs["article_6"])[:60],
        article_9=_optional(inputs.get("article_9")),
        schedule_1=_optional(inputs.get("schedule_1")),
        consent_id=None,
        gate=str(inputs.get("gate") or "allow")[:20],
        decided_by=live.work.actor.account_id,
        decided_at=live.work.now,
        until=None,
    )


def _optional(value: Any) -> str | None:
    return str(value)[:60] if value else None


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
