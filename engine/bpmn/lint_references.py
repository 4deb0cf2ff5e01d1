"""What the diagram names and the rest of the bundle has to hold: lanes, forms, decisions, operations, pathways."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath

from engine.bpmn.lint_bundle import SETTINGS, Bundle
from engine.bpmn.lint_findings import error, label, warning
from engine.bpmn.markup import PERSON_TASKS, Document, Element, bpmn, inside, kind, properties
from engine.dmn.findings import Finding
from engine.domain.escalation import COORDINATOR
from engine.domain.routing import slug
from engine.domain.toml_reading import suggest


def check_references(
    document: Document, bundle: Bundle, operations: frozenset[str] | None, pathways: frozenset[str] | None
) -> Iterator[Finding]:
    """Every name in the diagram leads to something. None for `operations` or `pathways` leaves those out."""
    yield from _check_lanes(document)
    for _, node in document.nodes:
        given = properties(node)
        if operations is not None and "operation" in given:
            yield from _check_name(document, node, "operation", given["operation"], operations)
        called = node.get("calledElement", "")
        if pathways is not None and kind(node) == "callActivity" and called and not called.startswith("="):
            yield from _check_name(document, node, "pathway", called, pathways)
        if bundle.is_whole:
            yield from _check_parts(document, bundle, node, given)
    if bundle.is_whole:
        yield from _check_unused(document, bundle)
    if bundle.settings is not None:
        yield from _check_key(document, bundle, bundle.settings.key)
        yield from _check_roles(document, frozenset(bundle.settings.lanes))


def _check_name(document: Document, node: Element, what: str, name: str, known: frozenset[str]) -> Iterator[Finding]:
    if name not in known:
        message = f"Expected the {what} of {label(node)} to exist, but there is no {what} “{name}”."
        yield error(document, node, message, suggest(name, known))


def _check_parts(document: Document, bundle: Bundle, node: Element, given: dict[str, str]) -> Iterator[Finding]:
    form = given.get("form", "").strip()
    if form and f"forms/{form}.toml" not in bundle.files:
        yield from _check_name(document, node, "form", form, frozenset(bundle.forms))
    decision = given.get("decision", "").strip()
    unread = any(finding.file.endswith(".dmn") and finding.severity == "error" for finding in bundle.findings)
    if decision and not unread:
        yield from _check_name(document, node, "decision", decision, frozenset(bundle.decisions))


def _check_unused(document: Document, bundle: Bundle) -> Iterator[Finding]:
    given = [properties(node) for _, node in document.nodes]
    used = {each.get("form", "").strip() for each in given}
    start = bundle.settings.start_form if bundle.settings is not None else ""
    for key, form in sorted(bundle.forms.items()):
        if key not in used | {start}:
            message = f"The form “{form.title}” is used by no task."
            yield Finding("warning", f"forms/{key}.toml", "", None, message, "Use it in a task, or remove the file.")
    if start and f"forms/{start}.toml" not in bundle.files:
        message = f"Expected the start form to exist, but there is no form “{start}”."
        yield Finding("error", SETTINGS, "start_form", None, message, suggest(start, bundle.forms))


def _check_key(document: Document, bundle: Bundle, key: str) -> Iterator[Finding]:
    if document.process.get("id") != key:
        message = (
            f"Expected the id of the process to be “{key}” as in {SETTINGS}, but it is “{document.process.get('id')}”."
        )
        yield error(document, document.process, message, "Use one key for the pathway everywhere.")
    if PurePosixPath(document.file).stem != key:
        message = f"Expected the diagram to be called {key}.bpmn, but it is called {document.file}."
        yield error(document, document.process, message, "Rename the file.")


def _lane_keys(lane: Element) -> frozenset[str]:
    return frozenset({slug(lane.get("id", "")), slug(lane.get("name", "")), lane.get("id", "")})


def _check_roles(document: Document, roles: frozenset[str]) -> Iterator[Finding]:
    """Lanes of the diagram and lanes of the settings are the same roles."""
    lanes = list(inside(document.process, "lane"))
    for lane in lanes:
        if not _lane_keys(lane) & roles:
            message = f"Expected {label(lane)} to be listed in {SETTINGS}, but it is not: nobody would get its tasks."
            yield error(
                document, lane, message, f"Add [lanes.{slug(lane.get('name', ''))}] with a label and a binding."
            )
    drawn = {key for lane in lanes for key in _lane_keys(lane)}
    for role in sorted(roles - drawn):
        message = f"The lane “{role}” of {SETTINGS} is not drawn in the diagram."
        yield Finding("warning", SETTINGS, role, None, message, suggest(role, drawn))
    for _, node in document.nodes:
        told = [name.strip() for name in properties(node).get("tell", "").split(",")]
        for name in filter(None, told):
            if name not in roles and name != COORDINATOR:
                message = f"Expected “tell” of {label(node)} to name lanes, but “{name}” is none."
                yield error(document, node, message, suggest(name, roles))


def _check_lanes(document: Document) -> Iterator[Finding]:
    """Where there are lanes, every step is in one; somebody's task has to be somebody's."""
    lanes = list(inside(document.process, "lane"))
    if not lanes:
        return
    placed: dict[str, Element] = {}
    known = {node.get("id") for _, node in document.nodes}
    for lane in lanes:
        for reference in lane.findall(bpmn("flowNodeRef")):
            name = reference.text or ""
            if name not in known:
                message = f"Expected only steps in {label(lane)}, but there is no step “{name}”."
                yield error(document, reference, message, "Remove the reference, or draw the step again.")
            elif name in placed and not _is_around(placed[name], lane):
                message = f"Expected “{name}” in one lane, but it is in {label(placed[name])} and {label(lane)}."
                yield error(document, reference, message, "Remove it from one of them.")
            placed[name] = lane
    for scope, node in document.nodes:
        if scope.element is document.process and node.get("id") not in placed:
            yield from _check_unplaced(document, node, placed)


def _is_around(outer: Element, lane: Element) -> bool:
    return any(ancestor is outer for ancestor in lane.iterancestors())


def _check_unplaced(document: Document, node: Element, placed: dict[str, Element]) -> Iterator[Finding]:
    message = f"Expected {label(node)} to be in a lane, but it is in none."
    if kind(node) in PERSON_TASKS:
        yield error(document, node, message + " Nobody would get the task.", "Move it into the lane of who does it.")
    elif node.get("attachedToRef", "") not in placed:
        yield warning(document, node, message, "Move it into a lane.")
