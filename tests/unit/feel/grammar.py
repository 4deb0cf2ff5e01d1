"""Expressions at random: by the grammar, spoilt, or no expressions at all. The same seed makes the same text."""

from __future__ import annotations

import re
from collections.abc import Callable
from random import Random

from engine.feel.builtins import BUILTINS

NUMBERS = (
    "0", "1", "-1", "2", "0.1", "1.5", "10", "100", "1000000000", "9999999999999999999999999999999999", "1E6144",
    "1e-6143", "-9E999", "3.4028", "1e40", "00.100",
)  # fmt: skip
TEXTS = (
    '""', '"a"', '"é€𝄞\\u0041"', '"2027-01-31"', '"P1D"', '"12:00:00"', '"a,b,c"', '"1 000,5"', '"\\\\n"', '"\\ud800"',
    '"(a|b)*c"', '"(a*)*b"', '"[^a]{0,900}"', '"\\\\p{Lu}+"', '"$1"', '"x"', '"[1..5]"', '"' + "ab" * 400 + '"',
)  # fmt: skip
MOMENTS = (
    '@"2027-01-31"', '@"2024-02-29"', '@"-0001-01-01"', '@"999999999-12-31"', '@"9999-12-31T23:59:59.999999999Z"',
    '@"2027-03-28T01:30:00@Europe/London"', '@"0001-01-01T00:00:00+14:00"', '@"23:59:59"', '@"00:00:00-14:00"',
    '@"12:00:00@Europe/Paris"', '@"P1D"', '@"-PT1S"', '@"P999999999D"', '@"P1Y2M"', '@"-P9999999999M"',
    '@"2027-01-31T24:00:00"', '@"nonsense"',
)  # fmt: skip
WORDS = (
    "age",
    "risk",
    "seen",
    "items",
    "person",
    "unknown",
    "f",
    "working days",
    "item",
    "partial",
    "?",
    "follow-up date",
)
KINDS = (
    "number", "string", "boolean", "date", "time", "date and time", "Any", "Null", "list<number>", "context<a: number>",
    "function<number> -> string", "range<date>", "nonsense", "days and time duration", "list<list<list<Any>>>",
)  # fmt: skip
TOKENS = re.compile(r'"(?:[^"\\]|\\.)*"|\w+|[^\w\s]')
ODD = "\0\x1b\u200b\u2028\ufeff\ud7ff\ufffd\U0010ffff\U0001d11e\u0301{}[]()<>=!.,:;@\"'\\/*-+|&^%$#?~` \t\r\n"


