"""Her goals, in her own words; each is open until she has reached it or wants it no longer."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from engine.commands.casework import get_entry, open_case, text_of, write
from engine.commands.work import Work
from engine.domain.casework import GOAL_ENDS, MAX_GOAL, OPEN, Audience, Entry
from engine.errors import InvalidInput, InvalidState
from engine.store import entries


@dataclass(frozen=True, slots=True)
class WriteGoal:
    """Write down what she wants, in her words (1 to 500 characters). Answers the id of the goal.

    For those who take part in the whole case. Refuses: NotFound (out of scope), InvalidInput (field `goal`).
    """

    case_id: UUID
    goal: str


@dataclass(frozen=True, slots=True)
class CloseGoal:
    """She has reached a goal (`reached`), or wants it no longer (`dropped`). It stays on her record.

    For those who take part in the whole case. Refuses: NotFound, InvalidState (closed already), InvalidInput.
    """

    case_id: UUID
    entry_id: UUID
    state: str


def write_goal(work: Work, command: WriteGoal) -> UUID:
    found = open_case(work, command.case_id).only_whole()
    text = text_of("goal", command.goal, MAX_GOAL, "what she wants")
    return write(work, found, Entry.GOAL, Audience.CASE, {"text": text})


def close_goal(work: Work, command: CloseGoal) -> None:
    found = open_case(work, command.case_id).only_whole()
    goal = get_entry(work, found, command.entry_id, Entry.GOAL)
    if command.state not in {option.value for option in GOAL_ENDS}:
        raise InvalidInput("Expected the goal to be reached or dropped, but the answer is neither.")
    if goal.state != OPEN:
        raise InvalidState("Expected the goal to be open, but it has been closed already.")
    entries.close(work.tx, goal.id, command.state, found.actor.account_id)
    work.audit("goal_closed", "entry", goal.id, found.record.id, state=command.state)
