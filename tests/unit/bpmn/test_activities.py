"""Calls, operations, scripts, decisions, and activities that happen several times."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from engine.bpmn import CallWait, DecisionTaken, ExecutionFailed, OperationWait, StepPassed, UserTaskWait
from engine.errors import InvalidInput, InvalidState
from tests.support.bpmn_models import (
    boundary,
    call,
    definition,
    element,
    end,
    flows,
    operation,
    rule,
    script,
    several,
    start,
    sub_process,
    timer,
    user,
)
from tests.support.bpmn_walk import Surroundings, Walk


def one(*parts: str, name: str = "t") -> Any:
    """A process that does one thing, and then has a user task `z`."""
    return definition(start(), *parts, user("z"), end(), *flows(f"start > {name}", f"{name} > z", "z > end"))


def test_a_call_gets_its_declared_inputs_and_returns_its_declared_outputs() -> None:
    model = one(call("t", "handshake", input_service="= choice.service", input_mode="warm", output_outcome="= outcome"))
    walk = Walk(model, {"choice": {"service": "S1"}, "secret": 1})
    token = walk.wait("t").token
    assert walk.wait("t") == CallWait(token, "t", "handshake", {"service": "S1", "mode": "warm"})
    walk.complete("t", outcome="accepted", internal="not returned")
    assert walk.variables("z") == {"choice": {"service": "S1"}, "secret": 1, "outcome": "accepted"}


def test_an_output_that_the_called_pathway_never_set_is_null() -> None:
    walk = Walk(one(call("t", "handshake", output_reason="= reason"))).complete("t", outcome="accepted")
    assert walk.variables("z") == {"reason": None}


def test_the_called_pathway_may_be_chosen_by_an_expression() -> None:
    model = one(call("t", '= "pathway_" + kind'))
    assert Walk(model, {"kind": "housing"}).wait("t").called == "pathway_housing"  # type: ignore[union-attr]
    with pytest.raises(ExecutionFailed, match="key of a pathway"):
        Walk(model, {"kind": 1})


def test_an_operation_gets_inputs_and_returns_outputs_of_its_result() -> None:
    model = one(operation("t", "find_duplicates", input_name="= alias", output_found="= count(matches) > 0"))
    walk = Walk(model, {"alias": "B"})
    assert walk.wait("t") == OperationWait(walk.wait("t").token, "t", "find_duplicates", {"name": "B"})
    assert walk.complete("t", matches=[1, 2]).variables("z") == {"alias": "B", "found": True}


def test_a_script_sets_its_result() -> None:
    assert Walk(one(script("t", "risk", "count(needs) * 2")), {"needs": ["a", "b"]}).variables("z")["risk"] == 4


def test_dates_and_decimals_survive_between_steps() -> None:
    model = definition(
        *(
            start(),
            script("t", "due", 'date("2027-01-31")'),
            script("u", "next", 'due + duration("P1D")'),
            user("z"),
            end(),
        ),
        *(script("v", "half", "n / 2"), *flows("start > t", "t > u", "u > v", "v > z", "z > end")),
    )
    walk = Walk(model, {"n": Decimal(5), "born": date(1990, 2, 3)})
    assert walk.variables("z") == {
        "born": {"@": "date", "value": "1990-02-03"},
        "due": {"@": "date", "value": "2027-01-31"},
        "half": {"@": "number", "value": "2.5"},
        "n": 5,
        "next": {"@": "date", "value": "2027-02-01"},
    }


def test_a_decision_answers_from_the_variables_and_leaves_its_trace() -> None:
    model = one(rule("t", "triage", "priority"))
    walk = Walk(model, {"risk": 3}, Surroundings({"triage": lambda inputs: inputs["risk"] + 1}))
    assert walk.variables("z")["priority"] == 4
    assert DecisionTaken("t", "triage", ("triage",)) in walk.happened


def test_an_expression_that_fails_names_its_element() -> None:
    with pytest.raises(ExecutionFailed, match="script") as failed:
        Walk(one(script("t", "x", "for i in 1..100000000 return i")))
    assert failed.value.element_id == "t"


def test_instances_in_parallel_each_have_their_item_and_leave_an_answer_in_order() -> None:
    model = one(element("userTask", "t", several("agencies", "agency", "answers", "answer")))
    walk = Walk(model, {"agencies": ["housing", "health", "police"]})
    tasks = walk.waits("t")
    assert [walk.execution.variables(task.token)["agency"] for task in tasks] == ["housing", "health", "police"]
    walk.complete("t", 2, answer="c", note="mine").complete("t", 0, answer="a").complete("t", 0, answer="b")
    assert walk.variables("z") == {"agencies": ["housing", "health", "police"], "answers": ["a", "b", "c"]}
    assert walk.passed().count("t") == 4


def test_instances_one_after_the_other_see_what_the_earlier_ones_changed() -> None:
    model = one(element("userTask", "t", several("[10, 20, 30]", "item", sequential=True)))
    walk = Walk(model, {"sum": 0})
    for expected in (10, 20, 30):
        seen = walk.variables("t")
        assert seen["item"] == expected
        walk.complete("t", sum=seen["sum"] + expected)
    assert walk.variables("z") == {"sum": 60}


def test_instances_that_disagree_are_reported() -> None:
    model = one(element("userTask", "t", several(count="2")))
    walk = Walk(model, {"risk": 1}).complete("t", 0, risk=2, a=1).complete("t", 0, risk=3, b=2)
    assert walk.variables("z") == {"risk": 3, "a": 1, "b": 2}
    assert [(each.path, each.values) for each in walk.conflicts] == [("risk", {"instance 1": 2, "instance 2": 3})]


@pytest.mark.parametrize("sequential", [True, False])
def test_completion_condition_ends_the_remaining_instances(sequential: bool) -> None:
    condition = 'numberOfCompletedInstances >= 2 or answer = "no"'
    model = one(
        element("userTask", "t", several("items", "item", "answers", "answer", until=condition, sequential=sequential))
    )
    walk = Walk(model, {"items": [1, 2, 3, 4]}).complete("t", answer="yes")
    assert walk.waits("t")
    walk.complete("t", answer="yes")
    assert walk.variables("z")["answers"] == ["yes", "yes"]
    assert walk.passed("cancelled").count("t") == (0 if sequential else 2)
    assert Walk(model, {"items": [1, 2]}).complete("t", answer="no").variables("z")["answers"] == ["no"]


def test_answers_so_far_are_kept_when_time_runs_out() -> None:
    model = definition(
        *(start(), element("userTask", "t", several("[1, 2, 3]", "item", "answers", "answer")), user("z"), end()),
        boundary("late", "t", timer("P5D")),
        *flows("start > t", "t > end", "late > z", "z > end"),
    )
    walk = Walk(model).complete("t", 2, answer="c").complete("t", 0, answer="a").fire("late")
    assert walk.variables("z") == {"answers": ["a", "c"]}
    assert [each for each in walk.happened if isinstance(each, StepPassed) and each.ended == "cancelled"] == [
        StepPassed("t", 4, "multiInstance", "cancelled"),
        StepPassed("t", 7, "userTask", "cancelled"),
    ]


@pytest.mark.parametrize("sequential", [True, False])
def test_no_items_mean_no_instances(sequential: bool) -> None:
    model = one(element("userTask", "t", several("items", "item", "answers", "answer", sequential=sequential)))
    assert Walk(model, {"items": []}).variables("z") == {"items": [], "answers": []}


@pytest.mark.parametrize("items", [None, 3, "abc", {"a": 1}])
def test_a_collection_that_is_no_list_is_a_failure(items: object) -> None:
    with pytest.raises(ExecutionFailed, match="Expected a list") as failed:
        Walk(one(element("userTask", "t", several("items", "item"))), {"items": items})
    assert failed.value.element_id == "t"


@pytest.mark.parametrize("count", ["-1", "1.5", '"x"', "true", "null", "100000"])
def test_a_number_of_instances_that_is_none_is_a_failure(count: str) -> None:
    with pytest.raises(ExecutionFailed, match=r"whole number|at most"):
        Walk(one(element("userTask", "t", several(count=count))))


def test_several_calls_each_get_their_own_inputs() -> None:
    model = one(
        call(
            "t",
            "handshake",
            several("services", "service", "outcomes", "outcome"),
            input_to="= service",
            output_outcome="= o",
        )
    )
    walk = Walk(model, {"services": ["S1", "S2"]})
    calls = [wait for wait in walk.waits("t") if isinstance(wait, CallWait)]
    assert [each.inputs for each in calls] == [{"to": "S1"}, {"to": "S2"}]
    assert {each.inside for each in calls} == {calls[0].inside}
    walk.complete("t", 1, o="declined").complete("t", 0, o="accepted")
    assert walk.variables("z")["outcomes"] == ["accepted", "declined"]


def test_several_sub_processes_run_beside_each_other() -> None:
    inner = several("names", "name", "done", "result")
    body = (start("in"), user("a"), end("out"), *flows("in > a", "a > out"))
    walk = Walk(one(sub_process("t", inner, *body)), {"names": ["x", "y"]})
    assert walk.open == ["a", "a"]
    for wait in walk.waits("a"):
        walk.execution.complete(wait.token, {"result": walk.execution.variables(wait.token)["name"] * 2})
    assert walk.variables("z")["done"] == ["xx", "yy"]


def test_a_standard_loop_repeats_while_its_condition_holds() -> None:
    condition = "<bpmn:loopCondition>n &lt; 3</bpmn:loopCondition>"
    loop = f"<bpmn:standardLoopCharacteristics{{}}>{condition}</bpmn:standardLoopCharacteristics>"
    walk = Walk(one(element("userTask", "t", loop.format(""))), {"n": 5}).complete("t", n=1).complete("t", n=3)
    assert walk.variables("z") == {"n": 3}
    assert Walk(one(element("userTask", "t", loop.format(' testBefore="true"'))), {"n": 5}).open == ["z"]
    maximum = '<bpmn:standardLoopCharacteristics loopMaximum="2"/>'
    assert Walk(one(element("userTask", "t", maximum))).complete("t").complete("t").open == ["z"]


@pytest.mark.parametrize("kind", ["userTask", "manualTask", "task"])
def test_every_kind_of_task_for_people_waits_with_its_lane(kind: str) -> None:
    lane = '<bpmn:lane id="L" name="Case lead"><bpmn:flowNodeRef>t</bpmn:flowNodeRef></bpmn:lane>'
    lanes = f'<bpmn:laneSet id="ls">{lane}</bpmn:laneSet>'
    walk = Walk(one(lanes, element(kind, "t")))
    assert walk.wait("t") == UserTaskWait(walk.wait("t").token, "t", "case_lead")


def test_completing_what_is_not_open_is_refused() -> None:
    walk = Walk(one(user("t")))
    token = walk.wait("t").token
    walk.complete("t")
    for wrong in (token, 0, 10_000, -1):
        with pytest.raises(InvalidState, match="Expected a task"):
            walk.execution.complete(wrong, {})
    assert walk.complete("z").result == {}
    with pytest.raises(InvalidState, match="has ended"):
        walk.execution.complete(token, {})


@pytest.mark.parametrize("value", [object(), {1, 2}, float("nan"), float("inf"), {"@": "nonsense"}, {1: 2}, b"x"])
def test_values_that_no_variable_can_hold_are_refused_by_name(value: object) -> None:
    walk = Walk(one(user("t")))
    with pytest.raises(InvalidInput) as refused:
        walk.complete("t", wrong=value)
    assert "wrong" in refused.value.message or "name of a variable" in refused.value.message
    assert walk.open == ["t"]


def test_what_is_given_and_taken_is_never_shared() -> None:
    given: dict[str, Any] = {"plan": {"steps": [1]}}
    walk = Walk(one(user("t")), given, reload=False)
    given["plan"]["steps"].append(2)
    taken = walk.variables("t")
    taken["plan"]["steps"].append(3)
    assert walk.variables("t") == {"plan": {"steps": [1]}}
    calling = Walk(one(call("t", "other", input_plan="= plan")), given, reload=False)
    before = calling.execution.state()
    calling.wait("t").inputs["plan"]["steps"].append(4)  # type: ignore[union-attr]
    assert calling.execution.state() == before
    brought: dict[str, Any] = {"x": [1]}
    walk.complete("t", **brought)
    brought["x"].append(2)
    assert walk.variables("z")["x"] == [1]
