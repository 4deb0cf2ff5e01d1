"""Referral Pathways: a workflow engine that carries a referral between agencies, so that nobody drops it.

Layers, from the outside in; each imports only what stands to its right:

    worker | testing → bootstrap → commands | queries → shelf → bpmn | store | notify → dmn → feel → domain
                     → errors | clock | config

Public: `Engine` (from `engine.bootstrap`), `engine.commands` (what can be done), `engine.queries` (what can be read),
`engine.errors` (what can be refused), `engine.testing` (an engine in memory with a clock that stands still).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from engine.bootstrap import Engine

__all__ = ["Engine"]


def __getattr__(name: str) -> Any:
    """`engine.Engine`, loaded when it is asked for, so that `engine.errors` alone stays light."""
    if name == "Engine":
        from engine.bootstrap import Engine

        return Engine
    raise AttributeError(f"module 'engine' has no attribute {name!r}")
