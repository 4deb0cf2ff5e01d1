"""What managers do about work that stands still: ask for news, take over, give many tasks to somebody else."""

from __future__ import annotations

from datetime import date
from uuid import UUID, uuid4

import pytest

from engine.commands import ClaimTask, Nudge, Outcome, ReassignMany, RecordAbsence, SuspendProcess, TakeOver
from engine.errors import Conflict, InvalidInput, InvalidState, NotFound, NotPermitted
from engine.queries import notices, team_work
from engine.store import audit, tasks
from engine.store.tasks import TaskRecord
from engine.testing import Person
from tests.integration.queries.conftest import Town
from tests.integration.teamwork.conftest import refer

NUDGED = "Somebody waits for a task of yours or of your team."


def acknowledge(town: Town, sent: Outcome) -> UUID:
    return town.task_id(sent.instance_id, "Acknowledge")


def task(town: Town, task_id: UUID) -> TaskRecord:
    with town.engine.database.read(1, town.house.clock.now()) as tx:
        found = tasks.get(tx, task_id)
    assert found is not None
    return found


def told(town: Town, person: Person, task_id: UUID | None = None) -> list[str]:
    return [one.text for one in town.ask(person, notices) if task_id in (None, one.task_id)]


def audited(town: Town, task_id: UUID, action: str) -> list[UUID | None]:
    with town.engine.database.read(1, town.house.clock.now()) as tx:
        return [row.account_id for row in audit.everything(tx) if (row.record_id, row.action) == (task_id, action)]


def test_the_holder_is_told_that_somebody_waits_and_nothing_else(town: Town, sent: Outcome) -> None:
    task_id = acknowledge(town, sent)
    town.housing.do(ClaimTask(task_id, 1))
    before = told(town, town.housing_manager).count(NUDGED)
    town.outreach_manager.do(Nudge(task_id))
    town.house.worker.tick()
    assert told(town, town.housing, task_id).count(NUDGED) == 1
    assert told(town, town.housing_manager).count(NUDGED) == before
    assert audited(town, task_id, "task_nudged") == [town.outreach_manager.account_id]


def test_news_is_asked_for_once_a_day_by_whomever(town: Town, sent: Outcome) -> None:
    task_id = acknowledge(town, sent)
    town.housing_manager.do(Nudge(task_id))
    line = next(one for one in town.ask(town.housing_manager, team_work, limit=100).lines if one.task_id == task_id)
    assert (line.is_nudged, line.may_nudge) == (True, False)
    with pytest.raises(InvalidState, match="Ask again tomorrow"):
        town.coordinator.do(Nudge(task_id))
    town.house.advance(days=1)
    town.coordinator.do(Nudge(task_id))


def test_who_may_not_know_of_a_referral_cannot_ask_about_it(town: Town, sent: Outcome) -> None:
    for task_id in (acknowledge(town, sent), uuid4()):
        with pytest.raises(NotFound, match="There is no such task"):
            town.stranger.do(Nudge(task_id))
    with pytest.raises(NotPermitted):
        town.administrator.do(Nudge(acknowledge(town, sent)))


def test_nobody_asks_herself_or_about_what_is_paused_or_done(town: Town, sent: Outcome) -> None:
    task_id = acknowledge(town, sent)
    town.housing.do(ClaimTask(task_id, 1))
    with pytest.raises(InvalidState, match="you hold it yourself"):
        town.housing.do(Nudge(task_id))
    today = town.house.clock.now().date()
    town.housing_manager.do(SuspendProcess(sent.instance_id, "she is away", date(today.year + 1, 1, 4)))
    with pytest.raises(InvalidState, match="paused"):
        town.outreach_manager.do(Nudge(task_id))
    done = refer(town)
    done_id = acknowledge(town, done)
    town.do(town.housing, done.instance_id, "Acknowledge", seen_by_name="Housing officer 1")
    with pytest.raises(InvalidState, match="no longer needed"):
        town.outreach_manager.do(Nudge(done_id))


