"""The page that starts a pathway with its first form; shared by recording a contact and by referrals on a case."""

from __future__ import annotations

from uuid import UUID

from flask import make_response, render_template, request
from werkzeug.wrappers import Response

from engine.commands import StartProcess, ViewCase
from engine.errors import Conflict, EngineError, InvalidInput, InvalidState, NotFound
from engine.queries import StartPage, start_page
from web import current, forms
from web.errors import status_of
from web.pages import done
from web.rows import ADD_ROW


def read_start(pathway: str, case_id: UUID | None = None) -> StartPage:
    """What starting the pathway asks for; that the case was opened for it goes on the record.

    NotFound when the pathway, or the case, is not this person's to start.
    """
    with current.reading() as view:
        page = start_page(view, pathway, case_id)
    if case_id is not None:
        current.record(ViewCase(case_id))
    return page


def start_view(
    template: str, page: StartPage, case_id: UUID | None = None, error: EngineError | None = None
) -> Response:
    """The form, empty or with what was typed: refused, or to go on at another row."""
    found = error.fields if isinstance(error, InvalidInput) else {}
    values = forms.typed(request.form)
    rendered = forms.controls(page.form, values, found, page.choices)
    errors = forms.summary(found, rendered, error.message) if error else []
    body = render_template(template, page=page, rendered=rendered, errors=errors, case_id=case_id)
    return make_response(body, status_of(error) if error else 200)


def start(template: str, pathway: str, case_id: UUID | None = None) -> Response:
    """Start the pathway with what was typed, and say what happens next. Nothing typed is lost when it is refused."""
    if ADD_ROW in request.form:
        return start_view(template, read_start(pathway, case_id), case_id)
    try:
        outcome = current.execute(StartProcess(pathway, forms.typed(request.form), case_id))
    except (InvalidInput, Conflict, InvalidState) as error:
        return refused(template, pathway, case_id, error)
    return done.tell(outcome)


def refused(template: str, pathway: str, case_id: UUID | None, error: EngineError) -> Response:
    """The form again with what was typed; where it is not there any more, what was typed alone."""
    try:
        return start_view(template, read_start(pathway, case_id), case_id, error)
    except NotFound:
        values = forms.flat(forms.typed(request.form))
        return make_response(render_template("task/gone.html", message=error.message, values=values), status_of(error))
