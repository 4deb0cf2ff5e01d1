"""What one character of a regular expression accepts."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from functools import lru_cache

from engine.feel.pattern_blocks import BLOCKS
from engine.feel.values import Unanswerable

Accepts = Callable[[str], bool]

_SIGNS = {"n": "\n", "r": "\r", "t": "\t"}
_LETTERS = {"L": "ultmo", "M": "nce", "N": "dlo", "P": "cdseifo", "Z": "slp", "S": "mcko", "C": "cfon"}
_CATEGORIES = frozenset(main + minor for main, minors in _LETTERS.items() for minor in ("", *minors))


def literal(sign: str) -> Accepts:
    return lambda char: char == sign


def dot(char: str) -> bool:
    return char not in "\n\r"


def either_case(accepts: Accepts) -> Accepts:
    """Accepts also what differs from an accepted character by case alone."""
    return lambda char: accepts(char) or any(accepts(variant) for variant in case_variants(char))


def case_variants(char: str) -> frozenset[str]:
    """The characters with the same lower case or the same upper case, as XPath has it: of "k" also the Kelvin sign."""
    by_lower, by_upper = _by_case()
    return by_lower.get(char.lower(), _NONE) | by_upper.get(char.upper(), _NONE)


_NONE: frozenset[str] = frozenset()
_CASED_END = 0x20000
"""No character from here on has a case."""


@lru_cache(maxsize=1)
def _by_case() -> tuple[dict[str, frozenset[str]], dict[str, frozenset[str]]]:
    """All characters that have a case, by their lower and by their upper case."""
    cased = {char for char in map(chr, range(_CASED_END)) if char.lower() != char or char.upper() != char}
    cased |= {one for char in cased for one in (char.lower(), char.upper()) if len(one) == 1}
    return _alike(cased, str.lower), _alike(cased, str.upper)


def _alike(chars: set[str], case: Callable[[str], str]) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for char in chars:
        found.setdefault(case(char), set()).add(char)
    return {one: frozenset(alike) for one, alike in found.items()}


def _negated(accepts: Accepts) -> Accepts:
    return lambda char: not accepts(char)


def _space(char: str) -> bool:
    return char in " \t\n\r"


def _digit(char: str) -> bool:
    return unicodedata.category(char) == "Nd"


def _word(char: str) -> bool:
    return unicodedata.category(char)[0] not in "PZC"


def _name_start(char: str) -> bool:
    return char.isalpha() or char in ":_"


def _name(char: str) -> bool:
    return char.isalnum() or char in ":_-.\u00b7"


_CLASSES: dict[str, Accepts] = {"s": _space, "d": _digit, "w": _word, "i": _name_start, "c": _name}


def class_escape(text: str, index: int) -> tuple[Accepts, int]:
    """What the escape after the backslash at `index - 1` accepts, and where the pattern goes on."""
    if index >= len(text):
        raise Unanswerable("The pattern ends with a backslash.")
    sign = text[index]
    if sign in "pP":
        accepts, end = _category(text, index + 1)
        return (_negated(accepts) if sign == "P" else accepts), end
    if sign.lower() in _CLASSES and sign.isalpha():
        accepts = _CLASSES[sign.lower()]
        return (_negated(accepts) if sign.isupper() else accepts), index + 1
    return literal(_plain_escape(sign)), index + 1


def _plain_escape(sign: str) -> str:
    if sign.isdigit():
        raise Unanswerable("Expected no reference back to a group inside a class of the pattern.")
    if sign.isalpha() and sign not in _SIGNS:
        raise Unanswerable(f'Expected a known escape in the pattern, but found "\\{sign}".')
    return _SIGNS.get(sign, sign)


def _category(text: str, index: int) -> tuple[Accepts, int]:
    name, closed, _rest = text[index + 1 :].partition("}")
    if text.startswith("{", index) and closed and name in BLOCKS:
        first, last = BLOCKS[name]
        return (lambda char: first <= char <= last), index + len(name) + 2
    if not text.startswith("{", index) or not closed or name not in _CATEGORIES:
        raise Unanswerable("Expected a category of characters such as \\p{L} or \\p{Nd} in the pattern.")
    return (lambda char: unicodedata.category(char).startswith(name)), index + len(name) + 2


def read_class(text: str, index: int, ignore_case: bool) -> tuple[Accepts, int]:
    """What a class such as `[^a-z0-9-[aeiou]]` accepts; `index` is behind the opening bracket."""
    return _read_class(text, index, either_case if ignore_case else _as_written, 0)


def _as_written(accepts: Accepts) -> Accepts:
    return accepts


def _read_class(text: str, index: int, case: Callable[[Accepts], Accepts], depth: int) -> tuple[Accepts, int]:
    if depth > 5:
        raise Unanswerable("Expected at most 5 classes inside one another in the pattern.")
    inverted = text.startswith("^", index)
    index += inverted
    members: list[Accepts] = []
    without: Accepts | None = None
    while not text.startswith("]", index) or not members:
        if index >= len(text) or text.startswith("]", index):
            raise Unanswerable('Expected characters between "[" and "]" in the pattern.')
        if text.startswith("-[", index) and members:
            without, index = _read_class(text, index + 2, case, depth + 1)
            break
        member, index = _member(text, index, case)
        members.append(member)
    if not text.startswith("]", index):
        raise Unanswerable('Expected "]" after the class that is taken away in the pattern.')
    return _combined(tuple(members), inverted, without), index + 1


def _combined(members: tuple[Accepts, ...], inverted: bool, without: Accepts | None) -> Accepts:
    def accepts(char: str) -> bool:
        inside = any(member(char) for member in members) is not inverted
        return inside and not (without is not None and without(char))

    return accepts


def _member(text: str, index: int, case: Callable[[Accepts], Accepts]) -> tuple[Accepts, int]:
    first, index = _single(text, index)
    if not isinstance(first, str):
        return first, index
    ranged = text.startswith("-", index) and index + 1 < len(text) and text[index + 1] not in "]["
    if not ranged:
        return case(literal(first)), index
    last, end = _single(text, index + 1)
    if not isinstance(last, str) or last < first:
        raise Unanswerable("Expected a range of characters from low to high in the pattern.")
    return case(lambda char: first <= char <= last), end


def _single(text: str, index: int) -> tuple[str | Accepts, int]:
    sign = text[index]
    if sign == "[":
        raise Unanswerable('Expected "\\[" for the bracket itself inside a class of the pattern.')
    if sign != "\\":
        return sign, index + 1
    following = text[index + 1 : index + 2]
    if following.lower() in ("p", *_CLASSES) or not following:
        return class_escape(text, index + 1)
    return _plain_escape(following), index + 2
