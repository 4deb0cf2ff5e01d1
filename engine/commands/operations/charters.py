"""Operations on the charter of the agency that an instance is about."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from engine.commands.directory import lapse_day
from engine.commands.work import Live
from engine.domain.charter import (
    FIRST_REMINDER,
    LAST_REMINDER,
    LASTS,
    CharterState,
    day_after,
    morning_before,
    morning_of,
    standing,
)
from engine.domain.pathway_settings import Subject
from engine.errors import DefinitionError
from engine.redating import parameter
from engine.store import absences, agencies
from engine.store.agencies import AgreementRecord

CHARTER = "charter"
SIGNED = frozenset({CharterState.ACTIVE, CharterState.GRACE})


def look_at_charter(live: Live, inputs: Mapping[str, Any]) -> dict[str, Any]:
    """Where the charter stands today, and when there is something to do about it next; moments as ISO 8601.

    `signed`, `days_left` until it runs out and `days_to_lapse` (0 or less when behind), and the mornings of the first
    and the last reminder, of the day on which it runs out and of that on which it lapses. None where none is signed.
    """
    tx, agency_id = live.work.tx, _agency(live)
    today = absences.today_of(tx)
    found = standing(agencies.agreements_of(tx, agency_id), today)
    days = {"days_left": found.days_left(today), "days_to_lapse": found.days_to_lapse(today)}
    if found.expires_on is None or found.lapses_on is None:
        nothing = dict.fromkeys(("remind_first_at", "remind_last_at", "runs_out_at", "lapses_at"))
        return {"signed": False, **days, **nothing}
    reminders = {
        name: morning_before(found.expires_on, parameter(tx, of).value, of)
        for name, of in (("remind_first_at", FIRST_REMINDER), ("remind_last_at", LAST_REMINDER))
    }
    ends = {"runs_out_at": morning_of(found.expires_on), "lapses_at": morning_of(found.lapses_on)}
    return {"signed": True, **days, **{name: at.isoformat() for name, at in {**reminders, **ends}.items()}}


def sign_charter(live: Live, inputs: Mapping[str, Any]) -> dict[str, Any]:
    """Keep that the agency has signed today. It runs on from the day on which an earlier charter runs out, unless that
    has lapsed; else from today. Answers `expires_on`.
    """
    tx, agency_id = live.work.tx, _agency(live)
    today = absences.today_of(tx)
    before = standing(agencies.agreements_of(tx, agency_id), today)
    begins = before.expires_on if before.state in SIGNED and before.expires_on else today
    expires_on = day_after(begins, parameter(tx, LASTS).value, LASTS)
    record = AgreementRecord(tx.new_id(), agency_id, CHARTER, today, expires_on, None, lapse_day(tx, expires_on))
    agencies.agreements.add(tx, record)
    live.work.audit("agreement_signed", "agency", agency_id)
    return {"expires_on": expires_on.isoformat()}


def end_charter(live: Live, inputs: Mapping[str, Any]) -> dict[str, Any]:
    """The charter of the agency ends today: no new referral goes to it."""
    tx, agency_id = live.work.tx, _agency(live)
    agencies.end_agreements(tx, agency_id, CHARTER, absences.today_of(tx))
    live.work.audit("agreement_ended", "agency", agency_id)
    return {}


def _agency(live: Live) -> UUID:
    if live.record.subject_type != Subject.AGENCY:
        raise DefinitionError(
            "Expected a pathway about an agency, whose charter this is, but it is about something else.",
            remedy="Use it in a pathway whose subject is “agency”.",
        )
    return live.record.subject_id
