"""Team work: what an agency has to do, and how the referrals stand that it sent or received, a page at a time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from engine.domain.actors import CASE_ROLES, Role
from engine.domain.permissions import Permission, require
from engine.errors import InvalidInput
from engine.queries import cursors, team_lines
from engine.queries.choices import Choice
from engine.queries.team_lines import TeamLine
from engine.queries.view import View
from engine.store import absences, agency_work, colleagues, scope, shared_referrals, standing
from engine.store.agency_work import MOST_COUNTED, Sought
from engine.store.shared_referrals import Wanted
from engine.store.standing import Measure

OURS, PARTNERSHIP = "ours", "partnership"
WHOSE = (OURS, "sent", "received", PARTNERSHIP)
ORDERS = ("due", "age")
LARGEST_PAGE = 100


@dataclass(frozen=True, slots=True)
class TeamPage:
    """`lists` are those that the actor has; `counts` are in words, by what is shown: “7”, or “99+”.

    `colleagues` may be given the tasks of the list; those who are away say so.
    """

    whose: str
    lists: tuple[str, ...]
    lines: tuple[TeamLine, ...]
    next_cursor: str | None
    counts: Mapping[str, str]
    colleagues: tuple[Choice, ...]


def team_work(
    view: View,
    whose: str = "",
    show: str = "all",
    order: str = "due",
    reference: str = "",
    holder: UUID | None = None,
    after: str | None = None,
    limit: int = 25,
) -> TeamPage:
    """A page of a list. For managers: the tasks of her agency (`ours`), and the status of what it sent or received;
    for the coordinator: the status of every referral (`partnership`).

    `show` is all, overdue, unclaimed or approvals (of managers only), of referrals all or overdue; `order` is due or
    age, of referrals always age. Refuses: NotPermitted, InvalidInput (filters that there are not, or a cursor that no
    page gave).
    """
    lists = lists_of(view)
    chosen = whose if whose in lists else lists[0]
    measure = standing.measure(view.tx)
    if chosen == OURS:
        sought = _sought(measure, view, show, order, reference, holder)
        return _ours(view, measure, lists, sought, after, _most(limit))
    if show not in ("all", "overdue"):
        raise InvalidInput("Expected all referrals or those that are overdue.")
    wanted = Wanted(chosen, show, standing.steps_of(measure.limits), _moments(measure, view), _beginning(reference))
    return _shared(view, measure, lists, wanted, after, _most(limit))


def lists_of(view: View) -> tuple[str, ...]:
    """The lists that the actor has. NotPermitted for those who have none."""
    require(view.actor, Permission.SEE_TEAM_WORK)
    own = (OURS, "sent", "received") if scope.managed_agencies(view.actor) else ()
    return (*own, *((PARTNERSHIP,) if view.actor.is_coordinator else ()))


def colleagues_of(view: View) -> tuple[Choice, ...]:
    """Those who may hold tasks of the agencies that the actor manages, by name."""
    managed = scope.managed_agencies(view.actor)
    people = colleagues.in_agencies(view.tx, managed)
    able = {account.id: account for account, held in people if Role(held.role) in CASE_ROLES}
    return tuple(Choice(str(each.id), f"{each.name} (away)" if each.is_absent else each.name) for each in able.values())


def counted(number: int) -> str:
    """A number in words, as lists show it."""
    return str(number) if number < MOST_COUNTED else f"{MOST_COUNTED - 1}+"


def task_position(after: str | None) -> agency_work.Position | None:
    """Where a page of tasks ended."""
    if not after:
        return None
    moment, task_id = cursors.read(after, 2)
    return cursors.read_moment(moment), cursors.read_id(task_id)


def referral_position(after: str | None) -> UUID | None:
    """Where a page of referrals ended."""
    return cursors.read_id(cursors.read(after, 1)[0]) if after else None


def _sought(measure: Measure, view: View, show: str, order: str, reference: str, holder: UUID | None) -> Sought:
    if show not in agency_work.SHOWS or order not in ORDERS:
        shown, orders = ", ".join(agency_work.SHOWS), " or ".join(ORDERS)
        raise InvalidInput(f"Expected a filter among {shown}, ordered by {orders}.")
    steps = standing.steps_of(measure.limits)
    return Sought(show, order, steps, _moments(measure, view), _beginning(reference), holder)


def _ours(
    view: View, measure: Measure, lists: tuple[str, ...], sought: Sought, after: str | None, most: int
) -> TeamPage:
    today = absences.today_of(view.tx)
    found = agency_work.page(view.tx, view.actor, sought, today, task_position(after), most + 1)
    shown = found[:most]
    cursor = None
    if len(found) > most:
        at, task_id = agency_work.place_of(shown[-1], sought.order)
        cursor = cursors.write(at.isoformat(), str(task_id))
    kinds = [Sought(show, "due", sought.steps, sought.values) for show in agency_work.SHOWS]
    numbers = agency_work.counts(view.tx, view.actor, kinds)
    counts = {kind.show: counted(number) for kind, number in zip(kinds, numbers, strict=True)}
    lines = team_lines.of_tasks(view, measure, shown)
    return TeamPage(OURS, lists, lines, cursor, counts, colleagues_of(view))


def _shared(
    view: View, measure: Measure, lists: tuple[str, ...], wanted: Wanted, after: str | None, most: int
) -> TeamPage:
    found = shared_referrals.page(view.tx, view.actor, wanted, referral_position(after), most + 1)
    shown = found[:most]
    cursor = cursors.write(str(shown[-1].id)) if len(found) > most else None
    kinds = [Wanted(wanted.whose, show, wanted.steps, wanted.values) for show in ("all", "overdue")]
    numbers = shared_referrals.counts(view.tx, view.actor, kinds)
    counts = {kind.show: counted(number) for kind, number in zip(kinds, numbers, strict=True)}
    steps = agency_work.of_instances(view.tx, [row.id for row in shown], absences.today_of(view.tx))
    lines = team_lines.of_referrals(view, measure, shown, steps)
    return TeamPage(wanted.whose, lists, lines, cursor, counts, ())


def _moments(measure: Measure, view: View) -> dict[str, object]:
    return standing.moments(measure.limits, view.now)


def _beginning(reference: str) -> str:
    return reference.strip().upper()


def _most(limit: int) -> int:
    return min(max(limit, 1), LARGEST_PAGE)
