"""Changing a draft by its outline, without a mouse and without scripts: steps, ways and roles."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from engine.commands.drafts_outline import ChangeStep, RemoveStep
from engine.domain.form_fields import Field, FieldType, Form, Option
from engine.errors import EngineError, NotFound
from engine.queries.pathways_outline import BundleRead, OutlineRow
from web import current
from web.pages.fixed import answers, ask, attempt, form_page, kept
from web.pages.pathways_draft import draft_of, example_of

pages = Blueprint("draft_steps", __name__, url_prefix="/drafts/<uuid:draft_id>")

TEMPLATE = "pathways/form.html"
DEADLINE_HELP = (
    "For example: 2 working days, 5 days, 4 hours, or the name of a deadline such as {example}. Leave it empty for the "
    "partnership’s default."
)
ASKED = ask(
    "documentation",
    FieldType.LONG_TEXT,
    "What is asked, and why",
    help="Whoever does the step reads this first.",
    max_length=2000,
)


def named(required: bool = True) -> Field:
    return ask("name", FieldType.TEXT, "Name of the step", required=required, max_length=120)


def lane_field(bundle: BundleRead) -> list[Field]:
    lanes = tuple(Option(role.lane_id, role.label) for role in bundle.roles if role.lane_id)
    return [ask("lane", FieldType.CHOICE, "Whose step is it?", required=True, options=lanes)] if lanes else []


def form_field(bundle: BundleRead) -> Field:
    known = tuple(Option(key, form.title if form else key) for key, form in bundle.forms.items())
    none = Option("-", "No form, only a comment")
    return ask("form", FieldType.CHOICE, "Form to fill in", required=True, options=(none, *known))


def deadline_field(bundle: BundleRead, label: str = "Deadline") -> Field:
    settings = bundle.settings
    example = settings.parameters[0].name if settings and settings.parameters else "task.default"
    return ask("deadline", FieldType.TEXT, label, help=DEADLINE_HELP.format(example=example))


def step_form(bundle: BundleRead, step: OutlineRow) -> Form:
    fields: list[Field] = [named(required=step.is_for_people)]
    if step.is_for_people:
        fields += [*lane_field(bundle), form_field(bundle)]
    if step.is_for_people or step.is_timer:
        fields.append(deadline_field(bundle, "When it happens" if step.is_timer else "Deadline"))
    return Form("step", f"Change “{step.label}”", (*fields, ASKED))


@pages.get("/steps/<step_id>")
def step(draft_id: UUID, step_id: str) -> Response:
    """What a step is called, whose it is, its form and its deadline with an example of the arithmetic."""
    return step_page(draft_id, step_id)


def step_page(draft_id: UUID, step_id: str, error: EngineError | None = None) -> Response:
    draft, bundle = draft_of(draft_id)
    row = found(bundle.step(step_id))
    given = {
        "name": row.name,
        "documentation": row.documentation,
        "lane": row.lane_id,
        "form": row.form or "-",
        "deadline": row.deadline,
    }
    has_time = row.is_for_people or row.is_timer
    return form_page(
        TEMPLATE,
        step_form(bundle, row),
        kept(given),
        error,
        draft=draft,
        caption=row.kind,
        action=url_for("draft_steps.change", draft_id=draft_id, step_id=step_id),
        button="Save",
        example=example_of(bundle, row.timer_text) if has_time else None,
        deadlines=bundle.settings.parameters if has_time and bundle.settings else (),
        removal=url_for("draft_steps.removal", draft_id=draft_id, step_id=step_id) if row.may_remove else "",
    )


@pages.post("/steps/<step_id>")
def change(draft_id: UUID, step_id: str) -> Response:
    """Save the step, unless somebody has saved the draft meanwhile."""
    _, bundle = draft_of(draft_id)
    row = found(bundle.step(step_id))

    def action() -> None:
        given = answers(step_form(bundle, row))
        words = {key: given.get(key) or "" for key in ("name", "documentation", "lane", "deadline")}
        form = given.get("form") or "-"
        command = ChangeStep(draft_id, current.seen_version(), step_id, form="" if form == "-" else form, **words)
        current.execute(command)

    return tried(
        action, lambda error: step_page(draft_id, step_id, error), draft_id, f"“{row.label}” is saved.", step_id
    )


def tried(
    action: Callable[[], None], again: Callable[[EngineError], Response], draft_id: UUID, words: str, step_id: str = ""
) -> Response:
    """Do it and go back to the draft; after a refusal the page again."""
    refused = attempt(action, again)
    if refused is not None:
        return refused
    anchor = f"step-{step_id}" if step_id else None
    return went_on(words, url_for("drafts.show", draft_id=draft_id, _anchor=anchor))


def went_on(words: str, address: str) -> Response:
    """Say that it is done, and go there."""
    flash(words, "success")
    return redirect(address)


def found(row: OutlineRow | None) -> OutlineRow:
    if row is None:
        raise NotFound("There is no such step in this draft.")
    return row


@pages.get("/steps/<step_id>/remove")
def removal(draft_id: UUID, step_id: str) -> str:
    """Ask before a step is taken out."""
    draft, bundle = draft_of(draft_id)
    row = found(bundle.step(step_id))
    return render_template("pathways/remove.html", draft=draft, row=row, bundle=bundle)


@pages.post("/steps/<step_id>/remove")
def remove(draft_id: UUID, step_id: str) -> Response:
    """Take the step out; what led to it leads on to what came after."""
    _, bundle = draft_of(draft_id)
    row = found(bundle.step(step_id))
    current.execute(RemoveStep(draft_id, current.seen_version(), step_id))
    flash(f"“{row.label}” is taken out of the draft.", "success")
    return redirect(url_for("drafts.show", draft_id=draft_id))
