"""The forms with which people write on a case, and the page that shows one of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from flask import make_response, render_template, request, url_for
from werkzeug.wrappers import Response

from engine.domain.casework import (
    ANOTHER_DAY,
    GOAL_FORM,
    MAX_COMMENT,
    Audience,
    audience_field,
    note_form,
)
from engine.domain.form_fields import Field, FieldType, Form, Option, Sensitivity
from engine.errors import InvalidInput
from engine.queries import CaseEntries, CommentPlace, View
from web import forms
from web.wording import LONDON

FILE_FORM = Form("file", "Attach a file", ())


@dataclass(frozen=True, slots=True)
class Writing:
    """A form on a page: where it is sent, what its button says; `file`: it takes a file; `keeps`: it is sent again by
    itself where there is no connection.
    """

    form: Form
    action: str
    button: str
    back: str
    file: bool = False
    keeps: bool = False
    about: str = ""
    switch: tuple[tuple[str, str], ...] = ()


def today(view: View) -> date:
    return view.now.astimezone(LONDON).date()


def of_note(view: View, case_id: UUID, whole: bool) -> Writing:
    form = note_form(today(view), whole)
    return Writing(form, url_for("entries.write_note", case_id=case_id), "Save note", _case(case_id), keeps=True)


def of_goal(case_id: UUID) -> Writing:
    return Writing(GOAL_FORM, url_for("entries.write_goal", case_id=case_id), "Save goal", _case(case_id))


def of_file(case_id: UUID, whole: bool) -> Writing:
    form = Form("file", "Attach a file", (audience_field(),) if whole else ())
    return Writing(form, url_for("entries.attach", case_id=case_id), "Attach file", _case(case_id), file=True)


def of_comment(case_id: UUID, place: CommentPlace, places: tuple[CommentPlace, ...]) -> Writing:
    """A comment on one place; the others are a link away."""
    named = tuple(Option(reader.value, reader.label) for reader in place.readers)
    text = Field(
        "comment",
        FieldType.LONG_TEXT,
        "Your comment",
        Sensitivity.SPECIAL,
        help="Everyone who works on this can read it. Write only what they need.",
        required=True,
        max_length=MAX_COMMENT,
    )
    who = Field(
        "mentions",
        FieldType.CHOICES,
        "Who should be told?",
        Sensitivity.NONE,
        help="They get a notice that there is something to read, not what.",
        options=named,
    )
    others = [other for other in places if other != place]
    links = tuple((other.title, url_for("entries.comment_form", case_id=case_id, about=key(other))) for other in others)
    action = url_for("entries.comment", case_id=case_id, about=key(place))
    fields = (text, who) if named else (text,)
    form = Form("case-comment", "Write a comment", fields)
    return Writing(form, action, "Save comment", _case(case_id), about=place.title, switch=links)


def key(place: CommentPlace) -> str:
    return str(place.instance_id) if place.instance_id else "case"


def defaults(form: Form) -> dict[str, list[str]]:
    """What is chosen before anybody has chosen: the first answer of each question, so that a note is two touches."""
    chosen = {"contact_kind", "contact_day", "audience"}
    return {field.key: [field.options[0].value] for field in form.fields if field.key in chosen}


def controls(writing: Writing, error: InvalidInput | None = None) -> tuple[forms.Control, ...]:
    values = forms.typed(request.form) if error else defaults(writing.form)
    return forms.controls(writing.form, values, error.fields if error else {})


def page(case: dict[str, Any], writing: Writing, error: InvalidInput | None = None) -> Response:
    """The form on a page of its own, empty or with what was refused."""
    found = error.fields if error else {}
    rendered = controls(writing, error)
    errors = forms.summary(found, rendered, error.message, plain=("file",)) if error else []
    body = render_template("case/write.html", writing=writing, rendered=rendered, errors=errors, wrong=found, **case)
    return make_response(body, 400 if error else 200)


def another_day(_: str, values: Any) -> object:
    """The one rule these forms have: a day is asked only where it is another."""
    return values.get("contact_day") == ANOTHER_DAY


def audience(entries: CaseEntries, chosen: Any) -> str:
    return str(chosen or Audience.CASE.value) if entries.whole else Audience.AGENCY.value


def _case(case_id: UUID) -> str:
    return url_for("case.show", case_id=case_id)