class Grammar:
    """Writes expressions; deeper parts become simpler."""

    def __init__(self, random: Random) -> None:
        self.random = random

    def expression(self, depth: int = 4) -> str:
        if depth <= 0 or self.random.random() < 0.15:
            return self.simple()
        forms: tuple[Callable[[int], str], ...] = (
            self._operation,
            self._comparison,
            self._choice,
            self._loop,
            self._quantified,
            self._list,
            self._context,
            self._range,
            self._builtin,
            self._builtin,
            self._builtin,
            self._given,
            self._filter,
            self._path,
            self._membership,
            self._instance,
            self._lambda,
            self._bracket,
        )
        return self.random.choice(forms)(depth - 1)

    def tests(self, depth: int = 3) -> str:
        """The tests of a cell."""
        if self.random.random() < 0.1:
            return "-"
        tests = ", ".join(self._test(depth) for _ in range(self.random.randint(1, 3)))
        return f"not({tests})" if self.random.random() < 0.2 else tests

    def simple(self) -> str:
        kinds = (NUMBERS, TEXTS, MOMENTS, WORDS, ("true", "false", "null", "[]", "{}"))
        return self.random.choice(self.random.choice(kinds))

    def _test(self, depth: int) -> str:
        form = self.random.random()
        if form < 0.3:
            return f"{self._pick('<', '<=', '>', '>=', '=', '!=')} {self.expression(depth - 1)}"
        return self._range(depth) if form < 0.5 else self.expression(depth)

    def _pick(self, *choices: str) -> str:
        return self.random.choice(choices)

    def _several(self, depth: int, most: int = 4) -> str:
        return ", ".join(self.expression(depth) for _ in range(self.random.randint(0, most)))

    def _operation(self, depth: int) -> str:
        sign = self._pick("+", "-", "*", "/", "**", "and", "or")
        return f"{self.expression(depth)} {sign} {self.expression(depth)}"

    def _comparison(self, depth: int) -> str:
        if self.random.random() < 0.2:
            return f"{self.expression(depth)} between {self.expression(depth)} and {self.expression(depth)}"
        return f"{self.expression(depth)} {self._pick('=', '!=', '<', '<=', '>', '>=')} {self.expression(depth)}"

    def _choice(self, depth: int) -> str:
        return f"if {self.expression(depth)} then {self.expression(depth)} else {self.expression(depth)}"

    def _source(self, depth: int) -> str:
        if self.random.random() < 0.4:
            first = self._pick("1", "-5", "10", "1000000000", "0.5", "age")
            return f"{first}..{self._pick('3', '-1', '999999999', 'age')}"
        return self.expression(depth)

    def _loop(self, depth: int) -> str:
        names = [self._pick("i", "j", "age", "x y") for _ in range(self.random.randint(1, 3))]
        loops = ", ".join(f"{name} in {self._source(depth)}" for name in names)
        return f"for {loops} return {self.expression(depth)}"

    def _quantified(self, depth: int) -> str:
        return f"{self._pick('some', 'every')} i in {self._source(depth)} satisfies {self.expression(depth)}"

    def _list(self, depth: int) -> str:
        return f"[{self._several(depth)}]"

    def _context(self, depth: int) -> str:
        names = ("a", '"b c"', "f", "age", '"@"')
        entries = (f"{self._pick(*names)}: {self.expression(depth)}" for _ in range(self.random.randint(0, 3)))
        return "{" + ", ".join(entries) + "}"

    def _range(self, depth: int) -> str:
        return (
            f"{self._pick('[', '(', ']')}{self.expression(depth)}..{self.expression(depth)}{self._pick(']', ')', '[')}"
        )

    def _builtin(self, depth: int) -> str:
        name = self.random.choice(sorted(BUILTINS))
        parameters = self.random.choice(BUILTINS[name].signatures).parameters
        if self.random.random() < 0.2:
            return f"{name}({', '.join(f'{one}: {self._argument(wanted.kind, depth)}' for one, wanted in parameters)})"
        arguments = [self._argument(wanted.kind, depth) for _one, wanted in parameters]
        if self.random.random() < 0.1:
            arguments += [self.expression(depth)]
        return f"{name}({', '.join(arguments)})"

    def _argument(self, wanted: str, depth: int) -> str:
        """Most often of the kind that is asked for."""
        if self.random.random() < 0.2:
            return self.expression(depth)
        match wanted:
            case "number":
                return self.random.choice(NUMBERS)
            case "string":
                return self.random.choice(TEXTS)
            case "list":
                return self._list(depth)
            case "context":
                return self._context(depth)
            case "range":
                return self._range(depth)
            case "function":
                return self._lambda(depth)
            case "Any" | "boolean" | "Null":
                return self.expression(depth)
        return self.random.choice(MOMENTS)

    def _given(self, depth: int) -> str:
        return f"{self._pick('f', 'g', 'working days', 'age', 'person.f')}({self._several(depth, 2)})"

    def _filter(self, depth: int) -> str:
        return f"{self.expression(depth)}[{self.expression(depth)}]"

    def _path(self, depth: int) -> str:
        return f"{self.expression(depth)}.{self._pick('a', 'b c', 'year', 'time offset', 'start included', 'weekday')}"

    def _membership(self, depth: int) -> str:
        return f"{self.expression(depth)} in ({self._test(depth)}, {self._test(depth)})"

    def _instance(self, depth: int) -> str:
        return f"{self.expression(depth)} instance of {self.random.choice(KINDS)}"

    def _lambda(self, depth: int) -> str:
        return f"function({self._pick('a', 'a, b', 'a: number', 'a, a')}) {self.expression(depth)}"

    def _bracket(self, depth: int) -> str:
        return f"{self._pick('', '-', 'not')}({self.expression(depth)})"


def any_text(seed: int) -> str:
    """By its seed: an expression, tests, a spoilt one, a heap of tokens, or random characters or bytes."""
    random = Random(seed)
    grammar = Grammar(random)
    match seed % 10:
        case 0 | 1 | 2 | 3:
            return grammar.expression(random.randint(1, 6))
        case 4:
            return grammar.tests()
        case 5 | 6:
            return _spoilt(grammar.expression(random.randint(1, 5)), random)
        case 7:
            words = TOKENS.findall(" ".join(grammar.expression(3) for _ in range(3)))
            return " ".join(random.choices(words or ["1"], k=random.randint(1, 40)))
        case 8:
            return "".join(
                random.choice(ODD) if random.random() < 0.5 else chr(random.randrange(0xD800)) for _ in range(60)
            )
    return random.randbytes(random.randint(1, 80)).decode(random.choice(("utf-8", "latin-1", "utf-16")), "replace")


def _spoilt(text: str, random: Random) -> str:
    """The expression with some characters lost, doubled, replaced or repeated many times."""
    for _ in range(random.randint(1, 4)):
        at = random.randrange(len(text) + 1)
        match random.randrange(4):
            case 0:
                text = text[:at] + text[at + random.randint(1, 5) :]
            case 1:
                text = text[:at] + random.choice(ODD) + text[at:]
            case 2:
                text = text[:at] + text[at : at + 3] * random.choice((2, 50, 500)) + text[at:]
            case _:
                text = text[:at] + random.choice(("(", "[", "{", "if ", "for i in ", "-", "..", '"')) + text[at:]
    return text
