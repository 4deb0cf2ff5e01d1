"""Writing on a task before it is completed: drafts and comments."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from engine.commands.complete_task import form_of
from engine.commands.outcome import TaskNow
from engine.commands.task_access import as_it_is, facts, lock_task
from engine.commands.work import Work
from engine.domain.answers import has_control_characters
from engine.domain.forms_validation import refuse_unknown_fields
from engine.domain.permissions import Permission, require
from engine.domain.tasks import check_comment, check_save_draft
from engine.errors import InvalidInput
from engine.store import writings
from engine.store.writings import CommentRecord, DraftRecord

MAX_COMMENT = 4_000
MAX_DRAFT = 100_000


@dataclass(frozen=True, slots=True)
class SaveDraft:
    """Keep what was typed so far, unchecked, for the one who typed it. For the task's holder."""

    task_id: UUID
    values: Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class CommentOnTask:
    """Write a comment (1 to 4,000 characters) that all who may see the task can read."""

    task_id: UUID
    text: str


def save_draft(work: Work, command: SaveDraft) -> TaskNow:
    actor = work.person()
    require(actor, Permission.SAVE_DRAFT)
    live, task = lock_task(work, command.task_id)
    check_save_draft(facts(work, task), actor)
    refuse_unknown_fields(form_of(live, task), command.values)
    written = {name: list(given) for name, given in command.values.items()}
    _refuse_unreadable({name: "".join(given) for name, given in written.items()})
    if sum(len(text) for given in written.values() for text in given) > MAX_DRAFT:
        raise InvalidInput(f"Expected a draft of at most {MAX_DRAFT:,} characters, but it is longer.")
    sealed = live.cipher.seal_json(writings.draft_place(task.id, actor.account_id), written)
    writings.keep_draft(work.tx, DraftRecord(task.id, actor.account_id, sealed, work.now))
    work.audit("draft_saved", "task", task.id, task.case_id)
    return as_it_is(task)


def _refuse_unreadable(written: Mapping[str, str]) -> None:
    wrong = [name for name, text in written.items() if has_control_characters(text)]
    if wrong:
        fields = dict.fromkeys(wrong, "Take out the control characters")
        raise InvalidInput("Expected text that can be read, but it includes control characters.", fields)


def comment_on_task(work: Work, command: CommentOnTask) -> TaskNow:
    actor = work.person()
    require(actor, Permission.COMMENT_TASK)
    live, task = lock_task(work, command.task_id)
    check_comment(facts(work, task), actor)
    text = command.text.strip()
    if not 1 <= len(text) <= MAX_COMMENT:
        remedy = "Enter a comment" if not text else f"Comment must be {MAX_COMMENT:,} characters or less"
        raise InvalidInput("Expected a comment that can be kept, but it is too short or too long.", {"text": remedy})
    _refuse_unreadable({"text": text})
    comment_id = work.tx.new_id()
    sealed = live.cipher.seal_json(writings.comment_place(comment_id), text)
    writings.comments.add(
        work.tx, CommentRecord(comment_id, task.id, task.agency_id, sealed, work.now, actor.account_id)
    )
    work.audit("task_commented", "task", task.id, task.case_id)
    return as_it_is(task)
