"""What a person writes on a form: checked, split and kept. Only routing variables go on into the process."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from engine.commands.work import Live
from engine.domain.actors import Actor
from engine.domain.form_fields import FieldType, Form, Submission
from engine.domain.forms import validate
from engine.domain.permissions import Permission, require
from engine.errors import NotPermitted
from engine.feel import compile_expression, to_json
from engine.store import cases, offers, plans, visibility, writings
from engine.store.offers import Listed
from engine.store.tasks import TaskRecord
from engine.store.unit_of_work import Transaction
from engine.store.writings import SubmissionRecord

IDENTITY_LINKED = "identity_linked"
FULL_NAME = "name"
"""The entry of her record that says who she is; all else is known under what she wants to be called (rule 11)."""
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
    _keep_details(live, submission.person)


def _keep_details(live: Live, facts: Mapping[str, Any]) -> None:
    tx, person_id = live.work.tx, live.record.subject_id
    person = cases.lock_person(tx, person_id) if facts else None
    if person is None:
        return
    place = cases.details_place(person_id)
    known = live.cipher.open_json(place, person.details_sealed)
    details = {**known, **facts}
    if details.get(FULL_NAME) != known.get(FULL_NAME):
        _link_identity(live)
    marks = {f"{name}_mark": tx.keys.mark(name, str(details[name])) for name in ("alias", "name") if details.get(name)}
    cases.change_person(tx, person_id, details_sealed=live.cipher.seal_json(place, details), **marks)


def _link_identity(live: Live) -> None:
    """Put on record that what she is called is linked with who she is, or that the link is changed. Refuses those who
    take part in one referral only.
    """
    work, case_id = live.work, live.record.case_id
    require(work.actor, Permission.LINK_IDENTITY)
    if case_id is not None and not visibility.sees_whole_case(work.tx, work.person(), case_id):
        raise NotPermitted("Expected somebody who works on her whole case to write down her full name, but you do not.")
    work.audit(IDENTITY_LINKED, "person", live.record.subject_id, case_id)
