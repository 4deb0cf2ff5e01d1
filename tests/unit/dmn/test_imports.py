"""Models that import other models: types, knowledge, decisions, services and inputs, found by namespace."""

from __future__ import annotations

import pytest

from engine.dmn import DecisionError, DecisionModel, inspect, read
from engine.errors import DefinitionError
from tests.unit.dmn.models import NAMESPACE, data, decision, literal

TYPES = '<itemDefinition name="tPerson"><itemComponent name="age"><typeRef>number</typeRef></itemComponent>'
BASE = (
    f"{TYPES}</itemDefinition>"
    + data("person", "tPerson")
    + decision("is adult", literal("person.age >= limit()"), "in_person", "k_limit")
    + '<businessKnowledgeModel id="k_limit" name="limit"><encapsulatedLogic><literalExpression><text>18</text>'
    "</literalExpression></encapsulatedLogic></businessKnowledgeModel>"
    '<decisionService id="s_adult" name="adult"><outputDecision href="#is_adult"/><inputData href="#in_person"/>'
    "</decisionService>"
)


def file(namespace: str, *parts: str) -> bytes:
    inside = "".join(parts)
    return f'<definitions xmlns="{NAMESPACE}" id="d" name="d" namespace="{namespace}">{inside}</definitions>'.encode()


def imported(name: str, namespace: str = "base") -> str:
    return f'<import name="{name}" namespace="{namespace}" importType="{NAMESPACE}"/>'


def needing(name: str, logic: str, kind: str, what: str, element: str, namespace: str = "base") -> str:
    required = f'<{kind}Requirement><required{what} href="{namespace}#{element}"/></{kind}Requirement>'
    return f'<decision id="{name}" name="{name}"><variable name="{name}"/>{required}{literal(logic)}</decision>'


def model(*parts: str, others: dict[str, bytes] | None = None) -> DecisionModel:
    return read(file("main", *parts), "main.dmn", {"base.dmn": file("base", BASE), **(others or {})})


def test_knowledge_and_types_of_an_imported_model_go_by_the_name_of_the_import() -> None:
    logic = "{a: base.limit(), b: {age: 20} instance of base.tPerson}"
    found = model(imported("base"), needing("d", logic, "knowledge", "Knowledge", "k_limit"))
    assert found.decide("d", {}).value == {"a": 18, "b": True}


def test_a_decision_of_an_imported_model_takes_its_inputs_from_the_context_of_the_import() -> None:
    found = model(imported("base"), needing("d", "base.is adult", "information", "Decision", "is_adult"))
    assert found.decide("d", {"base": {"person": {"age": 20}}}).value is True
    assert found.decide("d", {"base": {"person": {"age": 17}}}).value is False


def test_a_service_of_an_imported_model_is_called_as_a_function() -> None:
    found = model(imported("base"), needing("d", "base.adult({age: 20})", "knowledge", "Knowledge", "s_adult"))
    assert found.decide("d", {}).value is True


def test_an_input_of_an_imported_model_is_seen_within_the_context_of_the_import() -> None:
    found = model(imported("base"), needing("d", "base.person.age + 1", "information", "Input", "in_person"))
    assert found.decide("d", {"base": {"person": {"age": 20}}}).value == 21


def test_one_model_imported_under_two_names_is_decided_for_each_alone() -> None:
    both = (
        '<decision id="d" name="d"><variable name="d"/>'
        '<informationRequirement><requiredDecision href="one#own"/></informationRequirement>'
        '<informationRequirement><requiredDecision href="two#own"/></informationRequirement>'
        + literal("[one.own, two.own]")
        + "</decision>"
    )
    between = needing("own", "inner.is adult", "information", "Decision", "is_adult")
    others = {f"{name}.dmn": file(name, imported("inner"), between) for name in ("one", "two")}
    found = model(imported("one", "one"), imported("two", "two"), both, others=others)
    inputs = {"one": {"inner": {"person": {"age": 20}}}, "two": {"inner": {"person": {"age": 3}}}}
    assert found.decide("d", inputs).value == [True, False]


def test_an_import_without_a_name_brings_elements_under_their_own_names() -> None:
    found = model(imported(""), needing("d", "is adult", "information", "Decision", "is_adult"))
    assert found.decide("d", {"person": {"age": 20}}).value is True


def test_elements_of_several_files_stay_apart_though_their_ids_are_the_same() -> None:
    other = file("other", decision("first", literal("1")).replace('id="first"', 'id="same"'))
    both = (
        decision("second", literal("2")).replace('id="second"', 'id="same"')
        + '<decision id="d" name="d"><variable name="d"/>'
        '<informationRequirement><requiredDecision href="#same"/></informationRequirement>'
        '<informationRequirement><requiredDecision href="other#same"/></informationRequirement>'
        + literal("[first, second]")
        + "</decision>"
    )
    for namespace in ("other", "base"):
        found = model(imported("", namespace), imported("", "other"), both, others={"other.dmn": other})
        assert found.decide("d", {}).value == [1, 2]


def test_decisions_and_inputs_of_a_model_are_its_own() -> None:
    found = model(imported("base"), needing("d", "base.is adult", "information", "Decision", "is_adult"))
    assert list(found.decisions) == ["d"]
    assert found.inputs == ()
    with pytest.raises(DecisionError, match='no "is adult"'):
        found.decide("is adult", {})


def test_an_import_of_another_kind_of_file_is_refused() -> None:
    other = '<import name="score" namespace="s" importType="http://www.dmg.org/PMML-4_2"/>'
    with pytest.raises(DefinitionError, match="another kind of file"):
        read(file("main", other), "main.dmn")


def test_an_import_without_a_file_is_a_finding_and_what_needs_it_is_null() -> None:
    parts = imported("base"), needing("d", "base.limit()", "knowledge", "Knowledge", "k_limit")
    found, findings = inspect(file("main", *parts), "main.dmn", {"broken.dmn": b"<"})
    assert found is not None
    assert any('namespace "base"' in finding.message for finding in findings)
    result = found.decide("d", {}, strict=False)
    assert result.value is None
    assert result.notes


def test_models_that_import_each_other_are_refused() -> None:
    files = {"a.dmn": file("a", imported("b", "b")), "b.dmn": file("b", imported("a", "a"))}
    with pytest.raises(DefinitionError, match='namespace "a" for the import "a"'):
        read(files["a.dmn"], "a.dmn", files)


def test_imports_that_multiply_are_refused() -> None:
    files = {
        f"{level}.dmn": file(str(level), *(imported(f"i{index}", str(level + 1)) for index in range(5)))
        for level in range(8)
    } | {"8.dmn": file("8")}
    with pytest.raises(DefinitionError, match="at most 100 imports"):
        read(files["0.dmn"], "0.dmn", files)
