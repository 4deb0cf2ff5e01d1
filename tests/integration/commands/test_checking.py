"""What is looked at before a version counts: the same for the command line, other systems and commissioners."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping
from uuid import UUID

import pytest

from engine.commands.drafts import SaveDiagram
from engine.commands.drafts_import import ImportBundle
from engine.commands.drafts_outline import ChangeStep
from engine.commands.propose import ProposePathway
from engine.commands.publishing import ApproveVersion, ProposeDraft
from engine.errors import DefinitionError
from engine.queries.pathways import draft_files
from engine.testing import Person
from tests.support.bpmn_models import call, diagram, end, flows, start
from tests.support.bundles import asked, bundle

WRONG = b'[[case]]\nname = "Nothing known"\ninputs = {}\nexpect = "never"\n'
DMN = b"""<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="Late" namespace="urn:late">
  <decision id="late" name="Late"><variable name="late"/><literalExpression><text>"soon"</text></literalExpression>
  </decision></definitions>"""


def calling(key: str, called: str) -> dict[str, bytes]:
    """A pathway that calls another one."""
    parts = [start(), asked("ask", deadline="P5D"), call("refer", called), end("done")]
    return bundle(key, diagram(*parts, *flows("start > ask", "ask > refer", "refer > done"), key=key))


def plain(key: str) -> dict[str, bytes]:
    parts = [start(), asked("ask", deadline="P5D"), end("done")]
    return bundle(key, diagram(*parts, *flows("start > ask", "ask > done"), key=key))


def with_wrong_case(key: str) -> dict[str, bytes]:
    return {**plain(key), "late.dmn": DMN, "cases/late.toml": WRONG}


def zipped(files: Mapping[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return made.getvalue()


def drafted(who: Person, files: Mapping[str, bytes]) -> UUID:
    draft = who.do(ImportBundle(zipped(files)))
    made: UUID = who.do(ProposeDraft(draft, 1, "New"))
    return made


WAYS: dict[str, Callable[[Person, Mapping[str, bytes]], object]] = {
    "the command line": lambda who, files: who.house.deploy(files),
    "another system": lambda who, files: who.do(ProposePathway(files)),
    "a draft": drafted,
}


@pytest.mark.parametrize("way", WAYS)
def test_an_example_that_comes_out_differently_stands_in_every_way(way: str, first: Person) -> None:
    with pytest.raises(DefinitionError, match="The case “Nothing known”"):
        WAYS[way](first, with_wrong_case("late_one"))


def test_what_is_approved_calls_only_what_is_published(first: Person, second: Person) -> None:
    callee = first.do(ProposePathway(plain("callee")))
    caller = drafted(first, calling("caller", "callee"))
    with pytest.raises(DefinitionError, match="there is no pathway “callee”"):
        second.do(ApproveVersion(caller, None))
    second.do(ApproveVersion(callee, None))
    second.do(ApproveVersion(caller, None))


def test_a_pathway_may_call_itself(first: Person, second: Person) -> None:
    second.do(ApproveVersion(drafted(first, calling("again", "again")), None))


@pytest.mark.parametrize("way", ["another system", "a draft"])
def test_what_nobody_published_or_proposed_cannot_be_called(way: str, first: Person) -> None:
    with pytest.raises(DefinitionError, match="there is no pathway “nowhere”"):
        WAYS[way](first, calling("caller", "nowhere"))


def test_comments_of_a_diagram_stay_when_a_draft_is_saved(first: Person) -> None:
    files = plain("remarked")
    xml = files["remarked.bpmn"].replace(b"<bpmn:userTask", b"<!-- Agreed in May --><bpmn:userTask")
    draft: UUID = first.do(ImportBundle(zipped({**files, "remarked.bpmn": xml})))
    first.do(ChangeStep(draft, 1, "ask", "Ask her", "", deadline="5 days"))
    first.do(SaveDiagram(draft, 2, files["remarked.bpmn"].decode()))
    with first.house.engine.reading(first.actor) as view:
        kept = draft_files(view, draft).files["remarked.bpmn"]
    assert b"<!-- Agreed in May --><bpmn:userTask" in kept.replace(b"\n", b"").replace(b"> <", b"><")
