"""Pausing a referral and letting it go on, for managers of the agency that holds it."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from engine.commands import ResumeProcess, SuspendProcess, ViewReferral
from engine.domain.form_fields import Field, FieldType, Form, Sensitivity
from engine.domain.forms import validate
from engine.domain.pausing import MAX_REASON
from engine.errors import InvalidInput, NotFound
from engine.queries import pausing
from web import current, forms

pages = Blueprint("pausing", __name__, url_prefix="/referrals/<uuid:instance_id>")

PAUSE = Form(
    key="pause",
    title="Pause this referral",
    fields=(
        Field(
            "reason",
            FieldType.LONG_TEXT,
            "Why is it paused?",
            Sensitivity.SPECIAL,
            help="Everyone who works on this referral can read it. Write only what they need.",
            required=True,
            max_length=MAX_REASON,
        ),
        Field(
            "until",
            FieldType.DATE,
            "Until which day?",
            Sensitivity.NONE,
            help="At 9:00 that morning it goes on by itself, and those who work on it are told. At most three months.",
            required=True,
        ),
    ),
)


@pages.get("/pause")
def form(instance_id: UUID) -> Response:
    """Ask why and until when before anything is paused."""
    return view_of(instance_id)


@pages.post("/pause")
def pause(instance_id: UUID) -> Response:
    """Pause the referral; those who work on it are told."""
    try:
        accepted = validate(PAUSE, forms.flat(forms.typed(request.form)), forms.no_rule)
        until = date.fromisoformat(accepted.values["until"])
        current.execute(SuspendProcess(instance_id, accepted.values["reason"], until))
    except InvalidInput as error:
        return view_of(instance_id, error)
    flash("The referral is paused. Those who work on it are told.", "success")
    return redirect(url_for("diagram.show", instance_id=instance_id))


@pages.post("/resume")
def resume(instance_id: UUID) -> Response:
    """Let the referral go on; its deadlines have the time that was left."""
    current.execute(ResumeProcess(instance_id))
    flash("The referral goes on. Its deadlines have the time that was left to them.", "success")
    return redirect(url_for("diagram.show", instance_id=instance_id))


def view_of(instance_id: UUID, error: InvalidInput | None = None) -> Response:
    """The page, for those who may pause it; for all others it does not exist."""
    with current.reading() as view:
        referral = pausing(view, instance_id)
    if not referral.may_pause:
        raise NotFound("Expected a referral that you may pause, but there is none at this address.")
    current.record(ViewReferral(instance_id))
    found = error.fields if error else {}
    rendered = forms.controls(PAUSE, forms.typed(request.form), found)
    errors = forms.summary(found, rendered, error.message) if error else []
    body = render_template("case/pause.html", referral=referral, rendered=rendered, errors=errors)
    return make_response(body, 400 if error else 200)
