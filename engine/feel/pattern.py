"""Regular expressions (the XPath dialect) that cannot run for ever.

All ways a text may match are followed at once, character by character, so the time grows with the length of the text
times the length of the pattern, whatever the pattern is. Only patterns that refer back to a group are tried one way
after the other; every step of that is spent from the budget of the expression.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from engine.feel.pattern_classes import case_variants
from engine.feel.pattern_syntax import Again, Begin, Char, End, Instruction, Jump, Save, Split, program
from engine.feel.values import Unanswerable

Spend = Callable[[int], None]
Saves = tuple[int, ...]


@dataclass(frozen=True)
class Match:
    """Where a pattern was found: the whole, then each group; -1 where a group took no part."""

    text: str
    saves: Saves

    @property
    def start(self) -> int:
        return self.saves[0]

    @property
    def end(self) -> int:
        return self.saves[1]

    @property
    def groups(self) -> int:
        return len(self.saves) // 2 - 1

    def group(self, number: int) -> str:
        start, end = self.saves[2 * number : 2 * number + 2]
        return self.text[start:end] if 0 <= start <= end else ""


class Pattern:
    """A compiled pattern; safe to share between threads."""

    def __init__(self, instructions: tuple[Instruction, ...], groups: int, flags: str) -> None:
        self._program = instructions
        self._nothing = (-1,) * (2 * groups + 2)
        self._multiline = "m" in flags
        self._ignore_case = "i" in flags
        self._weight = 1 + groups // 32
        self._refers_back = any(isinstance(instruction, Again) for instruction in instructions)

    def search(self, text: str, start: int, spend: Spend) -> Match | None:
        """The leftmost match from `start` on; among those, the one the pattern prefers."""
        spend(1 + len(self._program) // 4)
        if self._refers_back:
            begins = range(start, len(text) + 1)
            return next((found for begin in begins if (found := self._tried(text, begin, spend))), None)
        best: Saves | None = None
        seen: set[int] = set()
        threads: list[tuple[int, Saves]] = []
        for index in range(start, len(text) + 1):
            if best is None:
                self._follow(threads, seen, 0, text, index, self._nothing)
            elif not threads:
                break
            spend(1 + len(threads) + len(seen) * self._weight // 8)
            threads, seen, best = self._step(threads, text, index, best)
        return None if best is None else Match(text, best)

    def _step(
        self, threads: list[tuple[int, Saves]], text: str, index: int, best: Saves | None
    ) -> tuple[list[tuple[int, Saves]], set[int], Saves | None]:
        following: list[tuple[int, Saves]] = []
        seen: set[int] = set()
        for at, saves in threads:
            if at == len(self._program):
                return following, seen, (saves[0], index, *saves[2:])
            instruction = self._program[at]
            if index < len(text) and isinstance(instruction, Char) and instruction.accepts(text[index]):
                self._follow(following, seen, at + 1, text, index + 1, saves)
        return following, seen, best

    def _follow(
        self, threads: list[tuple[int, Saves]], seen: set[int], at: int, text: str, index: int, saves: Saves
    ) -> None:
        """Adds all places that can be reached without reading a character, preferred ones first."""
        if at == 0:
            saves = (index, *saves[1:])
        waiting = [(at, saves)]
        while waiting:
            at, saves = waiting.pop()
            if at in seen:
                continue
            seen.add(at)
            instruction = self._program[at] if at < len(self._program) else None
            match instruction:
                case Jump(target):
                    waiting.append((target, saves))
                case Split(first, second):
                    waiting += [(second, saves), (first, saves)]
                case Save(slot):
                    waiting.append((at + 1, (*saves[:slot], index, *saves[slot + 1 :])))
                case Begin() | End():
                    if self._at_edge(instruction, text, index):
                        waiting.append((at + 1, saves))
                case _:
                    threads.append((at, saves))

    def _tried(self, text: str, begin: int, spend: Spend) -> Match | None:
        """The match that begins there, trying one way after the other."""
        waiting = [(0, begin, (begin, *self._nothing[1:]))]
        seen: set[tuple[int, int, Saves]] = set()
        while waiting:
            state = waiting.pop()
            spend(self._weight)
            if state in seen:
                continue
            seen.add(state)
            at, index, saves = state
            if at == len(self._program):
                return Match(text, (saves[0], index, *saves[2:]))
            waiting += self._ways(self._program[at], at, text, index, saves)
        return None

    def _ways(
        self, instruction: Instruction, at: int, text: str, index: int, saves: Saves
    ) -> list[tuple[int, int, Saves]]:
        """Where one step may lead, the preferred way last."""
        match instruction:
            case Jump(target):
                return [(target, index, saves)]
            case Split(first, second):
                return [(second, index, saves), (first, index, saves)]
            case Save(slot):
                return [(at + 1, index, (*saves[:slot], index, *saves[slot + 1 :]))]
            case Char(accepts):
                return [(at + 1, index + 1, saves)] if index < len(text) and accepts(text[index]) else []
            case Again(group):
                again = Match(text, saves).group(group)
                end = index + len(again)
                return [(at + 1, end, saves)] if self._alike(text[index:end], again) else []
        return [(at + 1, index, saves)] if self._at_edge(instruction, text, index) else []

    def _alike(self, left: str, right: str) -> bool:
        if left == right or not self._ignore_case or len(left) != len(right):
            return left == right
        return all(one == other or one in case_variants(other) for one, other in zip(left, right, strict=True))

    def _at_edge(self, edge: Begin | End, text: str, index: int) -> bool:
        if isinstance(edge, Begin):
            return index == 0 or (self._multiline and text[index - 1] == "\n")
        return index == len(text) or (self._multiline and text[index] == "\n")

    def occurrences(self, text: str, spend: Spend) -> list[Match]:
        """All matches from left to right that do not overlap. A pattern that matches nothing at all is refused."""
        if self.search("", 0, spend):
            raise Unanswerable("Expected a pattern that matches at least one character.")
        found: list[Match] = []
        start = 0
        while match := self.search(text, start, spend):
            if match.end == match.start:
                raise Unanswerable("Expected a pattern that matches at least one character.")
            found.append(match)
            start = match.end
        return found


REFUSED_STEPS = 500
"""What reading a pattern costs that is refused in the end, perhaps for its size."""


def compiled(expression: str, flags: str, spend: Spend) -> Pattern:
    """The pattern; flags are any of `s m i x q`. What the dialect does not have gives null with the reason."""
    try:
        return _compiled(expression, flags)
    except Unanswerable:
        spend(REFUSED_STEPS)
        raise


@lru_cache(maxsize=256)
def _compiled(expression: str, flags: str) -> Pattern:
    if not set(flags) <= set("smixq"):
        raise Unanswerable(f'Expected only the flags s, m, i, x and q, but found "{flags[:20]}".')
    instructions, groups = program(expression, flags)
    return Pattern(instructions, groups, flags)


def expand(replacement: str, match: Match, literal: bool) -> str:
    r"""The replacement with `$1` and its like filled in; `\$` and `\\` are the signs themselves."""
    if literal:
        return replacement

    def fill(found: re.Match[str]) -> str:
        return found[0][1] if found[0][0] == "\\" else _groups(found[1], match)

    if re.sub(r"\\[\\$]|\$\d", "", replacement).count("$") + re.sub(r"\\[\\$]", "", replacement).count("\\"):
        raise Unanswerable(
            "Expected $ in a replacement to be followed by the number of a group; write \\$ for the sign."
        )
    return re.sub(r"\\[\\$]|\$(\d+)", fill, replacement)


def _groups(digits: str, match: Match) -> str:
    """The longest number of an existing group; further digits are themselves."""
    number = digits[:3]
    while len(number) > 1 and int(number) > match.groups:
        number = number[:-1]
    rest = digits[len(number) :]
    return (match.group(int(number)) if int(number) <= match.groups else "") + rest
