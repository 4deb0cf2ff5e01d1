"""What holds for every shipped pathway: nothing to mend, tables whose every rule is tried, escalations with words."""

from __future__ import annotations

from functools import cache

import pytest

import processes
from engine.bpmn.lint import lint
from engine.bpmn.pathway import Pathway, read_pathway
from engine.commands.operations import OPERATIONS
from engine.dmn import run_cases
from engine.domain.form_fields import TEXT_TYPES, FieldType

KEYS = processes.keys()
NEVER_ROUTED = TEXT_TYPES | {FieldType.ROWS}


@cache
def pathway(key: str) -> Pathway:
    return read_pathway(processes.bundle(key))


DECISIONS = [(key, decision) for key in KEYS for decision in sorted(pathway(key).models)]


@pytest.mark.parametrize("key", KEYS)
def test_lint_finds_nothing(key: str) -> None:
    assert lint(processes.bundle(key), operations=frozenset(OPERATIONS), pathways=frozenset(KEYS)) == []


@pytest.mark.parametrize(("key", "decision"), DECISIONS)
def test_cases_hold_and_cover_every_rule(key: str, decision: str) -> None:
    report = run_cases(pathway(key).models[decision], decision, processes.bundle(key)[f"cases/{decision}.toml"])
    assert report.ok, report


@pytest.mark.parametrize("key", KEYS)
def test_every_escalation_says_what_to_do_and_whom_else_to_tell(key: str) -> None:
    for element in pathway(key).definition.elements.values():
        if element.event == "escalation":
            assert element.documentation, element.id
            assert element.properties["tell"], element.id


@pytest.mark.parametrize("key", KEYS)
def test_what_was_written_in_words_does_not_become_a_routing_variable(key: str) -> None:
    fields = [field for form in pathway(key).forms.values() for field in form.fields]
    assert not {field.key for field in fields if field.seen_by_pathway and field.type in NEVER_ROUTED}
    assert {field.type for field in fields} & NEVER_ROUTED


@pytest.mark.parametrize("key", KEYS)
def test_every_parameter_names_its_source(key: str) -> None:
    parameters = pathway(key).settings.parameters
    assert parameters
    assert all(parameter.source for parameter in parameters)
