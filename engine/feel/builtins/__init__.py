"""The built-in functions, by name."""

from __future__ import annotations

from engine.feel.builtins import contexts, conversions, dates, lists, numbers, ranges, statistics, strings
from engine.feel.builtins.registry import collect
from engine.feel.calls import Builtin

BUILTINS: dict[str, Builtin] = collect(strings, lists, statistics, numbers, dates, conversions, contexts, ranges)
