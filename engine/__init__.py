"""Referral Pathways: a workflow engine that carries a referral between agencies, so that nobody drops it.

Layers, from the outside in; each imports only what stands to its right:

    testing → worker → bootstrap → commands | queries → shelf → bpmn | store | notify | decisions
            → dmn → feel → domain → errors | clock | config

Public: `engine.bootstrap` (`build` makes an `Engine`), `engine.commands` (what can be done), `engine.queries` (what
can be read), `engine.errors` (what can be refused), `engine.testing` (an engine with a clock that stands still),
and for a decision on its own

    engine.decide("triage.dmn", "triage", {"danger_now": True, "seen": "2027-01-31"}) -> engine.Decided
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from engine.decisions import Decided, decide

__all__ = ["Decided", "decide"]


def __getattr__(name: str) -> Any:
    """Imports the decision engine only when it is asked for."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from engine import decisions

    return getattr(decisions, name)
