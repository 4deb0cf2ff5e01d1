"""What happened while an execution moved, in order. Element and flow ids are those that the author drew."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from engine.bpmn.values import Json


@dataclass(frozen=True, slots=True)
class StepPassed:
    """A node was passed, or was under way when something interrupted it.

    `kind` is the local name of the BPMN element. Each instance of a multi-instance activity passes as that kind, the
    activity as a whole as `multiInstance`. A boundary event that never fired does not pass.
    """

    element_id: str
    token: int
    kind: str
    ended: Literal["completed", "cancelled"] = "completed"


@dataclass(frozen=True, slots=True)
class FlowTaken:
    """A token went along a sequence flow."""

    flow_id: str


@dataclass(frozen=True, slots=True)
class EscalationRaised:
    """Somebody is to be told. The host is the activity still waiting whose boundary event led here, if any."""

    element_id: str
    code: str
    name: str
    host_token: int | None
    host_element_id: str | None


@dataclass(frozen=True, slots=True)
class MessageThrown:
    """A message is to be sent. Nothing is delivered inside the execution."""

    element_id: str
    name: str
    payload: Mapping[str, Json]


@dataclass(frozen=True, slots=True)
class SignalThrown:
    """A signal is to be broadcast, to waits of this very instance too: nothing is delivered inside the execution."""

    element_id: str
    name: str
    payload: Mapping[str, Json]


@dataclass(frozen=True, slots=True)
class DecisionTaken:
    """A decision table answered; `trace` is what the decision engine recorded."""

    element_id: str
    decision: str
    trace: Any


@dataclass(frozen=True, slots=True)
class MergeConflict:
    """Branches changed the same variable differently. The later value was kept.

    `path` is the dotted name of the variable, `values` what each branch gave it, by the id of the last element of the
    branch, in the order in which they finished.
    """

    element_id: str
    token: int
    path: str
    values: Mapping[str, Json]


@dataclass(frozen=True, slots=True)
class EndReached:
    """A token came to an end event; an end that the author left out has the id of the last element."""

    element_id: str
    name: str
    terminate: bool


Occurrence: TypeAlias = (
    StepPassed
    | FlowTaken
    | EscalationRaised
    | MessageThrown
    | SignalThrown
    | DecisionTaken
    | MergeConflict
    | EndReached
)
