"""Changing the ways from step to step in a draft, and adding a step on one; without a mouse and without scripts."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, url_for
from werkzeug.wrappers import Response

from engine.commands.drafts_outline import AddStep, ChangeFlow
from engine.domain.form_fields import FieldType, Form
from engine.errors import EngineError, NotFound
from engine.queries.pathways_outline import BundleRead, FlowRow
from web import current
from web.pages.fixed import answers, ask, form_page, kept
from web.pages.pathways_draft import draft_of
from web.pages.pathways_steps import ASKED, TEMPLATE, deadline_field, form_field, lane_field, named, tried

pages = Blueprint("draft_ways", __name__, url_prefix="/drafts/<uuid:draft_id>/ways")

WAY = (
    ask(
        "name",
        FieldType.TEXT,
        "Name of this way",
        help="One or two words beside the arrow, such as Yes.",
        max_length=120,
    ),
    ask(
        "condition",
        FieldType.LONG_TEXT,
        "Taken when",
        help='For example outcome = "accepted". Leave it empty if it is always taken.',
        max_length=2000,
    ),
)


def found_way(bundle: BundleRead, flow_id: str) -> FlowRow:
    way = bundle.flow(flow_id)
    if way is None:
        raise NotFound("There is no such way in this draft.")
    return way


@pages.get("/<flow_id>")
def way(draft_id: UUID, flow_id: str) -> Response:
    """When a way is taken."""
    return way_page(draft_id, flow_id)


def way_page(draft_id: UUID, flow_id: str, error: EngineError | None = None) -> Response:
    draft, bundle = draft_of(draft_id)
    row = found_way(bundle, flow_id)
    form = Form("way", f"From “{row.source}” to “{row.target}”", WAY)
    return form_page(
        TEMPLATE,
        form,
        kept({"name": row.name, "condition": row.condition}),
        error,
        draft=draft,
        caption="Way taken when no other condition holds" if row.is_default else "Way",
        action=url_for("draft_ways.change_way", draft_id=draft_id, flow_id=flow_id),
        button="Save",
    )


@pages.post("/<flow_id>")
def change_way(draft_id: UUID, flow_id: str) -> Response:
    """Save when the way is taken."""

    def action() -> None:
        given = answers(Form("way", "Way", WAY))
        name, condition = given["name"] or "", given["condition"] or ""
        current.execute(ChangeFlow(draft_id, current.seen_version(), flow_id, name, condition))

    return tried(action, lambda error: way_page(draft_id, flow_id, error), draft_id, "The way is saved.")


@pages.get("/<flow_id>/add")
def addition(draft_id: UUID, flow_id: str) -> Response:
    """A new step on a way: what it is called, whose it is and until when."""
    return addition_page(draft_id, flow_id)


def new_step(bundle: BundleRead, row: FlowRow) -> Form:
    fields = (named(), *lane_field(bundle), form_field(bundle), deadline_field(bundle), ASKED)
    return Form("addition", f"Add a step between “{row.source}” and “{row.target}”", fields)


def addition_page(draft_id: UUID, flow_id: str, error: EngineError | None = None) -> Response:
    draft, bundle = draft_of(draft_id)
    return form_page(
        TEMPLATE,
        new_step(bundle, found_way(bundle, flow_id)),
        kept({"form": "-"}),
        error,
        draft=draft,
        caption="New step",
        action=url_for("draft_ways.add", draft_id=draft_id, flow_id=flow_id),
        button="Add the step",
        deadlines=bundle.settings.parameters if bundle.settings else (),
    )


@pages.post("/<flow_id>/add")
def add(draft_id: UUID, flow_id: str) -> Response:
    """Add the step and draw it into the diagram."""
    _, bundle = draft_of(draft_id)
    row = found_way(bundle, flow_id)

    def action() -> None:
        given = answers(new_step(bundle, row))
        words = {key: given.get(key) or "" for key in ("name", "documentation", "lane", "deadline")}
        form = given.get("form") or "-"
        current.execute(AddStep(draft_id, current.seen_version(), flow_id, form="" if form == "-" else form, **words))

    return tried(action, lambda error: addition_page(draft_id, flow_id, error), draft_id, "The step is added.")
