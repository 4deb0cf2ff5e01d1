"""Everything that is looked at before a pathway is published: the diagram, the tables, and their case tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import PurePosixPath

from engine.bpmn.lint import lint
from engine.bpmn.lint_bundle import from_refusal
from engine.dmn import DecisionModel, run_cases
from engine.dmn.bundled import decisions_in
from engine.dmn.findings import Finding
from engine.errors import DefinitionError
from engine.feel import FeelError

_CASES = "Correct the rule, or say in the case table what the answer should be now."


def findings(
    files: Mapping[str, bytes], operations: frozenset[str], pathways: frozenset[str] | None = None
) -> tuple[Finding, ...]:
    """What is wrong or doubtful in a bundle, by file and line. An `error` prevents publishing. Never raises.

    `operations` are those the engine knows; `pathways` the keys that may be called, None when that is not to be asked.
    The same files are looked at once.
    """
    return _found(tuple(sorted(files.items())), operations, pathways)


@lru_cache(maxsize=32)
def _found(
    files: tuple[tuple[str, bytes], ...], operations: frozenset[str], pathways: frozenset[str] | None
) -> tuple[Finding, ...]:
    bundle = dict(files)
    found = lint(bundle, operations=operations, pathways=pathways)
    return (*found, *_case_findings(bundle))


def _case_findings(files: Mapping[str, bytes]) -> Iterator[Finding]:
    """Cases whose answer differs from what their author expects. Tables that cannot be read are told of by lint."""
    models = decisions_in(files)
    for name in sorted(files):
        if name.startswith("cases/") and name.endswith(".toml"):
            yield from _of_table(models, PurePosixPath(name).stem, files[name], name)


def _of_table(models: Mapping[str, DecisionModel], decision: str, toml: bytes, file: str) -> Iterator[Finding]:
    model = models.get(decision)
    if model is None:
        message = f"Expected cases of a decision beside the diagram, but there is no decision “{decision}”."
        yield Finding("error", file, decision, None, message, "Name the file after the decision, or remove it.")
        return
    try:
        report = run_cases(model, decision, toml)
    except DefinitionError as refusal:
        yield from_refusal(refusal, file)
        return
    except FeelError as error:
        yield Finding("error", file, decision, None, f"Expected cases that can be decided, but: {error}", _CASES)
        return
    for failure in report.failures:
        yield Finding("error", file, decision, None, f"The case “{failure.name}”: {failure.message}", _CASES)
    for rule in report.uncovered_rules:
        message = f"Expected a case for each rule, but none meets rule {rule.index} of “{rule.decision}”."
        yield Finding("warning", file, decision, None, message, "Add a case for it.")
