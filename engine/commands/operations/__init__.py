"""What a service task may ask of the engine. An operation runs in the unit of work of the command that reached it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from engine.bpmn.waits import OperationWait
from engine.commands.operations import away, casework, charters, disclosing, placing, planning, starting
from engine.commands.work import Live
from engine.errors import DefinitionError

Operation = Callable[[Live, Mapping[str, Any]], dict[str, Any]]

OPERATIONS: Mapping[str, Operation] = {
    "open_case": casework.open_case,
    "close_case": casework.close_case,
    "pause_until": away.pause_until,
    "set_outcome": casework.set_outcome,
    "find_duplicates": casework.find_duplicates,
    "start_pathways": starting.start_pathways,
    "record_consent": disclosing.record_consent,
    "record_disclosure": disclosing.record_disclosure,
    "end_participation": disclosing.end_participation,
    "take_place": placing.take_place,
    "look_at_charter": charters.look_at_charter,
    "sign_charter": charters.sign_charter,
    "end_charter": charters.end_charter,
    "track_actions": planning.track_actions,
    "leave_actions": planning.leave_actions,
    "take_up_actions": planning.take_up_actions,
    "set_dates": planning.set_dates,
    "second_person": planning.second_person,
}


def perform(live: Live, wait: OperationWait) -> dict[str, Any]:
    """Carry out the operation that a service task names. Returns its result, for the task's declared outputs."""
    operation = OPERATIONS.get(wait.operation)
    if operation is None:
        raise DefinitionError(
            f"Expected an operation the engine has, but there is no {wait.operation!r}.",
            element_id=wait.element_id,
            remedy=f"Use one of {', '.join(sorted(OPERATIONS))}.",
        )
    return operation(live, wait.inputs)
