"""Pathways as folders on disk, and what checking them or the database found, for the command line."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from engine.bootstrap import Engine, lint_pathway
from engine.decisions import lint_decisions
from engine.dmn import Finding
from engine.errors import InvalidInput
from engine.queries import AuditCheck

SETTINGS = "process.toml"
SUFFIXES = (".toml", ".bpmn", ".dmn")
LARGEST_FILE = 5 * 1024 * 1024
Report = tuple[str, bool]


def read_bundle(folder: Path) -> dict[str, bytes]:
    """The files of one pathway, relative to its folder. Refuses a folder that holds none, and files beyond 5 MB."""
    if not (folder / SETTINGS).is_file():
        raise InvalidInput(f"Expected {folder} to be the folder of a pathway, but it has no {SETTINGS}.")
    paths = sorted(path for path in folder.rglob("*") if path.is_file() and path.suffix in SUFFIXES)
    for path in paths:
        if path.stat().st_size > LARGEST_FILE:
            raise InvalidInput(f"Expected files of at most 5 MB, but {path} is larger.")
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def lint_report(paths: Sequence[Path], as_json: bool) -> Report:
    """What publishing would say about each pathway or DMN file, and whether that is anything."""
    found = [(path.name if path.is_dir() else "", finding) for path in paths for finding in _linted(path)]
    if as_json:
        return json.dumps([{"pathway": name, **asdict(finding)} for name, finding in found], indent=2), bool(found)
    lines = [line for name, finding in found for line in in_words(name, finding)]
    return "\n".join(lines) or f"Nothing to mend in {len(paths)} {_counted(paths)}.", bool(found)


def _linted(path: Path) -> list[Finding]:
    if path.is_dir():
        return lint_pathway(read_bundle(path))
    if path.suffix != ".dmn":
        raise InvalidInput(f"Expected the folder of a pathway or a .dmn file, but {path} is neither.")
    return lint_decisions(path)


def _counted(paths: Sequence[Path]) -> str:
    return "pathway(s)" if all(path.is_dir() for path in paths) else "file(s)"


def in_words(pathway: str, finding: Finding) -> list[str]:
    """One finding: where, what, and what to do about it."""
    file = f"{pathway}/{finding.file}" if pathway else finding.file
    place = ":".join(str(part) for part in (file, finding.line) if part)
    element = f" {finding.element_id}" if finding.element_id else ""
    lines = [f"{place}{element}: {finding.severity}: {finding.message}"]
    return [*lines, f"    {finding.remedy}"] if finding.remedy else lines


def fsck_report(engine: Engine, as_json: bool) -> Report:
    """Every projection that differs from what it was made from."""
    found = engine.fsck()
    if as_json:
        return json.dumps([asdict(problem) for problem in found], indent=2, default=str), bool(found)
    lines = [f"{problem.table} {problem.row} {problem.column}: {problem.message}" for problem in found]
    return "\n".join(lines) or "Nothing to mend.", bool(found)


def audit_report(engine: Engine, as_json: bool) -> Report:
    """Whether the audit trail is whole, and what that was compared with; else its first bad row."""
    found = engine.check_audit()
    if as_json:
        return json.dumps(asdict(found), indent=2, default=str), not found.is_whole
    if found.fault is not None:
        fault = found.fault
        place = f"number {fault.number} of the chain" if fault.number is not None else "not in the chain"
        return f"The first bad row: {fault.table} {fault.row} ({place}), {fault.column}: {fault.message}", True
    return "\n".join(_whole(found)), False


def _whole(found: AuditCheck) -> list[str]:
    lines = [f"The audit trail is whole: {found.sealed} sealed row(s), {found.waiting} waiting for the sealer."]
    if found.without_code:
        lines.append(f"{found.without_code} were sealed before places had a code; for these the anchor alone vouches.")
    if found.anchored is None:
        lines.append(
            "There is no anchor to compare with (AUDIT_ANCHOR): an end cut off, or an older database, is not seen."
        )
        return lines
    at = f", the last of {found.anchored_at:%d %B %Y at %H:%M} UTC" if found.anchored_at else ""
    lines.append(f"It agrees with {found.anchored} line(s) of the anchor{at}.")
    if found.torn:
        lines.append(f"{found.torn} line(s) of the anchor were left unfinished by a crash and say nothing.")
    return lines
