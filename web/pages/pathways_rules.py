"""A decision table as the names and values of one HTML form: a cell for each input and output of each rule."""

from __future__ import annotations

from dataclasses import dataclass

from werkzeug.datastructures import MultiDict

from engine.dmn.editing import Sheet

SPARE = 2
"""Empty rules at the end of the page, for new ones."""
MOST = 1_000


@dataclass(frozen=True, slots=True)
class RuleRow:
    """One rule as the page shows it. `origin` is the number of the rule it was, empty for a new one."""

    number: int
    origin: str
    order: str
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    note: str
    is_removed: bool = False

    @property
    def is_empty(self) -> bool:
        return not self.origin and not any((*self.inputs, *self.outputs, self.note))

    @property
    def cells(self) -> tuple[str, ...]:
        return (self.origin, *self.inputs, *self.outputs, self.note)


def shown_rows(form: MultiDict[str, str] | None, sheet: Sheet) -> list[RuleRow]:
    """What the page shows: what was typed, else the rules as they are with empty ones after them."""
    if form is not None:
        return _typed(form, sheet)
    rows = [
        RuleRow(number, str(rule.origin), str(number), rule.inputs, rule.outputs, rule.note)
        for number, rule in enumerate(sheet.rules, 1)
    ]
    last = len(rows)
    empty = ("",) * len(sheet.inputs), ("",) * len(sheet.outputs)
    return rows + [RuleRow(last + each, "", "", *empty, "") for each in range(1, SPARE + 1)]


def _typed(form: MultiDict[str, str], sheet: Sheet) -> list[RuleRow]:
    numbers = range(1, min(form.get("rows", 0, type=int), MOST) + 1)
    return [
        RuleRow(
            number,
            form.get(f"rule-{number}-origin", ""),
            form.get(f"rule-{number}-order", "").strip(),
            tuple(form.get(f"rule-{number}-in-{place}", "") for place in range(1, len(sheet.inputs) + 1)),
            tuple(form.get(f"rule-{number}-out-{place}", "") for place in range(1, len(sheet.outputs) + 1)),
            form.get(f"rule-{number}-note", ""),
            f"rule-{number}-remove" in form,
        )
        for number in numbers
    ]


def rows_typed(form: MultiDict[str, str], sheet: Sheet) -> tuple[tuple[str, ...], ...]:
    """The rules that stay, in the order that was typed; one without a number goes to the end."""
    kept = [row for row in _typed(form, sheet) if not row.is_removed and not row.is_empty]
    kept.sort(key=lambda row: (place_of_order(row.order), row.number))
    return tuple(row.cells for row in kept)


def place_of_order(order: str) -> float:
    """The place that was typed for a row; behind all others when that is no number."""
    try:
        return float(order) if len(order) < 10 else float("inf")
    except ValueError:
        return float("inf")
