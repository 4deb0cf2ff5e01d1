"""A pathway's form as GOV.UK Frontend controls: each typed field becomes one macro and its parameters.

Without JavaScript every field is on the page; the engine drops what did not apply.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from markupsafe import Markup, escape
from werkzeug.datastructures import MultiDict

from engine.domain.form_fields import Field, FieldType, Form, Option, Sensitivity
from web.conditions import shown_when
from web.rows import ADD_ROW, columns_of, group, shown_rows

CSRF = "csrf-token"
ONCE = "form-key"
VERSION = "seen-version"
RESERVED = frozenset({CSRF, ONCE, VERSION, ADD_ROW})
"""Names of our own hidden fields. No field of a form can be called so: keys of fields have no hyphen."""

DATE_PARTS = (("day", "Day", 2), ("month", "Month", 2), ("year", "Year", 4))
MOST_RADIOS = 12
MOST_SERVICES = 60
SHORT = 12
GUARDED = frozenset({Sensitivity.SPECIAL, Sensitivity.CRIMINAL})
YES_NO = (Option("yes", "Yes"), Option("no", "No"))


class Answer(Protocol):
    """One answer on offer, whether the form declares it or the engine found it for this case."""

    @property
    def value(self) -> str: ...

    @property
    def label(self) -> str: ...


Values = Mapping[str, Sequence[str]]
Options = Sequence[Answer]


@dataclass(frozen=True, slots=True)
class Control:
    """One field ready to render: the macro's name, its parameters and what an error links to; of rows, their cells."""

    key: str
    label: str
    macro: str
    params: Mapping[str, Any]
    anchor: str
    shown: Mapping[str, str]
    rows: tuple[tuple[Control, ...], ...] = ()


def typed(form: MultiDict[str, str]) -> dict[str, list[str]]:
    """What the person typed, without our own hidden fields."""
    return {name: values for name, values in form.lists() if name not in RESERVED}


def flat(values: Values) -> dict[str, object]:
    """One answer per name, as the engine validates the fixed forms that pages declare themselves."""
    return {name: given[0] if len(given) == 1 else list(given) for name, given in values.items()}


def no_rule(_: str, __: Mapping[str, Any]) -> object:
    """Evaluates nothing: the fixed forms of pages have no rules."""
    return True


def controls(
    form: Form,
    values: Values,
    errors: Mapping[str, str] | None = None,
    choices: Mapping[str, Options] | None = None,
) -> tuple[Control, ...]:
    """The form's fields in order, with `values` and their errors; `choices` fills what the form leaves open."""
    errors = errors or {}
    choices = choices or {}
    return tuple(
        rows_control(field, form, values, errors, choices)
        if field.type is FieldType.ROWS
        else control(field, form, values, errors.get(field.key, ""), choices.get(field.key, ()))
        for field in form.fields
    )


def rows_control(
    field: Field, form: Form, values: Values, errors: Mapping[str, str], choices: Mapping[str, Options]
) -> Control:
    """A group with the controls of each row in it."""
    rows = tuple(
        tuple(
            control(cell, form, values, errors.get(cell.key, ""), choices.get(key, ()))
            for key, cell in columns_of(field, number)
        )
        for number in shown_rows(field, values)
    )
    params = {**group(field, values, heading(field)), "error": errors.get(field.key, "")}
    return Control(field.key, field.label, "rows", params, rows[0][0].anchor, shown_when(field, form), rows)


def control(field: Field, form: Form, values: Values, error: str, offered: Options) -> Control:
    """One field. Options offered for this case go before those the form declares."""
    macro, params = BUILDERS[field.type](field, values, offered or field.options)
    if error:
        params["errorMessage"] = {"text": error}
    anchor = f"{identity(field)}-day" if field.type is FieldType.DATE else identity(field)
    return Control(field.key, field.label, macro, params, anchor, shown_when(field, form))


def summary(
    found: Mapping[str, str], shown: Sequence[Control], message: str = "", plain: Sequence[str] = ()
) -> list[dict[str, str]]:
    """The error summary in the order of the fields, each entry leading to its field.

    `plain` are ids of inputs that a page wrote itself, named like their errors.
    """
    cells = [cell for item in shown for cell in (item, *(each for row in item.rows for each in row))]
    anchors = {item.key: item.anchor for item in cells} | {key: key for key in plain}
    entries = [{"text": found[key], "href": f"#{anchor}"} for key, anchor in anchors.items() if key in found]
    entries += [{"text": text} for key, text in found.items() if key not in anchors]
    return entries or ([{"text": message}] if message else [])


def identity(field: Field) -> str:
    """The id of the field's first control."""
    return f"field-{field.key}"


def first(values: Values, key: str) -> str:
    """The one value of a field, empty when nothing was typed."""
    given = values.get(key, ())
    return given[0] if given else ""


def heading(field: Field) -> Markup:
    """The label, with what may be left out and what must be guarded said in words."""
    text = escape(field.label)
    if not field.required:
        text += Markup(' <span class="app-optional">(optional)</span>')
    if field.sensitivity in GUARDED:
        text += Markup(' <span class="app-sensitive">Sensitive</span>')
    return text


