"""The examples of a draft's decisions, to be changed as tables; each says whether it holds now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from flask import Blueprint, make_response, render_template, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from engine.commands.drafts_cases import ChangeCases
from engine.errors import EngineError, InvalidInput
from engine.queries.pathways_cases import MOST_CASES, CaseSheet, case_sheet_of, examples, said
from web import current
from web.errors import status_of
from web.pages.fixed import attempt
from web.pages.pathways_draft import draft_of
from web.pages.pathways_steps import went_on

pages = Blueprint("draft_cases", __name__, url_prefix="/drafts/<uuid:draft_id>/examples")

SPARE = 2
"""Empty rows at the end of the page, for new examples."""


@dataclass(frozen=True, slots=True)
class ShownCase:
    """One example as the page shows it; `outcome` is what comes of it as it is saved, empty for a new one."""

    number: int
    name: str
    inputs: tuple[str, ...]
    answers: tuple[str, ...]
    outcome: str = ""
    holds: bool = True
    is_removed: bool = False

    @property
    def cells(self) -> tuple[str, ...]:
        return (self.name, *self.inputs, *self.answers)


def shown(sheet: CaseSheet, names: Mapping[str, str]) -> list[ShownCase]:
    """The examples as they are saved, with empty ones after them."""
    outcomes = [(said(each, names), not each.message) for each in sheet.outcomes]
    outcomes += [(sheet.problem, False)] * (len(sheet.rows) - len(outcomes))
    rows = [
        ShownCase(number, row.name, row.inputs, row.expected, *outcome)
        for number, (row, outcome) in enumerate(zip(sheet.rows, outcomes, strict=True), 1)
    ]
    empty = "", ("",) * len(sheet.inputs), ("",) * len(sheet.answers)
    return rows + [ShownCase(len(rows) + each, *empty) for each in range(1, SPARE + 1)]


def typed(form: MultiDict[str, str], sheet: CaseSheet) -> list[ShownCase]:
    """The examples as they were typed."""
    return [
        ShownCase(
            number,
            form.get(f"case-{number}-name", ""),
            tuple(form.get(f"case-{number}-in-{place}", "") for place in range(1, len(sheet.inputs) + 1)),
            tuple(form.get(f"case-{number}-out-{place}", "") for place in range(1, len(sheet.answers) + 1)),
            is_removed=f"case-{number}-remove" in form,
        )
        for number in range(1, min(form.get("rows", 0, type=int), MOST_CASES + SPARE) + 1)
    ]


@pages.get("/<decision>")
def cases(draft_id: UUID, decision: str) -> Response:
    """The examples of a decision, and what comes of each now."""
    return cases_page(draft_id, decision)


def cases_page(draft_id: UUID, decision: str, error: EngineError | None = None) -> Response:
    draft, bundle = draft_of(draft_id)
    sheet = case_sheet_of(draft.files, decision)
    fields = error.fields if isinstance(error, InvalidInput) else {}
    target = next((f"#{name}" for name in fields), "#cases")
    names = {each.decision: each.name for each in examples(draft.files)}
    body = render_template(
        "pathways/cases.html",
        draft=draft,
        bundle=bundle,
        sheet=sheet,
        rows=typed(request.form, sheet) if error else shown(sheet, names),
        names=names,
        wrong=fields,
        errors=[{"text": error.message, "href": target}] if error else [],
    )
    return make_response(body, status_of(error) if error else 200)


@pages.post("/<decision>")
def change_cases(draft_id: UUID, decision: str) -> Response:
    """Save the examples."""
    draft, _ = draft_of(draft_id)
    sheet = case_sheet_of(draft.files, decision)

    def action() -> None:
        rows = [row for row in typed(request.form, sheet) if not row.is_removed and any(row.cells)]
        current.execute(ChangeCases(draft_id, current.seen_version(), decision, tuple(row.cells for row in rows)))

    refused = attempt(action, lambda error: cases_page(draft_id, decision, error))
    target = url_for("draft_cases.cases", draft_id=draft_id, decision=decision)
    return refused or went_on("The examples are saved.", target)
