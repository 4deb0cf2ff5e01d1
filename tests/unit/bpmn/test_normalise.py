"""Standard BPMN as other editors draw it steps as its author means; what is inserted leads back to what was drawn."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.bpmn.parser import BpmnParser
from SpiffWorkflow.util.task import TaskState

from engine.bpmn.markup import Element, bpmn, executable, kind
from engine.bpmn.normalise import normalise, original_id
from tests.unit.bpmn.drawing import HEAD, boundary, diagram, end, flow, flows, node, start, timer


def normalised(data: bytes) -> Element:
    return normalise(etree.fromstring(data))


def started(data: bytes) -> BpmnWorkflow:
    """The normalised diagram in the stock core, as far as it goes without people."""
    parser = BpmnParser()
    parser.add_bpmn_xml(normalised(data))
    case = BpmnWorkflow(parser.get_spec("p"), parser.get_subprocess_specs("p"))
    case.do_engine_steps()
    return case


def open_tasks(case: BpmnWorkflow) -> list[str]:
    return sorted(task.task_spec.name for task in case.get_tasks(state=TaskState.READY, manual=True))


def complete(case: BpmnWorkflow, name: str, **data: object) -> None:
    task = next(task for task in case.get_tasks(state=TaskState.READY, manual=True) if task.task_spec.name == name)
    task.data.update(data)
    task.run()
    case.do_engine_steps()


def kinds(root: Element, local: str) -> list[str]:
    return [element.get("id") for element in root.iter(bpmn(local))]


def test_several_flows_out_of_a_task_start_all_branches() -> None:
    data = diagram(
        start(), *(node("userTask", name) for name in ("ask", "one", "two")), end(),
        flows("start > ask; ask > one > end; ask > two > end"),
    )  # fmt: skip
    assert kinds(normalised(data), "parallelGateway") == ["ask-implied-split"]
    case = started(data)
    complete(case, "ask")
    assert open_tasks(case) == ["one", "two"]


@pytest.mark.parametrize(
    ("answer", "expected"),
    [(1, ["always", "small"]), (50, ["always", "large", "small"]), (-1, ["always"])],
)
def test_conditions_after_a_task_start_each_branch_that_holds(answer: int, expected: list[str]) -> None:
    data = diagram(
        start(), *(node("userTask", name) for name in ("ask", "small", "large", "always")), end(),
        flows("start > ask; ask > small ? x > 0; ask > large ? x > 10; small > end; large > end; always > end"),
        flow("ask", "always", "True"),
    )  # fmt: skip
    case = started(data)
    complete(case, "ask", x=answer)
    assert open_tasks(case) == expected


def test_flow_without_condition_beside_conditional_ones_is_always_taken() -> None:
    data = diagram(
        start(), *(node("userTask", name) for name in ("ask", "maybe", "always")), end(),
        flows("start > ask; ask > maybe ? x > 0; ask > always; maybe > end; always > end"),
    )  # fmt: skip
    split = normalised(data).find(f".//{bpmn('sequenceFlow')}[@id='ask_to_always']")
    assert split.findtext(bpmn("conditionExpression")) == "true"


def test_default_of_a_task_moves_to_the_split_and_is_taken_when_no_condition_holds() -> None:
    data = diagram(
        start(), node("userTask", "ask", default="ask_to_other"), node("userTask", "one"), node("userTask", "other"),
        end(), flows("start > ask; ask > one ? x > 0; ask > other; one > end; other > end"),
    )  # fmt: skip
    case = started(data)
    complete(case, "ask", x=0)
    assert open_tasks(case) == ["other"]


def test_one_conditional_flow_out_of_a_task_becomes_a_choice() -> None:
    data = diagram(start(), node("userTask", "ask"), end(), flows("start > ask; ask > end ? x > 0"))
    assert kinds(normalised(data), "inclusiveGateway") == ["ask-implied-split"]


def test_boundary_and_start_events_may_split_too() -> None:
    data = diagram(
        start(), *(node("userTask", name) for name in ("one", "two")), end(), boundary("late", "one", timer('"P5D"')),
        flows("start > one > end; start > two > end; late > two; late > end"),
    )  # fmt: skip
    assert kinds(normalised(data), "parallelGateway") == ["start-implied-split", "late-implied-split"]
    assert open_tasks(started(data)) == ["one", "two"]


def test_missing_start_and_end_events_are_implied() -> None:
    case = started(diagram(node("userTask", "one"), node("userTask", "two"), flows("one > two")))
    complete(case, "one")
    assert open_tasks(case) == ["two"]
    complete(case, "two")
    assert case.is_completed()


def test_every_step_without_an_arrow_in_starts_when_no_start_is_drawn() -> None:
    data = diagram(node("userTask", "one"), node("userTask", "two"), end(), flows("one > end; two > end"))
    assert open_tasks(started(data)) == ["one", "two"]


def test_sub_process_without_start_and_end_is_completed() -> None:
    inside = node("userTask", "inner")
    case = started(diagram(start(), node("subProcess", "sub", inside), end(), flows("start > sub > end")))
    complete(case, "inner")
    assert case.is_completed()


def test_link_events_jump_to_their_target() -> None:
    link = '<bpmn:linkEventDefinition name="L"/>'
    data = diagram(
        start(), node("intermediateThrowEvent", "away", link), node("intermediateThrowEvent", "off", link),
        node("intermediateCatchEvent", "back", link), node("exclusiveGateway", "which", default="which_to_off"),
        node("userTask", "ask"), end(),
        flows("start > which; which > away ? False; which > off; back > ask > end"),
    )  # fmt: skip
    assert open_tasks(started(data)) == ["ask"]


def test_signal_end_throws_and_then_ends() -> None:
    data = diagram(
        start(), end("done", '<bpmn:signalEventDefinition signalRef="s"/>'), flows("start > done"),
        head='<bpmn:signal id="s" name="closed"/>',
    )  # fmt: skip
    root = normalised(data)
    assert kinds(root, "intermediateThrowEvent") == ["done"]
    assert kinds(root, "endEvent") == ["done-implied-end"]
    assert started(data).is_completed()


def test_missing_ids_are_derived_from_what_is_connected() -> None:
    body = '<bpmn:sequenceFlow sourceRef="start" targetRef="end"/>'
    data = diagram(start(), end(), body)
    assert kinds(normalised(data), "sequenceFlow") == ["flow-start-end"]
    assert started(data).is_completed()


def test_flow_without_id_is_not_taken_for_the_default() -> None:
    body = (
        '<bpmn:sequenceFlow sourceRef="which" targetRef="one"><bpmn:conditionExpression>False'
        "</bpmn:conditionExpression></bpmn:sequenceFlow>"
    )
    data = diagram(
        start(), node("exclusiveGateway", "which", default="which_to_two"), node("userTask", "one"),
        node("userTask", "two"), end(), body, flows("start > which; which > two; one > end; two > end"),
    )  # fmt: skip
    assert open_tasks(started(data)) == ["two"]


@pytest.mark.parametrize("marked", ["", 'isExecutable="false"', 'isExecutable="1"', 'isExecutable="true"'])
def test_the_only_process_is_run_however_it_is_marked(marked: str) -> None:
    assert started(diagram(start(), end(), flows("start > end"), executable=marked)).is_completed()


def test_pools_of_others_and_empty_processes_are_left_out() -> None:
    other = '<bpmn:process id="police" isExecutable="false"><bpmn:task id="theirs"/></bpmn:process>'
    root = normalised(diagram(start(), end(), flows("start > end"), tail=other + '<bpmn:process id="gp"/>'))
    assert [process.get("id") for process in executable(root)] == ["p"]
    assert "theirs" not in kinds(root, "task")


def test_lanes_survive_blanks_and_missing_names() -> None:
    lanes = (
        '<bpmn:laneSet><bpmn:lane id="police"><bpmn:flowNodeRef>\n  ask </bpmn:flowNodeRef></bpmn:lane></bpmn:laneSet>'
    )
    case = started(diagram(lanes, start(), node("userTask", "ask"), end(), flows("start > ask > end")))
    assert [task.task_spec.lane for task in case.get_tasks(spec_name="ask")] == ["police"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "iso-8859-1"])
def test_encoding_and_prefix_do_not_matter(encoding: str) -> None:
    text = diagram(start(), node("task", "frage", name="Über"), end(), flows("start > frage > end")).decode()
    text = text.replace("bpmn:", "").replace("xmlns:bpmn=", "xmlns=").replace("UTF-8", encoding)
    root = normalise(etree.fromstring(text.encode(encoding)))
    assert [element.get("name") for element in root.iter(bpmn("task"))] == ["Über"]


def test_annotations_and_data_objects_are_for_readers() -> None:
    extras = (
        '<bpmn:dataObjectReference id="d"/><bpmn:textAnnotation id="t"/><bpmn:association id="a"/><bpmn:group id="g"/>'
    )
    ask = node(
        "userTask",
        "ask",
        "<bpmn:dataInputAssociation><bpmn:sourceRef>gone</bpmn:sourceRef></bpmn:dataInputAssociation>",
    )
    assert open_tasks(started(diagram(extras, start(), ask, end(), flows("start > ask > end")))) == ["ask"]


def test_the_original_is_left_as_it_is() -> None:
    root = etree.fromstring(diagram(node("task", "one"), node("task", "two"), flows("one > two")))
    before = etree.tostring(root)
    normalise(root)
    assert etree.tostring(root) == before


def test_lines_stay_those_of_the_file() -> None:
    data = diagram(start(), node("userTask", "ask"), end(), flows("start > ask > end"))
    original = {element.get("id"): element.sourceline for element in etree.fromstring(data).iter(bpmn("userTask"))}
    assert {element.get("id"): element.sourceline for element in normalised(data).iter(bpmn("userTask"))} == original


NAMES = ("a", "b", "c", "d")
LOCALS = ("userTask", "task", "exclusiveGateway", "parallelGateway", "startEvent", "endEvent", "intermediateThrowEvent")


@st.composite
def drawings(draw: st.DrawFn) -> bytes:
    """Any small graph of supported nodes, sensible or not; some flows without ids."""
    nodes = [node(draw(st.sampled_from(LOCALS)), name) for name in NAMES]
    ends = st.sampled_from(NAMES)
    drawn = draw(st.lists(st.tuples(ends, ends, st.booleans(), st.booleans()), max_size=7))
    arrows = []
    for place, (one, two, named, asked) in enumerate(drawn):
        own = f'id="f{place}"' if named else ""
        inner = "<bpmn:conditionExpression>x</bpmn:conditionExpression>" if asked else ""
        arrows.append(f'<bpmn:sequenceFlow {own} sourceRef="{one}" targetRef="{two}">{inner}</bpmn:sequenceFlow>')
    return diagram(*nodes, *arrows)


@given(drawings())
def test_normalising_is_stable_and_every_id_leads_back(data: bytes) -> None:
    root = etree.fromstring(data)
    once = normalise(root)
    assert etree.tostring(once) == etree.tostring(normalise(etree.fromstring(data)))
    assert etree.tostring(normalise(once)) == etree.tostring(once)
    drawn = {*NAMES, "p", *(element.get("id") for element in root.iter(bpmn("sequenceFlow")) if element.get("id"))}
    for element in once.find(bpmn("process")):
        if element.get("id") and not element.get("id").startswith("flow-"):
            assert original_id(element.get("id")) in drawn


@given(drawings())
def test_every_step_but_an_end_leads_on_and_only_gateways_split(data: bytes) -> None:
    process = normalised(data).find(bpmn("process"))
    sources = [element.get("sourceRef") for element in process.iter(bpmn("sequenceFlow"))]
    for element in process:
        if kind(element) in LOCALS and kind(element) != "endEvent":
            assert element.get("id") in sources
        if kind(element) in LOCALS and not kind(element).endswith("Gateway") and kind(element) != "endEvent":
            assert sources.count(element.get("id")) == 1


def test_a_document_of_another_kind_is_returned_as_it_is() -> None:
    assert normalise(etree.fromstring(b"<html/>")).tag == "html"
    assert normalise(etree.fromstring(f"{HEAD}</bpmn:definitions>".encode())).tag == bpmn("definitions")


def test_timers_need_no_quotes() -> None:
    data = diagram(
        start(),
        node("intermediateCatchEvent", "wait", timer("R3/P7D", "timeCycle")),
        end(),
        flows("start > wait > end"),
    )
    assert normalised(data).findtext(f".//{bpmn('timeCycle')}") == "R3/P7D"
