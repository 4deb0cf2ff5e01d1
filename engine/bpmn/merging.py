"""Bringing branches together: what each of them changed since they parted, and where they disagree."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from engine.bpmn.values import Data, Json, same

_ABSENT = object()


class Writer(NamedTuple):
    """The branch that gave a value, and when it finished: the later value is kept."""

    branch: str
    at: int


class Merge:
    """A three-way merge of any number of branches against the data they started from.

    A value changed by one branch is taken. Contexts are merged name by name, lists are whole values; what a branch took
    out of a context is gone. Where two branches changed the same value differently, the later one is kept and the
    disagreement is in `conflicts`. `writers` says of every dotted path that was written whose value is there.
    """

    def __init__(self, base: Mapping[str, Json]) -> None:
        self._base = base
        self._added = 0
        self._told: dict[str, dict[Writer, Json]] = {}
        self.data: Data = dict(base)
        self.writers: dict[str, Writer] = {}

    @property
    def conflicts(self) -> dict[str, dict[str, Json]]:
        """The value that each branch gave by the name of the branch, by path; null for what a branch took out."""
        return {
            path: {writer.branch: told[writer] for writer in sorted(told, key=lambda each: each.at)}
            for path, told in self._told.items()
        }

    def add(
        self, branch: str, data: Mapping[str, Json], at: int | None = None, writers: Mapping[str, Writer] | None = None
    ) -> None:
        """Applies what `branch` changed.

        Branches finished in the order in which they are added, unless `at` says otherwise; where a branch is a merge
        itself, `writers` are those of that.
        """
        self._added += 1
        line = _Line(Writer(branch, self._added if at is None else at), writers or {})
        self._apply(self.data, self._base, data, "", line)

    def _apply(self, out: Data, base: Mapping[str, Json], data: Mapping[str, Json], path: str, line: _Line) -> None:
        for name, value in data.items():
            before = base.get(name, _ABSENT)
            if not same(before, value):
                self._write(out, before, name, value, path, line)

    def _write(self, out: Data, before: Json, name: str, value: Json, path: str, line: _Line) -> None:
        current = out.get(name, _ABSENT)
        if isinstance(value, dict) and isinstance(current, dict):
            inner = dict(current)
            known = before if isinstance(before, dict) else {}
            self._apply(inner, known, value, f"{path}{name}.", line)
            for gone in sorted(known.keys() & inner.keys() - value.keys()):
                if self._wins(inner[gone], known[gone], _ABSENT, f"{path}{name}.{gone}", line):
                    del inner[gone]
            out[name] = {key: inner[key] for key in sorted(inner)}
        elif self._wins(current, before, value, path + name, line):
            out[name] = value

    def _wins(self, current: Json, before: Json, value: Json, path: str, line: _Line) -> bool:
        """Whether the value of this branch is to be kept; a disagreement with an earlier one is noted."""
        mine = line.writer(path)
        if not same(current, before) and not same(current, value):
            other = self._writer(path)
            told = self._told.setdefault(path, {})
            told.setdefault(other, None if current is _ABSENT else current)
            told[mine] = None if value is _ABSENT else value
            if other.at > mine.at:
                return False
        self.writers[path] = mine
        return True

    def _writer(self, path: str) -> Writer:
        inside = [writer for each, writer in self.writers.items() if each == path or each.startswith(f"{path}.")]
        if inside:
            return max(inside, key=lambda writer: writer.at)
        return _Line(Writer("another branch", 0), self.writers).writer(path)


class _Line(NamedTuple):
    """A branch that is added."""

    whole: Writer
    parts: Mapping[str, Writer]

    def writer(self, path: str) -> Writer:
        while path not in self.parts and "." in path:
            path = path.rpartition(".")[0]
        return self.parts.get(path, self.whole)


def merge(base: Mapping[str, Json], branches: Iterable[tuple[str, Mapping[str, Json]]]) -> Merge:
    """All branches merged, in order."""
    result = Merge(base)
    for branch, data in branches:
        result.add(branch, data)
    return result
