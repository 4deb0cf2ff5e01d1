"""Forms: read what an author wrote, validate what a person sent, show it again, and give a schema to other systems."""

from __future__ import annotations

from typing import Any

from engine.domain.form_fields import (
    COMMENT_FORM,
    CONSENT_OPTIONS,
    MAX_ROWS,
    TEXT_TYPES,
    Field,
    FieldType,
    Form,
    Option,
    Sensitivity,
    Submission,
)
from engine.domain.forms_reading import read_form
from engine.domain.forms_validation import Evaluate, Services, field_names, to_raw, validate

__all__ = [
    "COMMENT_FORM",
    "CONSENT_OPTIONS",
    "Evaluate",
    "Field",
    "FieldType",
    "Form",
    "Option",
    "Sensitivity",
    "Services",
    "Submission",
    "field_names",
    "json_schema",
    "read_form",
    "to_raw",
    "validate",
]

_TYPES: dict[FieldType, dict[str, Any]] = {
    FieldType.INTEGER: {"type": "integer"},
    FieldType.DECIMAL: {"type": "string", "pattern": r"^[+-]?[0-9]{1,18}(\.[0-9]{1,10})?$"},
    FieldType.DATE: {"type": "string", "format": "date"},
    FieldType.TIME: {"type": "string", "pattern": "^[0-9]{1,2}[:.][0-9]{2}$"},
    FieldType.YES_NO: {"type": "boolean"},
    FieldType.SERVICE: {"type": "string", "format": "uuid"},
    FieldType.TEAM: {"type": "string", "format": "uuid"},
    FieldType.EMAIL: {"type": "string", "format": "email"},
}


def json_schema(form: Form) -> dict[str, Any]:
    """The form as JSON Schema (draft 2020-12), derived, never written by hand.

    Required are the fields that are always shown; what `show_when` asks for is decided when the form is sent.
    """
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": form.title,
        "type": "object",
        "properties": {item.key: _property(item) for item in form.fields},
        "required": [item.key for item in form.fields if item.required and not item.show_when],
        "additionalProperties": False,
    }


def _property(item: Field) -> dict[str, Any]:
    schema: dict[str, Any] = {"title": item.label, **_TYPES.get(item.type, {"type": "string"})}
    if item.type in TEXT_TYPES:
        schema["maxLength"] = item.max_length
        if item.required:
            schema["minLength"] = 1
    if item.type is FieldType.ROWS:
        schema |= {"type": "array", "maxItems": MAX_ROWS, "items": _row(item)}
        if item.required:
            schema["minItems"] = 1
    elif item.type is FieldType.CHOICES:
        schema |= {"type": "array", "uniqueItems": True, "items": {"enum": _offered(item)}}
        if item.required:
            schema["minItems"] = 1
    elif item.options:
        schema["enum"] = _offered(item)
    if item.type is FieldType.INTEGER:
        limits = {"minimum": item.minimum, "maximum": item.maximum}
        schema |= {name: float(limit) for name, limit in limits.items() if limit is not None}
    return schema if not item.help else schema | {"description": item.help}


def _row(item: Field) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": {column.key: _property(column) for column in item.columns},
        "required": [column.key for column in item.columns if column.required],
        "additionalProperties": False,
    }


def _offered(item: Field) -> list[str]:
    return [option.value for option in item.options]
