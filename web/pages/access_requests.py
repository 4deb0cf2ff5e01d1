"""Her requests to see what is kept about her, for privacy officers: gone through, looked over, and given to her."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from uuid import UUID

from flask import Blueprint, render_template, request, url_for
from werkzeug.wrappers import Response

from engine.commands import (
    AnswerRequest,
    CheckIdentity,
    ExtendRequest,
    LeaveOut,
    LookOver,
    OpenRequest,
    ViewAnswer,
)
from engine.domain.form_fields import FieldType, Form, Option
from engine.domain.subject_access import IDENTITY_CHECKS, REDACTIONS
from engine.errors import EngineError
from engine.queries import Answer, answer, record_of, request_page, requests
from web import auth, current
from web.pages.admin_people import done
from web.pages.fixed import answers, ask, attempt, form_page
from web.printing import Paper
from web.wording import counted, day

pages = Blueprint("access_requests", __name__, url_prefix="/access-requests")

REASON = "reason-"
"""Before the key of an item, in the names of its answer."""
REFERENCE = "The whole reference, such as RP-7KQ2-M4X"
NEW = Form(
    "access_request",
    "She asks what is kept about her",
    (
        ask("reference", FieldType.TEXT, "Reference of the case", required=True, help=REFERENCE),
        ask(
            "received_on",
            FieldType.DATE,
            "When was it received?",
            required=True,
            help="She may ask anybody, in any words; it counts from that day",
        ),
    ),
)
CHECK = Form(
    "identity",
    "Who asks",
    (
        ask(
            "how",
            FieldType.CHOICE,
            "How was it made sure that it is she who asks?",
            required=True,
            options=tuple(Option(value, label) for value, label in IDENTITY_CHECKS.items()),
        ),
    ),
)
EXTEND = Form(
    "extend",
    "Take two months more",
    (
        ask(
            "why",
            FieldType.LONG_TEXT,
            "Why does it take longer?",
            required=True,
            max_length=1_000,
            help="As you have told her. Only because it is complex, or she has asked several times",
        ),
    ),
)
TITLE = "What is kept about you"


@pages.get("")
def listing() -> str:
    """What is to be answered, due first at the top."""
    with current.reading() as view:
        return render_template("records/requests.html", lines=requests(view))


@pages.get("/new")
def new_form() -> Response:
    """Which record she asks for, and since when."""
    return new_of()


@pages.post("/new")
def open() -> Response:
    """Write down that she has asked."""
    made: list[UUID] = []

    def action() -> None:
        given = answers(NEW)
        with current.reading() as view:
            case_id = record_of(view, given["reference"])
        made.append(current.execute(OpenRequest(case_id, date.fromisoformat(given["received_on"]))))

    refused = attempt(action, new_of)
    return refused or done("It is written down.", url_for("access_requests.show", request_id=made[0]))


def new_of(error: EngineError | None = None) -> Response:
    with current.reading() as view:
        requests(view)
    return form_page("records/request_new.html", NEW, {}, error)


@pages.get("/<uuid:request_id>")
def show(request_id: UUID) -> Response:
    """Where the request stands, and all that is kept, to be gone through."""
    return view_of(request_id)


@pages.post("/<uuid:request_id>/identity")
def check(request_id: UUID) -> Response:
    """Write down how it was made sure that it is she who asks."""
    return carried_out(
        request_id,
        lambda: current.execute(CheckIdentity(request_id, current.seen_version(), answers(CHECK)["how"])),
        "It is written down.",
        CHECK,
    )


@pages.post("/<uuid:request_id>/extend")
def extend(request_id: UUID) -> Response:
    """Take two months more."""
    return carried_out(
        request_id,
        lambda: current.execute(ExtendRequest(request_id, current.seen_version(), answers(EXTEND)["why"])),
        "It may take two months more.",
        EXTEND,
    )


@pages.post("/<uuid:request_id>/leave-out")
def leave_out(request_id: UUID) -> Response:
    """Keep what is left out, and why."""
    items = {
        name.removeprefix(REASON): reason for name, reason in request.form.items() if name.startswith(REASON) and reason
    }
    return carried_out(
        request_id,
        lambda: current.execute(LeaveOut(request_id, current.seen_version(), items)),
        "Kept. A second privacy officer has to look it over.",
    )


@pages.post("/<uuid:request_id>/look-over")
def look_over(request_id: UUID) -> Response:
    """A second person has looked."""
    return carried_out(
        request_id, lambda: current.execute(LookOver(request_id, current.seen_version())), "The answer can be given."
    )


@pages.post("/<uuid:request_id>/answered")
def answered(request_id: UUID) -> Response:
    """She has been given the answer."""
    return carried_out(
        request_id,
        lambda: current.execute(AnswerRequest(request_id, current.seen_version())),
        "The request is answered.",
    )


@pages.get("/<uuid:request_id>/preview")
def preview(request_id: UUID) -> str:
    """The answer as she will read it."""
    return render_template("records/request_preview.html", answer=read(request_id), request_id=request_id)


@pages.get("/<uuid:request_id>/answer.pdf")
@auth.fresh
def pdf(request_id: UUID) -> Response:
    """The answer to be printed for her, once it was looked over."""
    found = read(request_id, exported=True)
    return attached(document(found), "application/pdf", f"record-{found.reference}.pdf")


@pages.get("/<uuid:request_id>/answer.json")
@auth.fresh
def data(request_id: UUID) -> Response:
    """The same for another program, should she want to take it elsewhere."""
    found = read(request_id, exported=True)
    content = {
        "reference": found.reference,
        "receivedOn": found.received_on.isoformat(),
        "items": [
            {
                "section": each.section,
                "label": each.label,
                "text": each.text,
                "on": each.on.isoformat() if each.on else None,
            }
            for each in found.items
        ],
        "leftOut": [{"reason": reason, "items": count} for reason, count in found.left_out],
    }
    return attached(
        json.dumps(content, ensure_ascii=False, indent=2).encode(), "application/json", f"record-{found.reference}.json"
    )


def attached(content: bytes, media_type: str, name: str) -> Response:
    made = Response(content, mimetype=media_type)
    made.headers.set("Content-Disposition", "attachment", filename=name)
    return made


def read(request_id: UUID, *, exported: bool = False) -> Answer:
    """The answer; that it was read or saved is put on record first."""
    current.record(ViewAnswer(request_id, exported))
    with current.reading() as view:
        return answer(view, request_id)


def document(found: Answer) -> bytes:
    """The paper for her: each section with what is kept, then what was left out and why."""
    paper = Paper(TITLE, f"Record {found.reference}")
    paper.paragraph(f"You asked on {day(found.received_on)}. This is what is kept about you.")
    for section in dict.fromkeys(each.section for each in found.items):
        paper.heading(section)
        own = [each for each in found.items if each.section == section]
        paper.lines((each.label, each.text, *([day(each.on)] if each.on else [])) for each in own)
    paper.heading("What is left out")
    for reason, count in found.left_out:
        paper.paragraph(f"{counted(count, 'entry', 'entries')}: {reason}")
    if not found.left_out:
        paper.paragraph("Nothing.")
    if found.of_others:
        paper.paragraph("Other agencies keep entries of their own about you. You may ask them, too.")
    paper.paragraph("If you are not content, you may complain to the Information Commissioner: ico.org.uk.")
    return paper.done()


def carried_out(request_id: UUID, action: Callable[[], object], said: str, form: Form | None = None) -> Response:
    refused = attempt(action, lambda error: view_of(request_id, error, form))
    return refused or done(said, url_for("access_requests.show", request_id=request_id))


def view_of(request_id: UUID, error: EngineError | None = None, form: Form | None = None) -> Response:
    """The request with all that is kept; that it was read is put on record."""
    current.record(ViewAnswer(request_id))
    with current.reading() as view:
        page = request_page(view, request_id)
    words = {"page": page, "reasons": REDACTIONS, "checks": IDENTITY_CHECKS, "which": form or CHECK}
    return form_page("records/request.html", form or CHECK, {}, error, **words)
