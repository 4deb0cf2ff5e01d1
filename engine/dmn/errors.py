"""What goes wrong while deciding."""

from __future__ import annotations

from engine.errors import EngineError


class DecisionError(EngineError):
    """A decision has no answer. Names the file, the decision and the rules or cell where it failed."""

    def __init__(self, message: str, file: str = "", decision: str = "", rules: tuple[str, ...] = ()) -> None:
        place = ": ".join(part for part in (file, f'decision "{decision}"' if decision else "") if part)
        super().__init__(f"{place}: {message}" if place else message)
        self.file = file
        self.decision = decision
        self.rules = rules
