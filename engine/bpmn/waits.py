"""What an execution waits for. A wait is named by its token, an integer that is stable within the instance.

`host_token` is the token of the activity that a boundary event is attached to, None elsewhere. `inside` are the tokens
of the multi-instance activities and sub-processes around it, innermost first: the host of a boundary event on those.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from engine.bpmn.values import Json


@dataclass(frozen=True, slots=True)
class UserTaskWait:
    """A person is to do something. `lane` is the key of the role, empty when the diagram has no lanes."""

    token: int
    element_id: str
    lane: str
    inside: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class TimerWait:
    """A clock runs outside. `text` is ISO 8601, or FEEL after `=`, as written in the diagram.

    `fired` counts how often a cycle has fired already; the same wait stays until its repetitions are used up.
    """

    token: int
    element_id: str
    kind: Literal["duration", "date", "cycle"]
    text: str
    interrupting: bool
    host_token: int | None
    fired: int = 0


@dataclass(frozen=True, slots=True)
class MessageWait:
    """A message of that name is awaited. On a non-interrupting boundary the wait stays after a delivery."""

    token: int
    element_id: str
    name: str
    host_token: int | None = None
    interrupting: bool = True


@dataclass(frozen=True, slots=True)
class SignalWait:
    """A signal of that name is awaited, else as `MessageWait`."""

    token: int
    element_id: str
    name: str
    host_token: int | None = None
    interrupting: bool = True


@dataclass(frozen=True, slots=True)
class CallWait:
    """Another pathway is to run with exactly these variables; completed with that pathway's final variables."""

    token: int
    element_id: str
    called: str
    inputs: Mapping[str, Json]
    inside: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class OperationWait:
    """An operation is to be carried out with these inputs; completed with its result."""

    token: int
    element_id: str
    operation: str
    inputs: Mapping[str, Json]
    inside: tuple[int, ...] = ()


BESIDE = ("boundaryEvent", "startEvent")
"""Events that may happen meanwhile: those on an activity, and those that start an event sub-process."""


def is_beside(wait: MessageWait | SignalWait, kind: str) -> bool:
    """Whether it may come while the instance waits for something else. `kind` is that of its element."""
    return wait.host_token is not None or kind in BESIDE


Wait: TypeAlias = UserTaskWait | TimerWait | MessageWait | SignalWait | CallWait | OperationWait
