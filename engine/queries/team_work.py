"""Team work: what an agency has to do, and how the referrals stand that it sent or received, a page at a time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from engine.domain.actors import CASE_ROLES, Role
from engine.domain.permissions import Permission, require
from engine.errors import InvalidInput
from engine.queries import positions, team_lines
from engine.queries.choices import Choice
from engine.queries.team_lines import TeamLine
from engine.queries.view import View
from engine.store import agency_work, colleagues, lists, scope, standing
from engine.store.agency_work import MOST_COUNTED, Sought
from engine.store.lists import Asked, ListRow
from engine.store.shared_referrals import Wanted
from engine.store.standing import Measure

OURS, PARTNERSHIP = "ours", "partnership"
WHOSE = (OURS, "sent", "received", PARTNERSHIP)
ORDERS = tuple(positions.OF_TASKS)
"""Of tasks; how long they are without progress is their age."""
ORDERS_OF_REFERRALS = tuple(positions.OF_REFERRALS)
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
    is_reversed: bool = False,
) -> TeamPage:
    """A page of a list. For managers: the tasks of her agency (`ours`), and the status of what it sent or received;
    for the coordinator: the status of every referral (`partnership`).

    `show` is all, overdue, unclaimed or approvals (of managers only), of referrals all or overdue. `order` is due (the
    nearest deadline first), age (the oldest first), holder (by name), of referrals also still (the longest without
    progress first); or the other way round. Refuses: NotPermitted, InvalidInput (filters that there are not, or a
    cursor that no page gave).
    """
    has = lists_of(view)
    chosen = whose if whose in has else has[0]
    measure = standing.measure(view.tx)
    if chosen == OURS:
        sought = replace(_sought(measure, view, show, order, reference, holder), is_reversed=is_reversed)
        return _ours(view, measure, has, sought, after, _most(limit))
    if show not in ("all", "overdue") or order not in ORDERS_OF_REFERRALS:
        orders = " or ".join(ORDERS_OF_REFERRALS)
        raise InvalidInput(f"Expected all referrals or those that are overdue, ordered by {orders}.")
    steps, values = standing.steps_of(measure.limits), _moments(measure, view)
    wanted = Wanted(chosen, show, steps, values, _beginning(reference), order, is_reversed)
    return _shared(view, measure, has, wanted, after, _most(limit))


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


def _sought(measure: Measure, view: View, show: str, order: str, reference: str, holder: UUID | None) -> Sought:
    if show not in agency_work.SHOWS or order not in ORDERS:
        shown, orders = ", ".join(agency_work.SHOWS), " or ".join(ORDERS)
        raise InvalidInput(f"Expected a filter among {shown}, ordered by {orders}.")
    steps = standing.steps_of(measure.limits)
    return Sought(show, order, steps, _moments(measure, view), _beginning(reference), holder)


def _ours(view: View, measure: Measure, has: tuple[str, ...], sought: Sought, after: str | None, most: int) -> TeamPage:
    kinds = [Sought(show, "due", sought.steps, sought.values) for show in agency_work.SHOWS]
    position = positions.read(after, positions.OF_TASKS[sought.order])
    found, numbers = lists.read(view.tx, view.actor, Asked(sought, kinds), position, most + 1)
    counts = {kind.show: counted(number) for kind, number in zip(kinds, numbers, strict=True)}
    lines = team_lines.of_both(view, measure, found[:most])
    return TeamPage(OURS, has, lines, more(found, most), counts, colleagues_of(view))


def _shared(
    view: View, measure: Measure, has: tuple[str, ...], wanted: Wanted, after: str | None, most: int
) -> TeamPage:
    kinds = [Wanted(wanted.whose, show, wanted.steps, wanted.values) for show in ("all", "overdue")]
    position = positions.read(after, positions.OF_REFERRALS[wanted.order])
    asked = Asked(referrals=wanted, counted_referrals=kinds)
    found, numbers = lists.read(view.tx, view.actor, asked, position, most + 1)
    counts = {kind.show: counted(number) for kind, number in zip(kinds, numbers, strict=True)}
    lines = team_lines.of_referrals(view, measure, found[:most])
    return TeamPage(wanted.whose, has, lines, more(found, most), counts, ())


def more(found: Sequence[ListRow], most: int) -> str | None:
    """Where the next page goes on, if there is one; one row more was read than is shown."""
    return positions.write(found[most - 1].place) if len(found) > most else None


def _moments(measure: Measure, view: View) -> dict[str, object]:
    return standing.moments(measure.limits, view.now)


def _beginning(reference: str) -> str:
    return reference.strip().upper()


def _most(limit: int) -> int:
    return min(max(limit, 1), LARGEST_PAGE)
