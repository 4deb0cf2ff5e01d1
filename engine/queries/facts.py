"""What the rules in `domain.tasks` say the actor may do with a task."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from uuid import UUID

from engine.domain import tasks as rules
from engine.domain.actors import Actor, Membership, Role
from engine.domain.permissions import Permission, is_permitted
from engine.domain.tasks import TaskFacts, TaskState
from engine.errors import EngineError
from engine.queries.choices import Choice
from engine.queries.view import View
from engine.store import bars
from engine.store.colleagues import in_agencies
from engine.store.tasks import TaskRecord

Check = Callable[[TaskFacts, Actor], object]

CHECKS: dict[str, tuple[Permission, Check]] = {
    "claim": (Permission.CLAIM_TASK, rules.check_claim),
    "release": (Permission.RELEASE_TASK, rules.check_release),
    "complete": (Permission.COMPLETE_TASK, rules.check_complete),
    "save": (Permission.SAVE_DRAFT, rules.check_save_draft),
    "dates": (Permission.SAVE_DRAFT, rules.check_save_draft),
    "comment": (Permission.COMMENT_TASK, rules.check_comment),
    "resolve": (Permission.DELEGATE_TASK, rules.check_resolve),
}
HAND_OVER = {
    "reassign": (Permission.REASSIGN_TASK, rules.check_reassign),
    "delegate": (Permission.DELEGATE_TASK, rules.check_delegate),
}


def facts(task: TaskRecord, team_agency_id: UUID | None = None, deputy_id: UUID | None = None) -> TaskFacts:
    """What the rules need to know. `deputy_id` stands in for the holder, who is away."""
    return TaskFacts(
        state=TaskState(task.state),
        assignee_id=task.assignee_id,
        agency_id=task.agency_id,
        team_id=task.team_id,
        delegated_from=task.delegated_by_id,
        version=task.version,
        due_at=task.due_at,
        managers_only=task.managers_only,
        team_agency_id=team_agency_id,
        paused=task.paused,
        deputy_id=deputy_id,
    )


def may(task: TaskFacts, actor: Actor, action: str) -> bool:
    """Whether a check of the rules lets the actor do this."""
    permission, check = CHECKS[action]
    return is_permitted(actor, permission) and _passes(lambda: check(task, actor))


def allowed(task: TaskFacts, actor: Actor, colleagues: Iterable[tuple[Actor, bool]]) -> frozenset[str]:
    """Everything the actor may do with the task; to hand it over there must be somebody who may hold it.

    `colleagues` each with whether she is away: nothing is lent to her then.
    """
    others = list(colleagues)
    found = {action for action in CHECKS if may(task, actor, action)}
    for action, (permission, check) in HAND_OVER.items():
        receivers = [person for person, away in others if action != "delegate" or not away]
        if is_permitted(actor, permission) and any(_passes(partial(check, task, actor, one)) for one in receivers):
            found.add(action)
    return frozenset(found)


def _passes(check: Callable[[], object]) -> bool:
    try:
        check()
    except EngineError:
        return False
    return True


def colleagues_for(view: View, task: TaskFacts, holding_agency: UUID, case_id: UUID | None) -> list[tuple[Actor, bool]]:
    """Those who may hold the task, without the actor and its assignee, by name; and whether each is away now."""
    out = {view.actor.account_id, task.assignee_id, *bars.barred_from(view.tx, case_id)}
    held: dict[UUID, tuple[str, bool, list[Membership]]] = {}
    for account, member in in_agencies(view.tx, {task.agency_id, holding_agency}):
        known = held.setdefault(account.id, (account.name, account.is_absent, []))
        known[2].append(Membership(member.agency_id, member.team_id, Role(member.role), member.duty))
    people = [
        (Actor(account_id, view.tx.partnership_id, name, tuple(members)), away)
        for account_id, (name, away, members) in held.items()
        if account_id not in out
    ]
    return [(person, away) for person, away in people if rules.may_hold(task, person)]


def as_choices(colleagues: Iterable[tuple[Actor, bool]]) -> tuple[Choice, ...]:
    return tuple(
        Choice(str(person.account_id), f"{person.name} (away)" if away else person.name) for person, away in colleagues
    )
