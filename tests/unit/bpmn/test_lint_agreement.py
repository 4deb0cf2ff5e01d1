"""The gate and the engine agree: whatever passes the gate can be loaded and started."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import pytest
from hypothesis import given, settings
from lxml import etree

from engine.bpmn import Execution, load_definition
from engine.bpmn.lint import lint
from engine.bpmn.markup import bpmn, executable
from engine.bpmn.normalise import tidy
from tests.unit.bpmn.drawing import diagram
from tests.unit.bpmn.test_lint_clean import CLEAN, CLEAN_HEAD
from tests.unit.bpmn.test_lint_hostile import mutations


@pytest.mark.parametrize("body", CLEAN.values(), ids=CLEAN.keys())
def test_what_the_gate_lets_through_can_be_loaded(body: tuple[str, ...]) -> None:
    definition = load_definition({"p.bpmn": diagram(*body, head=CLEAN_HEAD)}, "p")
    drawn = {element.get("id") for element in etree.fromstring(diagram(*body)).iter(bpmn("userTask"))}
    assert drawn <= set(definition.elements)


@settings(max_examples=150, deadline=None)
@given(mutations())
def test_no_mutation_passes_the_gate_and_cannot_be_loaded(data: bytes) -> None:
    if any(finding.severity == "error" for finding in lint({"p.bpmn": data})):
        return
    (process,) = executable(tidy(etree.fromstring(data)))
    assert load_definition({"p.bpmn": data}, process.get("id")).key == process.get("id")


class NoServices:
    """An execution that is only started asks nothing."""

    functions: Mapping[str, Any] = MappingProxyType({})

    def decide(self, decision_id: str, inputs: Any) -> Any:
        raise AssertionError(decision_id)


@pytest.mark.parametrize("body", CLEAN.values(), ids=CLEAN.keys())
def test_what_the_gate_lets_through_waits_for_something_or_has_ended(body: tuple[str, ...]) -> None:
    definition = load_definition({"p.bpmn": diagram(*body, head=CLEAN_HEAD)}, "p")
    execution = Execution.begin(definition, {"agencies": ["a", "b"]}, NoServices())
    assert execution.waits or execution.result is not None
