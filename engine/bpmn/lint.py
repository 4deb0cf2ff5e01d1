"""The publishing gate: whatever the engine would ignore or get wrong in a pathway is refused here, with file, element,
line, what is wrong and what to do instead.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace

from engine.bpmn.lint_bundle import Bundle, from_refusal, read_bundle
from engine.bpmn.lint_diagram import check_diagram
from engine.bpmn.lint_elements import check_elements, check_property_placement
from engine.bpmn.lint_events import check_events, check_names_used_once
from engine.bpmn.lint_expressions import check_expressions
from engine.bpmn.lint_gateways import check_gateways
from engine.bpmn.lint_references import check_references
from engine.bpmn.lint_structure import (
    check_connections,
    check_flows,
    check_ids,
    check_labels,
    check_pools,
    check_processes,
)
from engine.bpmn.lint_tasks import check_needs, check_properties, check_repeats
from engine.bpmn.lint_waits import check_waits
from engine.bpmn.markup import Document, executable, read_document
from engine.bpmn.normalise import tidy
from engine.bpmn.outline import outline_document
from engine.bpmn.soundness import soundness
from engine.dmn.findings import Finding
from engine.dmn.secure_xml import parse_xml
from engine.errors import DefinitionError

Check = Callable[[Document], Iterable[Finding]]

_REMEDY = "Correct it at that place."
_SHAPE: tuple[Check, ...] = (check_ids, check_elements, check_flows, check_events, check_connections)
_CONTENT: tuple[Check, ...] = (
    check_property_placement,
    check_gateways,
    check_properties,
    check_needs,
    check_repeats,
    check_names_used_once,
    check_labels,
    check_pools,
    check_diagram,
)


def lint(
    files: Mapping[str, bytes],
    *,
    operations: frozenset[str] | None = None,
    pathways: frozenset[str] | None = None,
) -> list[Finding]:
    """Everything there is to say about a pathway before it is published; empty when all is well.

    `files` is a bundle, name to content, or a single diagram from any editor: without a `process.toml` what needs the
    rest of the bundle is left out. `operations` are the names of the operations the engine knows and `pathways` the
    keys that may be called; None leaves the check out. An `error` prevents publishing. Never raises: whatever is
    wrong with the bytes is a finding too.
    """
    bundle = read_bundle(files)
    findings = list(bundle.findings)
    for file in bundle.diagrams:
        findings.extend(_lint_file(bundle, file, operations, pathways))
    told = (finding if finding.remedy else replace(finding, remedy=_REMEDY) for finding in findings)
    return sorted(dict.fromkeys(told), key=_order)


def _order(finding: Finding) -> tuple[str, int, str, str, str]:
    return finding.file, finding.line or 0, finding.severity, finding.element_id, finding.message


def _lint_file(
    bundle: Bundle, file: str, operations: frozenset[str] | None, pathways: frozenset[str] | None
) -> Iterator[Finding]:
    try:
        root = tidy(parse_xml(bundle.files[file], file))
    except DefinitionError as refusal:
        yield from_refusal(refusal, file)
        return
    found = list(check_processes(root, file))
    yield from found
    if not any(finding.severity == "error" for finding in found):
        document = read_document(root, executable(root)[0], file)
        yield from _lint_document(document)
        yield from check_expressions(document, bundle)
        yield from check_references(document, bundle, operations, pathways)


def _lint_document(document: Document) -> Iterator[Finding]:
    shape = [finding for check in _SHAPE for finding in check(document)]
    yield from shape
    for check in _CONTENT:
        yield from check(document)
    outline = outline_document(document)
    if any(finding.severity == "error" for finding in shape):
        yield from check_waits(outline)
    else:
        yield from soundness(outline)
