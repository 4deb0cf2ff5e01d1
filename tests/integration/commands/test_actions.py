"""Actions of a plan and added tasks: asked of their owners, chased, answered for, and taken up by the next plan."""

from __future__ import annotations

import pytest

from engine.commands import AddTask, Outcome, SaveDraft, SuspendProcess
from engine.errors import InvalidInput, InvalidState, NotFound, NotPermitted
from engine.queries import my_work, plan_actions, task_page
from engine.testing import House, Person, Value, as_sent
from tests.integration.everything import everything_kept
from tests.integration.town import Town, found

PLAN: dict[str, Value] = {"goals": "A door that locks", "risk": "medium"}
SECRET = "Go with her to the clinic on Marine Parade"
DONE: dict[str, Value] = {"result": "done", "outcome_words": "She has a key of her own"}
TOUCH = "Keep in touch with her"
DUE = "2026-12-04"


@pytest.fixture
def town(house: House) -> Town:
    return found(house)


def row(number: int, what: str, owner: Person, due: str = DUE) -> dict[str, Value]:
    return {f"actions-{number}-what": what, f"actions-{number}-owner": str(owner.team_id), f"actions-{number}-due": due}


def supported(town: Town) -> Outcome:
    """Risk reduction, led by the team that met her, with housing taking part in a referral."""
    accepted = town.accepted()
    return town.worker.start("risk_reduction", accepted.case_id)


def planned(town: Town, **rows: Value) -> Outcome:
    started = supported(town)
    town.worker.complete("Make a safety plan", **PLAN, **rows)
    return started


def adding(town: Town, started: Outcome, person: Person, team: Person, **changes: Value) -> Outcome:
    values: dict[str, Value] = {"task_title": "Blanket", "task_what": "Bring one", "task_team": str(team.team_id)}
    answer: Outcome = person.do(AddTask(started.instance_id, as_sent({**values, "task_due": DUE, **changes})))
    return answer


def actions_seen(person: Person, started: Outcome) -> list[tuple[str, str]]:
    assert started.case_id is not None
    with person.house.engine.reading(person.actor) as view:
        return [(action.title, action.state) for action in plan_actions(view, started.case_id)]


def test_each_action_becomes_a_task_of_its_owner_with_its_day(town: Town) -> None:
    started = planned(town, **row(1, SECRET, town.officer), **row(2, "See her on Friday", town.worker))
    theirs = town.officer.task("Action of her plan")
    assert (theirs.origin, theirs.kind, theirs.team_id) == ("engine", "action", town.officer.team_id)
    assert theirs.arithmetic == "On Fri 4 Dec 2026 17:00"
    assert actions_seen(town.worker, started) == [(SECRET, "To do"), ("See her on Friday", "To do")]
    assert town.house.engine.fsck() == []


def test_what_was_agreed_is_sealed_and_read_by_its_owner_and_by_those_in_the_whole_case_only(town: Town) -> None:
    started = planned(town, **row(1, SECRET, town.officer))
    in_clear = [line for line in everything_kept(town.house).splitlines() if SECRET in line]
    assert in_clear
    assert all("_sealed:" in line for line in in_clear)
    task = town.officer.task("Action of her plan")
    with town.house.engine.reading(town.officer.actor) as view:
        assert task_page(view, task.id).title == SECRET
        assert SECRET in [item.title for item in my_work(view, "team").items]
    assert actions_seen(town.officer, started) == [(SECRET, "To do")]
    with pytest.raises(NotFound):
        actions_seen(town.nurse, started)


def test_who_takes_part_in_one_referral_sees_no_action_of_others(town: Town) -> None:
    started = planned(town, **row(1, "See her on Friday", town.worker))
    assert actions_seen(town.officer, started) == []


def test_nothing_of_the_diagram_waits_for_an_action(town: Town) -> None:
    started = planned(town, **row(1, SECRET, town.officer))
    assert TOUCH in town.titles(started.instance_id)


def test_what_came_of_it_is_kept_and_read_before_the_next_review(town: Town) -> None:
    started = planned(town, **row(1, SECRET, town.officer), **row(2, "See her", town.worker, "2026-12-11"))
    town.officer.complete("Action of her plan", **DONE)
    assert actions_seen(town.worker, started) == [("See her", "To do"), (SECRET, "It is done")]
    town.worker.complete(TOUCH, contact="reached", news="review")
    review = town.worker.task("Review with all agencies")
    with town.house.engine.reading(town.worker.actor) as view:
        assert [action.title for action in task_page(view, review.id).still_open] == ["See her"]
    assert town.house.engine.fsck() == []


@pytest.mark.parametrize("is_claimed", [False, True])
def test_an_action_that_is_late_is_told_of_like_every_deadline(town: Town, is_claimed: bool) -> None:
    planned(town, **row(1, SECRET, town.officer))
    if is_claimed:
        town.officer.claim("Action of her plan")
    town.house.advance(days=12)
    (late,) = [task for task in town.house.open_tasks() if task.title == "Late: Action of her plan"]
    assert late.assignee_id == town.duty_manager.account_id
    town.officer.complete("Action of her plan", **DONE)
    assert "Late: Action of her plan" not in [task.title for task in town.house.open_tasks()]
    assert town.house.engine.fsck() == []


@pytest.mark.parametrize(
    ("owner", "due", "field"), [("nurse", DUE, "actions-1-owner"), ("officer", "2026-11-01", "actions-1-due")]
)
def test_an_action_nobody_could_do_is_refused_beside_its_row(town: Town, owner: str, due: str, field: str) -> None:
    supported(town)
    with pytest.raises(InvalidInput) as refused:
        town.worker.complete("Make a safety plan", **PLAN, **row(1, SECRET, getattr(town, owner), due))
    assert set(refused.value.fields) == {field}
    assert town.worker.task("Make a safety plan").completed_at is None


