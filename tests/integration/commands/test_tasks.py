"""What people do with tasks, and every refusal, on both databases."""

from __future__ import annotations

from uuid import uuid4

import pytest

from engine.commands import (
    ClaimTask,
    CommentOnTask,
    CompleteTask,
    DelegateTask,
    ReassignTask,
    ReleaseTask,
    ResolveTask,
    SaveDraft,
    SetTaskDates,
)
from engine.errors import Conflict, InvalidInput, InvalidState, NotFound, NotPermitted
from tests.integration.commands.conftest import Staff


def test_a_case_runs_from_start_to_end_and_nothing_disagrees(staff: Staff) -> None:
    staff.past_triage()
    for agency in ("police", "housing", "health"):
        staff.worker.complete(agency)
    assert staff.coordinator.complete("review", repeat=True).ended is None
    for agency in ("health", "police", "housing"):
        staff.worker.complete(agency)
    assert staff.coordinator.complete("review", repeat=False).ended == "end"
    assert staff.house.open_tasks() == []
    staff.house.worker.tick()
    assert staff.house.engine.fsck() == []


def test_completing_says_what_happens_next_and_who_has_it(staff: Staff) -> None:
    steps = staff.past_triage().next_steps
    assert {step.title for step in steps} == {"housing", "health", "police"}
    assert {step.holder for step in steps} == {"Charity, Outreach"}
    assert all(step.due_at is not None for step in steps)


def test_claim_is_refused_when_already_claimed_by_someone_else(staff: Staff) -> None:
    staff.past_triage()
    seen = staff.colleague.task("housing")
    staff.worker.claim("housing")
    with pytest.raises(Conflict, match="claimed it first"):
        staff.colleague.do(ClaimTask(seen.id, seen.version))


def test_a_task_of_others_answers_like_one_that_does_not_exist(staff: Staff) -> None:
    staff.past_triage()
    task = staff.worker.task("housing")
    answers = []
    for task_id in (task.id, uuid4()):
        with pytest.raises(NotFound) as refusal:
            staff.stranger.do(ClaimTask(task_id, 1))
        answers.append(refusal.value.message)
    assert len(set(answers)) == 1


def test_a_released_task_is_open_for_the_team_again(staff: Staff) -> None:
    staff.past_triage()
    task = staff.worker.claim("housing")
    staff.worker.do(ReleaseTask(task.id, task.version))
    assert staff.colleague.claim("housing").assignee_id == staff.colleague.account_id


def test_a_manager_reassigns_a_task_that_someone_holds(staff: Staff) -> None:
    staff.past_triage()
    task = staff.worker.claim("housing")
    staff.manager.do(ReassignTask(task.id, task.version, staff.colleague.account_id))
    assert staff.colleague.task("housing").assignee_id == staff.colleague.account_id


def test_a_task_is_not_given_to_someone_who_may_not_do_it(staff: Staff) -> None:
    staff.past_triage()
    task = staff.worker.claim("housing")
    with pytest.raises(InvalidInput) as refusal:
        staff.manager.do(ReassignTask(task.id, task.version, staff.stranger.account_id))
    assert "assignee" in refusal.value.fields


def test_a_lent_task_is_handed_back_before_it_is_completed(staff: Staff) -> None:
    staff.past_triage()
    task = staff.worker.claim("housing")
    staff.worker.do(DelegateTask(task.id, task.version, staff.colleague.account_id))
    lent = staff.colleague.task("housing")
    with pytest.raises(InvalidState, match="lent"):
        staff.colleague.do(CompleteTask(lent.id, lent.version, {}))
    staff.colleague.do(ResolveTask(lent.id, lent.version))
    assert staff.worker.task("housing").assignee_id == staff.worker.account_id
    assert staff.worker.complete("housing").ended is None


