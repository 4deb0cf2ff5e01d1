"""My work: whose tasks it lists, in which order, a page at a time, and what it never lists."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from engine import queries
from engine.commands import ClaimTask
from engine.domain.actors import Membership, Role
from engine.errors import InvalidInput
from engine.queries import WorkPage
from engine.store import tasks
from engine.testing import Person
from tests.integration.queries.conftest import Town


def work(town: Town, person: Person, **given: Any) -> WorkPage:
    page: WorkPage = town.ask(person, queries.my_work, **given)
    return page


def test_a_new_task_is_on_the_list_of_the_team_and_of_nobody_else(town: Town) -> None:
    started = town.contact()
    assert started.reference in [item.reference for item in work(town, town.colleague, whose="team", limit=100).items]
    for person in (town.stranger, town.housing, town.administrator):
        page = work(town, person, whose="team", limit=100)
        assert started.reference not in [item.reference for item in page.items]
        assert started.reference not in [item.reference for item in work(town, person).items]


def test_a_claimed_task_is_mine_and_may_be_released(town: Town) -> None:
    started = town.contact()
    task_id = town.task_id(started.instance_id, "Agree first steps")
    town.outreach.do(ClaimTask(task_id, 1))
    mine = {item.task_id: item for item in work(town, town.outreach, limit=100).items}
    assert (mine[task_id].assignee, mine[task_id].may_claim, mine[task_id].may_release) == (
        "Outreach worker 1",
        False,
        True,
    )
    theirs = {item.task_id: item for item in work(town, town.colleague, whose="team", limit=100).items}
    assert (theirs[task_id].may_claim, theirs[task_id].may_release) == (False, False)
    managed = {item.task_id: item for item in work(town, town.outreach_manager, whose="team", limit=100).items}
    assert managed[task_id].may_release


def test_an_item_says_what_she_is_called_and_until_when(town: Town) -> None:
    started = town.contact("Sparrow")
    items = work(town, town.outreach, whose="team", reference=started.reference).items
    agree = next(item for item in items if item.title == "Agree first steps")
    assert (agree.label, agree.pathway, agree.holder) == (
        "Sparrow",
        "Contact and triage",
        "Night outreach, Street team",
    )
    assert agree.due_words == "due tomorrow 17:00"
    assert not agree.is_overdue


def test_pages_hold_every_task_once_nearest_deadline_first(town: Town) -> None:
    started = town.contact()
    template = town.house.open_tasks()[-1]
    with town.engine.database.write(1, town.house.clock.now()) as tx:
        for number in range(30):
            due = town.house.clock.now() + timedelta(hours=number % 7)
            copy = replace(template, id=tx.new_id(), token=None, business_key="RP-PAGES", due_at=due, due_order=due)
            tasks.tasks.add(tx, copy)
    seen, after = [], None
    while True:
        page = work(town, town.outreach, whose="team", after=after, limit=7)
        seen += [(item.due_at, item.task_id) for item in page.items]
        after = page.next_cursor
        if after is None:
            break
    everything = work(town, town.outreach, whose="team", limit=100).items
    assert seen == [(item.due_at, item.task_id) for item in everything]
    assert len(set(seen)) == len(seen) >= 30
    assert [due for due, _ in seen] == sorted(due for due, _ in seen if due)
    assert started.reference in {item.reference for item in everything}


def test_a_reference_finds_its_tasks_however_it_is_typed(town: Town) -> None:
    started = town.contact()
    typed = f" {started.reference[:7].lower()} "
    found = work(town, town.outreach, whose="team", reference=typed).items
    assert {item.reference for item in found} == {started.reference}
    assert work(town, town.stranger, whose="team", reference=started.reference).items == ()


@pytest.mark.parametrize("cursor", ["x", "%%%", "é", "fHw", "MjAyNi0xMS0yM3x4", "bm90IGEgZGF0ZXxub3QgYW4gaWQ"])
def test_a_cursor_that_no_page_gave_is_refused(town: Town, cursor: str) -> None:
    with pytest.raises(InvalidInput, match="Start from the first page"):
        work(town, town.outreach, after=cursor)


def test_a_filter_that_does_not_exist_is_refused(town: Town) -> None:
    with pytest.raises(InvalidInput, match="Expected a list among mine, team"):
        work(town, town.outreach, whose="everybody")


def test_what_only_managers_may_do_is_on_their_list_alone(town: Town) -> None:
    started = town.contact()
    template = next(task for task in town.house.open_tasks() if task.instance_id == started.instance_id)
    with town.engine.database.write(1, town.house.clock.now()) as tx:
        only = replace(template, id=tx.new_id(), token=None, managers_only=True, business_key="RP-MANAGE")
        tasks.tasks.add(tx, only)
    assert [item.task_id for item in work(town, town.outreach_manager, whose="team", reference="RP-MANAGE").items] == [
        only.id
    ]
    assert work(town, town.outreach, whose="team", reference="RP-MANAGE").items == ()
    assert work(town, town.housing_manager, whose="team", reference="RP-MANAGE").items == ()
    elsewhere = Membership(town.outreach.agency_id, None, Role.MANAGER)
    actor = replace(town.outreach_manager.actor, memberships=(elsewhere,))
    with town.engine.reading(actor) as view:
        page = queries.my_work(view, whose="team", reference="RP-MANAGE")
    assert [item.task_id for item in page.items] == [only.id]


def test_counts_are_exact_below_a_hundred_and_bounded_above(town: Town) -> None:
    nurse = town.house.person("Nurse 9", "Busy clinic", "Counted team")
    template = town.house.open_tasks()[0]
    now = town.house.clock.now()

    def add(number: int, **changes: Any) -> None:
        with town.engine.database.write(1, now) as tx:
            place: dict[str, Any] = {
                "agency_id": nurse.agency_id,
                "team_id": nurse.team_id,
                "case_id": None,
                "token": None,
            }
            rows = [replace(template, id=tx.new_id(), **{**place, **changes}) for _ in range(number)]
            tasks.tasks.add(tx, *rows)

    late, today = now - timedelta(days=2), now + timedelta(hours=1)
    add(3, due_at=late, due_order=late, assignee_id=nurse.account_id, state="claimed")
    add(2, due_at=today, due_order=today)
    counts = work(town, nurse, whose="team").counts
    assert counts == {"mine": "3", "team": "5", "overdue": "3", "today": "2", "unclaimed": "2"}
    assert work(town, nurse).counts == {"mine": "3", "team": "5", "overdue": "3", "today": "0", "unclaimed": "0"}
    assert len(work(town, nurse, whose="team", show="overdue").items) == 3
    assert len(work(town, nurse, whose="team", show="today").items) == 2
    assert len(work(town, nurse, whose="team", show="unclaimed").items) == 2
    add(120, due_at=today, due_order=today)
    assert work(town, nurse, whose="team").counts["team"] == "99+"
    assert all(item.is_overdue for item in work(town, nurse).items)
    assert work(town, nurse).items[0].due_words == "1 working day overdue"
