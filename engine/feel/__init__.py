"""The expression language FEEL (DMN 1.3 to 1.5): pure, bounded, and closed to everything outside its values.

    expression = compile_expression('priority = "now" and age < 18')
    expression.evaluate({"priority": "now", "age": 17})     # True

Numbers come out as `Decimal`. Functions are given by the caller by name, also names with spaces, and are found without
being declared: `compile_expression("working days(3)").evaluate({}, {"working days": FeelFunction(("days",), …)})`.
Expressions have no clock: `now()` and `today()` are functions that the caller gives.
"""

from __future__ import annotations

from engine.feel.budget import Budget
from engine.feel.errors import FeelError
from engine.feel.expression import Expression, Outcome, UnaryTests, compile_expression, compile_unary_tests
from engine.feel.json import from_json, to_json
from engine.feel.run import Reason
from engine.feel.values import FeelFunction, Months, Range, Unanswerable, Value

__all__ = [
    "Budget",
    "Expression",
    "FeelError",
    "FeelFunction",
    "Months",
    "Outcome",
    "Range",
    "Reason",
    "Unanswerable",
    "UnaryTests",
    "Value",
    "compile_expression",
    "compile_unary_tests",
    "from_json",
    "to_json",
]
