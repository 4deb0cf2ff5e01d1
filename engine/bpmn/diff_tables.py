"""What two bundles say differently beside the diagram: settings, roles, parameters, forms and decision tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields
from difflib import SequenceMatcher

from engine.dmn.editing import Sheet, sheets
from engine.domain.form_fields import Field, Form
from engine.domain.forms import read_form
from engine.domain.parameters import Parameter
from engine.domain.pathway_settings import PathwaySettings, read_settings

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
    "columns": "the columns",
    "row": "what a row is called",
    "tracked": "whether its rows are tracked tasks",
    "offered_only": "whether only services that take people on are offered",
}


def settings_changed(before: Mapping[str, bytes], after: Mapping[str, bytes]) -> Iterator[tuple[str, str]]:
    """What process.toml says differently, with what it is about."""
    old, new = _settings(before), _settings(after)
    for name in ("title", "purpose", "subject", "start", "start_form"):
        one, other = str(getattr(old, name)), str(getattr(new, name))
        if one != other:
            yield "Pathway", f"The {name.replace('_', ' ')} changes from “{one}” to “{other}”."
    yield from (("Roles", words) for words in _roles(old, new))
    yield from (("Deadlines and limits", words) for words in _parameters(old, new))


def _settings(files: Mapping[str, bytes]) -> PathwaySettings:
    return read_settings(files["process.toml"].decode(), "process.toml")


def _roles(old: PathwaySettings, new: PathwaySettings) -> Iterator[str]:
    for key, lane in new.lanes.items():
        before = old.lanes.get(key)
        if before is None:
            yield f"Role “{lane.label}” added, held by {lane.bind}."
            continue
        if before.label != lane.label:
            yield f"Role “{before.label}” is now called “{lane.label}”."
        if before.bind != lane.bind:
            yield f"Role “{lane.label}” is held by {lane.bind} instead of {before.bind}."
    for key in old.lanes.keys() - new.lanes.keys():
        yield f"Role “{old.lanes[key].label}” removed."


def _parameters(old: PathwaySettings, new: PathwaySettings) -> Iterator[str]:
    known: dict[str, Parameter] = {each.name: each for each in old.parameters}
    for each in new.parameters:
        before = known.pop(each.name, None)
        if before is None:
            yield f"“{each.name}” added: {each.value} from {each.valid_from.isoformat()} ({each.source})"
        elif before != each:
            yield f"“{each.name}” is shipped as {each.value} instead of {before.value}; values entered here stay."
    for name in known:
        yield f"“{name}” is no longer used."


def forms_changed(before: Mapping[str, bytes], after: Mapping[str, bytes]) -> Iterator[str]:
    old, new = _forms(before), _forms(after)
    for key, form in new.items():
        if key not in old:
            yield f"Form “{form.title}” added, with {len(form.fields)} questions."
        else:
            yield from _form_changed(old[key], form)
    for key in old.keys() - new.keys():
        yield f"Form “{old[key].title}” removed."


def _forms(files: Mapping[str, bytes]) -> dict[str, Form]:
    names = [name for name in sorted(files) if name.startswith("forms/") and name.endswith(".toml")]
    return {name: read_form(files[name].decode(), name) for name in names}


def _form_changed(old: Form, new: Form) -> Iterator[str]:
    where = f"Form “{new.title}”"
    if old.title != new.title:
        yield f"Form “{old.title}” is now called “{new.title}”."
    for name, words in (("intro", "the introduction"), ("discard_identity_when", "when her identity is not kept")):
        if getattr(old, name) != getattr(new, name):
            yield f"{where}: {words} changes to “{getattr(new, name)}”."
    for field in new.fields:
        before = old.field(field.key)
        if before is None:
            yield f"{where}: question “{field.label}” added."
        else:
            yield from (f"{where}, question “{field.label}”: {words}" for words in _field_changed(before, field))
    for field in old.fields:
        if new.field(field.key) is None:
            yield f"{where}: question “{field.label}” removed."
    kept = [field.key for field in new.fields if old.field(field.key)]
    if kept != [field.key for field in old.fields if new.field(field.key)]:
        yield f"{where}: the questions are in another order."


def _field_changed(old: Field, new: Field) -> Iterator[str]:
    for each in fields(Field):
        one, other = getattr(old, each.name), getattr(new, each.name)
        if one != other and each.name in _FIELD_WORDS:
            yield f"{_FIELD_WORDS[each.name]} changes from “{_said(one)}” to “{_said(other)}”."


def _said(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return ", ".join(each.label for each in value)
    return "nothing" if value in ("", None) else str(value)


def decisions_changed(before: Mapping[str, bytes], after: Mapping[str, bytes]) -> Iterator[str]:
    """Rules of decision tables that were added, removed or changed; and what else in a decision differs."""
    old, new = _sheets(before), _sheets(after)
    for key, sheet in new.items():
        if key not in old:
            yield f"Decision “{sheet.name}” added, with {len(sheet.rules)} rules."
        else:
            yield from _sheet_changed(old[key], sheet)
    for key in old.keys() - new.keys():
        yield f"Decision “{old[key].name}” removed."
    changed = {sheet.file for key, sheet in new.items() if old.get(key) != sheet}
    for file in sorted(name for name in after if name.endswith(".dmn") and name in before):
        if before[file] != after[file] and file not in changed:
            yield f"The decisions in {file} are written differently, outside of their tables."
    for file in sorted(name for name in {*before, *after} if name.startswith("cases/")):
        if before.get(file) != after.get(file):
            yield f"The examples in {file} are different."


def _sheets(files: Mapping[str, bytes]) -> dict[str, Sheet]:
    names = sorted(name for name in files if name.endswith(".dmn"))
    return {sheet.decision: sheet for name in names for sheet in sheets(files[name], name)}


def _sheet_changed(old: Sheet, new: Sheet) -> Iterator[str]:
    where = f"Decision “{new.name}”"
    if old.name != new.name:
        yield f"Decision “{old.name}” is now called “{new.name}”."
    if (old.inputs, old.outputs, old.policy) != (new.inputs, new.outputs, new.policy):
        yield f"{where}: its columns or the way its rules are combined have changed."
    matcher = SequenceMatcher(a=old.rows, b=new.rows, autojunk=False)
    for kind, first, last, from_, to in matcher.get_opcodes():
        if kind == "equal":
            continue
        paired = min(last - first, to - from_)
        for step in range(paired):
            one, other = old.words(first + step), new.words(from_ + step)
            yield f"{where}, rule {from_ + step + 1}: “{one}” becomes “{other}”."
        for place in range(first + paired, last):
            yield f"{where}: rule {place + 1} removed: “{old.words(place)}”."
        for place in range(from_ + paired, to):
            yield f"{where}: rule {place + 1} added: “{new.words(place)}”."
