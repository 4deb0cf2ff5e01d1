"""What a pathway asks people to arrange by hand is still to be done when the contact that asked for it has ended."""

from __future__ import annotations

from datetime import timedelta
from importlib import import_module
from uuid import UUID

import pytest
from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext
from sqlalchemy import create_engine, update

from engine.commands import (
    AddTask,
    AddTeam,
    AnswerOffer,
    ClaimTask,
    CreateAccount,
    DelegateTask,
    MergeCases,
    OfferCase,
    Outcome,
    ReassignTask,
    RedateTimers,
    ReleaseTask,
    ResolveTask,
    SendMessage,
    SetTaskDates,
    SuspendProcess,
)
from engine.domain.deadlines import ANSWER_TIME
from engine.errors import InvalidState
from engine.queries import case_page, my_work, redating_here, stalled, task_page, team_work
from engine.store import definitions
from engine.store.definitions import ParameterRecord
from engine.store.tasks import TaskRecord, user_task
from engine.testing import HASHED, House, Person
from tests.integration.commands.conftest import Staff
from tests.integration.commands.pauses import UNTIL, clocks, record, the_task, well
from tests.support.bpmn_models import boundary, call, diagram, element, end, event, flows, operation, start
from tests.support.bundles import asked, bundle
from tests.support.postgres import DatabaseUrls

TITLE = "Arrange by hand: DASH and MARAC"
STOP = element("message", "stop_message", name="stop")


def contact(key: str = "contact") -> dict[str, bytes]:
    """A contact that asks for a pathway which is not here, and then has one step left."""
    arrange = operation("arrange", "start_pathways", input_pathways='= ["dash_marac"]')
    stop = boundary("stop", "talk", event("message", "stop_message"))
    drawn = flows("start > arrange", "arrange > talk", "talk > end", "stop > stopped")
    parts = [start(), arrange, asked("talk"), stop, end(), end("stopped"), *drawn]
    return bundle(key, diagram(*parts, key=key, definitions=STOP))


def calling() -> dict[str, bytes]:
    """A pathway that calls the contact, and may stop waiting for it."""
    gone = boundary("gone", "ask", event("message", "gone_message"))
    drawn = flows("start > ask", "ask > end", "gone > given_up")
    named = element("message", "gone_message", name="gone")
    parts = [start(), call("ask", "contact"), gone, end(), end("given_up"), *drawn]
    return bundle("calling", diagram(*parts, key="calling", definitions=named))


@pytest.fixture
def ended(staff: Staff) -> Outcome:
    """A contact that has come to its end, with what it asked for not arranged yet."""
    staff.house.deploy(contact())
    outcome = staff.worker.start("contact")
    assert staff.worker.complete("talk").ended == "end"
    return outcome


def test_it_outlives_the_contact_with_its_clock(staff: Staff, ended: Outcome) -> None:
    task = the_task(staff.house, TITLE)
    assert (task.kind, task.state, task.instance_id) == ("by_hand", "open", ended.instance_id)
    assert [clock.task_id for clock in clocks(staff.house, ended.instance_id)] == [task.id]
    assert well(staff.house)


def test_it_goes_from_hand_to_hand_and_is_done_when_the_contact_has_ended(staff: Staff, ended: Outcome) -> None:
    worker, colleague, task = staff.worker, staff.colleague, the_task(staff.house, TITLE)
    worker.do(ClaimTask(task.id, 1))
    worker.do(ReleaseTask(task.id, 2))
    worker.do(ClaimTask(task.id, 3))
    worker.do(DelegateTask(task.id, 4, colleague.account_id))
    colleague.do(ResolveTask(task.id, 5))
    worker.do(ReassignTask(task.id, 6, colleague.account_id))
    colleague.do(SetTaskDates(task.id, 7, staff.house.clock.now() + timedelta(days=1), 80))
    assert well(staff.house)
    done = colleague.complete(TITLE)
    assert (done.instance_id, done.ended) == (ended.instance_id, "end")
    assert staff.house.open_tasks() == []
    assert clocks(staff.house, ended.instance_id) == []
    assert well(staff.house)


def test_managers_are_told_when_it_is_late_until_it_is_done(staff: Staff, ended: Outcome) -> None:
    staff.house.advance(days=2)
    assert the_task(staff.house, f"Late: {TITLE}").assignee_id == staff.duty_manager.account_id
    assert well(staff.house)
    staff.house.advance(days=3)
    assert the_task(staff.house, f"Late: Late: {TITLE}").assignee_id == staff.coordinator.account_id
    assert well(staff.house)
    staff.worker.complete(TITLE)
    assert staff.house.open_tasks() == []
    assert well(staff.house)


