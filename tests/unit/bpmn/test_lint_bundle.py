"""What the gate refuses between the files of a pathway: every name leads to something, and somebody holds each task."""

from __future__ import annotations

import pytest

from engine.bpmn.lint import lint
from engine.dmn.findings import Finding
from tests.unit.bpmn.drawing import HEAD, ask, diagram, end, flows, line_of, node, props, start

SETTINGS = """\
[pathway]
key = "p"
title = "Pathway"
purpose = "For tests."
subject = "person"
start = "by_hand"

[lanes.sender]
label = "Sender"
bind = "starter"

[parameters."send.late"]
value = "1 working day"
class = "standard"
source = "Assumption."
valid_from = 2022-01-13
"""
FORM = """\
title = "Send"

[[field]]
key = "risk"
type = "integer"
label = "How high is the risk?"
sensitivity = "none"
seen_by_pathway = true

[[field]]
key = "story"
type = "long_text"
label = "Her words"
sensitivity = "special"
show_when = "= risk > 3"
"""
DECISION = b"""\
<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="d" namespace="urn:d">
  <inputData id="risk" name="risk"><variable id="risk_v" name="risk" typeRef="number"/></inputData>
  <decision id="urgency" name="urgency">
    <informationRequirement id="needs_risk"><requiredInput href="#risk"/></informationRequirement>
    <decisionTable id="t" hitPolicy="UNIQUE">
      <input id="i"><inputExpression id="ie"><text>risk</text></inputExpression></input>
      <output id="o" name="urgency"/>
      <rule id="r1"><inputEntry id="r1i"><text>&gt; 3</text></inputEntry>
        <outputEntry id="r1o"><text>"now"</text></outputEntry></rule>
      <rule id="r2"><inputEntry id="r2i"><text>&lt;= 3</text></inputEntry>
        <outputEntry id="r2o"><text>"later"</text></outputEntry></rule>
    </decisionTable>
  </decision>
</definitions>
"""
LANE = '<bpmn:laneSet id="ls"><bpmn:lane id="sender" name="Sender">{}</bpmn:lane></bpmn:laneSet>'
WAY = "start > send > decide > which > refer > end; which > open ? urgency = &quot;now&quot; and risk > 3; open > end"


def placed(*names: str) -> str:
    return LANE.format("\n".join(f"<bpmn:flowNodeRef>{name}</bpmn:flowNodeRef>" for name in names))


STEPS = (
    start(),
    ask("send", "= deadline(&quot;send.late&quot;)", form="send"),
    node("businessRuleTask", "decide", props({"decision": "urgency", "result": "urgency"})),
    node("exclusiveGateway", "which", default="which_to_refer"),
    node(
        "callActivity", "refer", props({"input:risk": "= risk", "output:outcome": "= outcome"}), calledElement="housing"
    ),
    node("serviceTask", "open", props({"operation": "open_case", "input:risk": "= risk"})),
    end(),
    flows(WAY.replace("&quot;", '"')),
)
PLACED = placed("start", "send", "decide", "which", "refer", "open", "end")
PATHWAY = diagram(PLACED, *STEPS)
OPERATIONS = frozenset({"open_case", "close_case"})
PATHWAYS = frozenset({"housing", "health"})
EXPECTED = ("file holds none", "can wait for ever")  # no picture, and a call without a timer: on purpose


def bundle(**changed: str | bytes | None) -> dict[str, bytes]:
    """The sound bundle with files replaced or, where None is given, left out."""
    files: dict[str, str | bytes | None] = {
        "process.toml": SETTINGS, "p.bpmn": PATHWAY, "forms/send.toml": FORM, "urgency.dmn": DECISION, **changed,
    }  # fmt: skip
    return {name: text.encode() if isinstance(text, str) else text for name, text in files.items() if text is not None}


def lint_bundle(files: dict[str, bytes]) -> list[Finding]:
    found = lint(files, operations=OPERATIONS, pathways=PATHWAYS)
    return [finding for finding in found if not any(part in finding.message for part in EXPECTED)]


def redrawn(old: str, new: str) -> dict[str, bytes]:
    assert old in PATHWAY.decode()
    return bundle(**{"p.bpmn": PATHWAY.decode().replace(old, new)})


def reset(old: str, new: str, file: str = "process.toml", text: str = SETTINGS) -> dict[str, bytes]:
    assert old in text
    return bundle(**{file: text.replace(old, new)})


