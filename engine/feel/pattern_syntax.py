"""Reading a regular expression into a program for the machine in `pattern`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from engine.feel.pattern_classes import Accepts, class_escape, dot, either_case, literal, read_class
from engine.feel.values import Unanswerable

MAX_PROGRAM = 2_000
MAX_NESTING = 30


@dataclass(frozen=True)
class Char:
    accepts: Accepts


@dataclass(frozen=True)
class Jump:
    target: int


@dataclass(frozen=True)
class Split:
    """Goes both ways; `first` is preferred."""

    first: int
    second: int


@dataclass(frozen=True)
class Save:
    slot: int


@dataclass(frozen=True)
class Again:
    """The text that a group matched, once more; nothing when it matched none."""

    group: int


@dataclass(frozen=True)
class Begin:
    """The start of the text, or of a line."""


@dataclass(frozen=True)
class End:
    """The end of the text, or of a line."""


Instruction = Char | Jump | Split | Save | Again | Begin | End
Fragment = list[Instruction]
"""Instructions whose targets count from the fragment's own start."""


def program(expression: str, flags: str) -> tuple[tuple[Instruction, ...], int]:
    """The instructions and the number of groups. Raises `Unanswerable` for what cannot be read."""
    reader = _Reader(expression, flags)
    if "q" in flags:
        return tuple(reader.char(literal(sign)) for sign in expression[:MAX_PROGRAM]), 0
    fragment = reader.alternatives()
    if reader.index < len(reader.text):
        raise Unanswerable(f'The pattern has ")" without "(" at character {reader.index + 1}.')
    return tuple(fragment), reader.groups


class _Reader:
    def __init__(self, expression: str, flags: str) -> None:
        self.text = _without_spaces(expression) if "x" in flags and "q" not in flags else expression
        self.ignore_case = "i" in flags
        self.dot_all = "s" in flags
        self.index = 0
        self.groups = 0
        self.closed: set[int] = set()
        self.nesting = 0

    def char(self, accepts: Accepts) -> Char:
        return Char(either_case(accepts) if self.ignore_case else accepts)

    def _peek(self) -> str:
        return self.text[self.index] if self.index < len(self.text) else ""

    def alternatives(self) -> Fragment:
        self.nesting += 1
        if self.nesting > MAX_NESTING:
            raise Unanswerable(f"Expected at most {MAX_NESTING} groups inside one another in the pattern.")
        fragment = self._sequence()
        if self._peek() == "|":
            self.index += 1
            fragment = _either(fragment, self.alternatives_after())
        self.nesting -= 1
        return self._bounded(fragment)

    def alternatives_after(self) -> Fragment:
        branches = [self._sequence()]
        while self._peek() == "|":
            self.index += 1
            branches.append(self._sequence())
        fragment = branches.pop()
        while branches:
            fragment = self._bounded(_either(branches.pop(), fragment))
        return fragment

    def _sequence(self) -> Fragment:
        fragment: Fragment = []
        while (sign := self._peek()) and sign not in "|)":
            fragment = self._bounded(_joined(fragment, self._repeated(self._atom(sign))))
        return fragment

    def _bounded(self, fragment: Fragment) -> Fragment:
        if len(fragment) > MAX_PROGRAM:
            raise Unanswerable("Expected a shorter pattern; its repetitions make it too large.")
        return fragment

    def _atom(self, sign: str) -> Fragment:
        self.index += 1
        match sign:
            case "(":
                return self._group()
            case "[":
                accepts, self.index = read_class(self.text, self.index, self.ignore_case)
                return [Char(accepts)]
            case ".":
                return [Char((lambda _char: True) if self.dot_all else dot)]
            case "^":
                return [Begin()]
            case "$":
                return [End()]
            case "\\" if self._peek().isdigit():
                return [self._again()]
            case "\\":
                accepts, self.index = class_escape(self.text, self.index)
                return [Char(accepts)]
        if sign in "*+?{}]":
            raise Unanswerable(f'The pattern has "{sign}" where a character is expected, at character {self.index}.')
        return [self.char(literal(sign))]

    def _again(self) -> Again:
        """A back-reference: as many digits as make the number of a group before it, which must be closed."""
        number = int(self._peek())
        self.index += 1
        while self._peek().isdigit() and number * 10 + int(self._peek()) <= self.groups:
            number = number * 10 + int(self._peek())
            self.index += 1
        if number not in self.closed:
            raise Unanswerable(f"The pattern refers back to group {number}, which is not closed before it.")
        return Again(number)

    def _group(self) -> Fragment:
        captures = not self.text.startswith("?:", self.index)
        if not captures:
            self.index += 2
        elif self.text.startswith("?", self.index):
            raise Unanswerable('Expected "(" or "(?:" in the pattern; other groups with "?" are not supported.')
        else:
            self.groups += 1
        number = self.groups
        inside = self.alternatives()
        if self._peek() != ")":
            raise Unanswerable('The pattern has "(" without ")".')
        self.index += 1
        self.closed |= {number} if captures else set()
        return _joined(_joined([Save(2 * number)], inside), [Save(2 * number + 1)]) if captures else inside

    def _repeated(self, atom: Fragment) -> Fragment:
        sign = self._peek()
        if not sign or sign not in "*+?{":
            return atom
        self.index += 1
        least, most = self._counts() if sign == "{" else _COUNTS[sign]
        greedy = self._peek() != "?"
        if not greedy:
            self.index += 1
        return self._bounded(_times(atom, least, most, greedy, self._bounded))

    def _counts(self) -> tuple[int, int | None]:
        inside, closed, _rest = self.text[self.index :].partition("}")
        least, comma, most = inside.partition(",")
        if not closed or not _count(least) or (most and not _count(most)):
            raise Unanswerable("Expected a repetition like {2}, {2,} or {2,5} in the pattern.")
        self.index += len(inside) + 1
        upper = int(most) if most else None if comma else int(least)
        if upper is not None and upper < int(least):
            raise Unanswerable("Expected the second number of a repetition not to be below the first.")
        return int(least), upper


