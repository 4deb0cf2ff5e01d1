"""Timers: what is awaited, what fires, and what it takes away."""

from __future__ import annotations

import pytest

from engine.bpmn import (
    TimerWait,
)
from engine.errors import InvalidState
from tests.support.bpmn_models import (
    boundary,
    call,
    catch,
    definition,
    element,
    end,
    event,
    event_gateway,
    flows,
    operation,
    parallel,
    several,
    start,
    sub_process,
    timer,
    user,
)
from tests.support.bpmn_walk import Walk

DEFINED = (
    '<bpmn:message id="m" name="reply"/><bpmn:signal id="s" name="closed"/>'
    '<bpmn:error id="e" name="unsafe" errorCode="42"/><bpmn:escalation id="x" name="late" escalationCode="7"/>'
)
HOSTS = {
    "user task": user("t"),
    "called pathway": call("t", "other"),
    "operation": operation("t", "open_case"),
    "receive task": element("receiveTask", "t", messageRef="m"),
    "sub-process": sub_process("t", start("in"), user("inner"), end("out"), *flows("in > inner", "inner > out")),
    "several": element("userTask", "t", several(count="2")),
}
INSIDE = {"sub-process": ["inner"], "receive task": [], "several": ["t", "t"]}


@pytest.mark.parametrize("host", HOSTS)
def test_interrupting_timer_takes_the_activity_away(host: str) -> None:
    model = definition(
        *(start(), HOSTS[host], boundary("late", "t", timer("P1D")), user("told"), end()),
        *flows("start > t", "t > end", "late > told", "told > end"),
        definitions=DEFINED,
    )
    walk = Walk(model)
    wait = walk.timers["late"]
    assert (wait.kind, wait.text, wait.interrupting) == ("duration", "P1D", True)
    assert wait.host_token is not None
    walk.fire("late")
    assert walk.awaited == ["told"]
    assert "t" in walk.passed("cancelled")
    assert walk.complete("told").result == {}


@pytest.mark.parametrize("host", HOSTS)
def test_non_interrupting_timer_fires_once_and_leaves_the_activity(host: str) -> None:
    model = definition(
        *(start(), HOSTS[host], boundary("late", "t", timer("P1D"), interrupting=False), user("told"), end()),
        *flows("start > t", "t > end", "late > told", "told > end"),
        definitions=DEFINED,
    )
    walk = Walk(model).fire("late")
    assert "late" not in walk.timers
    assert walk.open == sorted([*INSIDE.get(host, ["t"]), "told"])
    assert walk.passed("cancelled") == []


def test_host_token_of_a_timer_is_that_of_the_activity_and_is_among_what_surrounds_its_tasks() -> None:
    model = definition(
        *(
            start(),
            user("a"),
            boundary("on_a", "a", timer("P1D")),
            HOSTS["several"],
            boundary("on_t", "t", timer("P2D")),
        ),
        *(sub_process("s", start("in"), user("inner"), end("out"), *flows("in > inner", "inner > out")), end()),
        *(boundary("on_s", "s", timer("P3D")), parallel("split")),
        *flows("start > split", "split > a", "split > t", "split > s", "a > end", "t > end", "s > end"),
        *flows("on_a > end", "on_t > end", "on_s > end"),
    )
    walk = Walk(model)
    assert walk.timers["on_a"].host_token == walk.wait("a").token
    for task in walk.waits("t"):
        assert task.inside == (walk.timers["on_t"].host_token,)  # type: ignore[union-attr]
    assert walk.wait("inner").inside == (walk.timers["on_s"].host_token,)  # type: ignore[union-attr]


def test_completing_the_activity_ends_its_timers_without_a_trace() -> None:
    model = definition(
        *(start(), user("t"), boundary("late", "t", timer("P1D")), user("z"), end()),
        *flows("start > t", "t > z", "late > end", "z > end"),
    )
    walk = Walk(model)
    timer_token = walk.timers["late"].token
    walk.complete("t")
    assert walk.awaited == ["z"]
    assert "late" not in walk.passed() + walk.passed("cancelled")
    with pytest.raises(InvalidState, match=f"token {timer_token}"):
        walk.execution.fire_timer(timer_token)


def test_a_cycle_keeps_its_wait_and_counts_until_its_repetitions_are_used_up() -> None:
    model = definition(
        *(start(), user("t"), boundary("chase", "t", timer("R3/P7D", "timeCycle"), interrupting=False)),
        *(end("chased", event("escalation", "x")), end()),
        *flows("start > t", "t > end", "chase > chased"),
        definitions=DEFINED,
    )
    walk = Walk(model)
    token = walk.timers["chase"].token
    for fired in (0, 1, 2):
        assert walk.timers["chase"] == TimerWait(token, "chase", "cycle", "R3/P7D", False, walk.wait("t").token, fired)
        walk.fire("chase")
    assert walk.awaited == ["t"]
    assert walk.passed().count("chase") == 3


@pytest.mark.parametrize("text", ["R/P14D", '= "R/" + "P14D"'])
def test_an_unlimited_cycle_goes_on_until_the_caller_says_last(text: str) -> None:
    model = definition(
        *(start(), user("t"), boundary("chase", "t", timer(text, "timeCycle"), interrupting=False), end("e2"), end()),
        *flows("start > t", "t > end", "chase > e2"),
    )
    walk = Walk(model)
    for fired in range(20):
        assert walk.timers["chase"].fired == fired
        walk.fire("chase")
    walk.execution.fire_timer(walk.timers["chase"].token, last=True)
    assert [wait.element_id for wait in walk.execution.waits] == ["t"]


def test_intermediate_timer_waits_for_its_date() -> None:
    model = definition(
        *(start(), catch("pause", timer("2027-01-31T17:00", "timeDate")), user("z"), end()),
        *flows("start > pause", "pause > z", "z > end"),
    )
    walk = Walk(model)
    assert walk.timers["pause"] == TimerWait(walk.wait("pause").token, "pause", "date", "2027-01-31T17:00", True, None)
    assert walk.fire("pause").open == ["z"]


def test_event_gateway_gives_each_branch_its_own_wait_and_the_first_to_happen_takes_all() -> None:
    model = definition(
        *(start(), event_gateway("g"), catch("short", timer("P1D")), catch("long", timer("P9D"))),
        *(catch("reply", event("message", "m"), output_answer="= answer"), catch("closed", event("signal", "s"))),
        *(element("receiveTask", "task", messageRef="m"), end()),
        *(user("after_" + name) for name in ("short", "long", "reply", "closed", "task")),
        *(flow for name in ("short", "long", "reply", "closed", "task") for flow in flows(f"g > {name}")),
        *(
            f
            for n in ("short", "long", "reply", "closed", "task")
            for f in flows(f"{n} > after_{n}", f"after_{n} > end")
        ),
        *flows("start > g"),
        definitions=DEFINED,
    )
    assert Walk(model).awaited == ["closed", "long", "reply", "short", "task"]
    assert {wait.text for wait in Walk(model).timers.values()} == {"P1D", "P9D"}
    assert Walk(model).fire("long").awaited == ["after_long"]
    assert Walk(model).fire("short").awaited == ["after_short"]
    assert Walk(model).deliver("closed").awaited == ["after_closed"]
    assert Walk(model).deliver("task").awaited == ["after_task"]
    walk = Walk(model).deliver("reply", answer="yes", other="dropped")
    assert walk.variables("after_reply") == {"answer": "yes"}
    assert walk.flows == ["start-g", "g-reply", "reply-after_reply"]
    assert walk.passed() == ["start", "g", "reply"]
