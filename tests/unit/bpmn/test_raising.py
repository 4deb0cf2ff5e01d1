"""Errors and escalations, and the sub-processes around which they are caught."""

from __future__ import annotations

import pytest

from engine.bpmn import (
    EndReached,
    EscalationRaised,
    ExecutionFailed,
    StepPassed,
)
from tests.support.bpmn_models import (
    boundary,
    call,
    definition,
    end,
    event,
    exclusive,
    flows,
    parallel,
    script,
    start,
    sub_process,
    throw,
    timer,
    user,
)
from tests.support.bpmn_walk import Walk

DEFINED = (
    '<bpmn:message id="m" name="reply"/><bpmn:signal id="s" name="closed"/>'
    '<bpmn:error id="e" name="unsafe" errorCode="42"/><bpmn:escalation id="x" name="late" escalationCode="7"/>'
)


def test_escalation_from_a_reminder_names_the_activity_still_waiting() -> None:
    model = definition(
        *(start(), user("t"), boundary("late", "t", timer("P1D"), interrupting=False), user("chase")),
        *(end("told", event("escalation", "x")), end()),
        *flows("start > t", "t > end", "late > chase", "chase > told"),
        definitions=DEFINED,
    )
    walk = Walk(model).fire("late")
    host = walk.wait("t").token
    walk.complete("chase")
    assert EscalationRaised("told", "7", "late", host, "t") in walk.happened
    walk = Walk(model).fire("late").complete("t").complete("chase")
    assert EscalationRaised("told", "7", "late", None, None) in walk.happened


def raising(kind: str, raised: str, caught: str, interrupting: bool = True) -> Walk:
    """A sub-process that raises after its task, beside another one, with a boundary event that may catch it."""
    model = definition(
        start(),
        sub_process(
            "s",
            *(
                start("in"),
                parallel("fork"),
                user("a"),
                user("b"),
                end("raise", event(kind, raised)),
            ),
            *(end("out"), *flows("in > fork", "fork > a", "fork > b", "a > raise", "b > out")),
        ),
        *(boundary("caught", "s", event(kind, caught), interrupting), user("handle"), user("next"), end()),
        *flows("start > s", "s > next", "caught > handle", "handle > end", "next > end"),
        definitions=DEFINED + '<bpmn:error id="e2" errorCode="43"/>',
    )
    return Walk(model)


@pytest.mark.parametrize("caught", ["e", ""])
def test_error_end_is_caught_around_the_sub_process_and_ends_it(caught: str) -> None:
    walk = raising("error", "e", caught).complete("a")
    assert walk.open == ["handle"]
    assert sorted(walk.passed("cancelled")) == ["b", "s"]
    assert walk.complete("handle").result == {}


def test_error_that_nobody_catches_stops_the_pathway() -> None:
    with pytest.raises(ExecutionFailed, match="42") as failed:
        raising("error", "e", "e2").complete("a")
    assert failed.value.element_id == "raise"


@pytest.mark.parametrize("interrupting", [True, False])
def test_escalation_end_is_caught_around_the_sub_process(interrupting: bool) -> None:
    walk = raising("escalation", "x", "x", interrupting).complete("a")
    assert walk.open == (["handle"] if interrupting else ["b", "handle"])
    if not interrupting:
        assert walk.complete("b").open == ["handle", "next"]


def test_escalation_thrown_on_the_way_goes_on_behind_the_throw() -> None:
    model = definition(
        start(),
        sub_process(
            "s",
            start("in"),
            throw("say", event("escalation", "x")),
            user("a"),
            end("out"),
            *flows("in > say", "say > a", "a > out"),
        ),
        *(boundary("caught", "s", event("escalation", "x"), interrupting=False), user("handle"), end()),
        *flows("start > s", "s > end", "caught > handle", "handle > end"),
        definitions=DEFINED,
    )
    assert Walk(model).open == ["a", "handle"]


def test_transaction_is_cancelled_by_its_cancel_end() -> None:
    model = definition(
        *(
            start(),
            sub_process(
                "s",
                start("in"),
                user("a"),
                exclusive("x", default="x-out"),
                end("undo", event("cancel")),
                end("out"),
                *flows("in > a", "a > x", "x > undo ? stop", "x > out"),
                kind="transaction",
            ),
        ),
        *(boundary("cancelled", "s", event("cancel")), user("handle"), user("next"), end()),
        *flows("start > s", "s > next", "cancelled > handle", "handle > end", "next > end"),
    )
    assert Walk(model).complete("a", stop=True).open == ["handle"]
    assert Walk(model).complete("a", stop=False).open == ["next"]


