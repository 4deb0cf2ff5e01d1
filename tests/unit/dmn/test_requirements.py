from __future__ import annotations

import pytest

from engine.dmn import DecisionError
from tests.unit.dmn.models import data, decision, literal, model, table

AGE = """
<itemDefinition name="tAge"><typeRef>number</typeRef>
  <allowedValues><text>[0..130]</text></allowedValues></itemDefinition>"""
DOUBLE = """
<businessKnowledgeModel id="k_double" name="double it"><variable name="double it"/>
  <encapsulatedLogic><formalParameter name="n" typeRef="number"/>
    <literalExpression><text>n * 2</text></literalExpression></encapsulatedLogic>
</businessKnowledgeModel>"""


SERVICE = """
<decisionService id="s_one" name="one">
  <outputDecision href="#outer"/><inputDecision href="#inner"/></decisionService>"""
ENTRIES = """<context>
  <contextEntry><variable name="a"/>{one}</contextEntry>
  <contextEntry><variable name="b c"/>{more}</contextEntry></context>"""
RESULT = """<context>
  <contextEntry><variable name="a"/>{one}</contextEntry><contextEntry>{more}</contextEntry></context>"""


def boxed(logic: str, *needs: str) -> object:
    found = model(data("xs"), DOUBLE, decision("d", logic, *needs))
    return found.decide("d", {"xs": [1, 2, 3]}).value


def test_decisions_ask_the_decisions_they_require_once() -> None:
    found = model(
        data("age"),
        decision("band", table(["age"], [["< 18", '"child"'], [">= 18", '"adult"']]), "in_age"),
        decision("left", literal('band = "adult"'), "band"),
        decision("right", literal("band"), "band"),
        decision("both", literal("{left: left, right: right}"), "left", "right"),
    )
    result = found.decide("both", {"age": 20})
    assert result.value == {"left": True, "right": "adult"}
    assert [entry["decision"] for entry in result.trace] == ["band", "left", "right", "both"]


def test_decisions_are_found_by_id_and_by_name() -> None:
    found = model(decision("share gate", literal("1")))
    assert found.decide("share_gate", {}).value == found.decide("share gate", {}).value == 1
    with pytest.raises(DecisionError, match='Did you mean "share_gate"'):
        found.decide("share_gat", {})


def test_what_is_not_given_is_null() -> None:
    assert model(data("age"), decision("d", literal("age = null"), "in_age")).decide("d", {}).value is True


@pytest.mark.parametrize("value", ["20", True, [1, 2], 131])
def test_inputs_of_the_wrong_type_are_refused(value: object) -> None:
    found = model(AGE, data("age", "tAge"), decision("d", literal("age"), "in_age"))
    assert found.decide("d", {"age": 20}).value == 20
    with pytest.raises(DecisionError, match='the input "age"'):
        found.decide("d", {"age": value})


def test_answers_of_the_wrong_type_are_refused_or_null_when_not_strict() -> None:
    found = model(decision("d", literal('"x"'), type_name="number"))
    with pytest.raises(DecisionError, match=r'to be a number, but it is "x"'):
        found.decide("d", {})
    assert found.decide("d", {}, strict=False).value is None


def test_a_list_of_one_answers_for_its_item() -> None:
    assert model(decision("d", literal("[5]"), type_name="number")).decide("d", {}).value == 5


def test_knowledge_is_called_by_its_name() -> None:
    assert boxed(literal("double it(3)"), "k_double") == 6
    assert boxed(literal("double it(n: 4)"), "k_double") == 8
    binding = '<binding><parameter name="n"/><literalExpression><text>xs[1]</text></literalExpression></binding>'
    called = "<literalExpression><text>double it</text></literalExpression>"
    assert boxed(f"<invocation>{called}{binding}</invocation>", "k_double", "in_xs") == 2


def test_knowledge_that_calls_itself_for_ever_is_refused() -> None:
    endless = """<businessKnowledgeModel id="k_f" name="f"><encapsulatedLogic><formalParameter name="n"/>
      <literalExpression><text>f(n) + f(n)</text></literalExpression></encapsulatedLogic>
      <knowledgeRequirement><requiredKnowledge href="#k_f"/></knowledgeRequirement></businessKnowledgeModel>"""
    with pytest.raises(DecisionError, match="Expected"):
        model(endless, decision("d", literal("f(1)"), "k_f")).decide("d", {})


def test_services_are_called_with_their_inputs() -> None:
    found = model(
        data("a"),
        decision("inner", literal("a + 1"), "in_a"),
        decision("outer", literal("inner * 10"), "inner"),
        SERVICE,
        decision("d", literal("one(5)"), "s_one"),
    )
    assert found.decide("d", {"a": 0}).value == 50
    assert found.decide("outer", {"a": 0}).value == 10


@pytest.mark.parametrize(
    ("logic", "expected"),
    [
        (ENTRIES, {"a": 1, "b c": 2}),
        (RESULT, 2),
        ("<list>{one}{two}</list>", [1, 2]),
        ('<relation><column name="a"/><column name="b"/><row>{one}{two}</row></relation>', [{"a": 1, "b": 2}]),
        ("<conditional><if>{yes}</if><then>{one}</then><else>{two}</else></conditional>", 1),
        ('<for iteratorVariable="x"><in>{xs}</in><return>{times}</return></for>', [10, 20, 30]),
        ('<some iteratorVariable="x"><in>{xs}</in><satisfies>{big}</satisfies></some>', True),
        ('<every iteratorVariable="x"><in>{xs}</in><satisfies>{big}</satisfies></every>', False),
        ("<filter><in>{xs}</in><match>{item}</match></filter>", [3]),
        ('<functionDefinition><formalParameter name="q"/>{one}</functionDefinition>', "function"),
    ],
)
def test_boxed_expressions(logic: str, expected: object) -> None:
    texts = {
        "one": "1",
        "two": "2",
        "yes": "true",
        "xs": "xs",
        "more": "a + 1",
        "times": "x * 10",
        "big": "x > 2",
        "item": "item > 2",
    }
    for name, text in texts.items():
        logic = logic.replace(f"{{{name}}}", literal(text))
    found = boxed(logic, "in_xs")
    assert (getattr(found, "name", None) if expected == "function" else found) == expected


def test_names_are_the_same_however_their_words_are_spaced() -> None:
    found = model(data("follow  up\tdate"), decision("d", literal("follow up   date"), "in_follow__up\tdate"))
    assert found.decide("d", {"follow  up date": 1}).value == 1
    assert found.decide("d", {"follow up date": 2}).value == 2


@pytest.mark.parametrize("name", ["risk-level", "a+b", "check in date", "date and time of birth"])
def test_names_with_signs_and_words_of_the_language_are_found_behind_a_dot(name: str) -> None:
    entries = f'<contextEntry><variable name="{name}"/>{literal("1")}</contextEntry>'
    relation = f'<relation><column name="{name}"/><row>{literal("1")}</row></relation>'
    for logic, wanted in ((f"<context>{entries}</context>", 1), (relation, [1])):
        found = model(decision("made", logic), decision("d", literal(f"made.{name}"), "made"))
        assert found.decide("d", {}).value == wanted
