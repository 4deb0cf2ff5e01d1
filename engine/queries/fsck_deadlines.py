"""What a deadline of a diagram says, evaluated on the variables that were there when its clock started."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.bpmn.parser import Element
from engine.bpmn.timer_functions import evaluate
from engine.bpmn.waits import TimerWait
from engine.domain.deadlines import ANSWER_TIME, DEFAULT_DEADLINE, DeadlineRef, is_cycle
from engine.domain.parameters import DeadlineClass
from engine.domain.plans import ACTION
from engine.domain.tasks import DEFAULT_PRIORITY, HIGHEST_PRIORITY
from engine.queries.fsck_parts import Projected
from engine.queries.fsck_story import Waited
from engine.store import definitions
from engine.store.definitions import ParameterRecord
from engine.store.tasks import TaskRecord


def parameter_of(text: str, variables: Mapping[str, Any]) -> str | None:
    """The name of the parameter from which timer text takes its time; None when it says the time itself."""
    if not text.strip().startswith("="):
        return None
    value = evaluate(text.strip()[1:], variables)
    return value.name if isinstance(value, DeadlineRef) else None


def parameter_of_task(at: Projected, task: TaskRecord) -> str | None:
    """The same of the deadline of a task that no timer of the diagram watches."""
    if task.origin == "engine":
        return None if task.kind == ACTION else ANSWER_TIME
    seen = at.story.waited[task.token or 0]
    text = at.pathway.definition.elements[seen.wait.element_id].properties.get("deadline")
    return parameter_of(text or DEFAULT_DEADLINE, seen.variables)


def class_of(at: Projected, element_id: str, parameter: str | None, found: str | None) -> str | None:
    """The class of a deadline of that element, from that parameter. Of a parameter whose class was changed, any it has
    had; without one, what the diagram says.
    """
    if parameter is None:
        return at.pathway.definition.elements[element_id].properties.get("class", DeadlineClass.LOCAL.value)
    classes = sorted(row.parameter_class for row in rows_of(at, parameter))
    return found if found in classes else next(iter(classes), None)


def rows_of(at: Projected, parameter: str) -> list[ParameterRecord]:
    return definitions.parameter_rows(at.tx, parameter)


def class_of_task(at: Projected, seen: Waited, task: TaskRecord) -> str | None:
    """The class of a task's deadline: of its own, else of the timer attached to it, else of the default."""
    if task.due_at is None:
        return None
    element = at.pathway.definition.elements[seen.wait.element_id]
    text = element.properties.get("deadline")
    attached = [] if text else _attached(at, seen)
    if not attached:
        parameter = parameter_of(text or DEFAULT_DEADLINE, seen.variables)
        return class_of(at, element.id, parameter, task.deadline_class)
    classes = {
        class_of(at, wait.element_id, parameter_of(wait.text, other), task.deadline_class) for wait, other in attached
    }
    return task.deadline_class if task.deadline_class in classes else next(iter(classes))


def _attached(at: Projected, seen: Waited) -> list[tuple[TimerWait, Mapping[str, Any]]]:
    return [
        (other.wait, other.variables)
        for other in at.story.waited.values()
        if isinstance(other.wait, TimerWait) and other.wait.host_token == seen.wait.token
    ]


def cycles_of(at: Projected, text: str, parameter: str | None) -> set[str]:
    """The cycles in literal text that a timer drawn as a cycle may have; none when its text is free FEEL."""
    spans = [row.value for row in rows_of(at, parameter)] if parameter else [text.strip()]
    if parameter is None and text.strip().startswith("="):
        return set()
    return {span if is_cycle(span) else f"R/{span}" for span in spans}


def priority_of(element: Element, variables: Mapping[str, Any]) -> int:
    """The priority that the diagram gives a task."""
    text = element.properties.get("priority", str(DEFAULT_PRIORITY)).strip()
    return min(max(int(str(evaluate(text.lstrip("="), variables))), 0), HIGHEST_PRIORITY)
