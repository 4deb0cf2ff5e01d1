"""The decision tables of a draft, to be changed as tables."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, make_response, render_template, request, url_for
from werkzeug.wrappers import Response

from engine.commands.drafts_tables import ChangeRules
from engine.dmn.editing import Sheet
from engine.errors import EngineError, NotFound
from engine.queries.pathways_outline import BundleRead
from web import current
from web.errors import status_of
from web.pages.fixed import attempt
from web.pages.pathways_draft import draft_of
from web.pages.pathways_rules import rows_typed, shown_rows
from web.pages.pathways_steps import went_on

POLICIES = {
    "UNIQUE": "Never more than one rule may fit.",
    "FIRST": "The first rule that fits counts.",
    "ANY": "Several rules may fit if they give the same.",
    "PRIORITY": "Of the rules that fit, the most important answer counts.",
    "COLLECT": "Every rule that fits counts.",
    "RULE ORDER": "Every rule that fits counts, in this order.",
    "OUTPUT ORDER": "Every rule that fits counts, the most important answer first.",
}

pages = Blueprint("draft_decisions", __name__, url_prefix="/drafts/<uuid:draft_id>/decisions")


@pages.get("/<decision>")
def rules(draft_id: UUID, decision: str) -> Response:
    """The rules of a decision table."""
    return rules_page(draft_id, decision)


def sheet_of(bundle: BundleRead, decision: str) -> Sheet:
    found = next((each for each in bundle.decisions if each.decision == decision), None)
    if found is None:
        raise NotFound("There is no such decision table in this draft.")
    return found


def rules_page(draft_id: UUID, decision: str, error: EngineError | None = None) -> Response:
    draft, bundle = draft_of(draft_id)
    sheet = sheet_of(bundle, decision)
    rows = shown_rows(request.form, sheet) if error else shown_rows(None, sheet)
    errors = [{"text": error.message, "href": "#rules"}] if error else []
    body = render_template(
        "pathways/rules.html",
        draft=draft,
        bundle=bundle,
        sheet=sheet,
        rows=rows,
        errors=errors,
        policy=POLICIES.get(sheet.policy, POLICIES["COLLECT"]),
    )
    return make_response(body, status_of(error) if error else 200)


@pages.post("/<decision>")
def change_rules(draft_id: UUID, decision: str) -> Response:
    """Save the rules in their new order."""
    _, bundle = draft_of(draft_id)
    sheet = sheet_of(bundle, decision)

    def action() -> None:
        current.execute(ChangeRules(draft_id, current.seen_version(), decision, rows_typed(request.form, sheet)))

    refused = attempt(action, lambda error: rules_page(draft_id, decision, error))
    target = url_for("draft_decisions.rules", draft_id=draft_id, decision=decision)
    return refused or went_on("The rules are saved.", target)
