"""What came back: answers given on earlier forms of a referral, or of what it called, that a task says it shows.

A task shows the answers of the forms its `shows` property names and no others, and of those only what its reader may
know (governance rules 2 and 7): a diagram can show nobody what was not disclosed.
"""

from __future__ import annotations

from uuid import UUID

from engine.bpmn.pathway import Pathway
from engine.domain.form_fields import Form
from engine.queries.knowledge import Detail, Knowledge, written
from engine.queries.view import View
from engine.store import instances, writings
from engine.store.instances import Held
from engine.store.tasks import TaskRecord
from engine.store.writings import SubmissionRecord


def came_back(view: View, knowledge: Knowledge, task: TaskRecord, held: Held, pathway: Pathway) -> tuple[Detail, ...]:
    """The latest answers to each form that the task shows, in the order in which they were given."""
    element = pathway.definition.elements.get(task.element_id or "") if task.origin == "pathway" else None
    shown = [name.strip() for name in element.properties.get("shows", "").split(",")] if element else []
    if not any(shown):
        return ()
    details: list[Detail] = []
    for instance_id, version_id in _sources(view, held):
        source = view.shelf.get(view.tx, version_id)
        latest = {row.form: row for row in writings.submissions_of(view.tx, instance_id) if row.form in shown}
        for row in sorted(latest.values(), key=lambda row: row.submitted_at):
            details += _answers(knowledge, task, held, row, source.form(row.form))
    return tuple(details)


def _sources(view: View, held: Held) -> list[tuple[UUID, UUID]]:
    own = [(held.record.id, held.record.version_id)]
    return [*own, *((child.id, child.version_id) for child in instances.children(view.tx, held.record.id))]


def _answers(knowledge: Knowledge, task: TaskRecord, held: Held, row: SubmissionRecord, form: Form) -> list[Detail]:
    """Instances of one case share her key, so the caller's cipher opens what was written in a called pathway."""
    kept = held.cipher.open_json(writings.submission_place(row.id), row.values_sealed)
    shown = [field for field in form.fields if knowledge.may_read(task, field.key, row.agency_id)]
    given = ((field, kept.get(field.key)) for field in shown)
    return [(field.label, written(value, field)) for field, value in given if value not in (None, "", [])]
