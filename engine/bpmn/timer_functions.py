"""What timer text of a diagram may call besides the built-in functions, and its value."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from engine.domain.deadlines import DeadlineRef, WorkingDays
from engine.feel import FeelFunction, compile_expression, from_json


def _working_days(days: Decimal) -> WorkingDays:
    return WorkingDays(int(days))


TIMER_FUNCTIONS: Mapping[str, FeelFunction] = {
    "working days": FeelFunction(("n",), _working_days, name="working days"),
    "deadline": FeelFunction(("name",), DeadlineRef, name="deadline"),
}


def evaluate(expression: str, variables: Mapping[str, Any]) -> object:
    """The value of FEEL (without its `=`) over routing variables, with the functions that timers may call."""
    compiled = compile_expression(expression.strip(), names=tuple(TIMER_FUNCTIONS))
    return compiled.evaluate({name: from_json(value) for name, value in variables.items()}, functions=TIMER_FUNCTIONS)