def labelled(field: Field) -> dict[str, Any]:
    """What every control with a label carries."""
    params: dict[str, Any] = {
        "id": identity(field),
        "name": field.key,
        "label": {"html": heading(field), "classes": "govuk-label--s"},
    }
    return hinted(field, params)


def grouped(field: Field) -> dict[str, Any]:
    """What every control made of several inputs carries."""
    legend = {"html": heading(field), "classes": "govuk-fieldset__legend--s"}
    return hinted(field, {"fieldset": {"legend": legend}})


def hinted(field: Field, params: dict[str, Any]) -> dict[str, Any]:
    if field.help:
        params["hint"] = {"text": field.help}
    return params


Built = tuple[str, dict[str, Any]]


def single_line(**attributes: Any) -> Callable[[Field, Values, Options], Built]:
    """A builder for a one-line input with these parameters."""

    def build(field: Field, values: Values, _: Options) -> Built:
        # Off, because the browser would offer the worker's own name and telephone number.
        fixed = {"value": first(values, field.key), "autocomplete": "off"}
        return "input", {**labelled(field), **fixed, **attributes}

    return build


def long_text(field: Field, values: Values, _: Options) -> Built:
    params = labelled(field)
    params |= {"value": first(values, field.key), "rows": "4", "maxlength": field.max_length, "threshold": "75"}
    return "characterCount", params


def date_parts(field: Field, values: Values, _: Options) -> Built:
    """Three inputs; a value that was kept as one ISO date is taken apart."""
    kept = split_date(first(values, field.key))
    items = [
        {
            "name": f"{field.key}-{part}",
            "id": f"{identity(field)}-{part}",
            "label": label,
            "value": first(values, f"{field.key}-{part}") or kept.get(part, ""),
            "classes": f"govuk-input--width-{width}",
        }
        for part, label, width in DATE_PARTS
    ]
    return "dateInput", {**grouped(field), "id": identity(field), "items": items}


def split_date(text: str) -> dict[str, str]:
    """ "2026-12-30" as its parts; nothing when it is no date."""
    try:
        value = date.fromisoformat(text)
    except ValueError:
        return {}
    return {"day": str(value.day), "month": str(value.month), "year": str(value.year)}


def radios(field: Field, values: Values, options: Options, most: int = MOST_RADIOS) -> Built:
    """One of few as radios, one of many as a list to choose from."""
    if len(options) > most:
        return choose_from_list(field, values, options)
    chosen = first(values, field.key)
    items = [ticked(item, item.value == chosen) for item in options]
    params = {**grouped(field), "idPrefix": identity(field), "name": field.key, "items": items}
    if len(options) == len(YES_NO) and all(len(item.label) <= SHORT for item in options):
        params["classes"] = "govuk-radios--inline"
    return "radios", params


def ticked(item: Answer, checked: bool) -> dict[str, Any]:
    """One answer, with what speaks for or against it where the engine says so."""
    made: dict[str, Any] = {"value": item.value, "text": item.label, "checked": checked}
    hint = getattr(item, "hint", "")
    return {**made, "hint": {"text": hint}} if hint else made


def services(field: Field, values: Values, options: Options) -> Built:
    """However many there are, as radios: what speaks for and against each must be read before one is chosen."""
    return radios(field, values, options, most=MOST_SERVICES)


def choose_from_list(field: Field, values: Values, options: Options) -> Built:
    chosen = first(values, field.key)
    items = [
        {"value": item.value, "text": item.label, "selected": item.value == chosen}
        for item in (Option("", "Choose one"), *options)
    ]
    return "select", {**labelled(field), "items": items}


def yes_no(field: Field, values: Values, _: Options) -> Built:
    return radios(field, values, YES_NO)


def checkboxes(field: Field, values: Values, options: Options) -> Built:
    chosen = set(values.get(field.key, ()))
    items = [ticked(item, item.value in chosen) for item in options]
    return "checkboxes", {**grouped(field), "idPrefix": identity(field), "name": field.key, "items": items}


BUILDERS: Mapping[FieldType, Callable[[Field, Values, Options], Built]] = {
    FieldType.TEXT: single_line(),
    FieldType.LONG_TEXT: long_text,
    FieldType.INTEGER: single_line(inputmode="numeric", classes="govuk-input--width-5"),
    FieldType.DECIMAL: single_line(inputmode="decimal", classes="govuk-input--width-5"),
    FieldType.DATE: date_parts,
    FieldType.TIME: single_line(type="time", classes="govuk-input--width-5"),
    FieldType.YES_NO: yes_no,
    FieldType.CHOICE: radios,
    FieldType.CHOICES: checkboxes,
    FieldType.SERVICE: services,
    FieldType.TEAM: choose_from_list,
    FieldType.CONSENT: radios,
    FieldType.AREA: radios,
    FieldType.PHONE: single_line(type="tel", classes="govuk-input--width-20"),
    FieldType.EMAIL: single_line(type="email", spellcheck=False),
}
