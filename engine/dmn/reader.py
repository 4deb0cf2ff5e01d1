"""Reading a DMN file (1.2 to 1.5)."""

from __future__ import annotations

from graphlib import CycleError, TopologicalSorter

from engine.dmn.findings import Finding
from engine.dmn.frame import Place
from engine.dmn.logic import Around, LogicReader
from engine.dmn.model import Decision, DecisionModel, Input, Knowledge, Node, Service
from engine.dmn.reading import Element, Reading, part, parts, place_of, plain_type, tag, text_of
from engine.dmn.secure_xml import parse_xml
from engine.dmn.table import Table
from engine.dmn.types import item_names, read_types
from engine.errors import DefinitionError

NAMESPACES = {
    f"{scheme}://www.omg.org/spec/DMN/{version}/MODEL/": version
    for version in ("20180521", "20191111", "20211108", "20230324", "20240513")
    for scheme in ("http", "https")
}
_LABELS = {
    "inputData": "the input",
    "decision": "the decision",
    "businessKnowledgeModel": "the knowledge model",
    "decisionService": "the decision service",
}


def read(xml: bytes, file: str) -> DecisionModel:
    """The decisions of a file. Raises `DefinitionError` with element and line for the first thing that is wrong."""
    return _Reader(parse_xml(xml, file), Reading(file)).model()


def inspect(xml: bytes, file: str) -> tuple[DecisionModel | None, tuple[Finding, ...]]:
    """The model with everything that is wrong in it, for `check`; no model when the file as a whole cannot be read."""
    try:
        model = _Reader(parse_xml(xml, file), Reading(file, tolerant=True)).model()
    except DefinitionError as error:
        finding = Finding("error", file, error.element_id, error.line, error.message, error.remedy)
        return None, (finding,)
    return model, model.problems


def _name(element: Element) -> str:
    """The name that expressions use: that of the variable, else of the element."""
    variable = part(element, "variable")
    named = element if variable is None else variable
    return str(named.get("name") or element.get("name") or "").strip()


class _Reader:
    def __init__(self, root: Element, reading: Reading) -> None:
        self.root = root
        self.reading = reading
        self.elements: dict[str, Element] = {}
        self.names: dict[str, str] = {}

    def model(self) -> DecisionModel:
        self._check_root()
        self._collect()
        self.reading.names = (*self.names.values(), *item_names(self.root))
        read_types(self.root, self.reading)
        nodes = {identifier: self._node(identifier, element) for identifier, element in self.elements.items()}
        self._check_circles(nodes)
        name = self.root.get("name", "")
        return DecisionModel(self.reading.file, name, nodes, tuple(self.reading.uses), tuple(self.reading.problems))

    def _check_root(self) -> None:
        namespace, _, name = str(self.root.tag).removeprefix("{").rpartition("}")
        if name != "definitions" or namespace not in NAMESPACES:
            raise DefinitionError(
                f'Expected a DMN file of version 1.2 to 1.5, but its root is "{name}" in the namespace "{namespace}".',
                self.reading.file,
                line=self.root.sourceline,
                remedy="Save the decision as DMN 1.3 or later.",
            )
        imported = part(self.root, "import")
        if imported is not None:
            place = place_of(imported, "", "the import")
            self.reading.problem(
                place,
                "Expected all of the model in one file, but it imports another.",
                "Copy what is imported into this file.",
            )

    def _collect(self) -> None:
        for element in parts(self.root, *_LABELS):
            name = _name(element)
            identifier = element.get("id") or name
            place = place_of(element, "", f'{_LABELS[tag(element)]} "{name}"')
            if not name:
                self.reading.problem(place, "Expected a name, but there is none.", "Name the element.")
            if identifier in self.elements or name in self.names.values():
                self.reading.problem(
                    place, f'Expected each name and id once, but "{name}" is there twice.', "Rename it."
                )
            self.elements[identifier] = element
            self.names[identifier] = name

    def _node(self, identifier: str, element: Element) -> Node:
        name = self.names[identifier]
        label = element.get("name") or name
        place = place_of(element, label, f'{_LABELS[tag(element)]} "{label}"')
        match tag(element):
            case "inputData":
                variable = part(element, "variable")
                reference = None if variable is None else variable.get("typeRef")
                return Input(identifier, name, self.reading.type(reference, place), plain_type(reference), place)
            case "decision":
                return self._decision(identifier, name, element, place)
            case "businessKnowledgeModel":
                return self._knowledge(identifier, name, element, place)
        inputs = (*self._references(element, "inputData", place), *self._references(element, "inputDecision", place))
        return Service(identifier, name, inputs, self._references(element, "outputDecision", place), place)

    def _decision(self, identifier: str, name: str, element: Element, place: Place) -> Decision:
        needs = self._needs(element, place)
        around = Around(identifier, place.decision, frozenset(self.names[need] for need in needs))
        logic = LogicReader(self.reading).inside(element, around, place.label)
        box = part(element, "decisionTable")
        variable = part(element, "variable")
        wanted = None if variable is None else self.reading.type(variable.get("typeRef"), place)
        table = logic if isinstance(logic, Table) and box is not None else None
        return Decision(
            identifier, name, place.decision, text_of(part(element, "question")), needs, logic, wanted, table, place
        )

    def _knowledge(self, identifier: str, name: str, element: Element, place: Place) -> Knowledge:
        needs = self._needs(element, place)
        function = part(element, "encapsulatedLogic")
        reader = LogicReader(self.reading)
        parameters = () if function is None else reader.parameters(function, name)
        if function is not None and function.get("kind", "FEEL") != "FEEL":
            self.reading.problem(place, f"Expected {place.label} in FEEL, but it is external.", "Write it in FEEL.")
        visible = frozenset((*(self.names[need] for need in needs), *(name for name, _type in parameters), name))
        logic = reader.inside(function, Around(identifier, name, visible), place.label)
        return Knowledge(identifier, name, parameters, needs, logic, None, place)

    def _needs(self, element: Element, place: Place) -> tuple[str, ...]:
        found: list[str] = []
        for requirement in parts(element, "informationRequirement", "knowledgeRequirement"):
            found += self._references(requirement, "requiredInput", place)
            found += self._references(requirement, "requiredDecision", place)
            found += self._references(requirement, "requiredKnowledge", place)
        return tuple(dict.fromkeys(found))

    def _references(self, element: Element, name: str, place: Place) -> tuple[str, ...]:
        found: list[str] = []
        for reference in parts(element, name):
            identifier = reference.get("href", "").rpartition("#")[2]
            if identifier in self.elements:
                found.append(identifier)
            else:
                message = f'Expected {place.label} to require an element of this file, but there is no "{identifier}".'
                self.reading.problem(place, message, "Remove the requirement, or draw it again.")
        return tuple(found)

    def _check_circles(self, nodes: dict[str, Node]) -> None:
        ordered = TopologicalSorter(
            {
                node.id: [need for need in node.needs if isinstance(nodes[need], Decision)]
                for node in nodes.values()
                if isinstance(node, Decision)
            }
        )
        try:
            ordered.prepare()
        except CycleError as error:
            place = nodes[error.args[1][0]].place
            message = f"Expected decisions that do not require themselves, but {place.label} does."
            raise DefinitionError(
                message, self.reading.file, place.element_id, place.line, "Remove one of the requirements."
            ) from None
