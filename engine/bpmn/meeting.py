"""What branches know together where they meet: at a join, at the end of their scope, or when it is interrupted.

What a branch changed before it came to an end is a legacy: it stays with the fork the branch came from until all that
goes on below that fork meets. So the branch itself can be forgotten, and a case that is chased for years does not grow.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from engine.bpmn.merging import Merge, Writer
from engine.bpmn.normalise import original_id
from engine.bpmn.occurrences import MergeConflict
from engine.bpmn.values import Data, Json, ordered, same

if TYPE_CHECKING:
    from engine.bpmn.tree import Token


class Meeting:
    """What is known together so far, whose value it is, and where branches disagreed."""

    def __init__(self, token: Token) -> None:
        self.data: Data = token.data
        self.writers: dict[str, Writer] = {}
        self.conflicts: dict[str, dict[str, Json]] = {}
        self.branch = _branch(token)
        self.at = token.id

    def join(self, base: Mapping[str, Json], others: Iterable[Meeting]) -> None:
        """Merges others into this one that parted from it with the data of `base`."""
        lines = sorted([self, *others], key=lambda line: line.at)
        merged = Merge(base)
        for line in lines:
            merged.add(line.branch, line.data, line.at, line.writers)
        self.data, self.writers = merged.data, merged.writers
        self.branch, self.at = lines[-1].branch, lines[-1].at
        self.conflicts = _told(*(line.conflicts for line in lines), merged.conflicts)

    def inherit(self, token: Token) -> None:
        """Takes over what branches have left with the token, each against what it started from."""
        for branch, at, before, after, writers in token.legacies:
            names = {name: self.data[name] for name in after if name in self.data}
            merged = Merge(before)
            merged.add(self.branch, names, self.at, self.writers)
            merged.add(branch, after, at, {path: Writer(*writer) for path, writer in writers.items()})
            whole = {path: writer for path, writer in self.writers.items() if path.partition(".")[0] not in after}
            self.data = {**self.data, **merged.data}
            self.writers = {**whole, **merged.writers}
            different = {path: values for path, values in merged.conflicts.items() if len(values) > 1}
            self.conflicts = _told(self.conflicts, different)

    def legacy(self, base: Mapping[str, Json]) -> list[Json]:
        """What is different here from the data at the fork, as it is left there."""
        after = {n: v for n, v in sorted(self.data.items()) if not (n in base and same(base[n], v))}
        before = {name: base[name] for name in after if name in base}
        writers = {path: list(writer) for path, writer in self.writers.items() if path.partition(".")[0] in after}
        return [self.branch, self.at, before, after, writers]


def combine(tokens: Iterable[Token], with_legacies: bool = False) -> Meeting:
    """The data of tokens that meet, merged fork by fork from the innermost."""
    lines: dict[Token, list[Meeting]] = {token: [Meeting(token)] for token in tokens}
    paths = [[token, *token.ancestors][::-1] for token in lines]
    depths = {token: depth for path in paths for depth, token in enumerate(path)}
    for token in sorted(depths, key=lambda each: -depths[each]):
        first, *others = lines.pop(token)
        if others:
            first.join(token.data, others)
        if with_legacies:
            first.inherit(token)
        if token.parent is None:
            return first
        lines.setdefault(token.parent, []).append(first)
    raise ValueError("Expected tokens that meet, but there are none.")


def leave(meeting: Meeting, fork: Token) -> None:
    """Leaves with the fork what the branch that ended has changed."""
    legacy = meeting.legacy(fork.data)
    if legacy[3]:
        fork.legacies = bequeath([legacy], fork.legacies)


def bequeath(nearer: list[Json], farther: list[Json]) -> list[Json]:
    """Legacies of two forks in a row as those of one. A branch taken once more has only brought something newer."""
    kept = list(nearer)
    for branch, at, before, after, writers in farther:
        newer = {name for each in nearer if each[0] == branch and each[1] > at for name in each[3]}
        older = {name: value for name, value in after.items() if name not in newer}
        if older:
            parts = {path: writer for path, writer in writers.items() if path.partition(".")[0] in older}
            kept.append([branch, at, {n: v for n, v in before.items() if n in older}, older, parts])
    return kept


def report_conflicts(token: Token, element_id: str, conflicts: Mapping[str, Data]) -> None:
    """Tells where branches disagreed."""
    for path, values in sorted(conflicts.items()):
        token.report(MergeConflict(element_id, token.id, path, {branch: ordered(values[branch]) for branch in values}))


def _told(*several: Mapping[str, dict[str, Json]]) -> dict[str, dict[str, Json]]:
    found: dict[str, dict[str, Json]] = {}
    for conflicts in several:
        for path, values in conflicts.items():
            found[path] = {**found.get(path, {}), **values}
    return found


def _branch(token: Token) -> str:
    """What to call the branch by which a token came: where it ended, or else its last element."""
    if not token.task_spec.exits:
        return original_id(token.task_spec.bpmn_id)
    return str(token.workflow.spec.sources.get(token.flow, token.flow))