_COUNTS: dict[str, tuple[int, int | None]] = {"*": (0, None), "+": (1, None), "?": (0, 1)}


def _without_spaces(expression: str) -> str:
    """The pattern without white space, which stays inside classes only."""
    kept: list[str] = []
    depth = 0
    escaped = False
    for sign in expression:
        if sign in " \t\n\r" and not depth:
            continue
        if not escaped and sign in "[]":
            depth = max(depth + (1 if sign == "[" else -1), 0)
        escaped = sign == "\\" and not escaped
        kept.append(sign)
    return "".join(kept)


def _count(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 4


def _moved(instruction: Instruction, by: int) -> Instruction:
    match instruction:
        case Jump(target):
            return Jump(target + by)
        case Split(first, second):
            return Split(first + by, second + by)
    return instruction


def _joined(first: Fragment, second: Fragment) -> Fragment:
    return [*first, *[_moved(instruction, len(first)) for instruction in second]]


def _either(first: Fragment, second: Fragment) -> Fragment:
    start = _joined([Split(1, len(first) + 2)], first)
    return _joined([*start, Jump(len(first) + len(second) + 2)], second)


def _times(
    atom: Fragment, least: int, most: int | None, greedy: bool, bounded: Callable[[Fragment], Fragment]
) -> Fragment:
    if len(atom) * max(least, most or 0) > MAX_PROGRAM:
        bounded([Begin()] * (MAX_PROGRAM + 1))
    fragment: Fragment = []
    for _count in range(least):
        fragment += [_moved(instruction, len(fragment)) for instruction in atom]
    if most is None:
        return _joined(fragment, _star(atom, greedy))
    end = len(fragment) + (most - least) * (len(atom) + 1)
    for _count in range(most - least):
        start = len(fragment) + 1
        fragment += [_split(start, end, greedy), *[_moved(instruction, start) for instruction in atom]]
    return fragment


def _star(atom: Fragment, greedy: bool) -> Fragment:
    end = len(atom) + 2
    return [_split(1, end, greedy), *[_moved(instruction, 1) for instruction in atom], Jump(0)]


def _split(inside: int, after: int, greedy: bool) -> Split:
    return Split(inside, after) if greedy else Split(after, inside)
