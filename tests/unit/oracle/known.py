"""What is known inside an activity that something takes away: nothing that somebody has entered is lost by that."""

from __future__ import annotations

from dataclasses import replace

from tests.unit.oracle.marking import Activity, Scope
from tests.unit.oracle.merge import Merge, Strand
from tests.unit.oracle.net import Data

LOOP_COUNTER = "loopCounter"
"""The name that BPMN gives to the number of an instance, from one."""


class Knowledge:
    """Puts together what the branches inside an activity or scope know."""

    def __init__(self, bases: dict[int, Data]) -> None:
        self.bases = bases
        self.disagreements: list[str] = []

    def merged(self, strands: list[Strand]) -> Strand:
        merge = Merge(strands, self.bases)
        self.disagreements += merge.disagreements
        return replace(merge.result, written={}, branch="")

    def scope(self, scope: Scope) -> Strand:
        """All branches of a scope, those that have ended too."""
        waiting = {id(catch.strand): catch.strand for catch in scope.catches}
        strands = [*scope.ended, *waiting.values(), *(strand for _, strand in scope.parked)]
        return self.merged(strands + [self.activity(each) for each in scope.activities])

    def activity(self, activity: Activity) -> Strand:
        """An activity under way, or the part of it that its instances have done."""
        if activity.node.several is not None:
            strand = self._instances(activity)
        else:
            strand = self.scope(activity.inner[0]) if activity.inner else activity.strand
        return strand if activity.split is None else replace(strand, splits=strand.splits | {activity.split})

    def _instances(self, activity: Activity) -> Strand:
        several = activity.node.several
        assert several is not None
        done = sorted(activity.done, key=lambda each: each[0])
        if several.answers:
            answers = [strand.data[several.answer] for _, strand in done]
            return replace(activity.strand, data={**activity.strand.data, several.answers: answers})
        own = [own_names_restored(strand, several.item, activity.strand.data) for _, strand in activity.done]
        if several.sequential:
            return own[-1] if own else activity.strand
        return self.merged(own) if own else activity.strand


def own_names_restored(strand: Strand, item: str, before: Data) -> Strand:
    """What an instance knows but for what was its own: names that hid others show those again."""
    names = (item, LOOP_COUNTER)
    data = {name: value for name, value in strand.data.items() if name not in names}
    return replace(strand, data=data | {name: before[name] for name in names if name in before})
