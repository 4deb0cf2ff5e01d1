"""Records, for privacy officers: how long each is kept, what keeps it longer, its erasure and what is left of that."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from engine.commands import ApproveErasure, EndHold, PlaceHold, ViewRecord
from engine.domain.form_fields import FieldType, Form, Option
from engine.domain.retention import ERASURE_GROUNDS, HOLD_GROUNDS, RETENTION
from engine.errors import EngineError, InvalidInput
from engine.queries import RecordPage, certificate, record_of, record_page, records
from web import auth, current, forms
from web.pages.admin_people import done
from web.pages.fixed import answers, ask, attempt, form_page

pages = Blueprint("records", __name__, url_prefix="/records")

FIND = Form(
    "find_record",
    "Find a record",
    (ask("reference", FieldType.TEXT, "Reference of the case", help="The whole reference, such as RP-7KQ2-M4X"),),
)
HOLD = Form(
    "hold",
    "Keep the record longer",
    (
        ask(
            "ground",
            FieldType.CHOICE,
            "Why is it kept longer?",
            required=True,
            options=tuple(Option(value, label) for value, label in HOLD_GROUNDS.items()),
        ),
        ask("why", FieldType.LONG_TEXT, "What is it kept for?", required=True, max_length=1_000),
    ),
)
OVER = Option(RETENTION, "The time for which it is kept is over")


@pages.get("")
def listing() -> Response:
    """Records whose time is over, and what was decided on; the record whose reference the address gives."""
    reference = request.args.get("reference", "")
    found: dict[str, str] = {}
    with current.reading() as view:
        page = records(view)
        if reference:
            try:
                return redirect(url_for("records.show", case_id=record_of(view, reference)))
            except InvalidInput as error:
                found = dict(error.fields)
    rendered = forms.controls(FIND, {"reference": [reference]}, found)
    errors = forms.summary(found, rendered) if found else []
    body = render_template("records/records.html", page=page, rendered=rendered, errors=errors)
    return Response(body, 400 if found else 200, mimetype="text/html")


@pages.get("/<uuid:case_id>")
def show(case_id: UUID) -> Response:
    """Until when a record is kept, and what may be decided."""
    return view_of(case_id)


@pages.get("/<uuid:case_id>/hold")
def hold_form(case_id: UUID) -> Response:
    """Why it is to be kept longer."""
    return hold_of(case_id)


@pages.post("/<uuid:case_id>/hold")
def hold(case_id: UUID) -> Response:
    """Keep the record longer."""

    def action() -> None:
        given = answers(HOLD)
        current.execute(PlaceHold(case_id, given["ground"], given["why"]))

    refused = attempt(action, lambda error: hold_of(case_id, error))
    return refused or done("The record is kept until the hold is ended.", url_for("records.show", case_id=case_id))


@pages.post("/holds/<uuid:hold_id>/end")
def end_hold(hold_id: UUID) -> Response:
    """Keep the record no longer than others."""
    case_id = current.execute(EndHold(hold_id))
    return done("The hold is ended.", url_for("records.show", case_id=case_id))


@pages.post("/<uuid:case_id>/erase")
@auth.fresh
def erase(case_id: UUID) -> Response:
    """Have the record erased. It cannot be brought back."""
    page = page_of(case_id)

    def action() -> None:
        current.execute(ApproveErasure(case_id, answers(form_of(page))["ground"]))

    refused = attempt(action, lambda error: view_of(case_id, error))
    return refused or done("The record will be erased within a minute.", url_for("records.listing"))


@pages.get("/certificates/<uuid:erasure_id>")
def paper(erasure_id: UUID) -> str:
    """What is left of an erasure, to be printed."""
    with current.reading() as view:
        return render_template("records/certificate.html", paper=certificate(view, erasure_id))


def page_of(case_id: UUID) -> RecordPage:
    """The record; that somebody looked at it is put on record."""
    current.record(ViewRecord(case_id))
    with current.reading() as view:
        return record_page(view, case_id)


def view_of(case_id: UUID, error: EngineError | None = None) -> Response:
    page = page_of(case_id)
    return form_page("records/record.html", form_of(page), {}, error, page=page)


def hold_of(case_id: UUID, error: EngineError | None = None) -> Response:
    return form_page("records/hold.html", HOLD, {}, error, page=page_of(case_id))


def form_of(page: RecordPage) -> Form:
    """The grounds on offer: that its time is over only when it is."""
    grounds = tuple(Option(value, label) for value, label in ERASURE_GROUNDS.items())
    offered = (OVER, *grounds) if page.is_over else grounds
    chosen = ask("ground", FieldType.CHOICE, "Why is it erased?", required=True, options=offered)
    return Form("erase", "Erase the record", (chosen,))
