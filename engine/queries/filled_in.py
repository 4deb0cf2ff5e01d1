"""What stands in the form of a task: what was sent, else the actor's own draft, else what is known already.

Known already is asked for only by fields that say so (`filled_in`), so that nobody types or asks twice: the variable of
the field's name that the task sees, such as what the calling pathway handed on, goes before what is kept on the
person's record; each is taken only if the actor may know it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from engine.bpmn.pathway import Pathway
from engine.bpmn.runtime import Execution
from engine.domain.form_fields import OPTION_TYPES, Field, Form
from engine.domain.forms import to_raw
from engine.domain.tasks import TaskState
from engine.queries.knowledge import Knowledge
from engine.queries.view import View
from engine.store import instances, writings
from engine.store.instances import Held
from engine.store.tasks import TaskRecord

Raw = Mapping[str, list[str]]
"""Answers as a browser would send them."""


def values_of(
    knowledge: Knowledge | None, view: View, task: TaskRecord, held: Held, pathway: Pathway
) -> tuple[Raw, datetime | None]:
    """What stands in the task's form, and when the draft was saved. No `knowledge`: the actor may know nothing of her.

    What was submitted is for those whose work it is; a draft for who wrote it.
    """
    form = pathway.form(task.form)
    if task.state == TaskState.COMPLETED:
        submitted = writings.submission_of_task(view.tx, task.id)
        if submitted is None:
            return {}, None
        kept = held.cipher.open_json(writings.submission_place(submitted.id), submitted.values_sealed)
        return _as_sent(form, kept), None
    if task.completed_at is not None:
        return {}, None
    draft = writings.get_draft(view.tx, task.id, view.actor.account_id)
    if draft is not None:
        return held.cipher.open_json(
            writings.draft_place(task.id, draft.account_id), draft.values_sealed
        ), draft.saved_at
    return (_known(knowledge, task, held, pathway, form) if knowledge else {}), None


def _known(knowledge: Knowledge, task: TaskRecord, held: Held, pathway: Pathway, form: Form) -> Raw:
    wanted = [field for field in form.fields if field.filled_in]
    if not wanted or task.case_id is None or task.token is None:
        return {}
    starter = held.record.starter_agency_id
    readable = [field for field in wanted if knowledge.may_read(task, field.key, starter)]
    given = _variables(task, held, pathway) if readable else {}
    handed = {field.key: given.get(field.key) for field in readable}
    found = {field.key: handed.get(field.key) or _on_record(knowledge, task, field) for field in wanted}
    answers = {field.key: found[field.key] for field in wanted if _fits(field, found[field.key])}
    return _as_sent(form, answers)


def _as_sent(form: Form, kept: Mapping[str, Any]) -> Raw:
    return {name: [raw] if isinstance(raw, str) else raw for name, raw in to_raw(form, kept).items()}


def _variables(task: TaskRecord, held: Held, pathway: Pathway) -> Mapping[str, Any]:
    execution = Execution.resume(pathway.definition, instances.open_state(held), pathway)
    return execution.variables(task.token) if task.token is not None else {}


def _on_record(knowledge: Knowledge, task: TaskRecord, field: Field) -> Any:
    return knowledge.kept(task.case_id, field.person) if task.case_id and field.person else None


def _fits(field: Field, value: Any) -> bool:
    """Whether the value can be an answer to the field as it is asked now."""
    if value in (None, "", []):
        return False
    options = {option.value for option in field.options}
    return field.type not in OPTION_TYPES or set(value if isinstance(value, list) else [value]) <= options
