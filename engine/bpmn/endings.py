"""How scopes end: when every token has reached an end event, or at once by a terminate end event."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from engine.bpmn.meeting import Meeting, combine, leave, report_conflicts
from engine.bpmn.normalise import original_id
from engine.bpmn.steps import BoundaryStep
from engine.bpmn.values import Data

if TYPE_CHECKING:
    from engine.bpmn.tree import Case, Inner, Token


def come_to_end(token: Token) -> None:
    """The token has reached an end event: its scope ends if it was the last, else its changes are kept."""
    fork = _fork(token)
    meeting = Meeting(token)
    for each in (token, *token.ancestors):
        if each is fork:
            break
        meeting.inherit(each)
    report_conflicts(token, meeting.branch, meeting.conflicts)
    if fork is None:
        _finish(token, meeting.data)
    else:
        leave(meeting, fork)


def terminate(token: Token) -> None:
    """Ends the scope of the token at once, with what every branch knows by now."""
    known = known_inside(token.workflow, [token])
    report_conflicts(token, original_id(token.task_spec.bpmn_id), known.conflicts)
    token.workflow.task_tree.withdraw()
    _finish(token, known.data)


def known_inside(scope: Case | Inner, ended: Iterable[Token]) -> Meeting:
    """What every branch that goes on in a scope knows by now, these that have just ended too, merged."""
    going_on = [each for each in scope.tasks.values() if each.open and not isinstance(each.task_spec, BoundaryStep)]
    branches = [each for each in going_on if each.parent is None or not each.parent.open]
    for each in branches:
        each.data = each.task_spec.known(each)
    return combine([*branches, *ended], with_legacies=True)


def _finish(token: Token, outcome: Data) -> None:
    """Ends the scope of the token with these variables."""
    scope = token.workflow
    scope.completed = True
    if scope is token.case:
        token.case.outcome = outcome
        return
    host: Token = scope.host
    host.data = outcome
    token.case.subprocesses.pop(host.id)
    host._ready()


def _fork(token: Token) -> Token | None:
    """The nearest ancestor below which something else goes on; None when nothing does."""
    going_on: set[int] = set()
    for other in token.workflow.tasks.values():
        if other.open:
            going_on.add(other.id)
            for ancestor in other.ancestors:
                if ancestor.id in going_on:
                    break
                going_on.add(ancestor.id)
    return next((ancestor for ancestor in token.ancestors if ancestor.id in going_on), None)