def test_who_was_told_that_it_is_late_stays_told_when_the_contact_ends(staff: Staff) -> None:
    staff.house.deploy(contact())
    ending = staff.worker.start("contact")
    staff.house.advance(days=2)
    staff.house.advance(days=5)
    staff.worker.complete("talk")
    told = [TITLE, f"Late: {TITLE}", f"Late: Late: {TITLE}"]
    assert [task.title for task in staff.house.open_tasks()] == told
    assert {clock.task_id for clock in clocks(staff.house, ending.instance_id)} <= set(ids(staff.house))
    assert well(staff.house)
    staff.duty_manager.complete(f"Late: {TITLE}")
    assert [task.title for task in staff.house.open_tasks()] == [TITLE]
    assert [clock.task_id for clock in clocks(staff.house, ending.instance_id)] == ids(staff.house)
    assert well(staff.house)


def ids(house: House) -> list[UUID]:
    return [task.id for task in house.open_tasks()]


def test_it_is_seen_on_every_list_and_page_of_work(staff: Staff, ended: Outcome) -> None:
    task = the_task(staff.house, TITLE)
    with staff.house.engine.reading(staff.worker.actor) as view:
        assert [item.title for item in my_work(view, whose="team").items] == [TITLE]
        page = task_page(view, task.id)
        assert (page.may, page.read_only) == (frozenset({"claim", "comment"}), False)
        assert ended.case_id is not None
        (shown,) = case_page(view, ended.case_id).referrals
        assert (shown.state, shown.current_step) == ("completed", TITLE)
        assert [(step.title, step.task_id, step.may_open) for step in shown.steps] == [(TITLE, task.id, True)]
    with staff.house.engine.reading(staff.manager.actor) as view:
        (line,) = team_work(view).lines
        assert (line.step, line.may_reassign, line.may_take_over, line.may_nudge) == (TITLE, True, True, True)


def test_its_clock_is_moved_with_the_time_to_answer(staff: Staff, ended: Outcome) -> None:
    commissioner = staff.house.person("Commissioner 1", "Council", "Commissioning", roles=("commissioner",))
    before = the_task(staff.house, TITLE).due_at
    with staff.house.engine.database.write(1, staff.house.clock.now()) as tx:
        longer = ParameterRecord(tx.new_id(), ANSWER_TIME, "P9D", "local", "Policy", tx.now.date(), tx.now, None)
        definitions.parameters.add(tx, longer)
    shown = redating_here(staff.house.engine, ANSWER_TIME)
    assert [(clock.instance_id, clock.before) for clock in shown.clocks] == [(ended.instance_id, before)]
    assert commissioner.do(RedateTimers(ANSWER_TIME, shown.seen)) == 1
    assert the_task(staff.house, TITLE).due_at == shown.clocks[0].after
    assert well(staff.house)


def test_it_is_shown_as_stalled_when_it_is_late(staff: Staff, ended: Outcome) -> None:
    staff.house.advance(days=2)
    with staff.house.engine.reading(staff.manager.actor) as view:
        (line,) = stalled(view).lines
    assert (line.step, line.instance_id, bool(line.reasons)) == (TITLE, ended.instance_id, True)


def test_the_check_names_what_should_have_ended_and_what_should_not(staff: Staff) -> None:
    house = staff.house
    house.deploy(contact())
    staff.worker.start("contact")
    house.advance(days=2)
    house.advance(hours=1)
    staff.worker.complete("talk")
    by_hand, late = the_task(house, TITLE), the_task(house, f"Late: {TITLE}")

    def found(task_id: UUID, **values: object) -> list[tuple[str, str]]:
        """What the check says when the row is changed behind the engine's back."""
        with house.engine.database.write(1, house.clock.now()) as tx:
            tx.run(update(user_task).where(user_task.c.id == task_id).values(values))
        said = [(problem.row, problem.column) for problem in house.engine.fsck()]
        with house.engine.database.write(1, house.clock.now()) as tx:
            kept = {"kind": "by_hand", "state": "open", "completed_at": None, "version": by_hand.version}
            again = kept if task_id == by_hand.id else {"cause_task_id": by_hand.id}
            tx.run(update(user_task).where(user_task.c.id == task_id).values(again))
        return said

    named = (str(by_hand.id), "state")
    assert named in found(by_hand.id, state="cancelled", completed_at=house.clock.now(), version=by_hand.version + 1)
    assert {(str(by_hand.id), "completed_at"), (str(late.id), "completed_at")} <= set(found(by_hand.id, kind="fault"))
    assert (str(late.id), "completed_at") in found(late.id, cause_task_id=None)
    assert well(house)


