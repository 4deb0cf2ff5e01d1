"""Reading a DMN file (1.2 to 1.5)."""

from __future__ import annotations

from collections.abc import Mapping
from graphlib import CycleError, TopologicalSorter
from types import MappingProxyType

from engine.dmn.findings import Finding
from engine.dmn.frame import Place
from engine.dmn.imports import NAMESPACES, Library
from engine.dmn.logic import Around, LogicReader
from engine.dmn.model import DecisionModel
from engine.dmn.nodes import Decision, Input, Knowledge, Node, Path, Service
from engine.dmn.reading import Element, Reading, part, parts, place_of, plain_type, tag, text_of
from engine.dmn.secure_xml import parse_xml
from engine.dmn.table import Table
from engine.dmn.types import item_names, local_names, read_types
from engine.errors import DefinitionError
from engine.feel.errors import MANY, suggestion
from engine.feel.types import Type

_LABELS = {
    "inputData": "the input",
    "decision": "the decision",
    "businessKnowledgeModel": "the knowledge model",
    "decisionService": "the decision service",
}


_NO_FILES: Mapping[str, bytes] = MappingProxyType({})


def read(xml: bytes, file: str, files: Mapping[str, bytes] = _NO_FILES) -> DecisionModel:
    """The decisions of a file. Raises `DefinitionError` with element and line for the first thing that is wrong.

    `files` are those among which imported models are looked for, by name; the file itself may be among them.
    """
    return _Reader(parse_xml(xml, file), Reading(file), Library(files)).model()


def inspect(
    xml: bytes, file: str, files: Mapping[str, bytes] = _NO_FILES
) -> tuple[DecisionModel | None, tuple[Finding, ...]]:
    """The model with everything that is wrong in it, for `check`; no model when the file as a whole cannot be read."""
    try:
        model = _Reader(parse_xml(xml, file), Reading(file, tolerant=True), Library(files)).model()
    except DefinitionError as error:
        finding = Finding("error", file, error.element_id, error.line, error.message, error.remedy)
        return None, (finding,)
    return model, model.problems


def _name(element: Element) -> str:
    """The name that expressions use: that of the variable, else of the element."""
    variable = part(element, "variable")
    named = element if variable is None else variable
    return " ".join(str(named.get("name") or element.get("name") or "").split())


def _identifier(ids: Path, identifier: str) -> str:
    return "/".join((*ids, identifier))


