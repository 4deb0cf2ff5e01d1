"""The columns of a draft's decision tables: what they look at, what they give, and how their rules combine."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from flask import Blueprint, make_response, render_template, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from engine.commands.drafts_columns import ChangeColumns
from engine.errors import EngineError, InvalidInput
from engine.queries.pathways_columns import MOST_COLUMNS, ColumnRow, Columns, columns_of
from web import current
from web.errors import status_of
from web.pages.fixed import attempt
from web.pages.pathways_decisions import POLICIES
from web.pages.pathways_draft import draft_of
from web.pages.pathways_rules import place_of_order
from web.pages.pathways_steps import went_on

pages = Blueprint("draft_columns", __name__, url_prefix="/drafts/<uuid:draft_id>/decisions/<decision>/columns")

INPUT_CELLS = ("label", "asks", "type", "allowed")
OUTPUT_CELLS = (*INPUT_CELLS, "default", "fill")
TOGETHER = {"": "Each for itself", "SUM": "Added up", "MIN": "The least", "MAX": "The greatest", "COUNT": "How many"}


@dataclass(frozen=True, slots=True)
class ShownColumn:
    """One column as the page shows it. `origin` is the number of the column it was, empty for a new one."""

    number: int
    origin: str
    order: str
    cells: dict[str, str]
    is_removed: bool = False

    @property
    def is_empty(self) -> bool:
        return not self.origin and not any(value for name, value in self.cells.items() if name != "type")


def shown(rows: tuple[ColumnRow, ...], names: tuple[str, ...]) -> list[ShownColumn]:
    """The columns as they are, and an empty one for a new one."""
    known = [
        ShownColumn(number, str(row.origin), str(number), {name: getattr(row, name) for name in names})
        for number, row in enumerate(rows, 1)
    ]
    return [*known, ShownColumn(len(known) + 1, "", "", dict.fromkeys(names, ""))]


def typed(form: MultiDict[str, str], side: str, names: tuple[str, ...]) -> list[ShownColumn]:
    """The columns of one side as they were typed."""
    return [
        ShownColumn(
            number,
            form.get(f"{side}-{number}-origin", ""),
            form.get(f"{side}-{number}-order", "").strip(),
            {name: form.get(f"{side}-{number}-{name}", "") for name in names},
            f"{side}-{number}-remove" in form,
        )
        for number in range(1, min(form.get(f"{side}-rows", 0, type=int), MOST_COLUMNS + 1) + 1)
    ]


def kept(rows: list[ShownColumn]) -> tuple[tuple[str, ...], ...]:
    """The columns that stay, in the order that was typed; one without a number goes to the end."""
    found = [row for row in rows if not row.is_removed and not row.is_empty]
    found.sort(key=lambda row: (place_of_order(row.order), row.number))
    return tuple((row.origin, *row.cells.values()) for row in found)


@pages.get("")
def columns(draft_id: UUID, decision: str) -> Response:
    """The columns of a decision table."""
    return columns_page(draft_id, decision)


def columns_page(draft_id: UUID, decision: str, error: EngineError | None = None) -> Response:
    draft, _ = draft_of(draft_id)
    table = columns_of(draft.files, decision)
    body = render_template(
        "pathways/columns.html",
        draft=draft,
        table=table,
        sides=sides(table, error),
        policies=POLICIES,
        policy=request.form.get("policy", "") if error else table.policy,
        together=TOGETHER,
        aggregation=request.form.get("aggregation", "") if error else table.aggregation,
        wrong=error.fields if isinstance(error, InvalidInput) else {},
        errors=[{"text": error.message, "href": "#columns"}] if error else [],
    )
    return make_response(body, status_of(error) if error else 200)


def sides(table: Columns, error: EngineError | None) -> dict[str, list[ShownColumn]]:
    if error:
        return {"in": typed(request.form, "in", INPUT_CELLS), "out": typed(request.form, "out", OUTPUT_CELLS)}
    return {"in": shown(table.inputs, INPUT_CELLS), "out": shown(table.outputs, OUTPUT_CELLS)}


@pages.post("")
def change_columns(draft_id: UUID, decision: str) -> Response:
    """Save the columns in their new order; the cells of the rules go with them."""

    def action() -> None:
        given = request.form
        asked, answered = kept(typed(given, "in", INPUT_CELLS)), kept(typed(given, "out", OUTPUT_CELLS))
        combined = given.get("policy", ""), given.get("aggregation", "")
        current.execute(ChangeColumns(draft_id, current.seen_version(), decision, *combined, asked, answered))

    refused = attempt(action, lambda error: columns_page(draft_id, decision, error))
    target = url_for("draft_decisions.rules", draft_id=draft_id, decision=decision)
    return refused or went_on("The columns are saved.", target)
