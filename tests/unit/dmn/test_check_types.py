"""What a check says about names, functions and types, before anything is decided."""

from __future__ import annotations

import pytest

from engine.dmn import DecisionModel, Finding, check
from tests.unit.dmn.models import data, decision, literal, table, table_model, tolerant


def only(found: DecisionModel, *functions: str) -> Finding:
    (finding,) = check(found, functions)
    return finding


def asking(text: str, *inputs: tuple[str, str], answer: str = "") -> DecisionModel:
    """One decision with one expression over these inputs."""
    logic = decision("d", literal(text), *(f"in_{name}" for name, _kind in inputs), type_name=answer)
    return tolerant(*(data(name, kind) for name, kind in inputs), logic)


def test_a_finding_says_decision_rule_and_column() -> None:
    finding = only(table_model(["age"], [["-", "1"], ['"x"', "2"]], data_types=["number"]))
    assert (finding.file, finding.decision, finding.rule, finding.column) == ("test.dmn", "decision", 2, "age")
    assert finding.message == 'In rule 2, "age" of "decision": expected a number, but x is a string.'
    assert (finding.element_id, bool(finding.line), bool(finding.remedy)) == ("cell_2_1", True, True)


def test_a_cell_that_cannot_be_read_names_rule_column_and_character() -> None:
    finding = only(table_model(["age"], [["< < 3", "1"]]))
    assert (finding.decision, finding.rule, finding.column) == ("decision", 1, "age")
    assert finding.message.startswith('In rule 1, "age" of "decision", `< < 3`: Expected a value')
    assert "(character 3)" in finding.message


@pytest.mark.parametrize(
    ("cell", "message"),
    [
        ("< limt", 'there is no "limt". Did you mean "limit"?'),
        ("< count(lmit)", 'there is no "lmit". Did you mean "limit"?'),
        ("< cuont([limit])", 'there is no function "cuont". Did you mean "count"?'),
        ("< workng days(3)", 'there is no function "workng days". Did you mean "working days"?'),
    ],
)
def test_names_and_functions_that_are_not_there_are_named_in_cells(cell: str, message: str) -> None:
    found = tolerant(
        data("age", "number"),
        data("limit", "number"),
        decision("d", table(["age"], [[cell, "1"]]), "in_age", "in_limit"),
    )
    finding = only(found, "working days")
    assert (finding.severity, finding.message) == ("error", f'In rule 1, "age" of "d": {message}')


def test_the_functions_of_the_engine_are_known() -> None:
    assert check(asking("working days(3)")) == []
    assert check(asking("zzz(3)"), ["zzz"]) == []
    assert only(asking("zzz(3)")).message == 'In the decision "d": there is no function "zzz".'


def test_what_is_there_but_not_required_is_said_so() -> None:
    found = tolerant(data("age", "number"), decision("d", literal("age + 1")))
    assert (
        only(found).message == 'In the decision "d": the input "age" is not required here, so its value is not known.'
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('age + "1"', 'there is no "+" between a number and a string (character 5).'),
        ('1 + age * 2 - "x"', 'there is no "-" between a number and a string (character 13).'),
        ('age = "17"', "a number cannot be compared with a string (character 5)."),
        ("if seen > 5 then 1 else 2", "a date cannot be compared with a number (character 9)."),
        ('[1, 2, seen * @"P1D"]', 'there is no "*" between a date and a days and time duration'),
        ('count([age]) = "1"', "a number cannot be compared with a string"),
    ],
)
def test_what_can_only_be_null_is_an_error_with_its_character(text: str, message: str) -> None:
    finding = only(asking(text, ("age", "number"), ("seen", "date")))
    assert (finding.severity, message in finding.message) == ("error", True)


@pytest.mark.parametrize(
    "text",
    [
        'seen + @"P1D" > seen',
        'seen + @"P1M" = seen',
        "(seen - seen) / 2",
        "seen < now",
        "age = null",
        'for age in ["x"] return age + "y"',
        'some age in ["x"] satisfies age = "y"',
        '{age: "x", both: age + "y"}.both',
        'function(age) age + "x"',
        'things[age = "x"]',
        'if things = null then age else "none"',
        "things + age",
        'things.kind = "x"',
    ],
)
def test_what_may_have_an_answer_is_left_alone(text: str) -> None:
    assert check(asking(text, ("age", "number"), ("seen", "date"), ("now", "date and time"), ("things", ""))) == []


def test_names_that_a_context_binds_are_not_those_of_the_inputs() -> None:
    entry = '<contextEntry><variable name="age"/><literalExpression><text>"x"</text></literalExpression></contextEntry>'
    result = '<contextEntry><literalExpression><text>age + "y"</text></literalExpression></contextEntry>'
    found = tolerant(data("age", "number"), decision("d", f"<context>{entry}{result}</context>", "in_age"))
    assert check(found) == []


