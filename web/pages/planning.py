"""Adding a task that nobody foresaw to a referral that runs."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, make_response, render_template, request
from werkzeug.wrappers import Response

from engine.commands import AddTask, ViewReferral
from engine.domain.plans import ADD_TASK_FORM
from engine.errors import InvalidInput
from engine.queries import add_task_page
from web import current, forms
from web.pages import done

pages = Blueprint("planning", __name__, url_prefix="/referrals/<uuid:instance_id>")


@pages.get("/add-task")
def form(instance_id: UUID) -> Response:
    """Ask what is to be done, by whom and by when."""
    return view_of(instance_id)


@pages.post("/add-task")
def add(instance_id: UUID) -> Response:
    """Add the task; the team is told."""
    try:
        outcome = current.execute(AddTask(instance_id, forms.typed(request.form)))
    except InvalidInput as error:
        return view_of(instance_id, error)
    return done.tell(outcome)


def view_of(instance_id: UUID, error: InvalidInput | None = None) -> Response:
    """The page, for those who take part in the referral; for all others it does not exist."""
    with current.reading() as view:
        page = add_task_page(view, instance_id)
    current.record(ViewReferral(instance_id))
    found = error.fields if error else {}
    rendered = forms.controls(ADD_TASK_FORM, forms.typed(request.form), found, page.choices)
    errors = forms.summary(found, rendered, error.message) if error else []
    body = render_template("case/add_task.html", page=page, form=ADD_TASK_FORM, rendered=rendered, errors=errors)
    return make_response(body, 400 if error else 200)