def test_a_draft_keeps_rows_that_are_not_finished(town: Town) -> None:
    supported(town)
    task = town.worker.claim("Make a safety plan")
    town.worker.do(SaveDraft(task.id, as_sent({"actions-1-what": SECRET, "actions-2-due-day": "4"})))
    with town.house.engine.reading(town.worker.actor) as view:
        assert task_page(view, task.id).values["actions-1-what"] == [SECRET]


def test_an_owner_without_accounts_is_asked_and_the_senders_team_records_what_came_of_it(town: Town) -> None:
    service = town.partner_without_accounts()
    referred = town.worker.start("referral_handshake", supported(town).case_id)
    town.worker.complete("Send referral", **town.sending(service, need="money"))
    agency_id, _ = town.house.agency("Food bank", "Volunteers")
    town.worker.complete(
        "Make a safety plan", **PLAN, **{**row(1, "Parcel", town.worker), "actions-1-owner": str(agency_id)}
    )
    task = town.worker.task("Action of her plan")
    assert (task.agency_id, task.team_id) == (agency_id, town.worker.team_id)
    assert referred.case_id == task.case_id


def test_open_actions_are_closed_when_the_plan_ends_for_good(town: Town) -> None:
    started = planned(town, **row(1, SECRET, town.officer))
    town.worker.complete(TOUCH, contact="reached", news="end")
    town.worker.complete("Agree to end", her_view="I am all right", door_open=True)
    assert actions_seen(town.worker, started) == [(SECRET, "Closed with its referral")]
    assert "Action of her plan" not in town.titles_of(town.officer)


def test_open_actions_go_with_her_from_plan_to_plan(town: Town) -> None:
    started = planned(town, **row(1, SECRET, town.officer))
    town.worker.complete(TOUCH, contact="reached", news="exit")
    leaving = town.officer.task("Action of her plan")
    assert (leaving.pathway, leaving.arithmetic) == ("exit_pathway", "On Fri 4 Dec 2026 17:00")
    town.worker.complete("Write down her wish", said_it=False)
    assert town.officer.task("Action of her plan").pathway == "risk_reduction"
    assert actions_seen(town.worker, started) == [(SECRET, "To do")]
    assert town.house.engine.fsck() == []


def test_what_somebody_was_to_do_who_has_left_since_is_asked_of_the_team_that_goes_on(town: Town) -> None:
    started = planned(town, **row(1, SECRET, town.officer))
    town.officer.complete("Record contact attempt", attempt="reached")
    town.officer.complete("Report outcome", result="met")
    town.worker.complete("Read the outcome", read=True)
    assert town.sees(town.officer, started) == (False, False)
    town.worker.complete(TOUCH, contact="reached", news="exit")
    again = town.worker.task("Action of her plan")
    assert (again.pathway, again.team_id) == ("exit_pathway", town.worker.team_id)
    assert "Action of her plan" not in town.titles_of(town.officer)
    assert actions_seen(town.worker, started) == [(SECRET, "To do")]
    assert town.house.engine.fsck() == []


def test_a_pause_holds_actions_back_with_their_referral(town: Town) -> None:
    started = planned(town, **row(1, SECRET, town.officer))
    town.manager.do(
        SuspendProcess(started.instance_id, "In custody", town.house.clock.now().date().replace(month=12, day=20))
    )
    town.house.advance(days=14)
    assert "Late: Action of her plan" not in [task.title for task in town.house.open_tasks()]
    town.officer.complete("Action of her plan", **DONE)
    assert town.house.engine.fsck() == []


def test_a_caseworker_who_takes_part_adds_a_task_to_any_live_referral(town: Town) -> None:
    started = supported(town)
    outcome = adding(town, started, town.worker, town.officer)
    assert [step.title for step in outcome.next_steps] == ["Task added for her"]
    assert town.officer.complete("Task added for her", **DONE).instance_id == started.instance_id
    assert actions_seen(town.worker, started) == [("Blanket", "It is done")]
    assert town.house.engine.fsck() == []


def test_who_takes_part_in_one_referral_adds_tasks_for_those_of_that_referral(town: Town) -> None:
    sent = town.accepted()
    elsewhere = town.worker.start("referral_handshake", sent.case_id)
    town.worker.complete("Send referral", **town.sending(town.clinic, need="health"))
    adding(town, sent, town.officer, town.worker)
    with pytest.raises(InvalidInput) as refused:
        adding(town, sent, town.officer, town.nurse)
    assert set(refused.value.fields) == {"task_team"}
    with pytest.raises(NotFound):
        adding(town, elsewhere, town.officer, town.worker)


def test_adding_a_task_is_refused_where_it_could_not_be_done(town: Town) -> None:
    started = supported(town)
    with pytest.raises(NotFound):
        adding(town, started, town.nurse, town.nurse)
    with pytest.raises(NotPermitted):
        adding(
            town,
            started,
            town.house.person("Administrator 2", "Council", "Coordination", ("administrator",)),
            town.worker,
        )
    for field, value in {"task_due": "2026-11-01", "task_title": "", "task_team": str(town.nurse.team_id)}.items():
        with pytest.raises(InvalidInput) as refused:
            adding(town, started, town.worker, town.worker, **{field: value})
        assert set(refused.value.fields) == {field}
    town.worker.complete("Make a safety plan", **PLAN)
    town.worker.complete(TOUCH, contact="reached", news="exit")
    with pytest.raises(InvalidState):
        adding(town, started, town.worker, town.worker)


def test_another_referral_can_be_started_while_others_run(town: Town) -> None:
    started = planned(town)
    another = town.worker.start("referral_handshake", started.case_id)
    assert town.titles(another.instance_id) == ["Send referral"]
