"""Three-way merge of variables, as the design asks: what each branch changed against the data of the split.

Where branches changed the same thing differently the one that came later wins, and the disagreement is reported.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

Path = tuple[str, ...]
_MISSING = object()


@dataclass(frozen=True)
class Strand:
    """What a token knows. `splits` are all splits before it; `at` and `written` say when it, and parts of it, came."""

    data: Mapping[str, Any]
    splits: frozenset[int] = frozenset()
    at: int = 0
    written: Mapping[Path, tuple[int, str]] = field(default_factory=dict)
    branch: str = ""
    """Of one that has ended: where."""
    reminders: tuple[object, ...] = ()
    """The activities whose boundary events led here, outermost first."""

    def came(self, path: Path) -> tuple[int, str]:
        """When the value under this path came, and from which end."""
        for length in range(len(path), 0, -1):
            if path[:length] in self.written:
                return self.written[path[:length]]
        return self.at, self.branch


def text(value: Any) -> str:
    return json.dumps(value, sort_keys=True)


class Merge:
    """One meeting of strands: the result, and the dotted names of what they disagreed about."""

    def __init__(self, strands: Sequence[Strand], bases: Mapping[int, Mapping[str, Any]]) -> None:
        self.disagreements: list[str] = []
        remaining = list(strands)
        while len(remaining) > 1:
            split = self._last_common(remaining)
            together = [strand for strand in remaining if split in strand.splits]
            remaining = [strand for strand in remaining if split not in strand.splits]
            remaining.append(self._met(bases[split], together))
        self.result = remaining[0]

    @staticmethod
    def _last_common(strands: Sequence[Strand]) -> int:
        """The splits that happened last separate the closest relatives, which are to be put together first."""
        counted: dict[int, int] = {}
        for strand in strands:
            for split in strand.splits:
                counted[split] = counted.get(split, 0) + 1
        return max(split for split, count in counted.items() if count > 1)

    def _met(self, base: Mapping[str, Any], strands: list[Strand]) -> Strand:
        written: dict[Path, tuple[int, str]] = {}
        versions = [(strand, strand.data) for strand in sorted(strands, key=lambda strand: strand.at)]
        data = self._together((), base, versions, written)
        splits = frozenset().union(*(strand.splits for strand in strands))
        reminders = tuple(dict.fromkeys(each for strand in strands for each in strand.reminders))
        return Strand(data, splits, max(strand.at for strand in strands), written, reminders=reminders)

    def _together(
        self, path: Path, base: Any, versions: list[tuple[Strand, Any]], written: dict[Path, tuple[int, str]]
    ) -> dict[str, Any]:
        names = dict.fromkeys(name for value in (base, *(value for _, value in versions)) for name in value)
        found = {}
        for name in names:
            parts = [(strand, value.get(name, _MISSING)) for strand, value in versions]
            value = self._one((*path, name), base.get(name, _MISSING), parts, written)
            if value is not _MISSING:
                found[name] = value
        return found

    def _one(
        self, path: Path, base: Any, versions: list[tuple[Strand, Any]], written: dict[Path, tuple[int, str]]
    ) -> Any:
        changed = [(strand, value) for strand, value in versions if _written(value) != _written(base)]
        if not changed:
            return base
        changed.sort(key=lambda change: change[0].came(path))
        if not all(isinstance(value, dict) for _, value in changed):
            changed = self._newest(path, changed)
        different = {_written(value) for _, value in changed}
        if len(different) > 1 and all(isinstance(value, dict) for _, value in changed):
            return self._together(path, base if isinstance(base, dict) else {}, changed, written)
        if len(different) > 1:
            self.disagreements.append(".".join(path))
        strand, value = changed[-1]
        written[path] = strand.came(path)
        return value

    @staticmethod
    def _newest(path: Path, changed: list[tuple[Strand, Any]]) -> list[tuple[Strand, Any]]:
        """A branch that was taken again, to the same end, has only brought something newer."""
        branches = [strand.came(path)[1] for strand, _ in changed]
        return [each for place, each in enumerate(changed) if branches[place] not in {*branches[place + 1 :]} - {""}]


def _written(value: Any) -> str:
    return "nothing" if value is _MISSING else text(value)
