"""The parts of a diagram as facts, and the words for them: for telling how two versions of a pathway differ."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from engine.bpmn.markup import BPMNDI, FLOW_NODES, Element, children, inside, kind
from engine.dmn.facts import AROUND, KIND, Facts, Part, Path, facts_of, read_parts
from engine.dmn.secure_xml import parse_xml
from engine.domain.timer_words import in_words

NAME: Path = ("@name",)
DOCUMENTATION: Path = ("documentation",)
ROLE: Path = ("role",)
DEFAULT: Path = ("default",)
STRAY: Path = ("stray",)
SOURCE, TARGET = ("@sourceRef",), ("@targetRef",)
_DEADLINE, _FOLLOW_UP = ("property deadline",), ("property follow_up",)
_TIMER = "timerEventDefinition"
_SEVERAL = "multiInstanceLoopCharacteristics"
_TIMES = {_DEADLINE, _FOLLOW_UP, *((_TIMER, each) for each in ("timeDuration", "timeDate", "timeCycle"))}
WORDS: Mapping[Path, str] = {
    NAME: "the name",
    KIND: "the kind of step",
    ROLE: "the role",
    AROUND: "what it is part of",
    _DEADLINE: "the deadline",
    (_TIMER, "timeDuration"): "the time",
    (_TIMER, "timeDate"): "the moment",
    (_TIMER, "timeCycle"): "how often it comes",
    ("property form",): "the form",
    ("property shows",): "the answers shown",
    _FOLLOW_UP: "the follow-up",
    ("property priority",): "the priority",
    ("property decision",): "the decision",
    ("property result",): "the name of the result",
    ("property operation",): "what the engine does",
    ("property tell",): "who else is told",
    ("property documentation",): "what who is told should do",
    ("script",): "the calculation",
    ("@calledElement",): "the called pathway",
    ("conditionExpression",): "the condition",
    ("conditionalEventDefinition", "condition"): "the condition",
    (_SEVERAL,): "the repetition",
    (_SEVERAL, "@isSequential"): "whether it is done one after the other",
    (_SEVERAL, "loopCardinality"): "how many times it is done",
    (_SEVERAL, "loopDataInputRef"): "the list it is done for",
    (_SEVERAL, "inputDataItem", "@name"): "the name of each entry",
    (_SEVERAL, "loopDataOutputRef"): "the list of results",
    (_SEVERAL, "outputDataItem", "@name"): "the name of each result",
    (_SEVERAL, "completionCondition"): "when it is done before all are",
    ("standardLoopCharacteristics",): "the repetition",
    ("standardLoopCharacteristics", "loopCondition"): "how long it is done again",
    ("messageEventDefinition", "@messageRef"): "the message",
    ("@messageRef",): "the message",
    ("signalEventDefinition", "@signalRef"): "the signal",
    ("errorEventDefinition", "@errorRef"): "the failure",
    ("escalationEventDefinition", "@escalationRef"): "what is told",
    ("linkEventDefinition", "@name"): "the name of the link",
    ("@errorCode",): "the code",
    ("@escalationCode",): "the code",
    ("@cancelActivity",): "whether it interrupts",
    ("@isInterrupting",): "whether it interrupts",
    ("@attachedToRef",): "the step it is attached to",
    ("@triggeredByEvent",): "whether an event starts it",
    ("@isExecutable",): "whether it can run",
    ("stray",): "the ways it lists but does not have, or has but does not list",
}
_ALWAYS: Mapping[Path, str] = {("@cancelActivity",): "true", ("@isInterrupting",): "true"}
_FLAGS = {"@cancelActivity", "@isInterrupting", "@isSequential", "@triggeredByEvent", "@isExecutable"}
_CONTAINERS = {"process", "collaboration", "participant", "laneSet", "lane", "sequenceFlow", "messageFlow"}
_NAMED = {"message", "signal", "error", "escalation", "itemDefinition", "interface", "operation"}
_DATA = {"dataObject", "dataObjectReference", "dataStore", "dataStoreReference"}
_NOTES = {"textAnnotation", "association", "group", "category", "categoryValue"}
_PARTS = FLOW_NODES | _CONTAINERS | _NAMED | _DATA | _NOTES
_LISTED = frozenset({"incoming", "outgoing", "flowNodeRef"})


@dataclass(frozen=True)
class Diagram:
    """A diagram's parts by id, how each is drawn, and what else its picture says."""

    parts: Mapping[str, Part]
    drawn: Mapping[str, tuple[Facts, ...]]
    picture: Facts

    def label(self, key: str) -> str:
        """What people call a part: its name, else its id; a way by its two ends."""
        part = self.parts.get(key)
        if part is None:
            return key
        if part.facts[KIND] == "sequenceFlow":
            return self.ends(part)
        return " ".join(part.facts.get(NAME, "").split()) or key

    def ends(self, way: Part) -> str:
        return f"“{self.label(way.facts.get(SOURCE, ''))}” to “{self.label(way.facts.get(TARGET, ''))}”"

    def said(self, path: Path, value: str | None) -> str:
        """A fact as people say it; empty when there is none."""
        if path in _TIMES and value:
            return in_words(value)
        if path[-1] in _FLAGS:
            return "yes" if _is_true(value or _ALWAYS.get(path, "")) else "no"
        if path == KIND:
            return _spelt(value or "")
        is_reference = path[-1].endswith("Ref") or path == AROUND
        return self.label(value) if is_reference and value else value or ""


