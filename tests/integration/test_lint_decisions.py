"""`pathways lint` on decisions: in a pathway's folder, and DMN files by themselves."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

import processes
from tests.unit.dmn.models import data, decision, definitions, literal, table
from web import cli

SHIPPED = Path(processes.__file__).parent
TRIAGE = SHIPPED / "contact_and_triage" / "triage.dmn"


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str]:
    with pytest.raises(SystemExit) as ended:
        cli.main(["lint", *map(str, arguments)])
    said = capsys.readouterr()
    return int(ended.value.code or 0), said.out + said.err


@pytest.mark.parametrize("file", sorted(SHIPPED.glob("*/*.dmn")), ids=lambda file: file.name)
def test_shipped_decisions_have_nothing_to_mend(capsys: pytest.CaptureFixture[str], file: Path) -> None:
    assert run(capsys, file) == (0, "Nothing to mend in 1 file(s).\n")


def test_findings_of_a_file_name_decision_rule_and_column(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    file = tmp_path / "age.dmn"
    rules = [["< 18", "1"], ['"x"', "2"], ["[18..30]", "3"]]
    file.write_bytes(definitions(data("age", "number"), decision("d", table(["age"], rules), "in_age")))
    code, said = run(capsys, file)
    assert (code, said.split()[0].rpartition(":")[0]) == (1, "age.dmn")
    assert 'error: In rule 2, "age" of "d": expected a number, but x is a string.' in said
    (finding,) = json.loads(run(capsys, file, "--json")[1])
    assert {name: finding[name] for name in ("file", "decision", "rule", "column", "severity", "element_id")} == {
        "file": "age.dmn",
        "decision": "d",
        "rule": 2,
        "column": "age",
        "severity": "error",
        "element_id": "cell_2_1",
    }


def test_faults_of_the_requirements_are_all_said(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    file = tmp_path / "circle.dmn"
    circle = [decision("a", literal("b"), "b"), decision("b", literal("c"), "c"), decision("c", literal("a"), "a")]
    missing = decision("d", literal("1"), "in_agee")
    file.write_bytes(definitions(data("age"), *circle, missing))
    _, said = run(capsys, file)
    assert '"a" → "b" → "c" → "a"' in said
    assert 'there is no "in_agee". Did you mean "in_age"?' in said


def test_a_pathway_is_linted_with_its_decisions(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    folder = tmp_path / "contact_and_triage"
    shutil.copytree(TRIAGE.parent, folder)
    assert run(capsys, folder)[0] == 0
    wrong = TRIAGE.read_bytes().replace(b"<text>true</text>", b"<text>tru</text>", 1)
    (folder / "triage.dmn").write_bytes(wrong)
    code, said = run(capsys, folder)
    assert code == 1
    assert "contact_and_triage/triage.dmn:" in said
    assert 'there is no "tru". Did you mean "true"?' in said


def test_what_is_neither_pathway_nor_decision_is_wrong_use(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    file = tmp_path / "readme.txt"
    file.write_text("hello", encoding="utf-8")
    code, said = run(capsys, file)
    assert (code, "nor" in said or "neither" in said) == (2, True)
