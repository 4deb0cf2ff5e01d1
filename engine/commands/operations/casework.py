"""Operations on the case itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from engine.commands.participation import take_part
from engine.commands.work import Live
from engine.domain.actors import Actor
from engine.store import agencies, bars, cases

MAX_OUTCOME = 80


def open_case(live: Live, inputs: Mapping[str, Any]) -> dict[str, Any]:
    """The contact becomes an open case, led by the team that recorded it until a lead is allocated.

    With `lead_team`, that team leads from now on and takes part in the whole case.
    """
    if live.record.case_id is None:
        return {}
    cases.change(live.work.tx, live.record.case_id, state="open")
    _allocate(live, inputs.get("lead_team"))
    return {}


def _allocate(live: Live, team_id: Any) -> None:
    holder = next((team for team in agencies.all_teams(live.work.tx) if str(team.id) == str(team_id)), None)
    if holder is not None and live.record.case_id is not None:
        cases.change(live.work.tx, live.record.case_id, lead_agency_id=holder.agency_id, lead_team_id=holder.id)
        take_part(live, holder.agency_id, holder.id, "Leads the case", whole_case=True)


def close_case(live: Live, inputs: Mapping[str, Any]) -> dict[str, Any]:
    """The case ends with an outcome. Other referrals of the case go on until they end themselves."""
    if live.record.case_id is not None:
        outcome = str(inputs.get("outcome") or "closed")[:40]
        cases.change(live.work.tx, live.record.case_id, state="closed", closed_at=live.work.now, outcome=outcome)
    return {}


def set_outcome(live: Live, inputs: Mapping[str, Any]) -> dict[str, Any]:
    """Record the outcome of this referral, instead of the name of the end event it reaches."""
    outcome = str(inputs.get("outcome") or "")[:MAX_OUTCOME]
    live.record = replace(live.record, outcome=outcome or None)
    return {"outcome": outcome}


def find_duplicates(live: Live, inputs: Mapping[str, Any]) -> dict[str, Any]:
    """How many other persons are known under the same alias or name: a number, so that no identity is exposed."""
    if live.record.subject_type != "person":
        return {"matches": 0}
    tx, actor = live.work.tx, live.work.actor
    person = cases.get_person(tx, live.record.subject_id)
    barred = bars.barred_ids(tx, actor) if isinstance(actor, Actor) else frozenset()
    return {"matches": cases.count_alike(tx, person, barred) if person else 0}
