"""Who may do what with a task in which state; every refusal has its type."""

from collections.abc import Callable
from dataclasses import replace
from uuid import UUID

import pytest

from engine.domain.actors import Actor, Membership, Role
from engine.domain.tasks import (
    TaskFacts,
    TaskState,
    check_claim,
    check_comment,
    check_complete,
    check_delegate,
    check_reassign,
    check_release,
    check_resolve,
    check_save_draft,
    may_hold,
)
from engine.errors import Conflict, EngineError, InvalidInput, InvalidState, NotPermitted

HOUSING, CHARITY = UUID(int=1), UUID(int=2)
NIGHT, DAY = UUID(int=11), UUID(int=12)


def person(number: int, name: str, *memberships: Membership) -> Actor:
    return Actor(UUID(int=number), 1, name, memberships)


HOLDER = person(101, "Outreach worker 1", Membership(CHARITY, NIGHT, Role.CASEWORKER))
COLLEAGUE = person(102, "Outreach worker 2", Membership(CHARITY, NIGHT, Role.CASEWORKER))
OTHER_TEAM = person(103, "Day worker 1", Membership(CHARITY, DAY, Role.CASEWORKER))
MANAGER = person(104, "Manager 1", Membership(CHARITY, None, Role.MANAGER))
STRANGER = person(105, "Housing officer 1", Membership(HOUSING, UUID(int=21), Role.CASEWORKER))
FOREIGN_MANAGER = person(106, "Manager 2", Membership(HOUSING, None, Role.MANAGER))
ADMINISTRATOR = person(107, "Administrator 1", Membership(CHARITY, NIGHT, Role.ADMINISTRATOR))

OPEN = TaskFacts(TaskState.OPEN, None, CHARITY, NIGHT, version=3)
HELD = replace(OPEN, state=TaskState.CLAIMED, assignee_id=HOLDER.account_id)
LENT = replace(HELD, assignee_id=COLLEAGUE.account_id, delegated_from=HOLDER.account_id)
DONE = replace(HELD, state=TaskState.COMPLETED)
GONE = replace(HELD, state=TaskState.CANCELLED)
FOR_MANAGERS = replace(OPEN, managers_only=True)

Check = Callable[[TaskFacts, Actor, int | None], object]


def reassign(task: TaskFacts, actor: Actor, seen: int | None) -> None:
    check_reassign(task, actor, COLLEAGUE, seen)


def delegate(task: TaskFacts, actor: Actor, seen: int | None) -> None:
    check_delegate(task, actor, COLLEAGUE, seen)


def comment(task: TaskFacts, actor: Actor, _: int | None) -> None:
    check_comment(task, actor)


ACTIONS: dict[str, Check] = {
    "claim": check_claim,
    "release": check_release,
    "reassign": reassign,
    "delegate": delegate,
    "resolve": check_resolve,
    "complete": check_complete,
    "draft": check_save_draft,
    "comment": comment,
}
TASKS = {"open": OPEN, "held": HELD, "lent": LENT, "done": DONE, "gone": GONE}
PEOPLE = {"holder": HOLDER, "colleague": COLLEAGUE, "other team": OTHER_TEAM, "manager": MANAGER, "stranger": STRANGER}

ALLOWED = {
    ("claim", "open"): {"holder", "colleague", "manager"},
    ("release", "held"): {"holder", "manager"},
    ("release", "lent"): {"colleague", "manager"},
    ("reassign", "open"): {"manager"},
    ("reassign", "held"): {"holder", "manager"},
    ("delegate", "held"): {"holder"},
    ("resolve", "lent"): {"holder", "colleague", "manager"},
    ("complete", "held"): {"holder"},
    ("draft", "held"): {"holder"},
    ("draft", "lent"): {"colleague"},
    ("comment", "open"): {"holder", "colleague", "manager"},
    ("comment", "held"): {"holder", "colleague", "manager"},
    ("comment", "lent"): {"holder", "colleague", "manager"},
}


def outcome(check: Check, task: TaskFacts, actor: Actor, seen: int | None = None) -> type[EngineError] | None:
    try:
        check(task, actor, seen)
    except EngineError as refusal:
        return type(refusal)
    return None


@pytest.mark.parametrize("action", ACTIONS)
@pytest.mark.parametrize("task", TASKS)
def test_exactly_the_right_people_may(action: str, task: str) -> None:
    may = {name for name, actor in PEOPLE.items() if outcome(ACTIONS[action], TASKS[task], actor) is None}
    assert may == ALLOWED.get((action, task), set())


@pytest.mark.parametrize("action", ACTIONS)
@pytest.mark.parametrize("task", TASKS)
@pytest.mark.parametrize("actor", [STRANGER, FOREIGN_MANAGER, ADMINISTRATOR, OTHER_TEAM])
def test_people_outside_the_team_change_nothing(action: str, task: str, actor: Actor) -> None:
    assert outcome(ACTIONS[action], TASKS[task], actor) in (NotPermitted, InvalidState)


@pytest.mark.parametrize("action", ACTIONS)
@pytest.mark.parametrize("task", ["done", "gone"])
def test_a_closed_task_is_an_invalid_state_for_its_team(action: str, task: str) -> None:
    assert outcome(ACTIONS[action], TASKS[task], HOLDER) is InvalidState


def test_what_closed_a_task_is_said() -> None:
    with pytest.raises(InvalidState, match="it has been completed"):
        check_complete(DONE, HOLDER)
    with pytest.raises(InvalidState, match="it is no longer needed"):
        check_complete(GONE, HOLDER)


