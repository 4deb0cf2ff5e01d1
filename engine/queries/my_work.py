"""My work: what I hold, or what my team has open, nearest deadline first, a page at a time."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from uuid import UUID

from engine.domain.working_days import Calendar
from engine.errors import InvalidInput
from engine.queries import cursors
from engine.queries.facts import facts, may
from engine.queries.knowledge import Knowledge
from engine.queries.places import Places
from engine.queries.plan_actions import words_of
from engine.queries.view import View
from engine.store import ahead, inbox, names, suspensions, visibility
from engine.store.inbox import MOST_COUNTED, Position, Wanted
from engine.store.tasks import TaskRecord

WHOSE = ("mine", "team")
SHOWS = ("all", "overdue", "today", "unclaimed")
LARGEST_PAGE = 100


@dataclass(frozen=True, slots=True)
class WorkItem:
    """An open task on the list. `label` is what she is called, or the reference when the actor may not know that.

    While it stands still, `paused_until` is when its referral goes on by itself, and its deadline is for then.
    `stands_in`: its holder is away, and the actor stands in for her.
    """

    task_id: UUID
    version: int
    title: str
    pathway: str
    reference: str
    label: str
    due_at: datetime | None
    due_words: str
    is_overdue: bool
    priority: int
    state: str
    assignee: str | None
    holder: str
    origin: str
    asked_at: datetime
    may_claim: bool
    may_release: bool
    paused_until: datetime | None = None
    stands_in: bool = False


@dataclass(frozen=True, slots=True)
class WorkPage:
    """`counts` has mine, team, overdue, today and unclaimed, as words: “7”, or “99+” for more than are counted."""

    items: tuple[WorkItem, ...]
    next_cursor: str | None
    counts: Mapping[str, str]


def my_work(
    view: View,
    whose: str = "mine",
    show: str = "all",
    reference: str = "",
    after: str | None = None,
    limit: int = 25,
) -> WorkPage:
    """A page of open tasks. `reference` begins a case's reference; `after` is the cursor of the page before.

    For everybody, within their scope: `mine` are those one holds, and those of whoever is away and for whom one stands
    in, `team` those of the teams in which one does
    casework, and for a manager also what only the managers of her agency may do. Refuses, with InvalidInput, filters
    that do not exist and a cursor that no page gave.
    """
    wanted = _wanted(view, whose, show, reference)
    most = min(max(limit, 1), LARGEST_PAGE)
    found = inbox.page(view.tx, view.actor, wanted, _position(after), most + 1)
    shown = found[:most]
    cursor = cursors.write(shown[-1].due_order.isoformat(), str(shown[-1].id)) if len(found) > most else None
    counted = inbox.counts(view.tx, view.actor, wanted)
    own = view.actor.account_id
    stands_in = {task.id for task in shown if whose == "mine" and task.assignee_id != own}
    counts = {name: _counted(number) for name, number in counted.items()}
    return WorkPage(items_of(view, shown, stands_in), cursor, counts)


def _wanted(view: View, whose: str, show: str, reference: str) -> Wanted:
    if whose not in WHOSE or show not in SHOWS:
        raise InvalidInput(f"Expected a list among {', '.join(WHOSE)} and a filter among {', '.join(SHOWS)}.")
    calendar = Calendar()
    today = calendar.local(view.now).date()
    midnight = datetime.combine(today, time())
    begins, ends = calendar.from_wall(midnight), calendar.from_wall(midnight + timedelta(days=1))
    return Wanted(whose, show, reference.strip().upper(), view.now, today, begins, ends)


def _position(after: str | None) -> Position | None:
    if not after:
        return None
    moment, task_id = cursors.read(after, 2)
    return cursors.read_moment(moment), cursors.read_id(task_id)


def _counted(number: int) -> str:
    return str(number) if number < MOST_COUNTED else f"{MOST_COUNTED - 1}+"


def items_of(view: View, shown: Sequence[TaskRecord], stands_in: Collection[UUID] = ()) -> tuple[WorkItem, ...]:
    """The tasks as they stand on a list, in the order given. For the holders of those in `stands_in` the actor does."""
    if not shown:
        return ()
    ahead.of_tasks(view.tx, shown)
    places = Places(view, {task.team_id for task in shown})
    knowledge = Knowledge(view, [task.case_id for task in shown])
    titles = inbox.titles(view.tx, [task.instance_id for task in shown])
    people = names.of_accounts(view.tx, [task.assignee_id for task in shown])
    agreed = words_of(view, shown)
    pauses = suspensions.current_among(view.tx, (task.instance_id for task in shown if task.paused))

    def item(task: TaskRecord) -> WorkItem:
        deputy_id = view.actor.account_id if task.id in stands_in else None
        known = facts(task, places.agency_of(task.team_id), deputy_id)
        assignee = people.get(task.assignee_id) if task.assignee_id else None
        return WorkItem(
            task_id=task.id,
            version=task.version,
            title=agreed[task.id].title if task.id in agreed else task.title,
            pathway=titles.get(task.instance_id, task.pathway),
            reference=task.business_key,
            label=knowledge.label(task.case_id, task.business_key, task.instance_id),
            due_at=task.due_at,
            due_words=places.due_words(task.due_at, task.agency_id),
            is_overdue=task.due_at is not None and task.due_at < view.now,
            priority=task.priority,
            state=task.state,
            assignee=assignee.name if assignee else None,
            holder=places.holder(task.agency_id, task.team_id),
            origin=task.origin,
            asked_at=task.created_at,
            may_claim=may(known, view.actor, "claim"),
            may_release=may(known, view.actor, "release"),
            paused_until=pauses[task.instance_id].until if task.paused else None,
            stands_in=task.id in stands_in,
        )

    return tuple(item(task) for task in shown)


def may_open(view: View, task_ids: Collection[UUID]) -> set[UUID]:
    """Those of the tasks that the actor may open."""
    return visibility.tasks_among(view.tx, view.actor, task_ids) if task_ids else set()