def test_completing_needs_the_version_one_saw(staff: Staff) -> None:
    staff.past_triage()
    task = staff.worker.claim("housing")
    staff.worker.do(SetTaskDates(task.id, task.version, None, 80))
    with pytest.raises(Conflict, match="changed since"):
        staff.worker.do(CompleteTask(task.id, task.version, {}))


def test_a_task_is_completed_once(staff: Staff) -> None:
    staff.past_triage()
    task = staff.worker.claim("housing")
    staff.worker.do(CompleteTask(task.id, task.version, {}))
    with pytest.raises(InvalidState, match="completed"):
        staff.worker.do(CompleteTask(task.id, task.version, {}))


def test_agencies_that_work_in_parallel_never_conflict_with_each_other(staff: Staff) -> None:
    staff.past_triage()
    housing, health = staff.worker.claim("housing"), staff.colleague.claim("health")
    staff.worker.do(CompleteTask(housing.id, housing.version, {}))
    staff.colleague.do(CompleteTask(health.id, health.version, {}))
    assert [task.title for task in staff.house.open_tasks()] == ["police"]


def test_a_wrong_answer_changes_nothing_and_names_the_field(staff: Staff) -> None:
    staff.start()
    task = staff.coordinator.claim("triage")
    with pytest.raises(InvalidInput) as refusal:
        staff.coordinator.do(CompleteTask(task.id, task.version, {"priority": ["seven"]}))
    assert set(refusal.value.fields) == {"priority"}
    assert staff.coordinator.task("triage").version == task.version


def test_fields_that_the_form_does_not_have_are_refused(staff: Staff) -> None:
    staff.start()
    task = staff.coordinator.claim("triage")
    with pytest.raises(InvalidInput, match="only fields of the form"):
        staff.coordinator.do(CompleteTask(task.id, task.version, {"priority": ["3"], "is_admin": ["yes"]}))


def test_a_draft_is_kept_for_whoever_typed_it(staff: Staff) -> None:
    staff.start()
    task = staff.coordinator.claim("triage")
    staff.coordinator.do(SaveDraft(task.id, {"priority": ["not yet a number"]}))
    staff.coordinator.do(SaveDraft(task.id, {"priority": ["5"]}))
    assert staff.coordinator.task("triage").version == task.version


def test_only_the_holder_keeps_a_draft(staff: Staff) -> None:
    staff.past_triage()
    task = staff.worker.claim("housing")
    with pytest.raises(Conflict):
        staff.colleague.do(SaveDraft(task.id, {}))


def test_a_comment_must_say_something(staff: Staff) -> None:
    staff.past_triage()
    task = staff.worker.task("housing")
    staff.colleague.do(CommentOnTask(task.id, "Rang twice."))
    with pytest.raises(InvalidInput) as refusal:
        staff.colleague.do(CommentOnTask(task.id, "   "))
    assert refusal.value.fields == {"text": "Enter a comment"}


def test_an_administrator_does_no_casework(staff: Staff) -> None:
    clerk = staff.house.person("Administrator 2", "Charity", "Outreach", roles=("administrator",))
    with pytest.raises(NotPermitted):
        clerk.start("workload")


def test_the_same_key_gives_the_same_answer_and_has_one_effect(staff: Staff) -> None:
    staff.past_triage()
    task = staff.worker.claim("housing")
    command = CompleteTask(task.id, task.version, {})
    first = staff.worker.do(command, key="k-1")
    assert staff.worker.do(command, key="k-1") == first
    assert {task.title for task in staff.house.open_tasks()} == {"health", "police"}


def test_a_key_is_not_used_for_another_request(staff: Staff) -> None:
    staff.past_triage()
    housing, health = staff.worker.claim("housing"), staff.worker.claim("health")
    staff.worker.do(CompleteTask(housing.id, housing.version, {}), key="k-1")
    with pytest.raises(Conflict, match="new idempotency key"):
        staff.worker.do(CompleteTask(health.id, health.version, {}), key="k-1")
