"""The deadlines and limits that a draft declares, and a new one."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, render_template, url_for
from werkzeug.wrappers import Response

from engine.commands.drafts_parameters import DeclareParameter
from engine.domain.form_fields import FieldType, Form
from engine.errors import EngineError
from web import current
from web.pages.fixed import answers, ask, attempt, form_page
from web.pages.pathways_draft import draft_of
from web.pages.pathways_parameters import VALUE
from web.pages.pathways_steps import TEMPLATE, went_on

pages = Blueprint("draft_limits", __name__, url_prefix="/drafts/<uuid:draft_id>/deadlines")

NAME = ask("name", FieldType.TEXT, "Name", help="For example police.answer", required=True, max_length=80)
NEW = Form(
    "limit",
    "Add a deadline or limit",
    (NAME, *(field for field in VALUE.fields if field.key != "valid_from")),
    intro="It holds from the day on which this draft is published. Other values are entered under Deadlines.",
)


@pages.get("")
def listing(draft_id: UUID) -> str:
    """What the steps of the draft may rest on by name."""
    draft, bundle = draft_of(draft_id)
    return render_template("pathways/limits.html", draft=draft, bundle=bundle)


@pages.get("/new")
def form(draft_id: UUID) -> Response:
    """A name and its first value."""
    return page(draft_id)


def page(draft_id: UUID, error: EngineError | None = None) -> Response:
    draft, _ = draft_of(draft_id)
    return form_page(
        TEMPLATE,
        NEW,
        {},
        error,
        draft=draft,
        caption="Deadlines",
        action=url_for("draft_limits.add", draft_id=draft_id),
        button="Add it",
    )


@pages.post("/new")
def add(draft_id: UUID) -> Response:
    """Declare it in the draft."""

    def action() -> None:
        given = answers(NEW)
        words = (given[name] for name in ("name", "value", "parameter_class", "source"))
        current.execute(DeclareParameter(draft_id, current.seen_version(), *words))

    refused = attempt(action, lambda error: page(draft_id, error))
    return refused or went_on("It is added to the draft.", url_for("draft_limits.listing", draft_id=draft_id))