def test_one_of_before_has_its_kind_from_the_migration_on(staff: Staff, ended: Outcome, urls: DatabaseUrls) -> None:
    before = update(user_task).where(user_task.c.kind == "by_hand").values(kind="")
    with staff.house.engine.database.write(1, staff.house.clock.now()) as tx:
        tx.run(before)
    sql = create_engine(urls.owner)
    with sql.begin() as connection, Operations.context(MigrationContext.configure(connection)):
        import_module("engine.store.migrations.versions.0010_by_hand").name_kinds()
    sql.dispose()
    assert the_task(staff.house, TITLE).kind == "by_hand"
    assert well(staff.house)


def test_it_is_closed_when_the_contact_itself_is_no_longer_needed(staff: Staff) -> None:
    staff.house.deploy(contact())
    staff.house.deploy(calling())
    caller = staff.worker.start("calling")
    assert the_task(staff.house, TITLE).state == "open"
    staff.worker.do(SendMessage(caller.instance_id, "gone", {}))
    staff.house.worker.tick()
    assert staff.house.open_tasks() == []
    assert well(staff.house)


def test_its_clock_goes_on_when_the_contact_ends_in_a_pause(staff: Staff) -> None:
    house = staff.house
    house.deploy(contact())
    paused = staff.worker.start("contact")
    due = the_task(house, TITLE).due_at
    staff.manager.do(SuspendProcess(paused.instance_id, "She is in hospital", UNTIL))
    assert the_task(house, TITLE).due_at != due
    house.clock.advance(timedelta(hours=1))
    staff.worker.do(SendMessage(paused.instance_id, "stop", {}))
    assert record(house, paused.instance_id).state == "completed"
    (clock,) = clocks(house, paused.instance_id)
    assert due is not None
    assert clock.next_try_at == clock.due_at == the_task(house, TITLE).due_at == due + timedelta(hours=1)
    assert well(house)


def test_it_goes_along_when_another_team_leads_the_case(staff: Staff, ended: Outcome) -> None:
    other = in_another_team(staff)
    assert ended.case_id is not None
    offer = staff.worker.do(OfferCase(ended.case_id, other.team_id, "She sleeps near them now", False))
    other.do(AnswerOffer(offer, True))
    task = the_task(staff.house, TITLE)
    assert (task.team_id, sees(staff.worker, task), sees(other, task)) == (other.team_id, False, True)
    assert other.complete(TITLE).ended == "end"
    assert well(staff.house)


def in_another_team(staff: Staff) -> Person:
    """Somebody of another team of the same charity."""
    house, agency_id = staff.house, staff.worker.agency_id
    team_id = house.engine.execute(AddTeam(agency_id, "Drop-in"))
    account = CreateAccount(
        "other@example.org", "Outreach worker 3", HASHED, agency_id, team_id, ("caseworker",), False
    )
    return Person(house, house.engine.execute(account), agency_id, team_id)


def sees(person: Person, task: TaskRecord) -> bool:
    return task.id in [known.id for known in person.tasks()]


def test_it_goes_along_when_two_cases_of_hers_become_one(staff: Staff, ended: Outcome) -> None:
    kept = staff.worker.start("contact")
    staff.worker.complete("talk")
    assert kept.case_id is not None
    assert ended.case_id is not None
    staff.worker.do(MergeCases(kept.case_id, ended.case_id, "She said so"))
    assert {task.case_id for task in staff.house.open_tasks()} == {kept.case_id}
    staff.worker.complete(TITLE)
    staff.worker.complete(TITLE)
    assert well(staff.house)


def test_nothing_else_is_added_to_a_contact_that_has_ended(staff: Staff, ended: Outcome) -> None:
    values = {"task_title": ["Call her"], "task_what": ["Call"], "task_team": [str(staff.worker.team_id)]}
    due = {"task_due": [(staff.house.clock.now().date() + timedelta(days=1)).isoformat()]}
    with pytest.raises(InvalidState, match="it has ended"):
        staff.worker.do(AddTask(ended.instance_id, values | due))
