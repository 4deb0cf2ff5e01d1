"""Why an execution cannot go on."""

from __future__ import annotations

from engine.errors import EngineError


class ExecutionFailed(EngineError):
    """The pathway cannot take its next step: an expression fails, data is missing, an error finds no handler.

    `element_id` is the element where it stopped. The caller throws the execution away and records an incident; after
    data or definition are corrected the same call can be made again.
    """

    def __init__(self, message: str, element_id: str = "") -> None:
        super().__init__(message)
        self.element_id = element_id
