"""Short ways to ask for an answer."""

from __future__ import annotations

from engine.feel import FeelFunction, Value, compile_expression


def answer(text: str, /, functions: dict[str, FeelFunction] | None = None, **context: Value) -> Value:
    """The value of the expression on these variables."""
    return compile_expression(text).evaluate(context, functions or {})


def reasons(text: str, /, **context: Value) -> str:
    """Why the expression, or parts of it, were null."""
    return " ".join(reason.message for reason in compile_expression(text).explain(context).reasons)
