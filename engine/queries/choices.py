"""Answers on offer that a form leaves open: the services of the directory, and what may be said of a consent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from engine.domain.form_fields import CONSENT_OPTIONS, FieldType, Form
from engine.domain.working_days import Calendar
from engine.queries.view import View
from engine.store import agencies
from engine.store.agencies import AgencyRecord, DirectoryRecord


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer on offer: what is sent, and what people read."""

    value: str
    label: str


def choices_for(view: View, form: Form, past: bool = False) -> Mapping[str, tuple[Choice, ...]]:
    """The choices of each service and consent field. `past`: also services that can no longer be chosen."""
    offered: dict[str, tuple[Choice, ...]] = {}
    services: tuple[Choice, ...] | None = None
    for field in form.fields:
        if field.type is FieldType.SERVICE:
            services = _services(view, past) if services is None else services
            offered[field.key] = services
        elif field.type is FieldType.CONSENT:
            offered[field.key] = tuple(Choice(option.value, option.label) for option in CONSENT_OPTIONS)
    return offered


def _services(view: View, past: bool) -> tuple[Choice, ...]:
    """Best first: those that accept referrals, then those with a charter in force, then by agency and area."""
    known = {agency.id: agency for agency in agencies.all_agencies(view.tx)}
    today = Calendar().local(view.now).date()
    charters: dict[UUID, bool] = {}
    found = []
    for service in agencies.all_services(view.tx):
        agency = known[service.agency_id]
        if not (agency.is_active or past):
            continue
        if agency.id not in charters:
            charters[agency.id] = _has_charter(view, agency.id, today)
        rank = (not service.is_accepting, not charters[agency.id], agency.name, service.areas, service.name)
        found.append((rank, Choice(str(service.id), _words(service, agency, charters[agency.id]))))
    return tuple(choice for _, choice in sorted(found, key=lambda pair: pair[0]))


def _has_charter(view: View, agency_id: UUID, today: date) -> bool:
    return any(signed.is_in_force(today) for signed in agencies.agreements_of(view.tx, agency_id))


def _words(service: DirectoryRecord, agency: AgencyRecord, has_charter: bool) -> str:
    where = f" ({', '.join(service.areas)})" if service.areas else ""
    notes = [] if service.is_accepting else ["takes no referrals now"]
    notes += [] if has_charter else ["no charter in force"]
    return "; ".join([f"{agency.name}: {service.name}{where}", *notes])