def test_a_manager_takes_over_and_the_one_who_held_it_is_told(town: Town, sent: Outcome) -> None:
    task_id = acknowledge(town, sent)
    town.housing.do(ClaimTask(task_id, 1))
    town.housing_manager.do(TakeOver(task_id, 2))
    assert task(town, task_id).assignee_id == town.housing_manager.account_id
    assert "A manager of your agency has taken over a task that you held." in told(town, town.housing, task_id)
    with pytest.raises(InvalidState, match="already holds it"):
        town.housing_manager.do(TakeOver(task_id, 3))


def test_only_a_manager_of_that_agency_takes_over(town: Town, sent: Outcome) -> None:
    task_id = acknowledge(town, sent)
    with pytest.raises(NotPermitted, match="Expected a manager"):
        town.housing.do(TakeOver(task_id, 1))
    for person in (town.outreach_manager, town.coordinator, town.stranger):
        with pytest.raises(NotFound):
            person.do(TakeOver(task_id, 1))
    with pytest.raises(Conflict):
        town.housing_manager.do(TakeOver(task_id, 7))


def test_many_tasks_are_given_at_once_to_one_colleague(town: Town, sent: Outcome) -> None:
    ids = [acknowledge(town, each) for each in (sent, refer(town), refer(town))]
    town.housing.do(ClaimTask(ids[0], 1))
    chosen = [f"{ids[0]}:2", f"{ids[1]}:1", f"{ids[2]}:1"]
    town.housing_manager.do(ReassignMany(chosen, town.housing_manager.account_id))
    assert {task(town, each).assignee_id for each in ids} == {town.housing_manager.account_id}
    assert all(audited(town, each, "task_reassigned") == [town.housing_manager.account_id] for each in ids)
    town.house.worker.tick()
    assert all(told(town, town.housing_manager, each) for each in ids)


def test_if_one_of_them_cannot_be_given_none_is(town: Town, sent: Outcome) -> None:
    mine, other = acknowledge(town, sent), acknowledge(town, refer(town))
    town.housing.do(ClaimTask(other, 1))
    with pytest.raises(Conflict, match="Nothing was changed: 1 of the 2 tasks") as refused:
        town.housing_manager.do(ReassignMany([f"{mine}:1", f"{other}:1"], town.housing_manager.account_id))
    assert f"“Acknowledge” of {task(town, other).business_key}." in refused.value.message
    assert task(town, mine).business_key not in refused.value.message
    assert task(town, mine).assignee_id is None


def test_what_the_colleague_holds_already_stays_as_it_is(town: Town, sent: Outcome) -> None:
    mine, other = acknowledge(town, sent), acknowledge(town, refer(town))
    town.housing.do(ClaimTask(other, 1))
    town.housing_manager.do(ReassignMany([f"{mine}:1", f"{other}:2"], town.housing.account_id))
    assert [task(town, each).version for each in (mine, other)] == [2, 2]


def test_tasks_of_others_are_not_given_away(town: Town, sent: Outcome) -> None:
    with pytest.raises(NotFound):
        town.outreach_manager.do(ReassignMany([f"{acknowledge(town, sent)}:1"], town.colleague.account_id))
    with pytest.raises(InvalidInput, match="Nurse 1 is not one"):
        town.housing_manager.do(ReassignMany([f"{acknowledge(town, sent)}:1"], town.stranger.account_id))


@pytest.mark.parametrize("wrong", [[], ["nonsense"], [f"{uuid4()}:x"], [f"{uuid4()}:1" for _ in range(101)]])
def test_what_no_list_offers_is_refused(town: Town, wrong: list[str]) -> None:
    with pytest.raises(InvalidInput):
        town.housing_manager.do(ReassignMany(wrong, town.housing.account_id))


def test_while_the_holder_is_away_her_deputy_is_told_too(town: Town, sent: Outcome) -> None:
    task_id = acknowledge(town, sent)
    town.housing.do(ClaimTask(task_id, 1))
    today = town.house.clock.now().date()
    away = RecordAbsence(town.housing.account_id, today, today, town.housing_manager.account_id)
    town.housing.do(away)
    town.outreach_manager.do(Nudge(task_id))
    town.house.worker.tick()
    assert NUDGED in told(town, town.housing_manager, task_id)
