"""Changing a draft by its outline: steps, ways and roles. Written into the diagram, whose picture stays readable."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from uuid import UUID

from engine.bpmn import editing
from engine.bpmn.outline import Outline, OutlineStep, outline
from engine.commands.drafts import SETTINGS, Files, diagram_of, files_of, keep, seen_draft, settings_of
from engine.commands.work import Work
from engine.domain.pathway_settings import LaneSettings
from engine.domain.routing import parse_bind, slug
from engine.domain.timer_words import from_words
from engine.domain.toml_writing import write_settings
from engine.errors import DefinitionError, InvalidInput, NotFound
from engine.feel import FeelError, compile_expression

LONGEST_NAME = 120
LONGEST_TEXT = 2000
PEOPLE = frozenset({"userTask", "manualTask", "task"})


@dataclass(frozen=True, slots=True)
class ChangeStep:
    """What a step is called, what is asked and why, whose it is, its form, what it shows and its deadline.

    `deadline` as `timer_words.from_words` takes it; `lane` is the id of a lane. What a step does not have is left out
    of account. For commissioners. Refuses: NotFound, Conflict, InvalidInput.
    """

    draft_id: UUID
    seen: int
    step_id: str
    name: str
    documentation: str
    lane: str = ""
    form: str = ""
    deadline: str = ""


@dataclass(frozen=True, slots=True)
class ChangeFlow:
    """What a way is called, and when it is taken (FEEL; empty: always). For commissioners. Refuses as ChangeStep."""

    draft_id: UUID
    seen: int
    flow_id: str
    name: str
    condition: str


@dataclass(frozen=True, slots=True)
class AddStep:
    """A new task for people on the way `flow_id`. For commissioners. Refuses as ChangeStep."""

    draft_id: UUID
    seen: int
    flow_id: str
    name: str
    documentation: str
    lane: str
    form: str
    deadline: str


@dataclass(frozen=True, slots=True)
class RemoveStep:
    """Take a task out; what led to it leads on to what came after it. For commissioners. Refuses as ChangeStep."""

    draft_id: UUID
    seen: int
    step_id: str


@dataclass(frozen=True, slots=True)
class AddLane:
    """A new role, and who holds it (`bind` as in process.toml). For commissioners. Refuses as ChangeStep."""

    draft_id: UUID
    seen: int
    label: str
    bind: str


@dataclass(frozen=True, slots=True)
class ChangeLane:
    """What a role is called and who holds it; `role` is its key. For commissioners. Refuses as ChangeStep."""

    draft_id: UUID
    seen: int
    role: str
    label: str
    bind: str


def change_step(work: Work, command: ChangeStep) -> None:
    draft = seen_draft(work, command.draft_id, command.seen)
    files = files_of(draft)
    rows = outline(files)
    step = _step(rows, command.step_id)
    name = _text(command.name, "name", LONGEST_NAME, required=step.kind in PEOPLE)
    documentation = _text(command.documentation, "documentation", LONGEST_TEXT)
    file = diagram_of(files)
    xml = editing.change_step(files[file], file, step.id, name, documentation)
    if step.kind in PEOPLE:
        xml = editing.change_properties(xml, file, step.id, {"form": _form(files, command.form)})
        if command.lane and rows.lanes:
            xml = editing.change_lane(xml, file, step.id, command.lane)
    if step.kind in PEOPLE or step.timer is not None:
        xml = _with_deadline(xml, file, step, _deadline(files, command.deadline))
    keep(work, draft, {**files, file: xml})


def _with_deadline(xml: bytes, file: str, step: OutlineStep, text: str) -> bytes:
    before = step.timer.text if step.timer is not None else step.deadline
    return xml if text == before else editing.change_deadline(xml, file, step.id, text)


def change_flow(work: Work, command: ChangeFlow) -> None:
    draft = seen_draft(work, command.draft_id, command.seen)
    files = files_of(draft)
    flow = next((each for each in outline(files).flows if each.id == command.flow_id), None)
    if flow is None:
        raise NotFound("There is no such way in this draft.")
    name = _text(command.name, "name", LONGEST_NAME)
    condition = _text(command.condition, "condition", LONGEST_TEXT)
    if condition and flow.is_default:
        message = "Expected no condition on the way that is taken when no other holds, but there is one."
        raise InvalidInput(message, {"condition": "Leave it empty: this way is taken when no other condition holds."})
    _check_feel(condition)
    file = diagram_of(files)
    keep(work, draft, {**files, file: editing.change_flow(files[file], file, flow.id, name, condition)})


def _check_feel(condition: str) -> None:
    if condition:
        try:
            compile_expression(condition.removeprefix("=").strip())
        except FeelError as error:
            message = f'Expected a condition such as outcome = "accepted", but: {error.message}'
            raise InvalidInput(message, {"condition": message}) from error


def add_step(work: Work, command: AddStep) -> None:
    draft = seen_draft(work, command.draft_id, command.seen)
    files = files_of(draft)
    name = _text(command.name, "name", LONGEST_NAME, required=True)
    documentation = _text(command.documentation, "documentation", LONGEST_TEXT)
    if outline(files).lanes and not command.lane:
        raise InvalidInput("Expected a role for the step, but there is none.", {"lane": "Choose whose step it is."})
    form, deadline = _form(files, command.form), _deadline(files, command.deadline)
    file = diagram_of(files)
    xml, _ = editing.add_step(files[file], file, command.flow_id, name, command.lane, form, deadline, documentation)
    keep(work, draft, {**files, file: xml})


def remove_step(work: Work, command: RemoveStep) -> None:
    draft = seen_draft(work, command.draft_id, command.seen)
    files = files_of(draft)
    file = diagram_of(files)
    keep(work, draft, {**files, file: editing.remove_step(files[file], file, command.step_id)})


def add_lane(work: Work, command: AddLane) -> None:
    draft = seen_draft(work, command.draft_id, command.seen)
    files = files_of(draft)
    label, bind = _text(command.label, "label", LONGEST_NAME, required=True), _bind(command.bind)
    file = diagram_of(files)
    xml, lane_id = editing.add_role(files[file], file, label)
    settings = settings_of(files)
    key = slug(lane_id)
    lanes = {**settings.lanes, key: LaneSettings(key, label, bind)}
    written = write_settings(replace(settings, lanes=lanes)).encode()
    keep(work, draft, {**files, file: xml, SETTINGS: written})


def change_lane(work: Work, command: ChangeLane) -> None:
    draft = seen_draft(work, command.draft_id, command.seen)
    files = files_of(draft)
    settings = settings_of(files)
    if command.role not in settings.lanes:
        raise NotFound("There is no such role in this draft.")
    label, bind = _text(command.label, "label", LONGEST_NAME, required=True), _bind(command.bind)
    lanes = {**settings.lanes, command.role: LaneSettings(command.role, label, bind)}
    keep(work, draft, {**files, SETTINGS: write_settings(replace(settings, lanes=lanes)).encode()})


def _bind(text: str) -> str:
    text = _text(text, "bind", LONGEST_TEXT, required=True)
    try:
        parse_bind(text)
    except DefinitionError as error:
        raise InvalidInput(error.message, {"bind": error.message}) from error
    return text


def _step(rows: Outline, step_id: str) -> OutlineStep:
    step = rows.step(step_id)
    if step is None:
        raise NotFound("There is no such step in this draft.")
    return step


def _text(value: str, field: str, most: int, required: bool = False) -> str:
    """Text of one field, with single spaces in names. Refuses what is too long, or missing."""
    text = value.strip() if field == "documentation" else " ".join(value.split())
    if required and not text:
        raise InvalidInput("Expected text, but there is none.", {field: "Enter it."})
    if len(text) > most:
        message = f"Expected at most {most:,} characters, but there are {len(text):,}."
        raise InvalidInput(message, {field: message})
    if any(ord(character) < 32 and character not in "\n\r\t" for character in text):
        raise InvalidInput("Expected text, but it includes characters that cannot be shown.", {field: "Type it again."})
    return text


def _form(files: Mapping[str, bytes], key: str) -> str:
    if key and f"forms/{key}.toml" not in files:
        raise InvalidInput(
            "Expected a form of this pathway, but there is none of that name.", {"form": "Choose a form."}
        )
    return key


def _deadline(files: Files, words: str) -> str:
    parameters = {each.name for each in settings_of(files).parameters}
    try:
        return from_words(words, parameters)
    except DefinitionError as error:
        raise InvalidInput(error.message, {"deadline": error.message}) from error
