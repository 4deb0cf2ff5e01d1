"""Forgetting what is finished, so that the cost of a step does not depend on how much has happened before.

Kept are open tokens and the forks above them, where data parted. A finished task between them is spliced out. What
holds an activity and its boundary events together stays while the activity is under way, and so does a boundary event
that fired, because an escalation further on asks for its host.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.bpmn.meeting import bequeath
from engine.bpmn.steps import BoundaryStep, Guard, host_of

if TYPE_CHECKING:
    from engine.bpmn.tree import Case, Inner, Token


def prune(case: Case) -> None:
    """Removes finished tasks that nothing refers to any more."""
    if case.outcome is not None:
        case.tasks.clear()
        case.subprocesses.clear()
        return
    for scope in case.scopes:
        _drop(scope)
        _splice(scope)


def _drop(scope: Case | Inner) -> None:
    needed = {scope.task_tree.id}
    for token in scope.tasks.values():
        if token.open:
            current: Token | None = token
            while current is not None and current.id not in needed:
                needed.add(current.id)
                current = current.parent
    if len(needed) == len(scope.tasks):
        return
    for number in [number for number in scope.tasks if number not in needed]:
        del scope.tasks[number]
    for token in scope.tasks.values():
        token._children = [number for number in token._children if number in needed]


def _splice(scope: Case | Inner) -> None:
    root = scope.task_tree
    for token in list(scope.tasks.values()):
        if token is root or token.open or len(token._children) != 1 or _is_asked_for(token):
            continue
        child, parent = token.children[0], token.parent
        parent._children[parent._children.index(token.id)] = child.id
        child.parent = parent
        child.legacies = bequeath(child.legacies, token.legacies)
        del scope.tasks[token.id]
    if len(root._children) == 1:
        root.data = root.children[0].data


def _is_asked_for(token: Token) -> bool:
    if isinstance(token.task_spec, Guard):
        return any(child.open and child.task_spec.name == token.task_spec.main for child in token.children)
    return isinstance(token.task_spec, BoundaryStep) and host_of(token) is not None
