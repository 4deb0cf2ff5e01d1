"""The boxed expressions of lists: list, relation, conditional, loops and filter."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from engine.dmn.frame import Frame, Place
from engine.dmn.reading import Element, part, parts
from engine.feel.loops import range_items
from engine.feel.selection import selected
from engine.feel.values import Range, Unanswerable, Value

Logic = Callable[[Frame], Value]
Inside = Callable[[Element | None, tuple[str, ...], str], Logic]
"""Reads the boxed expression within an element that sees these names besides."""


def read_box(kind: str, element: Element, inside: Inside, place: Place, kinds: tuple[str, ...]) -> Logic:
    """The logic of a boxed list, relation, conditional, loop or filter."""
    match kind:
        case "list":
            return _list([inside([child], (), place.label) for child in parts(element, *kinds)])
        case "relation":
            return _relation(element, inside, place, kinds)
        case "conditional":
            return _conditional(element, inside, place)
        case "filter":
            return _filter(element, inside, place)
    return _loop(kind, element, inside, place)


def _list(items: list[Logic]) -> Logic:
    return lambda frame: [item(frame) for item in items]


def _relation(element: Element, inside: Inside, place: Place, kinds: tuple[str, ...]) -> Logic:
    columns = [column.get("name", "") for column in parts(element, "column")]
    rows = [[inside([cell], (), place.label) for cell in parts(row, *kinds)] for row in parts(element, "row")]
    return lambda frame: [{name: cell(frame) for name, cell in zip(columns, row, strict=False)} for row in rows]


def _conditional(element: Element, inside: Inside, place: Place) -> Logic:
    condition, then, otherwise = (
        inside(part(element, name), (), f'"{name}" of {place.label}') for name in ("if", "then", "else")
    )
    return lambda frame: then(frame) if condition(frame) is True else otherwise(frame)


def _loop(kind: str, element: Element, inside: Inside, place: Place) -> Logic:
    name = element.get("iteratorVariable", "")
    source = inside(part(element, "in"), (), f'"in" of {place.label}')
    repeated = part(element, "return" if kind == "for" else "satisfies")
    body = inside(repeated, (name, "partial") if kind == "for" else (name,), place.label)
    return _collected(name, source, body, place) if kind == "for" else _decided(name, source, body, kind, place)


def _collected(name: str, source: Logic, body: Logic, place: Place) -> Logic:
    def collect(frame: Frame) -> Value:
        items = _items(source(frame), frame, place)
        if items is None:
            return None
        found: list[Value] = []
        for item in items:
            frame.deciding.spend(1 + len(found) // 10)
            found.append(body(frame.with_values({name: item, "partial": found[:]})))
        return found

    return collect


def _decided(name: str, source: Logic, body: Logic, kind: str, place: Place) -> Logic:
    """`some` or `every`: decided by the first that decides, else null when any was not true or false."""
    deciding = kind == "some"

    def decide(frame: Frame) -> Value:
        items = _items(source(frame), frame, place)
        if items is None:
            return None
        undecided = False
        for item in items:
            answer = body(frame.with_values({name: item}))
            if answer is deciding:
                return deciding
            undecided = undecided or type(answer) is not bool
        if undecided:
            frame.note(f"In {place}: the condition was not true or false for every item.")
            return None
        return not deciding

    return decide


def _items(value: Value, frame: Frame, place: Place) -> Iterable[Value] | None:
    """What there is to repeat for; None with a note when that is nothing."""
    frame.deciding.spend(1)
    if isinstance(value, Range):
        try:
            return range_items(value, frame.run())
        except Unanswerable as refusal:
            frame.fail(f"In {place}: {refusal.reason}", place)
            return None
    if value is None:
        frame.note(f"In {place}: expected a list to repeat for, but it is null.")
        return None
    return value if isinstance(value, list) else [value]


def _filter(element: Element, inside: Inside, place: Place) -> Logic:
    """The same as `in[match]` as an expression: an item by its number, or the items for which the condition holds."""
    source = inside(part(element, "in"), (), f'"in" of {place.label}')
    condition = inside(part(element, "match"), ("item",), f'"match" of {place.label}')

    def keep(frame: Frame) -> Value:
        def answer(item: Value) -> Value:
            entries = item if isinstance(item, dict) else {}
            return condition(frame.with_values({"item": item, **entries}))

        run = frame.run()
        value = selected(source(frame), answer, run, 0)
        if run.reasons:
            frame.note(f"In {place}: {run.reasons[0].message}")
        return value

    return keep
