"""One decision of a file: `engine.decide`, and `pathways decide` on the command line."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest

import engine
from engine.dmn import DecisionError
from engine.errors import DefinitionError, InvalidInput
from tests.unit.dmn.models import data, decision, definitions, literal, table
from web import cli

RULES = [["< 18", "-", '"now"'], [">= 18", "true", '"soon"'], [">= 18", "not(true)", '"routine"']]
FILE = definitions(
    data("age", "number"),
    data("danger", "boolean"),
    data("seen", "date"),
    decision("priority", table(["age", "danger"], RULES), "in_age", "in_danger"),
    decision("due", literal('seen + duration("P5D")'), "in_seen"),
    decision("share", literal("age / 8"), "in_age"),
    decision("twice", table(["age"], [["< 5", "1"], ["< 9", "2"]]), "in_age"),
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "priority.dmn"
    path.write_bytes(FILE)
    return path


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as ended:
        cli.main(["decide", *map(str, arguments)])
    said = capsys.readouterr()
    return int(ended.value.code or 0), said.out, said.err


def test_the_engine_decides_a_file_a_text_and_bytes_alike(file: Path) -> None:
    answers = [engine.decide(source, "priority", {"age": 17, "danger": None}) for source in (file, str(file), FILE)]
    answers.append(engine.decide(FILE.decode(), "priority", {"age": 17, "danger": None}))
    assert [answer.value for answer in answers] == ["now"] * 4


def test_an_answer_comes_with_the_rules_that_gave_it() -> None:
    decided = engine.decide(FILE, "priority", {"age": 20, "danger": True})
    assert [rule["index"] for rule in decided.trace[0]["rules"]] == [2]
    explained = json.loads(decided.explained)
    assert explained["value"] == "soon"
    assert explained["trace"][0]["words"] == 'priority (UNIQUE): age = 20, danger = true → rule 2 (why 2) → "soon"'


def test_not_strict_gives_null_with_a_note() -> None:
    decided = engine.decide(FILE, "twice", {"age": 3}, strict=False)
    assert decided.value is None
    assert "rule 1, rule 2" in decided.notes[0]
    with pytest.raises(DecisionError):
        engine.decide(FILE, "twice", {"age": 3})


@pytest.mark.parametrize("source", ["nowhere.dmn", ".", "a\0b", Path("nowhere.dmn")])
def test_a_file_that_cannot_be_opened_is_refused(source: str | Path) -> None:
    with pytest.raises(InvalidInput, match="cannot be read"):
        engine.decide(source, "d")


def test_a_text_that_is_no_decision_model_is_refused() -> None:
    with pytest.raises(DefinitionError):
        engine.decide("<nonsense/>", "d")


def test_the_command_answers_in_json(capsys: pytest.CaptureFixture[str], file: Path) -> None:
    assert run(capsys, file, "priority", "--inputs", '{"age": 17, "danger": true}') == (0, '"now"\n', "")
    assert run(capsys, file, "due", "--inputs", '{"seen": "2027-01-31"}') == (0, '"2027-02-05"\n', "")


def test_numbers_keep_all_their_digits(capsys: pytest.CaptureFixture[str], file: Path) -> None:
    _, out, _ = run(capsys, file, "share", "--inputs", '{"age": 1.000000000000000000000000008}')
    assert json.loads(out, parse_float=Decimal) == Decimal("0.125000000000000000000000001")


def test_inputs_may_come_from_a_file(capsys: pytest.CaptureFixture[str], file: Path) -> None:
    inputs = file.with_name("inputs.json")
    inputs.write_text('\ufeff{"age": 40, "danger": false}', encoding="utf-8")
    assert run(capsys, file, "priority", "--inputs", f"@{inputs}")[:2] == (0, '"routine"\n')


def test_the_trace_says_which_rules_matched(capsys: pytest.CaptureFixture[str], file: Path) -> None:
    code, out, _ = run(capsys, file, "priority", "--trace", "--inputs", '{"age": 17, "danger": true}')
    (entry,) = json.loads(out)["trace"]
    assert (code, entry["rules"][0]["index"], entry["inputs"][0]) == (0, 1, {"label": "age", "value": 17})


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["priorty"], 2, 'there is no "priorty". Did you mean "priority"?'),
        (["zzz"], 2, "It has due, priority, share, twice."),
        (["priority", "--inputs", '{"age": 3}'], 2, 'Expected the input "danger" (boolean), but it is not given.'),
        (["priority", "--inputs", '{"age": "3", "danger": true}'], 2, 'the input "age" to be a number'),
        (["due", "--inputs", '{"seen": "soon"}'], 2, "a date such as 2027-01-31"),
        (["due", "--inputs", "{"], 2, "line 1, character 2"),
        (["due", "--inputs", "[]"], 2, "JSON object"),
        (["due", "--inputs", '{"seen": NaN}'], 2, "NaN"),
        (["due", "--inputs", "[" * 100_000], 2, "too deep"),
        (["due", "--inputs", "9" * 5_000], 2, "too large"),
        (["due", "--inputs", "@/nowhere"], 2, "cannot be read"),
        (["twice", "--inputs", '{"age": 3}'], 1, 'priority.dmn: decision "twice": Expected one rule to match'),
    ],
)
def test_what_is_wrong_is_said_in_a_sentence(
    capsys: pytest.CaptureFixture[str], file: Path, arguments: list[str], code: int, said: str
) -> None:
    ended, out, err = run(capsys, file, *arguments)
    assert (ended, out) == (code, "")
    assert said in err
    assert "Traceback" not in err


def test_a_file_that_is_wrong_is_a_finding_with_its_place(capsys: pytest.CaptureFixture[str], file: Path) -> None:
    file.write_bytes(FILE.replace(b"&lt; 18", b"&lt; &lt; 18"))
    code, out, err = run(capsys, file, "priority")
    assert (code, out) == (1, "")
    assert err.startswith("priority.dmn:")
    assert 'rule 1, "age"' in err
    assert "character 3" in err


def test_a_file_that_is_not_there_is_wrong_use(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, "nowhere.dmn", "d")[0] == 2


def test_a_service_and_a_knowledge_model_are_answered_too() -> None:
    service = (
        '<decisionService id="s_1" name="serve"><variable name="serve"/><outputDecision href="#share"/>'
        '<inputData href="#in_age"/></decisionService>'
    )
    knowledge = (
        '<businessKnowledgeModel id="k_1" name="half"><variable name="half"/><encapsulatedLogic>'
        f'<formalParameter name="n" typeRef="number"/>{literal("n / 2")}</encapsulatedLogic></businessKnowledgeModel>'
    )
    file = definitions(data("age", "number"), decision("share", literal("age / 8"), "in_age"), service, knowledge)
    assert engine.decide(file, "serve", {"age": 16}).value == 2
    assert engine.decide(file, "half", {"n": 5}).json == "2.5"
    with pytest.raises(InvalidInput, match=r'Expected the input "n"'):
        engine.decide(file, "k_1")


def test_imported_models_are_found_beside_the_file(tmp_path: Path) -> None:
    inner = definitions(data("age", "number"), decision("double", literal("age * 2"), "in_age")).replace(
        b'namespace="t"', b'namespace="urn:inner"'
    )
    (tmp_path / "inner.dmn").write_bytes(inner)
    imported = '<import name="other" namespace="urn:inner" importType="https://www.omg.org/spec/DMN/20191111/MODEL/"/>'
    outer = definitions(imported, decision("d", literal("other.double + 1"), "double")).replace(
        b'href="#double"', b'href="urn:inner#double"'
    )
    (tmp_path / "outer.dmn").write_bytes(outer)
    assert engine.decide(tmp_path / "outer.dmn", "d", {"other": {"age": 4}}).value == 9
    with pytest.raises(InvalidInput, match=r'Expected the input "other\.age" \(number\)'):
        engine.decide(tmp_path / "outer.dmn", "d", {})
