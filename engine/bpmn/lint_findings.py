"""How the checks of a diagram say what they found."""

from __future__ import annotations

from engine.bpmn.markup import Document, Element, kind
from engine.dmn.findings import Finding, Severity


def error(document: Document, element: Element, message: str, remedy: str) -> Finding:
    """Something that prevents publishing."""
    return _finding("error", document, element, message, remedy)


def warning(document: Document, element: Element, message: str, remedy: str) -> Finding:
    """Something to look at that does not prevent publishing."""
    return _finding("warning", document, element, message, remedy)


def _finding(severity: Severity, document: Document, element: Element, message: str, remedy: str) -> Finding:
    return Finding(severity, document.file, owner_id(element), element.sourceline, message, remedy)


def owner_id(element: Element) -> str:
    """The id of the element, or of the nearest one around it that has an id."""
    current: Element | None = element
    while current is not None:
        if element_id := current.get("id"):
            return str(element_id)
        current = current.getparent()
    return ""


def label(element: Element) -> str:
    """What a person calls an element: its name, else its kind and id."""
    name = " ".join(element.get("name", "").split())
    return f"“{name}”" if name else f"{words(kind(element))} “{element.get('id', '')}”"


def words(local: str) -> str:
    """`exclusiveGateway` → `exclusive gateway`."""
    return "".join(f" {letter.lower()}" if letter.isupper() else letter for letter in local)
