"""What a new version of a pathway changes, step by step, in plain words: for whoever approves it.

Nothing is left out: every attribute, text and property of the diagram, the decisions, the forms, the settings and the
examples is compared. What no sentence was written for is told by its name in the file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from engine.bpmn.diff_decisions import cases_changed, decisions_changed
from engine.bpmn.diff_parts import (
    DEFAULT,
    DOCUMENTATION,
    NAME,
    ROLE,
    SOURCE,
    TARGET,
    WORDS,
    Diagram,
    read_diagram,
    words_of,
)
from engine.bpmn.diff_tables import form_changed, settings_changed
from engine.bpmn.diff_words import from_to
from engine.bpmn.markup import FLOW_NODES, SCOPES
from engine.bpmn.outline import outline
from engine.dmn.facts import AROUND, KIND, Part, Path, differing

_KINDS = {
    "userTask": "step",
    "manualTask": "step",
    "task": "step",
    "callActivity": "called pathway",
    "businessRuleTask": "decision",
    "serviceTask": "automatic step",
    "scriptTask": "calculation",
    "subProcess": "group of steps",
    "startEvent": "start",
    "endEvent": "end",
    "lane": "role",
}
_DEADLINE: Path = ("property deadline",)
_FORM: Path = ("property form",)
_TIMERS = [("timerEventDefinition", each) for each in ("timeDuration", "timeDate", "timeCycle")]
_HOST: Path = ("@attachedToRef",)
_MOST_MOVED = 5
Told = Iterator[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Change:
    """One difference. `about` groups: Steps, Ways, Roles, Forms, Decisions, Deadlines and limits, Pathway, Picture."""

    about: str
    words: str


def difference(before: Mapping[str, bytes], after: Mapping[str, bytes]) -> tuple[Change, ...]:
    """Everything that differs between two bundles; empty when they are the same, byte by byte.

    Raises DefinitionError when one of them cannot be read.
    """
    found = [change for file in _in_order(before, after) for change in _file_changed(before, after, file)]
    groups = list(dict.fromkeys(change.about for change in found))
    return tuple(sorted(dict.fromkeys(found), key=lambda change: groups.index(change.about)))


def _in_order(before: Mapping[str, bytes], after: Mapping[str, bytes]) -> list[str]:
    """The files that differ: the diagram, the settings, the forms, the decisions, the examples, then any others."""
    changed = {name for name in {*before, *after} if before.get(name) != after.get(name)}
    return sorted(changed, key=lambda name: (_teller(name)[0], name))


def _teller(name: str) -> tuple[int, Callable[[bytes, bytes, str], Told] | None]:
    """Where a file comes in the telling, and what tells its changes."""
    folder, _, file = name.rpartition("/")
    kinds: list[tuple[bool, Callable[[bytes, bytes, str], Told]]] = [
        (name.endswith(".bpmn"), _diagram_changed),
        (name == "process.toml", settings_changed),
        (folder == "forms" and file.endswith(".toml"), form_changed),
        (name.endswith(".dmn"), decisions_changed),
        (folder == "cases" and file.endswith(".toml"), cases_changed),
    ]
    return next(((place, teller) for place, (is_it, teller) in enumerate(kinds) if is_it), (len(kinds), None))


def _file_changed(before: Mapping[str, bytes], after: Mapping[str, bytes], file: str) -> list[Change]:
    teller = _teller(file)[1]
    if teller is None or (file.endswith(".bpmn") and (file not in before or file not in after)):
        what = "added" if file not in before else "removed" if file not in after else "different"
        return [Change("Pathway", f"The file {file} is {what}.")]
    told = [Change(about, words) for about, words in teller(before.get(file, b""), after.get(file, b""), file)]
    same = f"{file} is written differently (order, spacing or comments); nothing that it says has changed."
    return told or [Change("Pathway", same)]


def _diagram_changed(before: bytes, after: bytes, file: str) -> Told:
    old, new = read_diagram(before, file), read_diagram(after, file)
    order = [step.id for source in (after, before) for step in outline(source, file).steps]
    keys = list(dict.fromkeys([*order, *new.parts, *old.parts]))
    for group, is_in in _GROUPS:
        for key in keys:
            part = new.parts.get(key) or old.parts.get(key)
            if part is not None and is_in(part):
                yield from ((group, words) for words in _part_changed(old, new, key))
    yield from (("Steps", words) for words in _reordered(old, new))
    yield from (("Picture", words) for words in _drawn_differently(old, new, keys))


def _is_way(part: Part) -> bool:
    return part.facts[KIND] == "sequenceFlow"


_GROUPS: Sequence[tuple[str, Callable[[Part], bool]]] = (
    ("Steps", lambda part: part.facts[KIND] in FLOW_NODES),
    ("Ways", _is_way),
    ("Roles", lambda part: part.facts[KIND] == "lane"),
    ("Pathway", lambda part: part.facts[KIND] not in FLOW_NODES | {"sequenceFlow", "lane"}),
)


def _part_changed(old: Diagram, new: Diagram, key: str) -> Iterator[str]:
    before, after = old.parts.get(key), new.parts.get(key)
    if before is None and after is not None:
        yield from _way_added(old, new, after) if _is_way(after) else _added(new, after)
    elif after is None and before is not None:
        yield from _way_removed(old, new, before) if _is_way(before) else [_removed(old, before)]
    elif before is not None and after is not None:
        yield from _changed(old, before, new, after)


def _name(where: Diagram, part: Part) -> str:
    """What a part is called in a sentence; an event on a step with that step."""
    if _is_way(part):
        return f"The way from {where.ends(part)}"
    if not part.key:
        return "The diagram"
    host = where.label(part.facts.get(_HOST, ""))
    return f"{_kind(part).capitalize()} “{where.label(part.key)}”" + (f" on “{host}”" if host else "")


def _kind(part: Part) -> str:
    kind = part.facts[KIND]
    if kind not in FLOW_NODES:
        return _KINDS.get(kind) or words_of((kind,))
    return _KINDS.get(kind, "gateway" if kind.endswith("Gateway") else "event")


def _added(new: Diagram, part: Part) -> Iterator[str]:
    """A new part in one sentence, and what else is said of it in further ones."""
    facts = part.facts
    sources, targets = _neighbours(new, part.key, TARGET, SOURCE), _neighbours(new, part.key, SOURCE, TARGET)
    time = next((new.said(path, facts[path]) for path in _TIMERS if path in facts), "")
    words = f"{_name(new, part)} added" + (f", for {facts[ROLE]}" if ROLE in facts else "")
    words += f", after {_listed(sources)}" if sources and _HOST not in facts else ""
    words += f", due in {new.said(_DEADLINE, facts[_DEADLINE])}" if _DEADLINE in facts else ""
    words += f", when {time}" if time else ""
    words += f", with the form “{facts[_FORM]}”" if _FORM in facts else ""
    yield f"{words}."
    if targets:
        yield f"{_name(new, part)} leads to {_listed(targets)}."
    told = {NAME, ROLE, _DEADLINE, _FORM, _HOST, *_TIMERS}
    is_inside = new.parts[part.around].facts[KIND] in SCOPES - {"process"} if part.around else False
    told |= {KIND} | (set() if is_inside else {AROUND})
    for each in differing({}, facts, list(WORDS)):
        if each.path not in told:
            yield _fact(_name(new, part), each.path, "", new.said(each.path, each.after))


_PLAIN = {KIND, AROUND, SOURCE, TARGET}


def _neighbours(where: Diagram, key: str, end: Path, other: Path) -> list[str]:
    ways = [part for part in where.parts.values() if _is_way(part) and part.facts.get(end) == key]
    return [where.label(way.facts.get(other, "")) for way in ways]


def _removed(old: Diagram, part: Part) -> str:
    return f"{_name(old, part)} removed" + (f", for {part.facts[ROLE]}." if ROLE in part.facts else ".")


def _way_added(old: Diagram, new: Diagram, way: Part) -> Iterator[str]:
    """What is said of the ways to and from a new step is said with it, when they say nothing themselves."""
    says = any(path not in _PLAIN for path in way.facts)
    if says or all(way.facts.get(end, "") in old.parts for end in (SOURCE, TARGET)):
        yield f"{_name(new, way)} is added."
    for each in differing({}, way.facts, list(WORDS)):
        if each.path not in _PLAIN:
            yield _way_fact(_name(new, way), new, each.path, "", each.after)


def _way_removed(old: Diagram, new: Diagram, way: Part) -> Iterator[str]:
    if all(way.facts.get(end, "") in new.parts for end in (SOURCE, TARGET)):
        yield f"{_name(old, way)} is removed."


def _changed(before: Diagram, old: Part, after: Diagram, new: Part) -> Iterator[str]:
    name, is_way = _name(after, new), _is_way(new)
    found = list(differing(old.facts, new.facts, [NAME, *WORDS]))
    if is_way and any(each.path in (SOURCE, TARGET) for each in found):
        yield f"The way from {before.ends(old)} now leads from {after.ends(new)}."
    for each in found:
        if each.path == NAME and not is_way and each.after:
            yield f"{_name(before, old)} is now called “{after.label(new.key)}”."
        elif is_way and each.path not in (SOURCE, TARGET):
            yield _way_fact(name, after, each.path, before.said(each.path, each.before), each.after)
        elif not is_way:
            one, other = before.said(each.path, each.before), after.said(each.path, each.after)
            is_same = one == other
            yield _fact(name, each.path, each.before or "" if is_same else one, each.after or "" if is_same else other)


def _way_fact(name: str, where: Diagram, path: Path, before: str, after: str | None) -> str:
    if path == DEFAULT:
        return f"{name} is {'now' if after else 'no longer'} taken when no other condition holds."
    return f"{name}: {from_to(words_of(path), before, where.said(path, after))}"


def _fact(name: str, path: Path, before: str, after: str) -> str:
    if path == DOCUMENTATION and after:
        return f"{name}: what is asked and why is worded {'differently' if before else 'so'}: “{after}”."
    return f"{name}: {from_to(words_of(path), before, after)}"


def _reordered(old: Diagram, new: Diagram) -> Iterator[str]:
    """The ways out of a step are looked at in their order, so another order may mean another way."""
    for key, part in new.parts.items():
        if key in old.parts and part.facts[KIND] in FLOW_NODES:
            one, other = _ways_out(old, key), _ways_out(new, key)
            if [each for each in one if each in other] != [each for each in other if each in one]:
                yield f"{_name(new, part)}: its ways are looked at in another order."


def _ways_out(where: Diagram, key: str) -> list[str]:
    return [each for each, part in where.parts.items() if _is_way(part) and part.facts.get(SOURCE) == key]


def _drawn_differently(old: Diagram, new: Diagram, keys: Iterable[str]) -> Iterator[str]:
    come_or_gone = old.parts.keys() ^ new.parts.keys()
    drawn = dict.fromkeys([*keys, *new.drawn, *old.drawn])
    moved = [key for key in drawn if key not in come_or_gone and old.drawn.get(key) != new.drawn.get(key)]
    if moved:
        names = [new.label(key).strip("“”") for key in moved[:_MOST_MOVED]]
        more = f" and {len(moved) - _MOST_MOVED} more" if len(moved) > _MOST_MOVED else ""
        yield f"Moved on the picture: {', '.join(f'“{name}”' for name in names)}{more}."
    if old.picture != new.picture:
        yield "The picture as a whole is drawn differently."


def _listed(names: Sequence[str]) -> str:
    quoted = [f"“{name}”" for name in names]
    return quoted[0] if len(quoted) == 1 else f"{', '.join(quoted[:-1])} and {quoted[-1]}"
