"""Operations of plans: their actions become tracked tasks, and the dates of what comes later are set."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from engine.commands.actions import Action, check_day, leave, open_action, take_up
from engine.commands.clocks import due
from engine.commands.operations.accounting import written_on
from engine.commands.work import Live, StepRefused
from engine.domain.plans import FROM_PLAN, ActionWords
from engine.domain.working_days import Calendar
from engine.errors import DefinitionError
from engine.store import plans
from engine.store.plans import Party


def track_actions(live: Live, inputs: Mapping[str, Any]) -> dict[str, Any]:
    """Each tracked row of the form `asked_on`, as it was written last, becomes a task of its owner.

    What was still open when an earlier referral of the case ended is asked for again. Refuses, beside the row, a day
    that has passed and an owner who takes part no longer. Result: `tracked`, how many tasks were opened.
    """
    form = live.pathway.forms.get(str(inputs.get("asked_on")))
    field = form.tracked if form is not None else None
    if form is None or field is None:
        raise DefinitionError(
            f"Expected a form with tracked rows in “asked_on”, but {inputs.get('asked_on')!r} is none.",
            remedy="Name a form that has a field of type rows with tracked = true.",
        )
    rows = written_on(live, form.key).values.get(field.key) or []
    known = _parties(live) if rows else {}
    wanted = [_action(live, row, known, f"{field.key}-{number}") for number, row in enumerate(rows, start=1)]
    for action in wanted:
        open_action(live, action)
    return {"tracked": len(wanted) + take_up(live)}


def leave_actions(live: Live, inputs: Mapping[str, Any]) -> dict[str, Any]:
    """What is still open of this referral's plan is closed here, for the next plan of the case. Result: `left`."""
    return {"left": leave(live)}


def take_up_actions(live: Live, inputs: Mapping[str, Any]) -> dict[str, Any]:
    """What an earlier plan of the case left, or had open when it ended, is asked for again. Result: `taken_up`."""
    return {"taken_up": take_up(live)}


def _parties(live: Live) -> dict[str, Party]:
    if live.record.case_id is None:
        raise DefinitionError("Expected a case whose plan this is, but there is none.", remedy="Open it first.")
    return {party.value: party for party in plans.parties(live.work.tx, live.record.case_id)}


def _action(live: Live, row: Mapping[str, Any], known: Mapping[str, Party], place: str) -> Action:
    party, due_on = known.get(str(row.get("owner"))), date.fromisoformat(str(row.get("due")))
    if party is None:
        message = "Expected a team that takes part in the case, but it does so no longer."
        raise StepRefused(message, {f"{place}-owner": "Choose a team that takes part"})
    check_day(live, due_on, f"{place}-due")
    return Action(ActionWords(str(row.get("what"))), party, due_on, FROM_PLAN)


def set_dates(live: Live, inputs: Mapping[str, Any]) -> dict[str, Any]:
    """When the lengths of time in the parameters `parameters` are over, if all start now: `dates`, wall time in London.

    For dates that later timers and deadlines of the diagram wait for, however often their step is passed meanwhile.
    """
    wanted = inputs.get("parameters") or []
    names = [str(name) for name in (wanted if isinstance(wanted, list) else [wanted])]
    agency_id, calendar = live.record.starter_agency_id, Calendar()
    found = [due(live, f'= deadline("{name}")', {}, agency_id).at for name in names]
    return {"dates": [calendar.local(at).strftime("%Y-%m-%dT%H:%M") for at in found]}


def second_person(live: Live, inputs: Mapping[str, Any]) -> dict[str, Any]:
    """Refuses that the one who sent the form `second` is the one who sent the form `first`: four eyes decide.

    `field` is where the refusal is shown.
    """
    first, second = written_on(live, inputs.get("first")), written_on(live, inputs.get("second"))
    if first.by is not None and first.by == second.by:
        message = "Expected a second person to decide this, but you took the first decision too."
        raise StepRefused(message, {str(inputs.get("field")): "Give this task to somebody else to decide"})
    return {}
