"""Starting a pathway by hand: for a new person (a contact), for a known case, or for an agency or the partnership."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from engine.commands.complete_task import finish, form_of
from engine.commands.outcome import Outcome, outcome_of
from engine.commands.settle import settle
from engine.commands.starting import new_instance
from engine.commands.work import Live, Work
from engine.domain.actors import CASE_ROLES, Actor
from engine.domain.pathway_settings import Subject
from engine.domain.permissions import Permission, require
from engine.errors import InvalidState, NotFound, NotPermitted
from engine.store import cases, subjects, tasks, visibility
from engine.store.cases import CaseRecord, PersonRecord
from engine.store.identifiers import new_reference
from engine.store.keys import SubjectCipher
from engine.store.tasks import TaskRecord


@dataclass(frozen=True, slots=True)
class StartProcess:
    """Start a published pathway and complete its first form at once, when it has a start form.

    For caseworkers and managers. Without `case_id`, a pathway about a person opens a new case. Refuses: NotFound
    (pathway not published, case out of scope), InvalidState (not to be started by hand), InvalidInput (fields).
    """

    pathway: str
    values: Mapping[str, Sequence[str]]
    case_id: UUID | None = None


def start_process(work: Work, command: StartProcess) -> Outcome:
    actor = work.person()
    require(actor, Permission.START_PATHWAY)
    found = work.shelf.published(work.tx, command.pathway)
    if found is None:
        raise NotFound("There is no such pathway.")
    version, pathway = found
    if not pathway.settings.start.by_hand:
        raise InvalidState(f"Expected a pathway that people start, but “{version.title}” is started by others only.")
    if pathway.settings.subject is not Subject.PERSON:
        raise InvalidState(f"Expected a pathway about a person, but “{version.title}” is about something else.")
    place = starting_place(actor)
    case, cipher = _subject(work, actor, place, command.case_id)
    live = new_instance(work, version, ("person", case.person_id), cipher, place, (case.id, case.reference))
    live.begin({})
    settle(live)
    if pathway.settings.start_form:
        work.next_steps.clear()
        first = _first_task(live, pathway.settings.start_form)
        finish(live, first, form_of(live, first), command.values)
    said = {"pathway": command.pathway, "agency": str(place[0]), "team": str(place[1])}
    work.audit("started", "instance", live.record.id, case.id, **said)
    return outcome_of(live)


def starting_place(actor: Actor) -> tuple[UUID, UUID]:
    """The agency and team for which a person starts something: the first team in which she does casework."""
    for member in actor.memberships:
        if member.role in CASE_ROLES and member.team_id is not None:
            return member.agency_id, member.team_id
    raise NotPermitted(f"Expected a member of a team to start a pathway, but {actor.name} belongs to none.")


def _subject(
    work: Work, actor: Actor, place: tuple[UUID, UUID], case_id: UUID | None
) -> tuple[CaseRecord, SubjectCipher]:
    if case_id is None:
        return open_new_case(work, place)
    case = visibility.case(work.tx, actor, case_id)
    if case is None or not visibility.sees_whole_case(work.tx, actor, case_id):
        raise NotFound("There is no such case.")
    if case.state == "closed":
        raise InvalidState("Expected a case that is open, but it has been closed.")
    cases.hold(work.tx, case.id)
    cipher = subjects.cipher(work.tx, case.person_id)
    if cipher is None:
        raise NotFound("There is no such case.")
    return case, cipher


def open_new_case(work: Work, place: tuple[UUID, UUID]) -> tuple[CaseRecord, SubjectCipher]:
    """A person with nothing known yet, her key, and the file on her, led by the team that met her."""
    tx = work.tx
    person_id, case_id = tx.new_id(), tx.new_id()
    cipher = subjects.create_key(tx, person_id, "person")
    sealed = cipher.seal_json(cases.details_place(person_id), {})
    cases.persons.add(tx, PersonRecord(person_id, sealed, None, None, tx.now))
    case = CaseRecord(case_id, new_reference(), person_id, "contact", place[0], place[1], tx.now, None, None)
    cases.case_files.add(tx, case)
    cases.participants.add(
        tx,
        cases.ParticipantRecord(tx.new_id(), case_id, place[0], place[1], None, "Recorded the contact", tx.now, None),
    )
    return case, cipher


def _first_task(live: Live, form: str) -> TaskRecord:
    for task in tasks.open_of_instance(live.work.tx, live.record.id):
        if task.form == form:
            return task
    raise InvalidState(f"Expected the pathway to begin with the form “{form}”, but it begins otherwise.")
