"""What timer text of a diagram may call besides the built-in functions, and its value."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.domain.working_days import Calendar
from engine.feel import FeelFunction, compile_expression, from_json
from engine.feel.working_time import deadline, working_days, working_time

_OWN = {
    "working days": FeelFunction(("n",), working_days, name="working days"),
    "deadline": FeelFunction(("name",), deadline, name="deadline"),
}
TIMER_FUNCTIONS: Mapping[str, FeelFunction] = {**working_time(Calendar()), **_OWN}


def evaluate(expression: str, variables: Mapping[str, Any], calendar: Calendar | None = None) -> object:
    """The value of FEEL (without its `=`) over routing variables, with the functions that timers may call.

    `calendar` says which days are closed where the timer runs.
    """
    compiled = compile_expression(expression.strip(), names=tuple(TIMER_FUNCTIONS))
    functions = TIMER_FUNCTIONS if calendar is None else {**working_time(calendar), **_OWN}
    return compiled.evaluate({name: from_json(value) for name, value in variables.items()}, functions=functions)
