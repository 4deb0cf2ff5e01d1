"""Functions on texts. Positions count from 1, in characters; negative ones from the end."""

from __future__ import annotations

from decimal import Decimal

from engine.feel import pattern
from engine.feel.builtins.registry import builtin
from engine.feel.run import Run
from engine.feel.values import Unanswerable


def whole(number: Decimal | None, what: str) -> int:
    """The number as an integer that fits positions and counts."""
    if number is None or number != number.to_integral_value() or abs(number) > 10**9:
        raise Unanswerable(f"Expected a whole number as {what}, but found {number}.")
    return int(number)


@builtin("substring(string: string, start position: number, length?: number)")
def substring(_run: Run, string: str, start: Decimal, length: Decimal | None) -> str:
    first = int(start) if abs(start) <= 10**9 else 0
    if not first or (length is not None and length < 1):
        raise Unanswerable("Expected a start position other than 0 and a length of at least 1.")
    begin = first - 1 if first > 0 else max(len(string) + first, 0)
    return string[begin:] if length is None else string[begin : begin + int(min(length, Decimal(10**9)))]


@builtin("string length(string: string)")
def string_length(_run: Run, string: str) -> Decimal:
    return Decimal(len(string))


@builtin("upper case(string: string)")
def upper_case(_run: Run, string: str) -> str:
    return string.upper()


@builtin("lower case(string: string)")
def lower_case(_run: Run, string: str) -> str:
    return string.lower()


@builtin("trim(string: string)")
def trim(_run: Run, string: str) -> str:
    return string.strip()


@builtin("substring before(string: string, match: string)")
def substring_before(_run: Run, string: str, match: str) -> str:
    before, found, _after = string.partition(match) if match else ("", "", "")
    return before if found else ""


@builtin("substring after(string: string, match: string)")
def substring_after(_run: Run, string: str, match: str) -> str:
    return string.partition(match)[2] if match else string


@builtin("contains(string: string, match: string)")
def contains(_run: Run, string: str, match: str) -> bool:
    return match in string


@builtin("starts with(string: string, match: string)")
def starts_with(_run: Run, string: str, match: str) -> bool:
    return string.startswith(match)


@builtin("ends with(string: string, match: string)")
def ends_with(_run: Run, string: str, match: str) -> bool:
    return string.endswith(match)


@builtin("matches(input: string, pattern: string, flags?: string)")
@builtin("matches(input: string, pattern: string, flags: Null)")
def matches(run: Run, text: str, expression: str, flags: str | None) -> bool:
    found = pattern.compiled(expression, flags or "", run.spend).search(text, 0, run.spend)
    return found is not None


@builtin("replace(input: string, pattern: string, replacement: string, flags?: string)")
@builtin("replace(input: string, pattern: string, replacement: string, flags: Null)")
def replace(run: Run, text: str, expression: str, replacement: str, flags: str | None) -> str:
    found = pattern.compiled(expression, flags or "", run.spend)
    parts: list[str] = []
    size = last = 0
    for match in found.occurrences(text, run.spend):
        parts += [text[last : match.start], pattern.expand(replacement, match, "q" in (flags or ""))]
        size += len(parts[-1]) + len(parts[-2])
        run.build(size)
        last = match.end
    return "".join([*parts, text[last:]])


@builtin("split(string: string, delimiter: string)")
def split(run: Run, text: str, delimiter: str) -> list[str]:
    parts: list[str] = []
    last = 0
    for match in pattern.compiled(delimiter, "", run.spend).occurrences(text, run.spend):
        parts.append(text[last : match.start])
        last = match.end
    return [*parts, text[last:]]


@builtin("string join(list: list<string>, delimiter?: string)", "string join(list: list<string>, delimiter: any)")
def string_join(run: Run, items: list[str | None], delimiter: str | None) -> str:
    present = [item for item in items if item is not None]
    if not isinstance(delimiter, str | None):
        raise Unanswerable("Expected a text between the items.")
    separator = delimiter or ""
    run.build(sum(map(len, present)) + len(separator) * len(present))
    return separator.join(present)
