"""The examples of a bundle's decisions, each run now: whether it holds, and which rules it meets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from engine.dmn import DecisionModel
from engine.dmn.bundled import decisions_in
from engine.dmn.case_editing import MOST_CASES, CaseRow, CaseSheet, case_file, case_sheet
from engine.dmn.cases import CaseOutcome
from engine.dmn.literals import literal
from engine.errors import DefinitionError, NotFound

__all__ = ["MOST_CASES", "CaseOutcome", "CaseRow", "CaseSheet", "Examples", "case_sheet_of", "examples", "said"]

NO_DECISION = "There is no such decision in this draft, or its file cannot be read."


@dataclass(frozen=True, slots=True)
class Examples:
    """How many examples a decision has, and how many of them do not hold; None when they cannot be read or run."""

    decision: str
    name: str
    count: int
    failing: int | None


def examples(files: Mapping[str, bytes]) -> tuple[Examples, ...]:
    """The decisions of a bundle, in the order of its files, with what comes of their examples. Never raises."""
    return tuple(_examples(model, decision, files) for decision, model in decisions_in(files).items())


def _examples(model: DecisionModel, decision: str, files: Mapping[str, bytes]) -> Examples:
    name = model.decisions[decision].label
    try:
        sheet = case_sheet(model, decision, files.get(case_file(decision), b""))
    except DefinitionError:
        return Examples(decision, name, 0, None)
    failing = None if sheet.problem else sum(1 for each in sheet.outcomes if each.message)
    return Examples(decision, name, len(sheet.rows), failing)


def case_sheet_of(files: Mapping[str, bytes], decision: str) -> CaseSheet:
    """The examples of one decision. Refuses: NotFound, DefinitionError when they cannot be read."""
    model = decisions_in(files).get(decision)
    if model is None:
        raise NotFound(NO_DECISION)
    return case_sheet(model, decision, files.get(case_file(decision), b""))


def said(outcome: CaseOutcome, names: Mapping[str, str]) -> str:
    """What comes of an example, with the rules it meets; `names` are those of decisions by their ids."""
    rules = ", ".join(f"rule {rule.index} of “{names.get(rule.decision, rule.decision)}”" for rule in outcome.rules)
    by = f" by {rules}" if rules else ""
    if not outcome.message:
        return f"Holds{by}."
    return f"Gives {literal(outcome.value)}{by}." if outcome.rules or outcome.value is not None else outcome.message
