"""How scopes end: when every token has reached an end event, or at once by a terminate end event.

What a branch changed before it ended is kept in its scope until the last branch ends; then both are merged. So the
branch itself can be forgotten, and a case that is chased for years does not grow.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from engine.bpmn.gateways import report_conflicts
from engine.bpmn.merging import Merge
from engine.bpmn.normalise import original_id
from engine.bpmn.values import Data, Json, same

if TYPE_CHECKING:
    from engine.bpmn.tree import Case, Inner, Token

_NOTHING: list[Json] = []
"""Stands for a variable that was not there; a value before is kept in a list of one."""


def come_to_end(token: Token) -> None:
    """The token has reached an end event: its scope ends if it was the last, else its changes are kept."""
    fork = _fork(token)
    if fork is None:
        finish(token, token.data)
    else:
        _keep_changes(token, fork.data)


def terminate(token: Token) -> None:
    """Ends the scope of the token at once."""
    token.workflow.task_tree.withdraw()
    finish(token, token.data)


def finish(token: Token, data: Data) -> None:
    """Ends the scope of the token with these variables and what ended branches have left."""
    scope = token.workflow
    outcome = with_ended(scope, token, data)
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


def _keep_changes(token: Token, base: Mapping[str, Json]) -> None:
    ended = token.workflow.ended
    branch = original_id(token.task_spec.bpmn_id)
    for name, value in sorted(token.data.items()):
        before = [base[name]] if name in base else _NOTHING
        if before and same(before[0], value):
            continue
        earlier = ended.get(name)
        if earlier is None:
            ended[name] = [before, value, branch]
        else:
            _overwrite(token, name, earlier, value, branch)


def _between_different(conflicts: Mapping[str, Data]) -> dict[str, Data]:
    """Without those where the same branch, taken once more, has only brought something newer."""
    return {path: values for path, values in conflicts.items() if len(values) > 1}


def _overwrite(token: Token, name: str, earlier: list[Json], value: Json, branch: str) -> None:
    before, kept, other = earlier
    base = {name: before[0]} if before else {}
    merged = Merge(base)
    merged.add(other, {name: kept})
    merged.add(branch, {name: value})
    report_conflicts(token, original_id(token.task_spec.bpmn_id), _between_different(merged.conflicts))
    token.workflow.ended[name] = [before, merged.data[name], branch]


def with_ended(scope: Case | Inner, token: Token, data: Data) -> Data:
    """The variables of the last branch together with what branches that ended before have left; `token` reports."""
    if not scope.ended:
        return data
    branch = original_id(token.task_spec.bpmn_id)
    base = {name: before[0] for name, (before, _, _) in scope.ended.items() if before}
    merged = Merge(base)
    for name, (_, value, other) in scope.ended.items():
        merged.add(other, {name: value})
    merged.add(branch, {name: data[name] for name in scope.ended if name in data})
    report_conflicts(token, branch, _between_different(merged.conflicts))
    scope.ended = {}
    return {**data, **merged.data}