def test_a_sound_bundle_gives_no_findings() -> None:
    assert lint_bundle(bundle()) == []


FAULTS = {
    "unknown form": (redrawn('value="send"', 'value="sent"'), "error", "p.bpmn", "send", "no form “sent”", "“send”"),
    "unknown decision": (
        redrawn('value="urgency"/><spiffworkflow:property name="result"',
            'value="urgence"/><spiffworkflow:property name="result"'),
        "error", "p.bpmn", "decide", "no decision “urgence”", "“urgency”",
    ),
    "a decision about what nobody asks": (
        bundle(**{"urgency.dmn": DECISION.replace(b"risk", b"danger")}),
        "warning", "p.bpmn", "decide", "“danger” in the decision “urgency”", "risk",
    ),
    "a decision with a gap": (
        bundle(**{"urgency.dmn": DECISION.replace(b"&gt; 3", b"&gt; 5")}), "warning", "urgency.dmn", "", "no rule", "",
    ),
    "unknown operation": (
        redrawn("open_case", "opn_case"), "error", "p.bpmn", "open", "no operation “opn_case”", "“open_case”",
    ),
    "unknown pathway": (
        redrawn('calledElement="housing"', 'calledElement="houses"'), "error", "p.bpmn", "refer",
        "no pathway “houses”", "“housing”",
    ),
    "unknown parameter": (
        redrawn("send.late", "send.lat"), "error", "p.bpmn", "send", 'deadline("send.lat")', "“send.late”",
    ),
    "unknown variable": (
        redrawn("and risk", "and rsk"), "warning", "p.bpmn", "which_to_open", "“rsk” in the condition", "“risk”",
    ),
    "a field the pathway may not see": (
        redrawn("and risk", "and story"), "warning", "p.bpmn", "which_to_open", "“story” in the condition", "Known:",
    ),
    "a process of another id": (
        redrawn('process id="p"', 'process id="q"'), "error", "p.bpmn", "q", "to be “p” as in process.toml", "one key",
    ),
    "a lane without settings": (
        redrawn('<bpmn:lane id="sender" name="Sender">', '<bpmn:lane id="police" name="Police">'),
        "error", "p.bpmn", "police", "listed in process.toml", "[lanes.police]",
    ),
    "settings without a lane": (
        reset("[parameters", '[lanes.police]\nlabel = "Police"\nbind = "starter"\n[parameters'),
        "warning", "process.toml", "police", "not drawn", "",
    ),
    "a task in no lane": (
        redrawn("<bpmn:flowNodeRef>send</bpmn:flowNodeRef>\n", ""), "error", "p.bpmn", "send", "in none", "Move it",
    ),
    "a gateway in no lane": (
        redrawn("<bpmn:flowNodeRef>which</bpmn:flowNodeRef>\n", ""), "warning", "p.bpmn", "which", "in none", "Move it",
    ),
    "a lane that holds what is not there": (
        redrawn(">which</bpmn:flowNodeRef>", ">which</bpmn:flowNodeRef><bpmn:flowNodeRef>gone</bpmn:flowNodeRef>"),
        "error", "p.bpmn", "sender", "no step “gone”", "Remove the reference",
    ),
    "a step in two lanes": (
        redrawn("</bpmn:laneSet>",
            '<bpmn:lane id="l2" name="sender"><bpmn:flowNodeRef>send</bpmn:flowNodeRef></bpmn:lane></bpmn:laneSet>'),
        "error", "p.bpmn", "l2", "“send” in one lane", "Remove it",
    ),
    "a binding that is no FEEL": (
        reset('bind = "starter"', 'bind = "= 1 +"'), "error", "process.toml", "sender", "FEEL in the binding",
            "= service",
    ),
    "a binding to an unknown variable": (
        reset('bind = "starter"', 'bind = "= servce"'), "warning", "process.toml", "sender",
            "“servce” in the binding", "",
    ),
    "settings that cannot be read": (
        reset('subject = "person"', 'subject = "cat"'), "error", "process.toml", "", "subject", "",
    ),
    "a missing start form": (
        reset('start = "by_hand"', 'start = "by_hand"\nstart_form = "contact"'),
        "error", "process.toml", "start_form", "no form “contact”", "send",
    ),
    "a form that nobody uses": (
        bundle(**{"forms/other.toml": FORM.replace("Send", "Other")}),
        "warning", "forms/other.toml", "", "“Other” is used by no task", "remove the file",
    ),
    "a field without a label of sensitivity": (
        reset('sensitivity = "special"\n', "", "forms/send.toml", FORM), "error", "forms/send.toml", "",
            "sensitivity", "",
    ),
    "a form expression that is no FEEL": (
        reset("= risk > 3", "= risk > >", "forms/send.toml", FORM),
        "error", "forms/send.toml", "story", "FEEL in show_when", "for example",
    ),
    "a form expression about another form": (
        reset("= risk > 3", "= danger", "forms/send.toml", FORM),
        "error", "forms/send.toml", "story", "“danger” is none", "Fields here",
    ),
    "a form that is no text": (
        bundle(**{"forms/send.toml": b"\xff\xfe\x00"}), "error", "forms/send.toml", "", "UTF-8", "Save the file",
    ),
    "a decision that cannot be read": (
        bundle(**{"urgency.dmn": b"<a"}), "error", "urgency.dmn", "", "well-formed", "save it again",
    ),
    "a second diagram": (
        bundle(**{"z.bpmn": PATHWAY}), "error", "z.bpmn", "", "one diagram", "pathway of its own",
    ),
    "no diagram": (bundle(**{"p.bpmn": None}), "error", "", "", "a diagram", "Add the diagram"),
    "a diagram of another name": (
        bundle(**{"p.bpmn": None, "q.bpmn": PATHWAY}), "error", "q.bpmn", "p", "called p.bpmn", "Rename",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", FAULTS.values(), ids=FAULTS.keys())
def test_faulty_bundle_is_found_with_file_element_and_remedy(
    case: tuple[dict[str, bytes], str, str, str, str, str],
) -> None:
    files, severity, file, element, message, remedy = case
    found = [finding for finding in lint_bundle(files) if message in finding.message and finding.file == file]
    assert [finding.severity for finding in found] == [severity]
    assert element in {"", found[0].element_id}
    assert remedy in found[0].remedy
    if file.endswith(".bpmn") and element and found[0].line is not None and "in one lane" not in message:
        assert abs(found[0].line - line_of(files[file], element)) <= len(STEPS)


def test_what_tells_unknown_lanes_is_refused() -> None:
    raised = node(
        "endEvent", "end", props({"tell": "sender, polce"}) + '<bpmn:escalationEventDefinition escalationRef="e"/>'
    )
    data = diagram(PLACED, *STEPS[:-2], raised, STEPS[-1], head='<bpmn:escalation id="e" escalationCode="late"/>')
    (finding,) = lint_bundle(bundle(**{"p.bpmn": data}))
    assert (finding.severity, finding.element_id) == ("error", "end")
    assert "“polce” is none" in finding.message


def test_variables_that_callers_may_set_are_told_apart() -> None:
    files = redrawn("and risk", "and rsk")
    called = {**files, "process.toml": SETTINGS.replace("by_hand", "called").encode()}
    (finding,) = lint_bundle(called)
    assert "pathway that calls this one" in finding.message


def test_variables_that_the_diagram_declares_are_known() -> None:
    declared = '<bpmn:property id="rsk" name="rsk"/>' + PLACED
    files = redrawn("and risk", "and rsk")
    files["p.bpmn"] = files["p.bpmn"].replace(PLACED.encode(), declared.encode())
    assert lint_bundle(files) == []


@pytest.mark.parametrize("element", ["open", "refer"])
def test_operations_and_pathways_are_left_out_when_they_are_not_known(element: str) -> None:
    files = redrawn("open_case", "any_operation")
    files["p.bpmn"] = files["p.bpmn"].replace(b'calledElement="housing"', b'calledElement="anything"')
    assert element in {finding.element_id for finding in lint_bundle(files)}
    assert [finding for finding in lint(files) if finding.severity == "error"] == []


def test_a_diagram_on_its_own_is_checked_without_the_rest() -> None:
    assert lint_bundle({"from_an_editor.bpmn": PATHWAY}) == []


def test_several_diagrams_without_settings_are_each_checked() -> None:
    faulty = diagram(start(), node("complexGateway", "a"), end(), flows("start > a > end"), key="z")
    found = lint_bundle({"a.bpmn": PATHWAY, "z.bpmn": faulty, "y.bpmn": f"{HEAD}</bpmn:definitions>".encode()})
    assert {(finding.file, finding.severity) for finding in found} == {("y.bpmn", "error"), ("z.bpmn", "error")}