def test_an_entry_that_a_type_does_not_have_is_named() -> None:
    kind = (
        '<itemDefinition name="tService"><itemComponent name="kind"><typeRef>string</typeRef></itemComponent>'
        "</itemDefinition>"
    )
    found = tolerant(kind, data("service", "tService"), decision("d", literal("service.knd"), "in_service"))
    assert 'no entry "knd". Did you mean "kind"?' in only(found).message
    column = tolerant(
        kind, data("service", "tService"), decision("d", table(["service.kind"], [["5", "1"]]), "in_service")
    )
    assert "expected a string, but 5 is a number" in only(column).message


def test_an_expression_beside_the_type_of_its_decision() -> None:
    assert check(asking("age * 2", ("age", "number"), answer="number")) == []
    finding = only(asking("age > 2", ("age", "number"), answer="number"))
    assert finding.message == 'In the decision "d": expected a number, but the expression gives a boolean.'


@pytest.mark.parametrize(
    ("answer", "message"),
    [('"x"', "expected a number, but x is a string"), ("age > 3", "expected a number, but it is a boolean")],
)
def test_outputs_beside_their_types(answer: str, message: str) -> None:
    logic = table(["age"], [["-", answer]]).replace('name="answer"', 'name="answer" typeRef="number"')
    found = tolerant(data("age", "number"), decision("d", logic, "in_age"))
    assert message in only(found).message


def test_columns_of_one_label_are_told_apart() -> None:
    logic = table(["age", "risk"], [["5", '"x"', "1"]], types=["number", "string"]).replace(
        'label="risk"', 'label="age"'
    )
    found = tolerant(data("age"), data("risk"), decision("d", logic, "in_age", "in_risk"))
    assert [finding.severity for finding in check(found)] == ["warning"] * 2
    assert "gap" not in check(found)[0].message


def test_tables_of_knowledge_models_are_checked_too() -> None:
    rules = table(["x"], [["< 5", "1"], ["< 3", "2"]])
    knowledge = (
        '<businessKnowledgeModel id="k_f" name="f"><variable name="f"/><encapsulatedLogic>'
        f'<formalParameter name="x" typeRef="number"/>{rules}</encapsulatedLogic></businessKnowledgeModel>'
    )
    messages = [finding.message for finding in check(tolerant(knowledge, decision("d", literal("f(1)"), "k_f")))]
    assert "Rule 1 and rule 2 of f both match x = below 3, but the hit policy is UNIQUE." in messages


def test_answers_that_may_differ_are_a_warning_under_any() -> None:
    found = table_model(["x"], [["< 5", "1"], ["-", "x + 1"]], policy="ANY", data_types=["number"])
    finding = only(found)
    assert finding.severity == "warning"
    assert "may answer differently" in finding.message


def test_many_columns_stay_within_the_budget_and_say_so() -> None:
    columns = [f"c{index}" for index in range(150)]
    rules = [["true" if index == rule else "-" for index in range(150)] + ["1"] for rule in range(150)]
    (finding,) = check(table_model(columns, rules, policy="FIRST"))
    assert (
        finding.message
        == "decision is not checked for overlaps, gaps and rules in vain: it tells too many values apart."
    )


def test_columns_that_tell_nothing_apart_cost_nothing() -> None:
    columns = [f"c{index}" for index in range(150)]
    (finding,) = check(table_model(columns, [["true", *["-"] * 149, "1"]], policy="FIRST"))
    assert finding.message == "decision has no rule for c0 = false."


RISK = (
    '<itemDefinition name="tRisk"><typeRef>string</typeRef><allowedValues><text>"low", "raised", "high"</text>'
    "</allowedValues></itemDefinition>"
)


def of_risk(*cells: str) -> DecisionModel:
    logic = table(["risk"], [[cell, str(index)] for index, cell in enumerate(cells)], policy="FIRST")
    return tolerant(RISK, data("risk", "tRisk"), decision("d", logic, "in_risk"))


def test_the_values_of_a_type_are_those_that_count() -> None:
    assert check(of_risk('"low", "raised"', '"high"')) == []
    assert only(of_risk('"low"', 'not("low", "raised")')).message == "d has no rule for risk = raised."
    assert (
        only(of_risk('not("high")', '"high"', "-")).message
        == "Rule 3 of d is never reached: earlier rules match first."
    )
    assert only(of_risk('"hgih"', "-")).message == (
        'In rule 1, "risk" of "d": expected one of low, raised, high, but found hgih.'
    )


def test_null_counts_where_a_cell_names_it() -> None:
    assert check(of_risk('"low", "raised", "high"')) == []
    assert check(of_risk('"low", "raised", "high"', "null")) == []
    assert only(of_risk('null, "low"', '"raised", "high"', "null")).message == (
        "Rule 3 of d is never reached: earlier rules match first."
    )
