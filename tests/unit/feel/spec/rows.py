"""Tables of expressions and their answers, one per line: `expression ==> answer`, the answer again an expression."""

from __future__ import annotations

import pytest

from engine.feel import Budget, FeelError, Value, compile_expression
from engine.feel.run import Run
from engine.feel.writing import write

REFUSED = "refused"
"""The answer of what cannot be read."""


def rows(table: str) -> pytest.MarkDecorator:
    """Runs the test for every line of the table, as `text` and `wanted`."""
    lines = [line.strip().rpartition(" ==> ") for line in table.strip().splitlines()]
    return pytest.mark.parametrize(("text", "wanted"), [(text, wanted) for text, _arrow, wanted in lines])


def holds(text: str, wanted: str) -> None:
    """The expression has exactly that answer; null comes with a reason, unless it is what was stored."""
    if wanted == REFUSED:
        with pytest.raises(FeelError):
            compile_expression(text)
        return
    outcome = compile_expression(text).explain({}, strict=False)
    assert written(outcome.value) == written(compile_expression(wanted).evaluate({}))
    assert outcome.value is not None or outcome.reasons or wanted == "null // data"


def written(value: Value) -> str:
    """The value in words that tell its kind, and equal numbers alike."""
    return write([value], Run({}, {}, {}, Budget(), strict=False))
