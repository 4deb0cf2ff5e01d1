"""Bringing branches together: what each of them changed since they parted, and where they disagree."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from engine.bpmn.values import Data, Json, same

_ABSENT = object()


class Merge:
    """A three-way merge of any number of branches against the data they started from.

    A value changed by one branch is taken. Contexts are merged name by name, lists are whole values; what a branch took
    out of a context is gone. Where two branches changed the same value differently, the later one is kept and the
    disagreement is in `conflicts`: dotted path of the variable to the value each branch gave it, by the name of the
    branch; what it took out is null there.
    """

    def __init__(self, base: Mapping[str, Json]) -> None:
        self._base = base
        self._writers: dict[str, tuple[str, Json]] = {}
        self.data: Data = dict(base)
        self.conflicts: dict[str, dict[str, Json]] = {}

    def add(self, branch: str, data: Mapping[str, Json]) -> None:
        """Applies what `branch` changed. Branches are added in the order in which they finished."""
        self._apply(self.data, self._base, data, "", branch)

    def _apply(self, out: Data, base: Mapping[str, Json], data: Mapping[str, Json], path: str, branch: str) -> None:
        for name, value in data.items():
            before = base.get(name, _ABSENT)
            if not same(before, value):
                self._write(out, before, name, value, path, branch)

    def _write(self, out: Data, before: Json, name: str, value: Json, path: str, branch: str) -> None:
        current = out.get(name, _ABSENT)
        if current is _ABSENT and before is not _ABSENT and path + name in self._writers:
            self._disagree(path + name, None, branch, value)
        if isinstance(value, dict) and isinstance(current, dict):
            inner = dict(current)
            known = before if isinstance(before, dict) else {}
            self._apply(inner, known, value, f"{path}{name}.", branch)
            self._take_out(inner, known, value, f"{path}{name}.", branch)
            out[name] = {key: inner[key] for key in sorted(inner)}
            return
        if current is not _ABSENT and not same(current, before) and not same(current, value):
            self._disagree(path + name, current, branch, value)
        out[name] = value
        self._writers[path + name] = (branch, value)

    def _take_out(self, out: Data, base: Mapping[str, Json], data: Mapping[str, Json], path: str, branch: str) -> None:
        for name in base.keys() - data.keys():
            current = out.pop(name, _ABSENT)
            if current is not _ABSENT and not same(current, base[name]):
                self._disagree(path + name, current, branch, None)
            self._writers[path + name] = (branch, None)

    def _disagree(self, path: str, current: Json, branch: str, value: Json) -> None:
        first, kept = self._writers.get(path, ("another branch", current))
        self.conflicts.setdefault(path, {})[first] = kept
        self.conflicts[path][branch] = value


def merge(base: Mapping[str, Json], branches: Iterable[tuple[str, Mapping[str, Json]]]) -> Merge:
    """All branches merged, in order."""
    result = Merge(base)
    for branch, data in branches:
        result.add(branch, data)
    return result
