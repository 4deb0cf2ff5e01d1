"""What a person writes on a form: checked, split and kept. Only routing variables go on into the process."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from engine.commands.details import keep_details
from engine.commands.work import Live
from engine.domain.actors import Actor
from engine.domain.form_fields import FieldType, Form, Submission
from engine.domain.forms import validate
from engine.feel import compile_expression, to_json
from engine.store import offers, plans, visibility, writings
from engine.store.offers import Listed
from engine.store.tasks import TaskRecord
from engine.store.unit_of_work import Transaction
from engine.store.writings import SubmissionRecord

Values = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Accepted:
    """A checked form. `routing` are the variables, in JSON types, that go on into the process."""

    submission: Submission
    routing: Mapping[str, Any]


def accept(live: Live, task: TaskRecord, form: Form, values: Values) -> Accepted:
    """Check what was written on the task's form and keep it. Refuses, with InvalidInput by field, what is wrong."""
    submission = check(live.work.tx, form, values, live.record.case_id)
    _keep(live, task, form, submission)
    _keep_person(live, submission)
    hidden = _hidden(live, form, submission)
    routing = {name: to_json(value) for name, value in submission.routing.items() if name not in hidden}
    return Accepted(submission, routing)


def _hidden(live: Live, form: Form, submission: Submission) -> set[str]:
    """The fields left empty that begin with what is known, by somebody to whom it may not have been shown: what the
    pathway has stays as it was (governance rule 7).
    """
    empty = {field.key for field in form.fields if field.filled_in and submission.routing.get(field.key) in (None, [])}
    case_id, actor = live.record.case_id, live.work.actor
    if not empty or case_id is None or not isinstance(actor, Actor):
        return set()
    return set() if visibility.sees_whole_case(live.work.tx, actor, case_id) else empty


def check(tx: Transaction, form: Form, values: Values, case_id: UUID | None) -> Submission:
    raw = {name: _one_or_many(form, name, given) for name, given in values.items()}
    types = {column.type for field in form.fields for column in (field, *field.columns)}
    teams = _teams(tx, case_id) if FieldType.TEAM in types else None
    areas = offers.areas(tx) if FieldType.AREA in types else None
    if FieldType.SERVICE not in types:
        return validate(form, raw, evaluate_form, teams=teams, areas=areas)
    directory = offers.listed(tx)
    return validate(form, raw, evaluate_form, service_contexts(directory), closed_services(directory), teams, areas)


def _teams(tx: Transaction, case_id: UUID | None) -> set[str]:
    return {party.value for party in plans.parties(tx, case_id)} if case_id is not None else set()


def _one_or_many(form: Form, name: str, given: Sequence[str]) -> object:
    if isinstance(given, str) or not isinstance(given, Sequence):
        return given  # what no browser sends: for the form to refuse
    field = form.field(name)
    if field is not None and field.type is FieldType.CHOICES:
        return list(given)
    return given[0] if len(given) == 1 else "" if not given else list(given)


def evaluate_form(expression: str, values: Mapping[str, Any]) -> object:
    """FEEL of a form (`show_when`, `discard_identity_when`) over its own values."""
    return compile_expression(expression).evaluate(dict(values))


def service_contexts(directory: Iterable[Listed]) -> dict[str, dict[str, Any]]:
    """The services that can be chosen, as the pathway sees them: id → context."""
    return {
        str(found.record.id): {
            "id": str(found.record.id),
            "name": found.record.name,
            "kind": found.record.kind,
            "agency": str(found.agency.id),
            "agency_name": found.agency.name,
            "agency_kind": found.agency.kind,
            "team": str(found.record.team_id),
            "has_accounts": found.agency.has_accounts,
            "charter_valid": found.offer.service.has_charter,
        }
        for found in directory
    }


def closed_services(directory: Iterable[Listed]) -> dict[str, str]:
    """The services that take nobody on now, as of this moment: id → what to tell who chose one."""
    closed = [found for found in directory if not found.offer.offered]
    return {
        str(found.record.id): f"{found.record.name} {' and '.join(found.offer.against)}. Choose another service"
        for found in closed
    }


def _keep(live: Live, task: TaskRecord, form: Form, submission: Submission) -> None:
    tx = live.work.tx
    submission_id = tx.new_id()
    sealed = live.cipher.seal_json(writings.submission_place(submission_id), dict(submission.values))
    account = live.work.actor.account_id
    record = SubmissionRecord(submission_id, task.id, live.record.id, task.agency_id, form.key, sealed, tx.now, account)
    writings.submissions.add(tx, record)
    if live.has_drafts:
        writings.forget_drafts(tx, task.id)


def _keep_person(live: Live, submission: Submission) -> None:
    if not submission.person or live.record.subject_type != "person":
        return
    keep_details(live.work, live.cipher, (live.record.subject_id, live.record.case_id), submission.person)
