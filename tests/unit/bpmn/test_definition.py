"""Reading a diagram: what a definition tells, what is refused with its place, and that no Python is ever run."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from engine.bpmn import Execution, ExecutionFailed, load_definition
from engine.errors import DefinitionError, InvalidState
from tests.support.bpmn_models import (
    boundary,
    call,
    definition,
    diagram,
    element,
    end,
    event,
    event_gateway,
    exclusive,
    flows,
    operation,
    parallel,
    properties,
    rule,
    script,
    several,
    start,
    sub_process,
    throw,
    timer,
    user,
    workload,
)
from tests.support.bpmn_walk import Surroundings, Walk


def test_elements_tell_what_their_author_wrote() -> None:
    lanes = (
        '<bpmn:laneSet id="ls"><bpmn:lane id="receiver" name="Receiving service"><bpmn:flowNodeRef>a</bpmn:flowNodeRef>'
        "<bpmn:flowNodeRef>s</bpmn:flowNodeRef></bpmn:lane></bpmn:laneSet>"
    )
    model = diagram(
        *(lanes, start(), user("a", "<bpmn:documentation>Why</bpmn:documentation>" + properties({"form": "f"})), end()),
        sub_process("s", start("in"), user("b"), end("out"), *flows("in > b", "b > out")),
        *(exclusive("x", default="x-end"), boundary("late", "a", timer("P1D"), interrupting=False)),
        *flows("start > a", "a > s", "s > x", "x > a ? again", "x > end", "late > end"),
    )
    found = load_definition({"p.bpmn": model, "process.toml": b"[lanes.receiver]\nlabel = 'x'"}, "p")
    a = found.elements["a"]
    assert (a.kind, a.lane, a.documentation, dict(a.properties), a.scope) == (
        "userTask",
        "receiver",
        "Why",
        {"form": "f"},
        "p",
    )
    assert a.line is not None
    assert (found.elements["b"].scope, found.elements["b"].lane) == ("s", "receiver")
    late = found.elements["late"]
    assert (late.event, late.attached_to, late.interrupting) == ("timer", "a", False)
    assert [(lane.key, lane.id, lane.name) for lane in found.lanes] == [("receiver", "receiver", "Receiving service")]
    assert (found.flows["x-a"].condition, found.flows["x-a"].source, found.flows["x-end"].is_default) == (
        "again",
        "x",
        True,
    )
    assert load_definition({"p.bpmn": model}, "p").lanes[0].key == "receiving_service"


def test_what_is_implied_is_stepped_but_never_told() -> None:
    model = definition(start(), user("a"), user("b"), user("c"), *flows("start > a", "a > b", "a > c ? n > 1"))
    assert set(model.elements) == {"start", "a", "b", "c"}
    walk = Walk(model).complete("a", n=2)
    assert walk.open == ["b", "c"]
    walk.complete("b").complete("c")
    assert walk.flows == ["start-a", "a-b", "a-c"]
    assert walk.passed() == ["start", "a", "b", "c"]
    assert walk.result == {"n": 2}


def test_ids_that_the_stepping_core_uses_itself_are_free_for_authors() -> None:
    model = definition(
        start("Start"),
        user("p.EndJoin"),
        user("Root"),
        end("End"),
        *flows("Start > p.EndJoin", "p.EndJoin > Root", "Root > End"),
    )
    assert Walk(model).complete("p.EndJoin").complete("Root").result == {}


def test_a_diagram_of_a_thousand_steps_in_a_row_is_read_and_run() -> None:
    names = [f"t{number}" for number in range(1000)]
    parts = [script(name, "n", "n + 1") for name in names]
    line = [f"{one} > {two}" for one, two in zip(["start", *names], [*names, "end"], strict=True)]
    assert Walk(definition(start(), *parts, end(), *flows(*line)), {"n": 0}).result == {"n": 1000}


def simple(*parts: str, first: str = "t") -> bytes:
    return diagram(start(), *parts, end(), *flows(f"start > {first}", f"{first} > end"))


REFUSED = {
    "a condition in Python": (
        diagram(start(), exclusive("t"), end(), *flows("start > t", "t > end ? __import__('os').system('id')")),
        "t-end",
    ),
    "a script in Python": (simple(script("t", "x", "print('x')")), "t"),
    "a script without result": (simple(element("scriptTask", "t", "<bpmn:script>1</bpmn:script>")), "t"),
    "a service task without operation": (simple(element("serviceTask", "t")), "t"),
    "a decision without result": (simple(rule("t", "d", "")), "t"),
    "a call of nothing": (simple(call("t", "")), "t"),
    "an input that is no FEEL": (simple(operation("t", "o", input_x="= 1 +")), "t"),
    "a complex gateway": (simple(element("complexGateway", "t")), "t"),
    "an ad-hoc sub-process": (simple(element("adHocSubProcess", "t", user("u"))), "t"),
    "an event sub-process": (
        diagram(
            start(),
            user("t"),
            end(),
            sub_process("es", start("s2", event("error")), end("e2"), *flows("s2 > e2")).replace(
                "<bpmn:subProcess", '<bpmn:subProcess triggeredByEvent="true"'
            ),
            *flows("start > t", "t > end"),
        ),
        "es",
    ),
    "compensation": (simple(throw("t", event("compensate"))), "t"),
    "a conditional event": (
        simple(
            user("t"),
            boundary(
                "b",
                "t",
                "<bpmn:conditionalEventDefinition><bpmn:condition>x</bpmn:condition></bpmn:conditionalEventDefinition>",
            ),
        ),
        "b",
    ),
    "several event definitions": (simple(throw("t", event("signal") + event("message"))), "t"),
    "a timer without a time": (simple(element("intermediateCatchEvent", "t", "<bpmn:timerEventDefinition/>")), "t"),
    "a message without a name": (simple(element("intermediateCatchEvent", "t", event("message"))), "t"),
    "a catch event for nothing": (simple(element("intermediateCatchEvent", "t")), "t"),
    "a boundary event on nothing": (simple(user("t"), boundary("b", "nowhere", timer("P1D"))), "b"),
    "a flow to nowhere": (diagram(start(), user("t"), *flows("start > t", "t > nowhere")), "t-nowhere"),
    "two elements with one id": (diagram(start(), user("t"), user("t"), end(), *flows("start > t", "t > end")), "t"),
    "instances without a number": (simple(element("userTask", "t", several())), "t"),
    "a collection that is no FEEL": (simple(element("userTask", "t", several("1 +", "i"))), "t"),
    "an output collection without item": (simple(element("userTask", "t", several("x", "i", "out"))), "t"),
    "a loop without end": (simple(element("userTask", "t", "<bpmn:standardLoopCharacteristics/>")), "t"),
    "a task behind an event gateway": (
        diagram(start(), event_gateway("g"), user("t"), end(), *flows("start > g", "g > t", "t > end")),
        "t",
    ),
    "two start events inside": (
        simple(sub_process("t", start("a"), start("b"), end("c"), *flows("a > c", "b > c"))),
        "t",
    ),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_cannot_be_executed_is_refused_with_its_place(what: str) -> None:
    source, element_id = REFUSED[what]
    with pytest.raises(DefinitionError) as refused:
        load_definition({"p.bpmn": source}, "p")
    assert (refused.value.file, refused.value.element_id) == ("p.bpmn", element_id)
    assert refused.value.line is not None
    assert refused.value.message.startswith("Expected ")


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ({}, "no|none"),
        ({"p.bpmn": b""}, "empty"),
        ({"p.bpmn": b"<a"}, "well-formed"),
        ({"p.bpmn": b"<a/>"}, "BPMN 2.0"),
        ({"p.bpmn": b'<!DOCTYPE d [<!ENTITY x "y">]><d>&x;</d>'}, "DOCTYPE"),
        ({"p.bpmn": workload()}, "“p”.*workload"),
    ],
)
def test_files_that_hold_no_such_process_are_refused(files: dict[str, bytes], message: str) -> None:
    with pytest.raises(DefinitionError, match=message):
        load_definition(files, "p")


@pytest.mark.parametrize(
    "text",
    [
        "__import__('os').system('touch {}')",
        "open('{}', 'w')",
        "().__class__",
        "exec('1')",
        "lambda: 1",
        "[x for x in y]",
    ],
)
def test_python_never_runs(text: str, tmp_path: Path) -> None:
    mark = tmp_path / "ran"
    source = text.format(mark)
    with pytest.raises((DefinitionError, ExecutionFailed)):
        Walk(definition(start(), exclusive("x"), end(), *flows("start > x", f"x > end ? {source}")))
    with pytest.raises((DefinitionError, ExecutionFailed)):
        Walk(definition(start(), element("userTask", "t", several(source, "i")), end(), *flows("start > t", "t > end")))
    assert not mark.exists()


def test_the_core_refuses_to_evaluate_python_by_any_door() -> None:
    execution = Execution.begin(load_definition({"w.bpmn": workload()}, "workload"), {}, Surroundings())
    engine = execution._case.script_engine
    task = execution._case.open_tokens()[0]
    attempts: list[Callable[[], object]] = [
        lambda: engine.execute(task, "x = 1"),
        lambda: engine.call_service(task, operation_name="x"),
        lambda: engine.environment.evaluate("1", {}),
        lambda: engine.environment.execute("x = 1", {}),
        lambda: engine.environment.call_service({}),
    ]
    for attempt in attempts:
        with pytest.raises(ExecutionFailed, match="never run"):
            attempt()
    assert engine.evaluate(task, "1 + 1") == 2


def test_the_start_event_is_named_when_there_are_several() -> None:
    model = definition(
        *(start(), start("by_message", event("message", "m")), user("a"), user("b"), end()),
        *flows("start > a", "by_message > b", "a > end", "b > end"),
        definitions='<bpmn:message id="m" name="m"/>',
    )
    assert Walk(model).open == ["a"]
    begun = Execution.begin(model, {}, Surroundings(), start="by_message")
    assert [wait.element_id for wait in begun.waits] == ["b"]
    with pytest.raises(InvalidState, match="“other” is none"):
        Execution.begin(model, {}, Surroundings(), start="other")


def test_parallel_gateways_may_join_and_split_at_once() -> None:
    model = definition(
        *(start(), parallel("f"), user("a"), user("b"), parallel("both"), user("c"), user("d"), end()),
        *flows("start > f", "f > a", "f > b", "a > both", "b > both", "both > c", "both > d", "c > end", "d > end"),
    )
    assert Walk(model).complete("a").complete("b").open == ["c", "d"]
