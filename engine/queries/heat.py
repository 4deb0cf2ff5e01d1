"""Where the running referrals of a pathway are: how many at each step, as a table and on the diagram."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from engine.bpmn.parser import Element
from engine.bpmn.pathway import Pathway
from engine.domain.permissions import Permission, require
from engine.domain.suppression import small, total
from engine.errors import NotFound
from engine.queries.diagram import ACTIVITIES, AUTOMATIC, BY_PEOPLE, text_of
from engine.queries.view import View
from engine.store import definitions, scope, step_counts

NO_PATHWAY = "There is no such pathway."


@dataclass(frozen=True, slots=True)
class StepLine:
    """A step and how many referrals are at it, in words. `is_drawn`: it is on the diagram that is shown."""

    element_id: str
    name: str
    role: str
    count: str
    is_any: bool
    is_drawn: bool


@dataclass(frozen=True, slots=True)
class RunningLine:
    """A pathway and how many referrals run on it, in words."""

    key: str
    title: str
    count: str


@dataclass(frozen=True, slots=True)
class HeatPage:
    """`covers_all`: the whole partnership is counted, else what the actor's agency sent, received or takes part in.

    `is_exact`: small counts are shown as they are. `xml` is the diagram that new referrals follow.
    """

    key: str
    title: str
    total: str
    steps: tuple[StepLine, ...]
    covers_all: bool
    is_exact: bool
    xml: str


def running_pathways(view: View) -> tuple[RunningLine, ...]:
    """The published pathways with how many referrals run on each. For managers, commissioners and the coordinator."""
    require(view.actor, Permission.SEE_REPORTS)
    known = definitions.published(view.tx)
    words = running_words(view, (each.pathway for each in known))
    return tuple(RunningLine(each.pathway, each.title, words[each.pathway]) for each in known)


def running_words(view: View, pathways: Iterable[str]) -> dict[str, str]:
    """How many referrals run on each of these pathways, as the actor is told it wherever it is told.

    Of one and the same total in two wordings a small part could be worked out. For those who may see reports.
    """
    numbers = step_counts.running(view.tx, view.actor)
    return {pathway: _total(view, numbers.get(pathway, 0), pathway) for pathway in pathways}


def covers_all(view: View) -> bool:
    """Whether the whole partnership is counted for the actor, or what her agencies have to do with."""
    return view.actor.is_coordinator or not scope.managed_agencies(view.actor)


def heat(view: View, pathway: str) -> HeatPage:
    """How many running referrals are at each step. Status only, no content.

    A manager counts what her agency sent, received or takes part in; the coordinator, who may see each one, counts all;
    a commissioner counts all, but is not told which counts are under 5. Refuses: NotPermitted, NotFound.
    """
    require(view.actor, Permission.SEE_REPORTS)
    found = view.shelf.published(view.tx, pathway)
    if found is None:
        raise NotFound(NO_PATHWAY)
    record, drawn = found
    words = str if is_exact(view) else small
    counts = _counts(view, pathway)
    whole = step_counts.running(view.tx, view.actor).get(pathway, 0)
    return HeatPage(
        key=pathway,
        title=record.title,
        total=_total(view, whole, pathway, counts),
        steps=_steps(drawn, counts, words),
        covers_all=covers_all(view),
        is_exact=is_exact(view),
        xml=text_of(drawn.diagram),
    )


Counts = Mapping[str, tuple["_Place", int]]
Words = Callable[[int], str]


def is_exact(view: View) -> bool:
    """Whether the actor may see each of those that she counts."""
    return view.actor.is_coordinator or bool(scope.managed_agencies(view.actor))


def _total(view: View, whole: int, pathway: str, counts: Counts | None = None) -> str:
    if is_exact(view) or not whole:
        return str(whole)
    known = _counts(view, pathway) if counts is None else counts
    return total(whole, [number for _, number in known.values()])


@dataclass(frozen=True, slots=True)
class _Place:
    """An element of some version, with how its lane is called."""

    element: Element
    role: str


def _counts(view: View, pathway: str) -> Counts:
    """By element: where it is, and how many wait there, on all versions together."""
    numbers: Counter[str] = Counter()
    places: dict[str, _Place] = {}
    for found in step_counts.at_steps(view.tx, view.actor, pathway):
        known = view.shelf.get(view.tx, found.version_id)
        element = known.definition.elements.get(found.element_id)
        if element is not None and not element.attached_to:
            numbers[found.element_id] += found.count
            places.setdefault(found.element_id, _Place(element, _role(known, element)))
    return {name: (places[name], number) for name, number in numbers.items()}


def _steps(drawn: Pathway, counts: Counts, words: Words) -> tuple[StepLine, ...]:
    """The steps of the diagram in its order, then those that only earlier versions have."""
    shown = [
        _Place(element, _role(drawn, element))
        for element in drawn.definition.elements.values()
        if (element.kind in ACTIVITIES and element.kind in BY_PEOPLE) or element.id in counts
    ]
    drawn_ids = {place.element.id for place in shown}
    earlier = [place for name, (place, _) in counts.items() if name not in drawn_ids]
    return tuple(
        StepLine(
            element_id=place.element.id,
            name=place.element.name or place.element.id,
            role=place.role,
            count=words(number),
            is_any=number > 0,
            is_drawn=place.element.id in drawn_ids,
        )
        for place in [*shown, *earlier]
        for number in [counts[place.element.id][1] if place.element.id in counts else 0]
    )


def _role(pathway: Pathway, element: Element) -> str:
    if element.kind not in BY_PEOPLE:
        return AUTOMATIC
    lane = pathway.settings.lanes.get(element.lane)
    return lane.label if lane else ""
