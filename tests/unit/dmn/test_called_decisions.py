"""Decision services and knowledge models: called from expressions, asked for directly, and alone with their inputs."""

from __future__ import annotations

import pytest

from engine.dmn import DecisionError, DecisionModel
from engine.errors import DefinitionError
from engine.feel import Value
from tests.unit.dmn.models import data, decision, literal, model, tolerant

PARTS = (
    data("a", "number"),
    decision("inner", literal("a + 1"), "in_a", type_name="number"),
    decision("outer", literal("inner * 10"), "inner"),
    decision("other", literal("a"), "in_a"),
)
ONE = '<decisionService id="s_one" name="one">{variable}<outputDecision href="#outer"/>{inputs}</decisionService>'
TWO = (
    '<decisionService id="s_two" name="two"><outputDecision href="#outer"/><outputDecision href="#other"/>'
    '<encapsulatedDecision href="#inner"/><inputData href="#in_a"/></decisionService>'
)


def one(inputs: str = '<inputDecision href="#inner"/>', variable: str = "") -> str:
    return ONE.format(inputs=inputs, variable=variable)


def services(*logic: str) -> DecisionModel:
    """A decision `d` of that logic, beside a service that takes `inner` and one that takes `a`."""
    wanted = [decision("d", literal(text), "s_one", "s_two", "in_a", "outer") for text in logic]
    return model(*PARTS, one(), TWO, *wanted)


def test_an_input_decision_is_given_and_not_decided() -> None:
    assert services("one(5)").decide("d", {"a": 0}).value == 50
    assert services("one(inner: 5)").decide("d", {"a": 0}).value == 50


def test_several_outputs_are_a_context_of_their_names() -> None:
    assert services("two(4)").decide("d", {}).value == {"outer": 50, "other": 4}


def test_what_a_service_is_given_does_not_reach_the_rest_of_the_model() -> None:
    assert services("[one(5), outer, a]").decide("d", {"a": 1}).value == [50, 20, 1]


@pytest.mark.parametrize("call", ["one()", "one(1, 2)", 'one("x")', "one(other: 1)", "one(null)"])
def test_a_call_that_does_not_fit_is_null_and_says_so(call: str) -> None:
    result = services(call).decide("d", {"a": 0}, strict=False)
    assert result.value is None
    assert result.notes


def test_a_service_is_asked_directly_with_its_inputs_by_name() -> None:
    found = services("1")
    assert found.decide("one", {"inner": 7}).value == 70
    assert found.decide("s_two", {"a": 1}).value == {"outer": 20, "other": 1}
    with pytest.raises(DecisionError, match='"inner" does not take "x"'):
        found.decide("one", {"inner": "x"})


def test_an_input_that_a_service_is_not_given_is_null_and_not_decided() -> None:
    result = services("1").decide("one", {"a": 5}, strict=False)
    assert result.value is None


def test_input_data_come_before_input_decisions() -> None:
    inputs = '<inputDecision href="#inner"/><inputData href="#in_a"/>'
    found = model(*PARTS[:2], decision("outer", literal("[a, inner]"), "in_a", "inner"), one(inputs))
    assert found.decide("one", {"a": 1, "inner": 2}).value == [1, 2]
    caller = decision("d", literal("one(1, 2)"), "s_one")
    assert model(*PARTS[:2], decision("outer", literal("[a, inner]"), "in_a", "inner"), one(inputs), caller).decide(
        "d", {}
    ).value == [1, 2]


@pytest.mark.parametrize(("type_name", "value"), [("number", 50), ("string", None), ("tF", 50)])
def test_the_answer_of_a_service_is_of_the_type_that_its_variable_declares(type_name: str, value: Value) -> None:
    function = '<itemDefinition name="tF"><functionItem outputTypeRef="number"/></itemDefinition>'
    variable = f'<variable name="one" typeRef="{type_name}"/>'
    found = model(function, *PARTS, one(variable=variable), decision("d", literal("one(5)"), "s_one"))
    assert found.decide("d", {}, strict=False).value == value


def test_a_service_that_needs_itself_is_refused_and_not_waited_for() -> None:
    circle = '<decisionService id="s_c" name="c"><outputDecision href="#again"/></decisionService>'
    with pytest.raises(DecisionError, match="Expected"):
        model(circle, decision("again", literal("c()"), "s_c")).decide("again", {})


def knowledge(logic: str, parameters: str = "", attributes: str = "", type_name: str = "") -> str:
    reference = f' typeRef="{type_name}"' if type_name else ""
    return (
        f'<businessKnowledgeModel id="k_f" name="f"><variable name="f"{reference}/>'
        f"<encapsulatedLogic{attributes}>{parameters}{logic}</encapsulatedLogic></businessKnowledgeModel>"
    )


N = '<formalParameter name="n" typeRef="number"/>'


def test_knowledge_may_call_itself() -> None:
    found = model(knowledge(literal("if n = 0 then 1 else n * f(n - 1)"), N), decision("d", literal("f(5)"), "k_f"))
    assert found.decide("d", {}).value == 120


def test_knowledge_is_asked_directly_with_its_parameters_by_name() -> None:
    found = model(knowledge(literal("n + 1"), N))
    assert found.decide("f", {"n": 2}).value == 3


def test_the_answer_of_knowledge_is_of_the_type_that_its_variable_declares() -> None:
    found = model(knowledge(literal("string(n)"), N, type_name="number"), decision("d", literal("f(5)"), "k_f"))
    assert found.decide("d", {}, strict=False).value is None


@pytest.mark.parametrize("kind", ["Java", "PMML"])
def test_external_functions_are_refused_or_null_with_the_reason(kind: str) -> None:
    parts = knowledge(literal("{class: 1}"), N, f' kind="{kind}"'), decision("d", literal("f(5)"), "k_f")
    with pytest.raises(DefinitionError, match=f"one in {kind}, and external ones are not run"):
        model(*parts)
    result = tolerant(*parts).decide("d", {}, strict=False)
    assert result.value is None
    assert f"one in {kind}" in result.notes[0]
