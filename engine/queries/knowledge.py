"""What the actor may know of a person: all of it as a participant in the whole case, else only what was disclosed.

Sources: governance rules 2, 6 and 7; nothing about her is shown without participation or a recorded disclosure.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from engine.domain.actors import CASE_ROLES
from engine.domain.form_fields import Field, FieldType
from engine.queries import vocabulary
from engine.queries.view import View
from engine.store import cases, known, writings
from engine.store.known import SealedPerson
from engine.store.tasks import TaskRecord
from engine.store.writings import SubmissionRecord

YES_NO = {True: "Yes", False: "No"}
Detail = tuple[str, str]
Answers = dict[str, tuple[Any, Field | None]]


class Knowledge:
    """Labels and details of the persons behind cases, as far as the actor may know them.

    A referral's own page passes `instance_id`, so that what was disclosed in another is not taken for its own.
    """

    def __init__(self, view: View, case_ids: Iterable[UUID | None]) -> None:
        self._view = view
        self._agencies = {member.agency_id for member in view.actor.memberships if member.role in CASE_ROLES}
        wanted = {case_id for case_id in case_ids if case_id is not None}
        self._whole = known.whole_cases(view.tx, view.actor, wanted) if wanted else set()
        self._disclosed: dict[UUID, dict[UUID, set[str]]] = defaultdict(lambda: defaultdict(set))
        self._decided: dict[UUID, datetime] = {}
        limited = wanted - self._whole
        for row in known.disclosed_to(view.tx, view.actor, limited) if limited else ():
            left = vocabulary.left_of(row.fields, row.gate, row.purpose)
            self._disclosed[row.case_id][row.instance_id].update(left)
            self._decided[row.case_id] = row.decided_at
        visible = self._whole | set(self._disclosed)
        self._persons = known.persons_of(view.tx, visible) if visible else {}

    def sees_whole(self, case_id: UUID) -> bool:
        return case_id in self._whole

    def may_read(self, task: TaskRecord, entry: str, written_by: UUID | None) -> bool:
        """The gate before every answer that a task shows: whether the actor may read this entry on it.

        All of what is about no case, or of a case in which she takes part wholly; else what her own agency wrote
        (`written_by`), what was disclosed to it in this referral and still is, and what the referral asks of it.
        """
        case_id = task.case_id
        if case_id is None or case_id in self._whole or written_by in self._agencies:
            return True
        asked = entry in vocabulary.REQUEST and task.instance_id in self._disclosed.get(case_id, {})
        return asked or entry in self._entries(case_id, task.instance_id)

    def knows(self, case_id: UUID, entry: str) -> bool:
        """Whether the actor may know this entry of her record."""
        return entry in self._entries(case_id, None)

    def kept(self, case_id: UUID, entry: str) -> Any:
        """What her record keeps under this entry; None when there is nothing, or the actor may not know it."""
        person = self._persons.get(case_id) if self.knows(case_id, entry) else None
        return _opened(person).get(entry) if person else None

    def label(self, case_id: UUID | None, reference: str, instance_id: UUID | None = None) -> str:
        """What she is called, when the actor may know it; else the reference."""
        if case_id is None or "alias" not in self._entries(case_id, instance_id):
            return reference
        person = self._persons.get(case_id)
        return str(_opened(person).get("alias") or reference) if person else reference

    def details(self, case_id: UUID, instance_id: UUID | None = None) -> tuple[Detail, ...]:
        """What the actor may know of her, each with its label, in the order in which people read it."""
        return tuple(self.facts(case_id, instance_id).values())

    def facts(self, case_id: UUID, instance_id: UUID | None = None) -> dict[str, Detail]:
        """The same, by the name of the entry or answer."""
        entries = set(self._entries(case_id, instance_id))
        person = self._persons.get(case_id)
        if not entries or person is None:
            return {}
        answers: Answers = self._answers(case_id, person, entries | set(vocabulary.REQUEST), instance_id)
        ordered = sorted(answers, key=_place)
        found = {name: (vocabulary.label(name), written(*answers[name])) for name in ordered}
        return {name: (label, text) for name, (label, text) in found.items() if text}

    def _entries(self, case_id: UUID, instance_id: UUID | None) -> list[str]:
        if case_id in self._whole:
            return vocabulary.covered(vocabulary.EVERYTHING)
        by_instance = self._disclosed.get(case_id, {})
        chosen = by_instance.values() if instance_id is None else [by_instance.get(instance_id, set())]
        return vocabulary.covered(name for names in chosen for name in names)

    def _answers(self, case_id: UUID, person: SealedPerson, wanted: set[str], instance_id: UUID | None) -> Answers:
        """The latest answers to the wanted entries: from forms, and from her record, which goes before forms."""
        answers: Answers = {}
        shown_as: dict[str, Field] = {}
        asked_in = self._requests_of(case_id, instance_id)
        for submission, version_id in known.submissions_of_case(self._view.tx, case_id):
            if not self._was_shared(case_id, submission):
                continue
            form = self._view.shelf.get(self._view.tx, version_id).form(submission.form)
            shown_as |= {field.person: field for field in form.fields if field.person}
            values = person.cipher.open_json(writings.submission_place(submission.id), submission.values_sealed)
            for field in form.fields:
                asked_here = field.key not in vocabulary.REQUEST or submission.instance_id in asked_in
                if field.key in wanted and asked_here and values.get(field.key) not in (None, "", []):
                    answers[field.key] = (values[field.key], field)
        kept = {name: value for name, value in _opened(person).items() if name in wanted}
        return answers | {name: (value, shown_as.get(name)) for name, value in kept.items()}

    def _was_shared(self, case_id: UUID, submission: SubmissionRecord) -> bool:
        """Whether it was written before it was decided what to share, or in a referral that was shared."""
        if case_id in self._whole or submission.instance_id in self._disclosed.get(case_id, {}):
            return True
        return submission.submitted_at <= self._decided[case_id]

    def _requests_of(self, case_id: UUID, instance_id: UUID | None) -> set[UUID]:
        """The referrals whose request is for the actor to read on this page."""
        if case_id in self._whole:
            return {instance_id} if instance_id else set()
        own = set(self._disclosed.get(case_id, {}))
        return own if instance_id is None else own & {instance_id}


def _opened(person: SealedPerson) -> Mapping[str, Any]:
    opened: Mapping[str, Any] = person.cipher.open_json(cases.details_place(person.person_id), person.details_sealed)
    return opened


def _place(name: str) -> tuple[int, str]:
    known_names = vocabulary.ORDER
    return (known_names.index(name) if name in known_names else len(known_names), name)


def written(value: Any, field: Field | None) -> str:
    """A kept answer in the words of the form it was given on."""
    if isinstance(value, bool):
        return YES_NO[value]
    values = value if isinstance(value, list) else [value]
    if field is not None and field.type is FieldType.ROWS:
        return "; ".join(_row(row, field) for row in values)
    if field is None or field.type is FieldType.DATE:
        return ", ".join(str(item) for item in values)
    return ", ".join(field.option_label(str(item)) for item in values)


def _row(row: Mapping[str, Any], field: Field) -> str:
    """The answers of one row that can be read by themselves; which team it names is said by the task that tracks it."""
    told = [column for column in field.columns if column.type not in (FieldType.TEAM, FieldType.SERVICE)]
    return ", ".join(written(row[column.key], column) for column in told if row.get(column.key) not in (None, ""))
