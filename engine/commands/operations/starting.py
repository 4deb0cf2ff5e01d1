"""The operation that starts further pathways for the same case."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from engine.commands import letters
from engine.commands.clocks import due
from engine.commands.projection import new_task, tell_next, watch
from engine.commands.work import Live
from engine.domain.by_hand import BY_HAND, INSTRUCTIONS, title_of
from engine.domain.deadlines import ANSWER_WITHIN
from engine.store import cases, definitions, instances, tasks, timers
from engine.store.lanes import LaneRecord


def start_pathways(live: Live, inputs: Mapping[str, Any]) -> dict[str, Any]:
    """Start each pathway named in `pathways`. For one not deployed, a manual task says so to the starter's team, which
    is still to do when this referral has ended.

    With `unless_running`, one that runs for the case already is not started again, and none for a case that is closed.
    """
    wanted = inputs.get("pathways") or []
    keys = [str(key) for key in (wanted if isinstance(wanted, list) else [wanted])]
    if inputs.get("unless_running") is True:
        keys = [key for key in keys if key not in _running(live)] if _is_open(live) else []
    deployed = {version.pathway for version in definitions.published(live.work.tx)}
    for key in keys:
        if key in deployed:
            letters.start_pathway(live, key)
        else:
            _arrange_by_hand(live, key)
    return {
        "started": [key for key in keys if key in deployed],
        "by_hand": [key for key in keys if key not in deployed],
    }


def _is_open(live: Live) -> bool:
    case = cases.get(live.work.tx, live.record.case_id) if live.record.case_id else None
    return case is None or case.state != "closed"


def _running(live: Live) -> set[str]:
    case_id = live.record.case_id
    known = instances.of_case(live.work.tx, case_id) if case_id is not None else []
    return {record.pathway for record in known if record.ended_at is None}


def _arrange_by_hand(live: Live, key: str) -> None:
    record, work = live.record, live.work
    holder = LaneRecord(record.id, "", record.starter_agency_id, record.starter_team_id, False)
    deadline = due(live, ANSWER_WITHIN, {}, holder.agency_id)
    task = replace(new_task(live, holder, title_of(key), INSTRUCTIONS, deadline, "engine"), kind=BY_HAND)
    tasks.tasks.add(work.tx, task)
    timers.timers.add(work.tx, watch(live, task))
    letters.announce(work, [task.id])
    tell_next(live, [task])
