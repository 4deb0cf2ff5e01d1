"""Referring once more, with what was written before filled in already."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from engine.commands.outcome import TaskNow
from engine.commands.start_process import StartProcess, start_process
from engine.commands.task_actions import ClaimTask, claim_task
from engine.commands.work import Work
from engine.domain.form_fields import FieldType, Form
from engine.domain.forms import to_raw
from engine.domain.permissions import Permission, require
from engine.errors import InvalidState, NotFound
from engine.store import subjects, tasks, visibility, writings
from engine.store.instances import InstanceRecord
from engine.store.keys import SubjectCipher
from engine.store.tasks import TaskRecord
from engine.store.writings import DraftRecord


@dataclass(frozen=True, slots=True)
class ReferAgain:
    """Start the pathway of a referral that has ended once more, and fill in its first form with the last answers.

    For caseworkers and managers who take part in the whole case. The task is claimed for whoever asks, with the answers
    as a draft: nothing is sent before it is completed, and consent is asked anew. Refuses: NotFound (out of scope),
    InvalidState (it still runs, is not started by people, or the case is closed). Answers the task.
    """

    instance_id: UUID


def refer_again(work: Work, command: ReferAgain) -> TaskNow:
    actor = work.person()
    require(actor, Permission.START_PATHWAY)
    before = visibility.instance(work.tx, actor, command.instance_id)
    if before is None or before.case_id is None or not visibility.sees_whole_case(work.tx, actor, before.case_id):
        raise NotFound("There is no such referral.")
    if before.ended_at is None:
        raise InvalidState("Expected a referral that has ended, but this one still runs.")
    found = work.shelf.published(work.tx, before.pathway)
    if found is None or found[1].settings.start_form:
        raise InvalidState("Expected a referral that can be made again, but this one begins with a conversation.")
    outcome = start_process(work, StartProcess(before.pathway, {}, before.case_id))
    task = _first(tasks.open_of_instance(work.tx, outcome.instance_id))
    now = claim_task(work, ClaimTask(task.id, task.version))
    _fill_in(work, before, task, found[1].form(task.form))
    work.audit("referred_again", "instance", outcome.instance_id, before.case_id, before=str(before.id))
    return now


def _first(opened: list[TaskRecord]) -> TaskRecord:
    for task in opened:
        if task.origin == "pathway" and task.form:
            return task
    raise InvalidState("Expected the pathway to begin with a form, but it begins otherwise.")


def _fill_in(work: Work, before: InstanceRecord, task: TaskRecord, form: Form) -> None:
    cipher = subjects.cipher(work.tx, before.subject_id)
    values = _last_answers(work, before, form, cipher) if cipher else {}
    if not values or cipher is None:
        return
    account_id = work.person().account_id
    sealed = cipher.seal_json(writings.draft_place(task.id, account_id), values)
    writings.keep_draft(work.tx, DraftRecord(task.id, account_id, sealed, work.now))


def _last_answers(work: Work, before: InstanceRecord, form: Form, cipher: SubjectCipher) -> dict[str, list[str]]:
    """What was sent last on this form in the referral before, as a browser would send it again."""
    sent = [row for row in writings.submissions_of(work.tx, before.id) if row.form == form.key]
    if not sent:
        return {}
    kept: Mapping[str, Any] = cipher.open_json(writings.submission_place(sent[-1].id), sent[-1].values_sealed)
    asked_anew = {field.key for field in form.fields if field.type is FieldType.CONSENT}
    raw = to_raw(form, {name: value for name, value in kept.items() if name not in asked_anew})
    return {name: [given] if isinstance(given, str) else given for name, given in raw.items()}
