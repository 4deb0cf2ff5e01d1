"""Forms that pages declare themselves: checked like those of pathways, and shown again with what was typed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from flask import make_response, render_template, request
from werkzeug.wrappers import Response

from engine.domain.form_fields import Field, FieldType, Form, Option, Sensitivity
from engine.domain.forms import validate
from engine.errors import Conflict, EngineError, InvalidInput, InvalidState, NotPermitted
from web import forms
from web.errors import status_of
from web.forms import Answer

REFUSALS = (InvalidInput, InvalidState, Conflict, NotPermitted)
"""What is said on the form itself, so that nothing typed is lost."""


def ask(key: str, kind: FieldType, label: str, **more: Any) -> Field:
    """One question, about nobody."""
    return Field(key, kind, label, Sensitivity.NONE, **more)


def options(choices: Iterable[Answer]) -> tuple[Option, ...]:
    """Answers on offer, as those that the form declares."""
    return tuple(Option(choice.value, choice.label) for choice in choices)


def answers(form: Form) -> Mapping[str, Any]:
    """What was typed, by key; None where nothing was. Refuses, with InvalidInput, what the form does not take."""
    return validate(form, forms.flat(forms.typed(request.form)), forms.no_rule).values


def form_page(
    template: str, form: Form, values: forms.Values, error: EngineError | None = None, **words: Any
) -> Response:
    """The form with `values`; after a refusal with what was typed, and what is to be changed."""
    found = error.fields if isinstance(error, InvalidInput) else {}
    typed = forms.typed(request.form) if error else values
    rendered = forms.controls(form, typed, found)
    errors = forms.summary(found, rendered, error.message) if error else []
    body = render_template(template, form=form, rendered=rendered, errors=errors, **words)
    return make_response(body, status_of(error) if error else 200)


def attempt(action: Callable[[], object], again: Callable[[EngineError], Response]) -> Response | None:
    """Do it; when it is refused, the form again. None when it was done."""
    try:
        action()
    except REFUSALS as error:
        return again(error)
    return None


def kept(values: Mapping[str, str | Sequence[str] | None]) -> dict[str, list[str]]:
    """What is known already, as a form shows it."""
    return {
        key: [value] if isinstance(value, str) else list(value) for key, value in values.items() if value is not None
    }
