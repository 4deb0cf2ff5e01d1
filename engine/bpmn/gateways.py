"""Gateways by the token game of BPMN 2.0.2, section 13.4.

A join takes one token from each incoming flow, whatever was there before: orders and loops cannot confuse it. The data
of the joined tokens are merged three ways at each fork they come from.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from SpiffWorkflow.util.task import TaskState

from engine.bpmn.failures import ExecutionFailed
from engine.bpmn.meeting import bequeath, combine, report_conflicts
from engine.bpmn.steps import Exit, Step

if TYPE_CHECKING:
    from engine.bpmn.tree import Case, Inner, Token


class Gateway(Step):
    """A step that belongs to nobody."""

    @property
    def shown_when_cancelled(self) -> bool:
        return False

    def matching(self, token: Token) -> list[Exit]:
        """The ways whose condition holds, in the order drawn."""
        engine = token.case.script_engine
        conditional = [way for way in self.exits if way.condition is not None and not way.is_default]
        return [way for way in conditional if way.condition and engine.holds(way.condition, token.data)]

    def otherwise(self) -> list[Exit]:
        """The way to take when no condition holds: the default flow, or the only one drawn."""
        plain = [way for way in self.exits if way.is_default or way.condition is None]
        if not plain:
            message = "Expected a condition to hold or a default flow, but no condition holds and there is no default."
            raise ExecutionFailed(message, self.bpmn_id)
        return plain[:1]


class ExclusiveStep(Gateway):
    """The first way whose condition holds, in the order in which the flows are written, else the default."""

    def leave(self, token: Token) -> None:
        engine = token.case.script_engine
        for way in self.exits:
            if way.condition is not None and not way.is_default and engine.holds(way.condition, token.data):
                return token.follow(way)
        return token.follow(self.otherwise()[0])


class EventStep(Gateway):
    """An event-based gateway: every catch behind it waits, the first to happen takes the token."""

    def leave(self, token: Token) -> None:
        for way in self.exits:
            token.spawn(way.target, way.id)


class Join(Gateway):
    """A gateway at which tokens may wait for one another."""

    def _update_hook(self, my_task: Token) -> bool:
        my_task._inherit_data()
        if len(self.incoming) < 2:
            return True
        my_task._set_state(TaskState.WAITING)
        my_task.internal_data = {"flow": my_task.flow}
        self.arrived(my_task)
        return False

    @abstractmethod
    def arrived(self, token: Token) -> None:
        """A token has come to the gateway."""

    def first_by_flow(self, scope: Case | Inner) -> dict[str, Token]:
        """The token that came first on each incoming flow that holds one."""
        arrivals = (each for each in scope.tasks.values() if each.task_spec is self and each.state == TaskState.WAITING)
        found: dict[str, Token] = {}
        for token in sorted(arrivals, key=lambda each: each.id):
            found.setdefault(token.internal_data["flow"], token)
        return found

    def fire(self, arrivals: Iterable[Token]) -> None:
        """One token goes on for all that arrived: the one with most forks above it where branches are still to meet."""
        tokens = sorted(arrivals, key=lambda each: each.id)
        combined = combine(tokens)
        going_on = _above_others(tokens)
        chosen = max(tokens, key=lambda each: (_forks(each, going_on), each.id))
        kept = {chosen, *chosen.ancestors}
        for token in tokens:
            for given_up in (token, *token.ancestors):
                if given_up not in kept:
                    kept.add(given_up)
                    chosen.legacies = bequeath(chosen.legacies, given_up.legacies)
            if token is not chosen:
                token._set_state(TaskState.COMPLETED)
        chosen.data = combined.data
        report_conflicts(chosen, self.bpmn_id, combined.conflicts)
        chosen._ready()


class ParallelStep(Join):
    """Waits for a token on every incoming flow, then sends one along every outgoing flow."""

    def arrived(self, token: Token) -> None:
        arrivals = self.first_by_flow(token.workflow)
        if len(arrivals) == len(self.incoming):
            self.fire(arrivals.values())


class InclusiveStep(Join):
    """Waits while a token elsewhere may still come, then sends one along every flow whose condition holds.

    `upstream` maps each incoming flow to the steps from which a token can reach it without passing this gateway.
    """

    upstream: Mapping[str, frozenset[str]]

    def arrived(self, token: Token) -> None:
        """Decided by `settle`, when every other token has gone as far as it can."""

    def settle(self, scope: Case | Inner) -> bool:
        """Goes on if nothing more can come; says whether it did."""
        arrivals = self.first_by_flow(scope)
        if not arrivals or any(self._awaits(token, arrivals) for token in scope.tasks.values() if token.open):
            return False
        self.fire(arrivals.values())
        return True

    def _awaits(self, token: Token, arrivals: Mapping[str, Token]) -> bool:
        """Whether a token can come to an incoming flow that is empty, and to none that holds a token already."""
        if token.task_spec is self:
            return False
        reached = [flow for flow in self.incoming if token.task_spec.bpmn_id in self.upstream[flow]]
        return bool(reached) and not any(flow in arrivals for flow in reached)

    def leave(self, token: Token) -> None:
        always = [way for way in self.exits if way.condition is None and not way.is_default]
        for way in self.matching(token) + always or self.otherwise():
            token.follow(way)


def settle_joins(case: Case) -> bool:
    """Lets one waiting inclusive join go on if nothing more can come to it; says whether one did."""
    for scope in case.scopes:
        waiting = [each for each in scope.tasks.values() if each.state == TaskState.WAITING]
        joins = [each.task_spec for each in sorted(waiting, key=lambda each: each.id)]
        for join in dict.fromkeys(join for join in joins if isinstance(join, InclusiveStep)):
            if join.settle(scope):
                return True
    return False


def _above_others(tokens: list[Token]) -> set[int]:
    """The tokens from which others in the scope come that are still under way."""
    others = (each for each in tokens[0].workflow.tasks.values() if each.open and each not in tokens)
    return {ancestor.id for other in others for ancestor in other.ancestors}


def _forks(token: Token, going_on: set[int]) -> int:
    return sum(len(each._children) > 1 and each.id in going_on for each in token.ancestors)
