"""Adding a task that the diagram does not foresee to a referral that runs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from engine.commands.actions import Action, check_day, open_action
from engine.commands.outcome import Outcome, outcome_of
from engine.commands.submissions import evaluate_form
from engine.commands.work import Live, Work
from engine.domain.forms import validate
from engine.domain.permissions import Permission, require
from engine.domain.plans import ADD_TASK_FORM, ADDED, ActionWords
from engine.errors import InvalidState, NotFound
from engine.store import plans, visibility
from engine.store.plans import Party


@dataclass(frozen=True, slots=True)
class AddTask:
    """Ask a team that takes part for something that nobody foresaw (`engine.domain.plans.ADD_TASK_FORM`).

    For caseworkers and managers who take part in the referral. Nothing of the diagram waits for it; it is chased when
    it is late, and closed with the referral. Refuses: NotFound (out of scope), InvalidState (the referral has ended,
    or belongs to no case), InvalidInput (fields; a team that takes no part in it). Answers what happens next.
    """

    instance_id: UUID
    values: Mapping[str, Sequence[str]]


def add_task(work: Work, command: AddTask) -> Outcome:
    actor = work.person()
    require(actor, Permission.ADD_TASK)
    if visibility.instance(work.tx, actor, command.instance_id) is None:
        raise NotFound("There is no such referral.")
    live = work.lock(command.instance_id)
    live.running()
    if live.record.case_id is None:
        raise InvalidState("Expected a referral of a case, but this one belongs to none.")
    known = {party.value: party for party in _askable(live, live.record.case_id)}
    raw = {name: given[0] if len(given) == 1 else list(given) for name, given in command.values.items()}
    given = validate(ADD_TASK_FORM, raw, evaluate_form, teams=known).values
    due_on = date.fromisoformat(given["task_due"])
    check_day(live, due_on, "task_due")
    words = ActionWords(given["task_title"], given["task_what"])
    open_action(live, Action(words, known[given["task_team"]], due_on, ADDED))
    return outcome_of(live)


def _askable(live: Live, case_id: UUID) -> list[Party]:
    """Whoever takes part in the whole case may ask any who takes part; others only those of this referral."""
    whole = visibility.sees_whole_case(live.work.tx, live.work.person(), case_id)
    return plans.parties(live.work.tx, case_id, None if whole else live.record.id)
