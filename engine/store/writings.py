"""What people wrote on a task: drafts, submissions and comments, sealed under the subject's key."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import Column, LargeBinary, String, Uuid, bindparam, delete, exists

from engine.store.keys import Place
from engine.store.records import Records, partnership
from engine.store.schema import Moment, index, keyed_table, reference, table
from engine.store.tasks import user_task

if TYPE_CHECKING:
    from engine.store.unit_of_work import Transaction

draft = keyed_table(
    "draft",
    Column("task_id", Uuid, primary_key=True),
    Column("account_id", Uuid, primary_key=True),
    Column("values_sealed", LargeBinary, nullable=False),
    Column("saved_at", Moment, nullable=False),
    reference("task_id", "user_task"),
    reference("account_id", "account"),
)

form_submission = table(
    "form_submission",
    Column("task_id", Uuid, nullable=False),
    Column("instance_id", Uuid, nullable=False),
    Column("agency_id", Uuid, nullable=False),
    Column("form", String(80), nullable=False),
    Column("values_sealed", LargeBinary, nullable=False),
    Column("submitted_at", Moment, nullable=False),
    Column("submitted_by", Uuid, nullable=True),
    reference("task_id", "user_task"),
    index("ix_form_submission_instance", "instance_id"),
)

task_comment = table(
    "task_comment",
    Column("task_id", Uuid, nullable=False),
    Column("agency_id", Uuid, nullable=False),
    Column("text_sealed", LargeBinary, nullable=False),
    Column("written_at", Moment, nullable=False),
    Column("written_by", Uuid, nullable=False),
    reference("task_id", "user_task"),
    index("ix_task_comment_task", "task_id"),
)


@dataclass(frozen=True, slots=True)
class DraftRecord:
    task_id: UUID
    account_id: UUID
    values_sealed: bytes
    saved_at: datetime


@dataclass(frozen=True, slots=True)
class SubmissionRecord:
    """What a person wrote on a form, as it was submitted."""

    id: UUID
    task_id: UUID
    instance_id: UUID
    agency_id: UUID
    form: str
    values_sealed: bytes
    submitted_at: datetime
    submitted_by: UUID | None


@dataclass(frozen=True, slots=True)
class CommentRecord:
    id: UUID
    task_id: UUID
    agency_id: UUID
    text_sealed: bytes
    written_at: datetime
    written_by: UUID


drafts = Records(DraftRecord, draft)
submissions = Records(SubmissionRecord, form_submission)
comments = Records(CommentRecord, task_comment)


def draft_place(task_id: UUID, account_id: UUID) -> Place:
    return Place("draft", f"{task_id}/{account_id}", "values_sealed")


def submission_place(submission_id: UUID) -> Place:
    return Place("form_submission", submission_id, "values_sealed")


def comment_place(comment_id: UUID) -> Place:
    return Place("task_comment", comment_id, "text_sealed")


_draft = drafts.selection(draft.c.task_id == bindparam("task_id"), draft.c.account_id == bindparam("account_id"))


def get_draft(tx: Transaction, task_id: UUID, account_id: UUID) -> DraftRecord | None:
    return drafts.one(tx, _draft, task_id=task_id, account_id=account_id)


_forget_draft = delete(draft).where(drafts.mine, draft.c.task_id == bindparam("at_task"))
_forget_own_draft = _forget_draft.where(draft.c.account_id == bindparam("at_account"))


def keep_draft(tx: Transaction, record: DraftRecord) -> None:
    tx.run(_forget_own_draft, partnership(tx, {"at_task": record.task_id, "at_account": record.account_id}))
    drafts.add(tx, record)


def forget_drafts(tx: Transaction, task_id: UUID) -> None:
    tx.write(_forget_draft, partnership(tx, {"at_task": task_id}))


_forget_drafts_of_closed = delete(draft).where(
    drafts.mine,
    exists().where(
        user_task.c.partnership_id == draft.c.partnership_id,
        user_task.c.id == draft.c.task_id,
        user_task.c.completed_at.is_not(None),
    ),
)


def forget_drafts_of_closed(tx: Transaction) -> None:
    """Nobody comes back to what was begun on a task that is closed."""
    tx.run(_forget_drafts_of_closed, partnership(tx, {}))


_submissions = submissions.selection(form_submission.c.instance_id == bindparam("instance_id")).order_by(
    form_submission.c.submitted_at, form_submission.c.id
)
_submissions_of_task = submissions.selection(form_submission.c.task_id == bindparam("task_id")).order_by(
    form_submission.c.submitted_at.desc()
)
_comments = comments.selection(task_comment.c.task_id == bindparam("task_id")).order_by(
    task_comment.c.written_at, task_comment.c.id
)


def submissions_of(tx: Transaction, instance_id: UUID) -> list[SubmissionRecord]:
    return submissions.all(tx, _submissions, instance_id=instance_id)


def submission_of_task(tx: Transaction, task_id: UUID) -> SubmissionRecord | None:
    return submissions.one(tx, _submissions_of_task, task_id=task_id)


def comments_on(tx: Transaction, task_id: UUID) -> list[CommentRecord]:
    return comments.all(tx, _comments, task_id=task_id)
