"""Models that a model imports: found among the files at hand by their namespace."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from posixpath import basename

from engine.dmn.reading import Element, Reading, parts, place_of
from engine.dmn.secure_xml import parse_xml
from engine.errors import DefinitionError

NAMESPACES = {
    f"{scheme}://www.omg.org/spec/DMN/{version}/MODEL/": version
    for version in ("20180521", "20191111", "20211108", "20230324", "20240513")
    for scheme in ("http", "https")
}
MAX_IMPORTS = 100
"""Imports in a model and all that it imports, also through others."""


@dataclass(frozen=True)
class Import:
    """One imported model: the name that expressions put before its elements (empty for none), and its file."""

    name: str
    namespace: str
    file: str
    root: Element


class Library:
    """The files among which imported models are looked for, each parsed once."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self.files = files
        self._roots: dict[str, Element | None] = {}
        self._imports = 0

    def imports(self, root: Element, reading: Reading, around: tuple[str, ...]) -> Iterator[Import]:
        """The decision models that the root imports. What is not found, or is no decision model, is a problem.

        `around` are the files that lead here by importing one another.
        """
        for element in parts(root, "import"):
            name, namespace = element.get("name", "").strip(), element.get("namespace", "")
            place = place_of(element, "", f'the import "{name or namespace}"')
            if element.get("importType") and element.get("importType") not in NAMESPACES:
                message = f"Expected {place.label} to be of a decision model, but it is of another kind of file."
                reading.problem(place, message, "Remove the import; only decision models are read.")
                continue
            found = self._named(namespace, element.get("locationURI", ""), around)
            if found is None:
                message = f'Expected a file with the namespace "{namespace}" for {place.label}, but there is none.'
                reading.problem(place, message, "Put the file beside this one; no file imports itself by a circle.")
                continue
            self._count(reading.file, place.line)
            yield Import(name, namespace, *found)

    def _count(self, file: str, line: int | None) -> None:
        self._imports += 1
        if self._imports > MAX_IMPORTS:
            message = f"Expected at most {MAX_IMPORTS} imports in a model and what it imports, but there are more."
            raise DefinitionError(message, file, line=line, remedy="Import less.")

    def _named(self, namespace: str, location: str, around: tuple[str, ...]) -> tuple[str, Element] | None:
        """The file of that namespace; of several, the one at the location."""
        roots = [(name, self._root(name)) for name in self.files if name not in around]
        found = [(name, root) for name, root in roots if root is not None and root.get("namespace") == namespace]
        return next((one for one in found if basename(one[0]) == basename(location)), found[0] if found else None)

    def _root(self, name: str) -> Element | None:
        """The root of another file; one that cannot be read imports nothing, and is refused where it is read itself."""
        if name not in self._roots:
            try:
                self._roots[name] = parse_xml(self.files[name], name) if name.endswith((".dmn", ".xml")) else None
            except DefinitionError:
                self._roots[name] = None
        return self._roots[name]
