"""Tasks: the list with its filters, and one of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from engine.commands import ViewTask
from engine.domain.scopes import Scope
from engine.errors import InvalidInput
from engine.queries import TaskPage, task_page
from engine.queries.searching import FoundTask, Sought, count_tasks, find_tasks
from web.api.caller import Caller
from web.api.hints import Said
from web.api.reading import AN_ID
from web.api.routes import route
from web.api.shapes import (
    Count,
    First,
    FormShape,
    Known,
    Most,
    Order,
    PathwayKey,
    Reference,
    chosen,
    form_shape,
)

ME = "me"
WHO = r"^(me|[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})?$"


@dataclass(frozen=True, slots=True)
class TaskFilters:
    """Which tasks. All that are given must hold."""

    assignee: Annotated[str, Said("Who holds it: the id of an account, or `me`.", pattern=WHO)] = ""
    assigned: Annotated[bool | None, Said("Whether somebody holds it.")] = None
    candidate_groups: Annotated[tuple[UUID, ...], Said("Ids of teams; it is for one of them.", longest=50)] = ()
    pathway: PathwayKey | None = None
    referral_id: UUID | None = None
    reference: Reference = ""
    due_before: Annotated[datetime | None, Said("Due before this moment.")] = None
    due_after: Annotated[datetime | None, Said("Due after this moment.")] = None
    created_before: datetime | None = None
    created_after: datetime | None = None


@dataclass(frozen=True, slots=True)
class TaskQuery(TaskFilters):
    """Which tasks, in which order, which page."""

    sort_by: Literal["dueDate", "created", "priority", "name"] = "dueDate"
    sort_order: Order = "asc"
    first_result: First = 0
    max_results: Most = 50


@dataclass(frozen=True, slots=True)
class TaskLine:
    """An open task on a list. `label`: what she is called, or the reference when the bearer may not know that."""

    id: UUID
    version: int
    name: str
    pathway: str
    pathway_title: str
    referral_id: UUID
    reference: str
    label: str
    state: str
    origin: str
    assignee: UUID | None
    assignee_name: str | None
    candidate_group: UUID
    holder: str
    priority: int
    created_at: datetime
    due_at: datetime | None
    follow_up_at: datetime | None
    is_overdue: bool
    paused_until: datetime | None
    may_claim: bool
    may_release: bool


@dataclass(frozen=True, slots=True)
class TaskComment:
    """What somebody wrote on a task."""

    at: datetime
    who: str
    agency: str
    text: str


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody who may do the task, by the id of her account."""

    id: UUID
    name: str


@dataclass(frozen=True, slots=True)
class Task:
    """One task with its form. `values`: one's own draft, or what was sent; `may`: what the bearer may do with it.

    `colleagues` are those to whom she may give it.
    """

    id: UUID
    version: int
    name: str
    instructions: str
    pathway_title: str
    referral_id: UUID
    case_id: UUID | None
    reference: str
    label: str
    state: str
    origin: str
    assignee_name: str | None
    holder: str
    priority: int
    created_at: datetime
    due_at: datetime | None
    due_arithmetic: str
    follow_up_at: datetime | None
    paused_until: datetime | None
    cause: str | None
    form: FormShape
    values: dict[str, tuple[str, ...]]
    known: tuple[Known, ...]
    comments: tuple[TaskComment, ...]
    may: tuple[str, ...]
    colleagues: tuple[Colleague, ...]


@route("GET", "/tasks", Scope.TASKS_READ)
def list_tasks(caller: Caller, query: TaskQuery) -> tuple[TaskLine, ...]:
    """Open tasks of the bearer and her teams, and of an agency she manages: those she can open in the web."""
    filters = _filters(caller, query)
    sought = Sought(filters, query.sort_by, query.sort_order == "desc", query.first_result, query.max_results)
    with caller.reading() as view:
        return tuple(_line(found) for found in find_tasks(view, sought))


@route("GET", "/tasks/count", Scope.TASKS_READ)
def count_open_tasks(caller: Caller, query: TaskFilters) -> Count:
    """How many such tasks there are."""
    with caller.reading() as view:
        return Count(count_tasks(view, Sought(_filters(caller, query))))


@route("GET", "/tasks/{task_id}", Scope.TASKS_READ)
def get_task(caller: Caller, task_id: UUID) -> Task:
    """One task with its form and what may be known for it. That it was opened goes on the record."""
    caller.execute(ViewTask(task_id), once=False)
    with caller.reading() as view:
        return task_shape(task_page(view, task_id))


def _filters(caller: Caller, query: TaskFilters) -> dict[str, Any]:
    caller.searched("tasks", query.reference)
    return chosen(
        assignee_id=_assignee(caller, query.assignee),
        assigned=query.assigned,
        team_ids=query.candidate_groups,
        pathway=query.pathway,
        instance_id=query.referral_id,
        reference=query.reference.strip().upper(),
        due_before=query.due_before,
        due_after=query.due_after,
        created_before=query.created_before,
        created_after=query.created_after,
    )


def _assignee(caller: Caller, text: str) -> UUID | None:
    if text in ("", ME):
        return caller.bearer.actor.account_id if text else None
    if not AN_ID.fullmatch(text):
        raise InvalidInput("Expected the id of an account, or “me”.", {"assignee": "Must be an identifier, or me"})
    return UUID(text)


def _line(found: FoundTask) -> TaskLine:
    item, record = found.item, found.record
    return TaskLine(
        id=item.task_id,
        version=item.version,
        name=item.title,
        pathway=record.pathway,
        pathway_title=item.pathway,
        referral_id=record.instance_id,
        reference=item.reference,
        label=item.label,
        state=item.state,
        origin=item.origin,
        assignee=record.assignee_id,
        assignee_name=item.assignee,
        candidate_group=record.team_id,
        holder=item.holder,
        priority=item.priority,
        created_at=item.asked_at,
        due_at=item.due_at,
        follow_up_at=record.follow_up_at,
        is_overdue=item.is_overdue,
        paused_until=item.paused_until,
        may_claim=item.may_claim,
        may_release=item.may_release,
    )


def task_shape(page: TaskPage) -> Task:
    """A task as the page of the web shows it."""
    return Task(
        id=page.task_id,
        version=page.version,
        name=page.title,
        instructions=page.documentation,
        pathway_title=page.pathway,
        referral_id=page.instance_id,
        case_id=page.case_id,
        reference=page.reference,
        label=page.label,
        state=page.state,
        origin=page.origin,
        assignee_name=page.assignee,
        holder=page.holder,
        priority=page.priority,
        created_at=page.asked_at,
        due_at=page.due_at,
        due_arithmetic=page.arithmetic,
        follow_up_at=page.follow_up_at,
        paused_until=page.paused_until,
        cause=page.cause,
        form=form_shape(page.form, page.choices),
        values={name: tuple(given) for name, given in page.values.items()},
        known=tuple(Known(label, text) for label, text in (*page.known, *page.came_back)),
        comments=tuple(TaskComment(each.at, each.who, each.agency, each.text) for each in page.comments),
        may=tuple(sorted(page.may)),
        colleagues=tuple(Colleague(UUID(each.value), each.label) for each in page.colleagues),
    )