def read_diagram(xml: bytes, file: str) -> Diagram:
    """The parts of a diagram. Raises DefinitionError when it is no XML."""
    root = parse_xml(xml, file)
    parts = read_parts(root, lambda element: kind(element) in _PARTS, _is_told_otherwise)
    facts = {key: dict(part.facts) for key, part in parts.items()}
    _tell_roles(root, facts)
    _tell_defaults(parts, facts)
    _tell_stray(root, parts, facts)
    known = {key: replace(part, facts=facts[key]) for key, part in parts.items()}
    return Diagram(known, *_picture(root))


def _is_told_otherwise(element: Element) -> bool:
    return kind(element) in _LISTED or _tag(element) == "BPMNDiagram"


def _tell_roles(root: Element, facts: Mapping[str, dict[Path, str]]) -> None:
    for lane in inside(root, "lane"):
        for reference in children(lane, "flowNodeRef"):
            step, name = (reference.text or "").strip(), lane.get("name") or lane.get("id", "")
            told, path = (facts[step], ROLE) if step in facts else (facts[_key(lane, facts)], ("steps", step))
            told[path] = ", ".join(filter(None, (told.get(path, ""), name)))


def _key(lane: Element, facts: Mapping[str, dict[Path, str]]) -> str:
    return next(each for each in (lane.get("id", ""), "lane", "") if each in facts)


def _tell_defaults(parts: Mapping[str, Part], facts: Mapping[str, dict[Path, str]]) -> None:
    """That a way is taken when no other is belongs to the way."""
    for key in parts:
        way = facts[key].get(("@default",), "")
        if way in facts and facts[way].get(SOURCE) == key:
            facts[way][DEFAULT] = "yes"
            del facts[key]["@default",]


def _tell_stray(root: Element, parts: Mapping[str, Part], facts: Mapping[str, dict[Path, str]]) -> None:
    """The ways that a step lists, where these are not the ways that lead to and from it."""
    ends: dict[tuple[str, str], set[str]] = {}
    for way in inside(root, "sequenceFlow"):
        ends.setdefault((way.get("sourceRef", ""), "outgoing"), set()).add(way.get("id", ""))
        ends.setdefault((way.get("targetRef", ""), "incoming"), set()).add(way.get("id", ""))
    for key, part in parts.items():
        listed = children(part.element, "incoming", "outgoing")
        stray: set[str] = set()
        for side in {kind(each) for each in listed}:
            named = {(each.text or "").strip() for each in listed if kind(each) == side}
            stray |= named ^ ends.get((part.element.get("id", ""), side), set())
        if stray:
            facts[key][STRAY] = ", ".join(sorted(stray))


def _picture(root: Element) -> tuple[dict[str, tuple[Facts, ...]], Facts]:
    drawn: dict[str, tuple[Facts, ...]] = {}
    shapes = [*root.iter(f"{{{BPMNDI}}}BPMNShape"), *root.iter(f"{{{BPMNDI}}}BPMNEdge")]
    for shape in shapes:
        key = shape.get("bpmnElement", "")
        drawn[key] = (*drawn.get(key, ()), facts_of(shape))
    rest: dict[Path, str] = {}
    for number, diagram in enumerate(root.iter(f"{{{BPMNDI}}}BPMNDiagram")):
        found = facts_of(diagram, lambda element: _tag(element) in ("BPMNShape", "BPMNEdge"))
        rest |= {(str(number), *path): value for path, value in found.items()}
    return drawn, rest


def _tag(element: Element) -> str:
    return str(element.tag).removeprefix(f"{{{BPMNDI}}}")


def words_of(path: Path) -> str:
    """What a fact is called in a sentence; one that nobody named, by how the file calls it."""
    if path in WORDS:
        return WORDS[path]
    if len(path) == 1 and path[0].startswith("property "):
        return path[0].removeprefix("property ").replace(":", " ").replace("_", " ")
    return ", ".join(_spelt(each) for each in path)


def _spelt(name: str) -> str:
    """`loopDataInputRef` as “loop data input ref”."""
    plain = name.rpartition("}")[2].removeprefix("@")
    return re.sub(r"(?<=[a-z0-9])([A-Z])", lambda found: f" {found[1].lower()}", plain)


def _is_true(value: str) -> bool:
    return value.strip().lower() in {"true", "1"}