def test_claim_is_refused_when_already_assigned() -> None:
    with pytest.raises(Conflict, match="someone else claimed it first"):
        check_claim(HELD, COLLEAGUE)
    with pytest.raises(InvalidState, match="you already hold it"):
        check_claim(HELD, HOLDER)


@pytest.mark.parametrize(
    ("action", "task", "actor"),
    [
        ("claim", OPEN, HOLDER),
        ("release", HELD, HOLDER),
        ("reassign", HELD, MANAGER),
        ("delegate", HELD, HOLDER),
        ("resolve", LENT, COLLEAGUE),
        ("complete", HELD, HOLDER),
        ("draft", HELD, HOLDER),
    ],
)
def test_an_action_on_a_version_that_moved_on_is_a_conflict(action: str, task: TaskFacts, actor: Actor) -> None:
    assert outcome(ACTIONS[action], task, actor, seen=3) is None
    assert outcome(ACTIONS[action], task, actor, seen=2) is Conflict


def test_a_task_taken_away_is_a_conflict_for_whoever_held_it() -> None:
    taken = replace(HELD, assignee_id=COLLEAGUE.account_id)
    for check in (check_complete, check_save_draft):
        with pytest.raises(Conflict, match="someone else holds it now"):
            check(taken, HOLDER)


def test_an_unclaimed_task_must_be_claimed_before_it_is_completed() -> None:
    with pytest.raises(InvalidState, match="Claim it first"):
        check_complete(OPEN, HOLDER)


def test_what_was_lent_is_handed_back_and_not_completed_or_lent_on() -> None:
    assert check_resolve(LENT, COLLEAGUE) == HOLDER.account_id
    with pytest.raises(InvalidState, match="Hand it back instead"):
        check_complete(LENT, COLLEAGUE)
    with pytest.raises(InvalidState, match="Hand it back instead"):
        check_delegate(LENT, COLLEAGUE, HOLDER)


def test_a_task_that_was_not_lent_is_not_handed_back() -> None:
    with pytest.raises(InvalidState, match="this one was not"):
        check_resolve(HELD, HOLDER)


def test_an_owner_outside_the_team_may_still_comment_on_what_she_lent() -> None:
    moved_away = replace(LENT, delegated_from=STRANGER.account_id)
    assert outcome(comment, moved_away, STRANGER) is None


@pytest.mark.parametrize("receiver", [STRANGER, OTHER_TEAM, FOREIGN_MANAGER, ADMINISTRATOR])
def test_a_task_goes_only_to_someone_who_may_do_it(receiver: Actor) -> None:
    for give, giver in ((check_reassign, MANAGER), (check_delegate, HOLDER)):
        with pytest.raises(InvalidInput, match=f"but {receiver.name} is not one") as caught:
            give(HELD, giver, receiver)
        assert set(caught.value.fields) == {"assignee"}


def test_a_task_is_not_given_to_whoever_has_it() -> None:
    with pytest.raises(InvalidState, match="already holds it"):
        check_reassign(HELD, MANAGER, HOLDER)
    with pytest.raises(InvalidInput, match="but it is you"):
        check_delegate(HELD, HOLDER, HOLDER)


def test_a_task_for_managers_is_theirs_alone() -> None:
    assert may_hold(FOR_MANAGERS, MANAGER)
    assert not may_hold(FOR_MANAGERS, HOLDER)
    with pytest.raises(NotPermitted, match="Expected a manager of its agency to claim it"):
        check_claim(FOR_MANAGERS, HOLDER)
    with pytest.raises(InvalidInput, match="Expected the task to go to a manager of its agency"):
        check_reassign(FOR_MANAGERS, MANAGER, HOLDER)


def test_for_a_partner_without_accounts_the_managers_of_the_working_team_answer() -> None:
    held_by_partner = replace(OPEN, agency_id=UUID(int=3), team_agency_id=CHARITY)
    for task in (held_by_partner, replace(held_by_partner, managers_only=True)):
        check_claim(task, MANAGER)
        check_reassign(task, MANAGER, MANAGER)
        assert outcome(check_claim, task, FOREIGN_MANAGER) is NotPermitted
    assert outcome(check_claim, replace(held_by_partner, team_agency_id=None), MANAGER) is NotPermitted


STILL = replace(HELD, paused=True)


@pytest.mark.parametrize(
    ("check", "task", "actor"),
    [
        (check_claim, replace(OPEN, paused=True), HOLDER),
        (check_complete, STILL, HOLDER),
        (delegate, STILL, HOLDER),
    ],
)
def test_work_on_a_task_of_a_paused_referral_is_refused(check: Check, task: TaskFacts, actor: Actor) -> None:
    check(replace(task, paused=False), actor, 3)
    with pytest.raises(InvalidState, match=r"but its referral is paused\. Nothing is lost"):
        check(task, actor, 3)


@pytest.mark.parametrize(
    ("check", "actor"),
    [(check_release, HOLDER), (reassign, MANAGER), (check_save_draft, HOLDER), (comment, HOLDER)],
)
def test_who_holds_a_paused_task_can_be_put_right_and_what_was_typed_can_be_kept(check: Check, actor: Actor) -> None:
    check(STILL, actor, 3)


def test_a_foreign_person_learns_nothing_of_a_pause() -> None:
    with pytest.raises(NotPermitted):
        check_complete(STILL, STRANGER, 3)
