"""Merging two cases of one woman: which, what it would do, and done."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from engine.commands import MergeCases, ViewCase
from engine.domain.form_fields import Field, FieldType, Form, Sensitivity
from engine.domain.forms import validate
from engine.errors import InvalidInput, NotFound
from engine.queries import MergePreview, case_page, may_merge, merge_preview
from web import current, forms

pages = Blueprint("merging", __name__, url_prefix="/cases/<uuid:case_id>/merge")

LONGEST_REFERENCE = 40
WHY = Form(
    "merge",
    "Merge two cases",
    (
        Field(
            "why",
            FieldType.LONG_TEXT,
            "How do you know that she is the same woman?",
            Sensitivity.SPECIAL,
            help="Everyone who works on her whole case can read it.",
            required=True,
            max_length=1000,
        ),
    ),
)


@pages.get("")
def form(case_id: UUID) -> Response:
    """Ask which case, and show what merging it would do."""
    check(case_id)
    reference = request.args.get("reference", "").strip()[:LONGEST_REFERENCE]
    if not reference:
        return view_of(case_id)
    try:
        preview = previewed(case_id, reference)
    except InvalidInput as error:
        return view_of(case_id, reference, error=error)
    return view_of(case_id, reference, preview)


@pages.post("")
def merge(case_id: UUID) -> Response:
    """Merge the other case into this one."""
    check(case_id)
    reference = request.form.get("reference", "")[:LONGEST_REFERENCE]
    preview = None
    try:
        preview = previewed(case_id, reference)
        given = validate(WHY, {"why": request.form.get("why", "")}, forms.no_rule).values
        current.execute(MergeCases(case_id, preview.other.case_id, given["why"]))
    except InvalidInput as error:
        return view_of(case_id, reference, preview, error)
    flash("The two cases are one now. Both references lead here.", "success")
    return redirect(url_for("case.show", case_id=case_id))


def check(case_id: UUID) -> None:
    """For those who may merge nothing into it the page does not exist."""
    with current.reading() as view:
        if not may_merge(view, case_id):
            raise NotFound("Expected a case into which you may merge another, but there is none at this address.")


def previewed(case_id: UUID, reference: str) -> MergePreview:
    with current.reading() as view:
        return merge_preview(view, case_id, reference)


def view_of(
    case_id: UUID, reference: str = "", preview: MergePreview | None = None, error: InvalidInput | None = None
) -> Response:
    for shown_id in (case_id, *((preview.other.case_id,) if preview else ())):
        current.record(ViewCase(shown_id))
    with current.reading() as view:
        case = case_page(view, case_id)
    wrong = error.fields if error else {}
    rendered = forms.controls(WHY, forms.typed(request.form), wrong)
    errors = forms.summary(wrong, rendered if preview else (), error.message, plain=("reference",)) if error else []
    shown = {"case": case, "reference": reference, "preview": preview, "rendered": rendered}
    body = render_template("case/merge.html", errors=errors, wrong=wrong, **shown)
    return make_response(body, 400 if error else 200)
