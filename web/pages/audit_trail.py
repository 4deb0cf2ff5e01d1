"""The audit trail, for privacy officers: who did what and when, by case, person, time and kind. No content."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from flask import Blueprint, make_response, render_template, request
from werkzeug.wrappers import Response

from engine.commands import SearchAudit
from engine.domain.deeds import DeedKind
from engine.domain.form_fields import FieldType, Form
from engine.domain.forms import validate
from engine.domain.permissions import Permission, require
from engine.errors import InvalidInput
from engine.queries import AuditPage, AuditQuestion, audit_trail
from web import current, forms
from web.pages.fixed import ask
from web.wording import LONDON

pages = Blueprint("audit_trail", __name__, url_prefix="/audit")

DAYS = 30
"""So far back one looks who says nothing else."""
FORM = Form(
    "audit",
    "Audit trail",
    (
        ask("reference", FieldType.TEXT, "Reference of the case", help="The whole reference, such as RP-7KQ2-M4X"),
        ask("person", FieldType.TEXT, "Person", help="A part of the name or email address of whoever did it"),
        ask("first_day", FieldType.DATE, "From", help=f"Without it: {DAYS} days before the last day"),
        ask("last_day", FieldType.DATE, "To", help="Without it: today"),
    ),
)
NOTHING = AuditPage((), None)


@pages.get("")
def listing() -> Response:
    """The rows that were asked for, newest first; that they were goes on the record."""
    require(current.actor(), Permission.READ_AUDIT)
    try:
        question = asked()
        current.record(SearchAudit(question.reference, question.person))
        with current.reading() as view:
            page = audit_trail(view, question, request.args.get("after") or None)
    except InvalidInput as error:
        return view_of(NOTHING, error=error)
    return view_of(page, question)


def asked() -> AuditQuestion:
    """What the address asks for. Refuses, with InvalidInput, what is no day, and days in the wrong order."""
    given = validate(FORM, forms.flat(typed()), forms.no_rule).values
    last = date.fromisoformat(given["last_day"]) if given["last_day"] else today()
    first = date.fromisoformat(given["first_day"]) if given["first_day"] else last - timedelta(days=DAYS)
    if first > last:
        message = "The first day must not be after the last"
        raise InvalidInput(message, {"first_day": message})
    return AuditQuestion(first, last, given["reference"] or "", given["person"] or "", kind())


def typed() -> dict[str, list[str]]:
    """What the address says of the questions of the form; the rest of it is not for them."""
    keys = {field.key for field in FORM.fields}
    return {name: given for name, given in forms.typed(request.args).items() if name.partition("-")[0] in keys}


def kind() -> DeedKind | None:
    """The kind of deed; an unknown one is taken as every kind."""
    chosen = request.args.get("kind", "")
    return DeedKind(chosen) if chosen in list(DeedKind) else None


def today() -> date:
    return current.engine().clock.now().astimezone(LONDON).date()


def view_of(page: AuditPage, question: AuditQuestion | None = None, error: InvalidInput | None = None) -> Response:
    """The page, with what was asked for still in its form."""
    found = error.fields if error else {}
    rendered = forms.controls(FORM, typed(), found)
    errors = forms.summary(found, rendered, error.message) if error else []
    chosen = kind()
    kinds = [{"value": each.value, "text": each.label, "selected": each is chosen} for each in DeedKind]
    body = render_template(
        "audit.html",
        page=page,
        question=question,
        rendered=rendered,
        errors=errors,
        kinds=[{"value": "", "text": "Everything"}, *kinds],
        here=here(),
        is_first="after" not in request.args,
    )
    return make_response(body, 400 if error else 200)


def here() -> dict[str, Any]:
    """The question as the address has it, without the place in the list."""
    return {name: value for name, value in request.args.items() if name != "after" and value}
