"""The deadlines and limits that a draft declares, a new one, and one that other pathways use."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, render_template, url_for
from werkzeug.wrappers import Response

from engine.commands.drafts_parameters import DeclareParameter, ShareParameter
from engine.domain.form_fields import FieldType, Form, Option
from engine.errors import EngineError
from engine.queries.pathways_shipped import Sharable, sharable
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
    (NAME, *(field for field in VALUE.fields if field.key in ("value", "parameter_class", "source"))),
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


@pages.get("/share")
def sharing(draft_id: UUID) -> Response:
    """The deadlines and limits of other pathways, to rest on one of them."""
    return sharing_page(draft_id)


def sharing_form(found: tuple[Sharable, ...]) -> Form:
    offered = tuple(Option(each.name, f"{each.name}: {each.value} ({', '.join(each.used_by)})") for each in found)
    intro = "It is the same for all that use it: a value entered under Deadlines holds for each of them."
    words = ask("name", FieldType.CHOICE, "Which one?", required=True, options=offered)
    return Form("share", "Share a deadline or limit", (words,), intro=intro)


def sharing_page(draft_id: UUID, error: EngineError | None = None) -> Response:
    draft, _ = draft_of(draft_id)
    with current.reading() as view:
        form = sharing_form(sharable(view, draft.files))
    return form_page(
        TEMPLATE,
        form,
        {},
        error,
        draft=draft,
        caption="Deadlines",
        action=url_for("draft_limits.share", draft_id=draft_id),
        button="Share it",
    )


@pages.post("/share")
def share(draft_id: UUID) -> Response:
    """Let the draft rest on it too."""
    draft, _ = draft_of(draft_id)

    def action() -> None:
        with current.reading() as view:
            form = sharing_form(sharable(view, draft.files))
        current.execute(ShareParameter(draft_id, current.seen_version(), answers(form)["name"]))

    refused = attempt(action, lambda error: sharing_page(draft_id, error))
    return refused or went_on("It is added to the draft.", url_for("draft_limits.listing", draft_id=draft_id))
