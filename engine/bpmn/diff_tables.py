"""What two bundles say differently beside the diagram: settings, roles, parameters and forms.

What is compared are the fields of what the readers give, so a setting that is added to them is told too.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields
from datetime import date
from enum import Enum

from engine.bpmn.diff_words import from_to
from engine.domain.form_fields import Field, Form, Option
from engine.domain.forms import read_form
from engine.domain.parameters import Parameter
from engine.domain.pathway_settings import LaneSettings, PathwaySettings, read_settings
from engine.domain.routing import HOLDERS, BindKind, parse_bind
from engine.errors import DefinitionError

_FIELD_WORDS = {
    "type": "the kind of answer",
    "label": "the question",
    "help": "the help text",
    "required": "whether it must be answered",
    "sensitivity": "how sensitive it is",
    "options": "the answers on offer",
    "max_length": "the longest text",
    "minimum": "the least number",
    "maximum": "the greatest number",
    "seen_by_pathway": "whether the pathway may see it",
    "person": "where it is kept on her record",
    "show_when": "when it is asked",
    "row": "what a row is called",
    "tracked": "whether its rows are tracked tasks",
    "offered_only": "whether only services that take people on are offered",
}
_FORM_WORDS = {"intro": "the introduction", "discard_identity_when": "when her identity is not kept"}
_PARAMETER_WORDS = {
    "value": "the value it ships",
    "parameter_class": "how binding it is",
    "source": "where it comes from",
    "valid_from": "the day from which it holds",
}
_FILE = {"key", "file"}


def settings_changed(before: bytes, after: bytes, file: str) -> Iterator[tuple[str, str]]:
    """What process.toml says differently, with what it is about."""
    old, new = read_settings(_text(before, file), file), read_settings(_text(after, file), file)
    for each in fields(PathwaySettings):
        one, other = _said(getattr(old, each.name)), _said(getattr(new, each.name))
        if each.name not in ("lanes", "parameters") and one != other:
            yield "Pathway", f"The pathway: {from_to(f'the {_spelt(each.name)}', one, other)}"
    yield from (("Roles", words) for words in _roles(old.lanes, new.lanes))
    yield from (("Deadlines and limits", words) for words in _parameters(old, new))


def _text(data: bytes, file: str) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        raise DefinitionError(f"Expected {file} to be text in UTF-8, but it is not.", file) from error


def _roles(old: Mapping[str, LaneSettings], new: Mapping[str, LaneSettings]) -> Iterator[str]:
    for key, lane in new.items():
        before = old.get(key)
        if before is None:
            yield f"Role “{lane.label}” is held by {_holder(lane.bind, new)}."
            continue
        if before.label != lane.label:
            yield f"Role “{before.label}” is now called “{lane.label}”."
        if before.bind != lane.bind:
            yield f"Role “{lane.label}” is held by {_holder(lane.bind, new)} instead of {_holder(before.bind, old)}."
    for key, lane in old.items():
        if key not in new:
            yield f"Role “{lane.label}” removed."


def _holder(text: str, lanes: Mapping[str, LaneSettings]) -> str:
    """Who holds a role, as people say it."""
    bind = parse_bind(text)
    if bind.kind is BindKind.MANAGERS_OF and bind.lane:
        return f"the managers of “{lanes[bind.lane].label if bind.lane in lanes else bind.lane}”"
    return HOLDERS.get(bind.kind) or f"whoever was chosen ({text})"


def _parameters(old: PathwaySettings, new: PathwaySettings) -> Iterator[str]:
    known: dict[str, Parameter] = {each.name: each for each in old.parameters}
    for each in new.parameters:
        before = known.pop(each.name, None)
        if before is None:
            since = f"from {each.valid_from.isoformat()} ({each.source})"
            yield f"“{each.name}” added: {each.value} {since}, {each.parameter_class.value}."
        else:
            yield from (f"“{each.name}”: {words}" for words in _fields_changed(before, each, _PARAMETER_WORDS))
    for name in known:
        yield f"“{name}” is no longer used."


def form_changed(before: bytes, after: bytes, file: str) -> Iterator[tuple[str, str]]:
    """What a form asks differently; empty bytes where there is none."""
    yield from (("Forms", words) for words in _form_changed(_form(before, file), _form(after, file)))


def _form(data: bytes, file: str) -> Form | None:
    return read_form(_text(data, file), file) if data else None


def _form_changed(old: Form | None, new: Form | None) -> Iterator[str]:
    if old is None or new is None:
        if new is not None:
            yield f"Form “{new.title}” added, with {len(new.fields)} questions."
            yield from _questions_changed(f"Form “{new.title}”", (), new.fields)
        if old is not None:
            yield f"Form “{old.title}” removed."
        return
    where = f"Form “{new.title}”"
    if old.title != new.title:
        yield f"Form “{old.title}” is now called “{new.title}”."
    for each in fields(Form):
        one, other = getattr(old, each.name), getattr(new, each.name)
        if each.name not in _FILE | {"title", "fields"} and one != other:
            yield f"{where}: {from_to(_FORM_WORDS.get(each.name, _spelt(each.name)), _said(one), _said(other))}"
    yield from _questions_changed(where, old.fields, new.fields)


def _questions_changed(
    where: str, old: tuple[Field, ...], new: tuple[Field, ...], one: str = "question"
) -> Iterator[str]:
    before, after = {each.key: each for each in old}, {each.key: each for each in new}
    for key, field in after.items():
        place = f"{where}, {one} “{field.label}”"
        if key not in before:
            yield f"{where}: {one} “{field.label}” added ({_described(field)})."
        else:
            yield from (f"{place}: {words}" for words in _fields_changed(before[key], field, _FIELD_WORDS))
        columns = before[key].columns if key in before else ()
        yield from _questions_changed(place, columns, field.columns, "column")
    for key, field in before.items():
        if key not in after:
            yield f"{where}: {one} “{field.label}” removed."
    if [key for key in after if key in before] != [key for key in before if key in after]:
        yield f"{where}: the {one}s are in another order."


def _described(field: Field) -> str:
    """What is said of a new question beside its words."""
    plain = Field(field.key, field.type, field.label, field.sensitivity, max_length=field.max_length)
    told = [f"{field.type.value.replace('_', ' ')}", f"sensitivity: {field.sensitivity.value}"]
    for each in fields(Field):
        value = getattr(field, each.name)
        if value != getattr(plain, each.name) and each.name != "columns":
            told.append(f"{_FIELD_WORDS.get(each.name, _spelt(each.name))}: {_said(value)}")
    return "; ".join(told)


def _fields_changed(old: Field | Parameter, new: Field | Parameter, words: Mapping[str, str]) -> Iterator[str]:
    for each in fields(new):
        one, other = getattr(old, each.name), getattr(new, each.name)
        if one != other and each.name != "columns":
            what = words.get(each.name, _spelt(each.name))
            yield f"{what} changes from “{_said(one)}” to “{_said(other)}”."


def _said(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return ", ".join(_option(each) if isinstance(each, Option) else str(each) for each in value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Enum):
        return str(value.value)
    return "nothing" if value in ("", None) else str(value)


def _option(option: Option) -> str:
    return option.label if option.label == option.value else f"{option.label} ({option.value})"


def _spelt(name: str) -> str:
    return name.replace("_", " ")
