"""Activities that happen several times: multi-instance, parallel or one after the other, and the standard loop."""

from __future__ import annotations

from typing import TYPE_CHECKING

from SpiffWorkflow.util.task import TaskState

from engine.bpmn.expressions import Formula
from engine.bpmn.failures import ExecutionFailed
from engine.bpmn.meeting import report_conflicts
from engine.bpmn.merging import merge
from engine.bpmn.steps import Repetition
from engine.bpmn.values import Data, Json, same

if TYPE_CHECKING:
    from engine.bpmn.tree import Token

MAX_INSTANCES = 1000
COUNTER = "loopCounter"
"""The variable that counts instances from 1, seen inside an instance only (BPMN 2.0.2, table 10.29)."""


class MultiInstanceStep(Repetition):
    """One instance for each item of a collection, or as many as `cardinality` says.

    Each instance sees the variables as they were, with `item` set to its own item. With `collection_out`, the values
    that the instances leave in `item_out` are gathered there in the order of the items, those not completed left out;
    else what the instances changed is merged. The completion condition also sees numberOfInstances,
    numberOfActiveInstances, numberOfCompletedInstances and numberOfTerminatedInstances.
    """

    told_as = "multiInstance"
    sequential = False
    cardinality: Formula | None = None
    collection: Formula | None = None
    item = ""
    collection_out = ""
    item_out = ""
    condition: Formula | None = None

    def _update_hook(self, my_task: Token) -> bool:
        my_task._inherit_data()
        items = self._items(my_task)
        my_task.internal_data = {"items": items, "next": 0, "done": []}
        if not items:
            self._gather(my_task)
            return True
        my_task._set_state(TaskState.STARTED)
        for _ in items[:1] if self.sequential else items:
            self._start_next(my_task)
        return False

    def known(self, token: Token) -> Data:
        """What the instances completed so far have left."""
        self._gather(token)
        return token.data

    def _items(self, token: Token) -> list[Json]:
        engine = token.case.script_engine
        if self.collection is not None:
            items = engine.value(self.collection, token.data)
            if not isinstance(items, list):
                raise self._refusal(self.collection, "a list", items)
        else:
            items = list(range(self._count(token)))
        if len(items) > MAX_INSTANCES:
            raise ExecutionFailed(
                f"Expected at most {MAX_INSTANCES} instances, but there are {len(items)}.", self.bpmn_id
            )
        return items

    def _count(self, token: Token) -> int:
        assert self.cardinality is not None
        count = token.case.script_engine.raw(self.cardinality, token.data)
        try:
            whole = int(count)
        except (TypeError, ValueError, ArithmeticError):
            raise self._refusal(self.cardinality, "a whole number", count) from None
        if isinstance(count, bool) or whole != count or whole < 0:
            raise self._refusal(self.cardinality, "a whole number", count)
        return min(whole, MAX_INSTANCES + 1)

    def _refusal(self, asked: Formula, wanted: str, found: object) -> ExecutionFailed:
        shown = "nothing" if found is None else f"“{found}”"
        return ExecutionFailed(
            f"Expected {wanted} from the {asked.what} “{asked.text}”, but it gives {shown}.", self.bpmn_id
        )

    def _start_next(self, token: Token) -> None:
        kept = token.internal_data
        place = kept["next"]
        token.internal_data = {**kept, "next": place + 1}
        local: Data = {COUNTER: place + 1}
        if self.item:
            local[self.item] = kept["items"][place]
        token.spawn(self.instance, str(place), local)

    def instance_done(self, token: Token, instance: Token) -> None:
        place = int(instance.flow)
        kept = token.internal_data
        entry: Json
        if self.collection_out:
            entry = instance.data.get(self.item_out)
        else:
            entry = self._changed(token, instance)
            if self.sequential:
                token.data = {**token.data, **entry}
        token.internal_data = {**kept, "done": [*kept["done"], [place, entry]]}
        self._go_on(token, instance)

    def _changed(self, token: Token, instance: Token) -> Data:
        own = {COUNTER, self.item}
        before = token.data
        return {
            name: value
            for name, value in instance.data.items()
            if name not in own and not (name in before and same(before[name], value))
        }

    def _go_on(self, token: Token, instance: Token) -> None:
        kept = token.internal_data
        if len(kept["done"]) == len(kept["items"]) or self._complete(token, instance):
            for other in token.children:
                if other.open:
                    other.withdraw()
            self._gather(token)
            token._ready()
        elif self.sequential:
            self._start_next(token)

    def _complete(self, token: Token, instance: Token) -> bool:
        if self.condition is None:
            return False
        kept = token.internal_data
        done, total = len(kept["done"]), len(kept["items"])
        counts: Data = {
            "numberOfInstances": total,
            "numberOfActiveInstances": kept["next"] - done,
            "numberOfCompletedInstances": done,
            "numberOfTerminatedInstances": 0,
        }
        gathered = {self.collection_out: self._gathered(token)} if self.collection_out else {}
        return token.case.script_engine.holds(self.condition, {**token.data, **instance.data, **gathered, **counts})

    def _gathered(self, token: Token) -> list[Json]:
        done: list[list[Json]] = token.internal_data["done"]
        return [value for _, value in sorted(done, key=lambda entry: int(entry[0]))]

    def _gather(self, token: Token) -> None:
        if self.collection_out:
            token.data = {**token.data, self.collection_out: self._gathered(token)}
        elif not self.sequential:
            done = token.internal_data["done"]
            merged = merge(token.data, [(f"instance {place + 1}", changed) for place, changed in done])
            token.data = merged.data
            report_conflicts(token, self.bpmn_id, merged.conflicts)


class LoopStep(Repetition):
    """Again and again while the condition holds, at most `maximum` times."""

    told_as = "standardLoop"
    maximum: int | None = None
    condition: Formula | None = None
    test_before = False

    def _update_hook(self, my_task: Token) -> bool:
        my_task._inherit_data()
        my_task.internal_data = {"done": 0}
        if self.test_before and not self._again(my_task):
            return True
        my_task._set_state(TaskState.STARTED)
        self._start(my_task)
        return False

    def _again(self, token: Token) -> bool:
        if self.maximum is not None and token.internal_data["done"] >= self.maximum:
            return False
        return self.condition is None or token.case.script_engine.holds(self.condition, token.data)

    def _start(self, token: Token) -> None:
        token.spawn(self.instance, local={COUNTER: token.internal_data["done"] + 1})

    def instance_done(self, token: Token, instance: Token) -> None:
        token.internal_data = {"done": token.internal_data["done"] + 1}
        changed = {name: value for name, value in instance.data.items() if name != COUNTER}
        token.data = {**token.data, **changed}
        if self._again(token):
            self._start(token)
        else:
            token._ready()
