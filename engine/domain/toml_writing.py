"""Settings and forms of a pathway as TOML text, so that what was changed on a page reads back as exactly that."""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal

from engine.domain.form_fields import CONSENT_OPTIONS, OPTION_TYPES, TEXT_TYPES, Field, FieldType, Form
from engine.domain.forms_reading import DEFAULT_LENGTH, DEFAULT_LONG_LENGTH
from engine.domain.pathway_settings import PathwaySettings


def write_settings(settings: PathwaySettings) -> str:
    """A process.toml that `read_settings` reads as these settings."""
    lines = ["[pathway]", *(f"{name} = {basic_string(value)}" for name, value in _pathway(settings))]
    for lane in settings.lanes.values():
        lines += ["", f"[lanes.{lane.key}]", f"label = {basic_string(lane.label)}", f"bind = {basic_string(lane.bind)}"]
    for each in settings.parameters:
        lines += ["", f"[parameters.{basic_string(each.name)}]", f"value = {basic_string(each.value)}"]
        lines += [f"class = {basic_string(each.parameter_class.value)}", f"source = {basic_string(each.source)}"]
        lines += [f"valid_from = {each.valid_from.isoformat()}"]
    return "\n".join(lines) + "\n"


def _pathway(settings: PathwaySettings) -> Iterator[tuple[str, str]]:
    yield "key", settings.key
    yield "title", settings.title
    yield "purpose", settings.purpose
    yield "subject", settings.subject.value
    yield "start", settings.start.value
    if settings.start_form:
        yield "start_form", settings.start_form


def write_form(form: Form) -> str:
    """A form's TOML that `read_form` reads as this form."""
    lines = [f"title = {basic_string(form.title)}"]
    if form.intro:
        lines.append(f"intro = {basic_string(form.intro)}")
    if form.discard_identity_when:
        lines.append(f"discard_identity_when = {basic_string(f'= {form.discard_identity_when}')}")
    for field in form.fields:
        lines += ["", "[[field]]", *_field(field)]
    return "\n".join(lines) + "\n"


def _field(field: Field) -> Iterator[str]:
    for name, value in (("key", field.key), ("type", field.type.value), ("label", field.label), ("help", field.help)):
        if value:
            yield f"{name} = {basic_string(value)}"
    if field.required:
        yield "required = true"
    yield from _limits(field)
    yield f"sensitivity = {basic_string(field.sensitivity.value)}"
    for name in ("seen_by_pathway", "offered_only", "filled_in", "tracked"):
        if getattr(field, name):
            yield f"{name} = true"
    when = f"= {field.show_when}" if field.show_when else ""
    for name, value in (("row", field.row), ("person", field.person), ("show_when", when)):
        if value:
            yield f"{name} = {basic_string(value)}"
    for column in field.columns:
        yield from ("", "[[field.column]]", *_field(column))


def _limits(field: Field) -> Iterator[str]:
    has_options = field.type in OPTION_TYPES
    if has_options or (field.type is FieldType.CONSENT and field.options != CONSENT_OPTIONS):
        yield "options = ["
        for option in field.options:
            yield f"    {{ value = {basic_string(option.value)}, label = {basic_string(option.label)} }},"
        yield "]"
    default = DEFAULT_LONG_LENGTH if field.type is FieldType.LONG_TEXT else DEFAULT_LENGTH
    if field.type in TEXT_TYPES and field.max_length != default:
        yield f"max_length = {field.max_length}"
    for name, limit in (("minimum", field.minimum), ("maximum", field.maximum)):
        if limit is not None:
            yield f"{name} = {_number(limit)}"


def _number(value: Decimal) -> str:
    return f"{value:f}"


def basic_string(value: str) -> str:
    """A basic string: what JSON escapes, TOML reads; what JSON leaves as it is, TOML takes too, but for DEL."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
