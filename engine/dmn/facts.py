"""What an XML document says, as flat facts: so that two of them can be compared without leaving anything out.

A part is an element that people speak of (a step, a way, a decision). What stands in it and is no part itself belongs
to it, each attribute and text under the path that leads there. Spacing and the order of unlike elements say nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from engine.dmn.reading import Element

Path = tuple[str, ...]
Facts = Mapping[Path, str]
KIND: Path = ("kind",)
AROUND: Path = ("around",)
_TRANSPARENT = frozenset({"extensionElements", "properties"})
_TYPE = "{http://www.w3.org/2001/XMLSchema-instance}type"
_UNSPOKEN = ("@id", f"@{_TYPE}")


@dataclass(frozen=True, slots=True)
class Part:
    """One part with its facts. `around` is the key of the part that it stands in, empty for the outermost."""

    key: str
    element: Element
    around: str
    facts: Facts


def read_parts(
    root: Element, is_part: Callable[[Element], bool], is_left_out: Callable[[Element], bool]
) -> dict[str, Part]:
    """The parts of a document by id, in its order; what is left out is for the caller to compare."""
    found: dict[str, Part] = {}
    waiting = [(root, "")]
    while waiting:
        element, around = waiting.pop(0)
        is_whole = element is root
        key = "" if is_whole else _free(element.get("id") or local(element), found)
        facts = {KIND: local(element), AROUND: around, **_own(element, (), set() if is_whole else {"id"})}
        _gather(facts, element, (), lambda child: is_part(child) or is_left_out(child))
        found[key] = Part(key, element, around, facts)
        waiting += [(child, key) for child in _inner(element, is_part, is_left_out)]
    return found


def _inner(
    element: Element, is_part: Callable[[Element], bool], is_left_out: Callable[[Element], bool]
) -> Iterator[Element]:
    """The nearest parts in an element."""
    for child in element:
        if isinstance(child.tag, str) and is_part(child):
            yield child
        elif isinstance(child.tag, str) and not is_left_out(child):
            yield from _inner(child, is_part, is_left_out)


def facts_of(element: Element, is_left_out: Callable[[Element], bool] = lambda _child: False) -> dict[Path, str]:
    """Everything that one element says, with all that stands in it."""
    facts = _own(element, (), set())
    _gather(facts, element, (), is_left_out)
    return facts


def _gather(facts: dict[Path, str], element: Element, path: Path, is_elsewhere: Callable[[Element], bool]) -> None:
    for child in element:
        if not isinstance(child.tag, str) or is_elsewhere(child):
            continue
        if local(child) in _TRANSPARENT and not child.attrib:
            _gather(facts, child, path, is_elsewhere)
            continue
        here = _numbered(facts, path, _segment(child))
        named = {"name", "value"} if local(child) == "property" else set()
        facts[here] = child.get("value", "") if named else (child.text or "").strip()
        facts.update(_own(child, here, named))
        _gather(facts, child, here, is_elsewhere)


def _own(element: Element, path: Path, told: set[str]) -> dict[Path, str]:
    found = {(*path, f"@{name}"): value for name, value in element.attrib.items() if name not in told}
    type_ = (*path, f"@{_TYPE}")
    if type_ in found:
        found[type_] = found[type_].rpartition(":")[2]
    return found


def _segment(element: Element) -> str:
    return f"property {element.get('name', '')}" if local(element) == "property" else local(element)


def _numbered(facts: Facts, path: Path, segment: str) -> Path:
    """The path of a further element, which is the second, third … of its name."""
    number = 1
    while (*path, segment if number == 1 else f"{segment} {number}") in facts:
        number += 1
    return (*path, segment if number == 1 else f"{segment} {number}")


def _free(key: str, taken: Mapping[str, Part]) -> str:
    number = 1
    while (key if number == 1 else f"{key} {number}") in taken:
        number += 1
    return key if number == 1 else f"{key} {number}"


def local(element: Element) -> str:
    """The name of an element or attribute without its namespace."""
    return str(element.tag).rpartition("}")[2]


@dataclass(frozen=True, slots=True)
class Differing:
    """One fact that two parts do not share; None where there is no such fact."""

    path: Path
    before: str | None
    after: str | None


def differing(old: Facts, new: Facts, order: Sequence[Path] = ()) -> Iterator[Differing]:
    """What two parts say differently: first what `order` names, then the rest in the order of the files.

    The id and type of what is added or removed as a whole is told with it, and what only holds other things by those.
    """
    paths = [*order, *(path for path in {**old, **new} if path not in order)]
    for path in paths:
        before, after = old.get(path), new.get(path)
        if before != after and not (None in (before, after) and _is_told_along(old, new, path)):
            yield Differing(path, before, after)


def _is_told_along(old: Facts, new: Facts, path: Path) -> bool:
    """Whether what only one of the two has is told by something else that only it has."""
    facts = old if path in old else new
    if path[-1] in _UNSPOKEN and len(path) > 1:
        return (path[:-1] in old) != (path[:-1] in new)
    holds = any(other[: len(path)] == path and other != path and other[-1] not in _UNSPOKEN for other in facts)
    return facts[path] == "" and holds