class _Reader:
    """Reads one file. `path` are the names of the imports that lead to it, as expressions use them; `ids` go before
    its identifiers, so that those of several files stay apart; `around` are the files that import it."""

    def __init__(
        self, root: Element, reading: Reading, library: Library, path: Path = (), ids: Path = (), around: Path = ()
    ) -> None:
        self.root = root
        self.reading = reading
        self.library = library
        self.path = path
        self.ids = ids
        self.around = (*around, reading.file)
        self.elements: dict[str, Element] = {}
        self.names: dict[str, str] = {}
        self.imported: dict[str, Node] = {}
        self.namespaces = {root.get("namespace", ""): ids}

    def model(self) -> DecisionModel:
        self._check_root()
        nodes = self.nodes()
        self._check_circles(nodes)
        name = self.root.get("name", "")
        reading = self.reading
        return DecisionModel(
            reading.file,
            name,
            nodes,
            tuple(reading.uses),
            tuple(reading.problems),
            tuple(reading.tables),
            local_names(self.root),
        )

    def nodes(self) -> dict[str, Node]:
        """All elements by id, with those of imported models under the ids of the imports' names."""
        self._import()
        self._collect()
        self.reading.names = (*self.names.values(), *item_names(self.root), *self.reading.names)
        read_types(self.root, self.reading)
        own = {identifier: self._node(identifier, element) for identifier, element in self.elements.items()}
        return {**own, **self.imported}

    def _check_root(self) -> None:
        namespace, _, name = str(self.root.tag).removeprefix("{").rpartition("}")
        if name != "definitions" or namespace not in NAMESPACES:
            raise DefinitionError(
                f'Expected a DMN file of version 1.2 to 1.5, but its root is "{name[:80]}" in the namespace '
                f'"{namespace[:80]}".',
                self.reading.file,
                line=self.root.sourceline,
                remedy="Save the decision as DMN 1.3 or later.",
            )

    def _import(self) -> None:
        for one in self.library.imports(self.root, self.reading, self.around):
            inner = Reading(one.file, self.reading.tolerant)
            path = (*self.path, one.name) if one.name else self.path
            ids = (*self.ids, one.name or f"import {len(self.namespaces)}")
            reader = _Reader(one.root, inner, self.library, path, ids, self.around)
            self.imported |= reader.nodes()
            self.namespaces[one.namespace] = ids
            prefix = f"{one.name}." if one.name else ""
            self.reading.types |= {f"{prefix}{name}": found for name, found in inner.types.items()}
            self.reading.names = (*self.reading.names, one.name, *inner.names)

    def _collect(self) -> None:
        taken: set[str] = set()
        for element in parts(self.root, *_LABELS):
            name = _name(element)
            identifier = _identifier(self.ids, element.get("id") or name)
            place = place_of(element, "", f'{_LABELS[tag(element)]} "{name}"')
            if not name:
                self.reading.problem(place, "Expected a name, but there is none.", "Name the element.")
            if identifier in self.elements or name in taken:
                self.reading.problem(
                    place, f'Expected each name and id once, but "{name}" is there twice.', "Rename it."
                )
            taken.add(name)
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
                wanted = self.reading.type(reference, place)
                return Input(identifier, name, wanted, plain_type(reference), place, self.path)
            case "decision":
                return self._decision(identifier, name, element, place)
            case "businessKnowledgeModel":
                return self._knowledge(identifier, name, element, place)
        inputs = (*self._references(element, "inputData", place), *self._references(element, "inputDecision", place))
        outputs = self._references(element, "outputDecision", place)
        return Service(identifier, name, inputs, outputs, self._answer_type(element, place), place, self.path)

    def _answer_type(self, element: Element, place: Place) -> Type | None:
        """The type of a function's answer, where its variable declares it: as that, or as the type of the function."""
        variable = part(element, "variable")
        wanted = None if variable is None else self.reading.type(variable.get("typeRef"), place)
        return wanted.answer if wanted is not None and wanted.kind == "function" else wanted

    def _seen(self, identifiers: tuple[str, ...]) -> frozenset[str]:
        """The names under which expressions see the nodes: their own, or that of the import."""
        depth = len(self.path)
        paths = [(*self._imported_path(one), self._name_of(one)) for one in identifiers]
        return frozenset(path[depth] for path in paths)

    def _imported_path(self, identifier: str) -> Path:
        return self.imported[identifier].path if identifier in self.imported else self.path

    def _name_of(self, identifier: str) -> str:
        return self.imported[identifier].name if identifier in self.imported else self.names[identifier]

    def _decision(self, identifier: str, name: str, element: Element, place: Place) -> Decision:
        needs = self._needs(element, place)
        around = Around(identifier, place.decision, self._seen(needs))
        logic = LogicReader(self.reading).inside(element, around, place.label)
        box = part(element, "decisionTable")
        variable = part(element, "variable")
        wanted = None if variable is None else self.reading.type(variable.get("typeRef"), place)
        table = logic if isinstance(logic, Table) and box is not None else None
        return Decision(
            identifier,
            name,
            place.decision,
            text_of(part(element, "question")),
            needs,
            logic,
            wanted,
            table,
            place,
            self.path,
        )

    def _knowledge(self, identifier: str, name: str, element: Element, place: Place) -> Knowledge:
        needs = self._needs(element, place)
        function = part(element, "encapsulatedLogic")
        reader = LogicReader(self.reading)
        parameters = () if function is None else reader.parameters(function, name)
        visible = self._seen(needs) | {name, *(parameter for parameter, _type in parameters)}
        logic = reader.body(function, Around(identifier, name, visible), place.label, place)
        return Knowledge(
            identifier, name, parameters, needs, logic, self._answer_type(element, place), place, self.path
        )

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
            namespace, _, identifier = reference.get("href", "").rpartition("#")
            ids = self.namespaces.get(namespace, self.ids) if namespace else self.ids
            qualified = _identifier(ids, identifier)
            if qualified in self.elements or qualified in self.imported:
                found.append(qualified)
            else:
                where = place_of(reference, place.decision, place.label)
                named = f'there is no "{identifier}".{suggestion(identifier, self.elements)}'
                missing = named if identifier else "the requirement names none (its href is empty)."
                message = f"Expected {place.label} to require an element of this file, but {missing}"
                self.reading.problem(where, message, "Remove the requirement, or draw it again.")
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
            circle = [nodes[one] for one in reversed(error.args[1])]
            path = " → ".join(f'"{node.name}"' for node in circle[:MANY]) + " → …" * (len(circle) > MANY)
            place = circle[0].place
            message = f"Expected decisions that do not require themselves, but {place.label} does: {path}."
            self.reading.problem(place, message, "Remove one of the requirements.")
