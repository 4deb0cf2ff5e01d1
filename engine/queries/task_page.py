"""One task: what is asked and why, its form, who holds it, what has happened, and what the actor may do with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from engine.domain.form_fields import Form
from engine.domain.plans import ActionWords
from engine.errors import NotFound
from engine.queries import task_history
from engine.queries.choices import Choice, choices_for
from engine.queries.facts import allowed, as_choices, colleagues_for, facts
from engine.queries.filled_in import values_of
from engine.queries.knowledge import Detail, Knowledge
from engine.queries.lines import HistoryLine
from engine.queries.pausing import because
from engine.queries.places import Places
from engine.queries.plan_actions import PlanAction, still_open, words_of
from engine.queries.replies import came_back
from engine.queries.sharing_preview import sharing_preview
from engine.queries.view import View
from engine.store import absences, instances, names, suspensions, visibility, writings
from engine.store.instances import Held
from engine.store.tasks import TaskRecord
from engine.store.tasks import get as get_task

HANDS_OVER = frozenset({"reassign", "delegate"})
FILLS_IN = frozenset({"complete", "save", "claim"})


@dataclass(frozen=True, slots=True)
class Comment:
    """What somebody wrote on a task, for all who may see it."""

    at: datetime
    who: str
    agency: str
    text: str


@dataclass(frozen=True, slots=True)
class TaskPage:
    """Everything of one task. `values` are a draft of the actor's own, else what is filled in for whoever
    begins, or what was submitted when it is completed.

    `may` ⊆ claim, release, reassign, delegate, resolve, complete, save, comment, dates. `case_id` is None for those
    who may not open the case. `known` is what the actor may know of the person, for doing the task; `came_back` the
    answers of others that the task says it shows. While the task stands still, `paused_until` is when its referral
    goes on by itself, and `paused_because` the reason, for those who may open it. `agreed` is what is to be done, of an
    action of a plan; `still_open` are the actions of earlier plans that are, where the form asks for new ones.
    """

    task_id: UUID
    version: int
    title: str
    documentation: str
    pathway: str
    reference: str
    case_id: UUID | None
    instance_id: UUID
    label: str
    form: Form
    values: Mapping[str, list[str]]
    draft_saved_at: datetime | None
    state: str
    assignee: str | None
    holder: str
    asked_by: str | None
    asked_at: datetime
    due_at: datetime | None
    due_words: str
    arithmetic: str
    follow_up_at: datetime | None
    priority: int
    origin: str
    cause: str | None
    history: tuple[HistoryLine, ...]
    comments: tuple[Comment, ...]
    choices: Mapping[str, tuple[Choice, ...]]
    colleagues: tuple[Choice, ...]
    may: frozenset[str]
    read_only: bool
    known: tuple[Detail, ...] = ()
    came_back: tuple[Detail, ...] = ()
    paused_until: datetime | None = None
    paused_because: str = ""
    agreed: str = ""
    still_open: tuple[PlanAction, ...] = ()


def task_page(view: View, task_id: UUID) -> TaskPage:
    """The task, for those who may see it: its team, its assignee, the managers of its agency. Others: NotFound.

    Who holds a task without taking part in the case (a coordinator who is told that a step is late) sees its status,
    and nothing of the case.
    """
    task = visibility.task(view.tx, view.actor, task_id)
    if task is None or (held := instances.look_at(view.tx, task.instance_id)) is None:
        raise NotFound("There is no such task.")
    takes_part = visibility.instance(view.tx, view.actor, task.instance_id) is not None
    places = Places(view, [task.team_id])
    known_facts = facts(task, places.agency_of(task.team_id), _deputy(view, task))
    colleagues = colleagues_for(view, known_facts, known_facts.team_agency_id or task.agency_id, task.case_id)
    may = allowed(known_facts, view.actor, colleagues)
    knowledge = Knowledge(view, [task.case_id] if takes_part else [])
    pathway = view.shelf.get(view.tx, held.record.version_id)
    form = pathway.form(task.form)
    values, saved_at = values_of(knowledge if takes_part else None, view, task, held, pathway)
    agreed = words_of(view, [task]).get(task.id, ActionWords(task.title))
    people = names.of_accounts(view.tx, [task.assignee_id, task.asked_by_id])
    pause = suspensions.current(view.tx, task.instance_id) if task.paused and _is_open(task) else None
    assignee, asked_by = (people.get(who) if who else None for who in (task.assignee_id, task.asked_by_id))
    return TaskPage(
        task_id=task.id,
        version=task.version,
        title=agreed.title,
        documentation=task.instructions,
        pathway=held.record.title,
        reference=task.business_key,
        case_id=task.case_id if takes_part else None,
        instance_id=task.instance_id,
        label=knowledge.label(task.case_id if takes_part else None, task.business_key, task.instance_id),
        form=form,
        values=values,
        draft_saved_at=saved_at,
        state=task.state,
        assignee=assignee.name if assignee else None,
        holder=places.holder(task.agency_id, task.team_id),
        asked_by=asked_by.words if asked_by else None,
        asked_at=task.created_at,
        due_at=task.due_at,
        due_words=places.due_words(task.due_at, task.agency_id) if _is_open(task) else "",
        arithmetic=task.arithmetic,
        follow_up_at=task.follow_up_at,
        priority=task.priority,
        origin=task.origin,
        cause=_cause(view, task, places),
        history=task_history.of_task(view, task, held.record if takes_part else None),
        comments=_comments(view, task, held),
        choices=_choices(view, knowledge, task, form, values, takes_part),
        colleagues=as_choices(colleagues) if may & HANDS_OVER else (),
        may=may,
        read_only=not may & FILLS_IN,
        known=knowledge.details(task.case_id, task.instance_id) if task.case_id and takes_part else (),
        came_back=came_back(view, knowledge, task, held, pathway) if takes_part else (),
        paused_until=pause.until if pause else None,
        paused_because=because(view, held.record.subject_id, pause) if pause and takes_part else "",
        agreed=agreed.what,
        still_open=still_open(view, task.case_id) if form.tracked and task.case_id and takes_part else (),
    )


def _deputy(view: View, task: TaskRecord) -> UUID | None:
    """Who stands in today for its holder, where that is another than the actor."""
    is_own = not _is_open(task) or task.assignee_id == view.actor.account_id
    return None if is_own else absences.deputy_of(view.tx, task.assignee_id)


def _choices(
    view: View, knowledge: Knowledge, task: TaskRecord, form: Form, values: Mapping[str, list[str]], takes_part: bool
) -> Mapping[str, tuple[Choice, ...]]:
    case_id = task.case_id if takes_part else None
    offered = choices_for(view, form, not _is_open(task), case_id, values)
    return {**offered, **sharing_preview(knowledge, case_id, form)} if _is_open(task) else offered


def _is_open(task: TaskRecord) -> bool:
    return task.completed_at is None


def _cause(view: View, task: TaskRecord, places: Places) -> str | None:
    """Why the engine asks: the step that is late, since when, and who has it."""
    late = get_task(view.tx, task.cause_task_id) if task.cause_task_id else None
    if late is None:
        return None
    words = f"“{late.title}” is with {places.holder(late.agency_id, late.team_id)}"
    if late.completed_at is not None:
        return f"{words.replace(' is with ', ' was with ')}. It has been closed since."
    due = places.due_words(late.due_at, late.agency_id)
    return f"{words}: {due}." if due else f"{words}."


def _comments(view: View, task: TaskRecord, held: Held) -> tuple[Comment, ...]:
    rows = writings.comments_on(view.tx, task.id)
    people = names.of_accounts(view.tx, [row.written_by for row in rows])
    comments = []
    for row in rows:
        person = people.get(row.written_by)
        text = held.cipher.open_json(writings.comment_place(row.id), row.text_sealed)
        comments.append(
            Comment(row.written_at, person.name if person else "", person.agency if person else "", str(text))
        )
    return tuple(comments)