def test_sub_process_sees_the_variables_and_hands_back_its_own() -> None:
    model = definition(
        *(start(), script("n", "n", "1"), user("z"), end()),
        sub_process(
            "s",
            start("in"),
            parallel("f"),
            user("a"),
            user("b"),
            end("e1"),
            end("e2"),
            *flows("in > f", "f > a", "f > b", "a > e1", "b > e2"),
        ),
        *flows("start > n", "n > s", "s > z", "z > end"),
    )
    walk = Walk(model, {"k": 0})
    assert walk.variables("a") == {"k": 0, "n": 1}
    walk.complete("b", k=2).complete("a", m=3)
    assert walk.variables("z") == {"k": 2, "m": 3, "n": 1}
    assert walk.conflicts == []


def test_terminate_inside_ends_the_sub_process_only() -> None:
    model = definition(
        *(start(), user("z"), end()),
        sub_process(
            "s",
            start("in"),
            parallel("f"),
            user("a"),
            user("b"),
            end("stop", event("terminate")),
            end("e2"),
            *flows("in > f", "f > a", "f > b", "a > stop", "b > e2"),
        ),
        *flows("start > s", "s > z", "z > end"),
    )
    walk = Walk(model).complete("a", k=1)
    assert walk.open == ["z"]
    assert EndReached("stop", "", True) in walk.happened
    assert walk.variables("z") == {"k": 1}


def test_nested_sub_processes_are_cancelled_together() -> None:
    inner = sub_process("inner", start("i1"), user("a"), end("i2"), *flows("i1 > a", "a > i2"))
    model = definition(
        *(start(), sub_process("s", start("in"), inner, end("out"), *flows("in > inner", "inner > out"))),
        *(boundary("late", "s", timer("P1D")), end()),
        *flows("start > s", "s > end", "late > end"),
    )
    walk = Walk(model).fire("late")
    assert walk.result == {}
    assert [
        each.element_id for each in walk.happened if isinstance(each, StepPassed) and each.ended == "cancelled"
    ] == [
        "s",
        "inner",
        "a",
    ]


def test_an_interrupted_sub_process_leaves_what_its_branches_knew() -> None:
    body = (start("in"), parallel("f"), user("a"), user("b"), user("c"), end("e1"), end("e2"), end("e3"))
    arrows = flows("in > f", "f > a", "f > b", "f > c", "a > e1", "b > b2", "c > e3", "b2 > e2")
    model = definition(
        *(start(), sub_process("s", *body, user("b2"), *arrows), boundary("late", "s", timer("P1D")), user("z"), end()),
        *flows("start > s", "s > end", "late > z", "z > end"),
    )
    walk = Walk(model, {"k": 0}).complete("a", a=1).complete("b", b=2, k=3).fire("late")
    assert walk.variables("z") == {"a": 1, "b": 2, "k": 3}
    assert walk.conflicts == []


def test_an_error_brings_along_what_its_branch_knew() -> None:
    model = definition(
        *(
            start(),
            sub_process("s", start("in"), user("a"), end("e1", event("error", "e")), *flows("in > a", "a > e1")),
        ),
        *(boundary("caught", "s", event("error", "e")), user("z"), end()),
        *flows("start > s", "s > end", "caught > z", "z > end"),
        definitions=DEFINED,
    )
    assert Walk(model).complete("a", reason="unsafe").variables("z") == {"reason": "unsafe"}


def test_a_called_pathway_may_fail_or_escalate_into_its_caller() -> None:
    model = definition(
        *(
            start(),
            call("t", "other"),
            boundary("failed", "t", event("error", "e")),
            user("handle"),
            user("told"),
            end(),
        ),
        boundary("told_of", "t", event("escalation", "x"), interrupting=False),
        *flows("start > t", "t > end", "failed > handle", "told_of > told", "handle > end", "told > end"),
        definitions=DEFINED,
    )
    walk = Walk(model, reload=False)
    token = walk.wait("t").token
    assert walk.execution.escalate(token, "unknown") is False
    assert walk.open == ["t"]
    assert walk.execution.escalate(token, "7") is True
    assert walk.open == ["t", "told"]
    walk.execution.raise_error(token, "42")
    assert walk.open == ["handle", "told"]
    with pytest.raises(ExecutionFailed, match="“41”"):
        walk.execution.raise_error(walk.wait("handle").token, "41")


def test_a_reminder_of_an_earlier_round_does_not_disturb_the_next() -> None:
    model = definition(
        *(start(), exclusive("m"), user("t"), boundary("late", "t", timer("P1D"), interrupting=False), user("chase")),
        *(end("told", event("escalation", "x")), exclusive("x", default="x-end"), end()),
        *flows("start > m", "m > t", "t > x", "x > m ? again", "x > end", "late > chase", "chase > told"),
        definitions=DEFINED,
    )
    walk = Walk(model).fire("late").complete("t", again=True).fire("late")
    assert walk.open == ["chase", "chase", "t"]
    host = walk.wait("t").token
    walk.complete("chase", 1)
    assert EscalationRaised("told", "7", "late", host, "t") in walk.happened
    walk.complete("chase")
    assert EscalationRaised("told", "7", "late", None, None) in walk.happened
    assert walk.complete("t", again=False).result == {"again": False}
