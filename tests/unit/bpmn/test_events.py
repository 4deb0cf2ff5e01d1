"""Timers, messages, signals, errors and escalations: what is awaited, what fires, and what it takes away."""

from __future__ import annotations

import pytest

from engine.bpmn import (
    EndReached,
    EscalationRaised,
    ExecutionFailed,
    MessageThrown,
    MessageWait,
    SignalThrown,
    SignalWait,
    StepPassed,
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
    exclusive,
    flows,
    operation,
    parallel,
    script,
    several,
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


def test_messages_and_signals_are_awaited_by_name() -> None:
    model = definition(
        *(start(), parallel("split"), catch("a", event("message", "m")), catch("b", event("signal", "s")), end()),
        *flows("start > split", "split > a", "split > b", "a > end", "b > end"),
        definitions=DEFINED,
    )
    walk = Walk(model)
    assert walk.wait("a") == MessageWait(walk.wait("a").token, "a", "reply")
    assert walk.wait("b") == SignalWait(walk.wait("b").token, "b", "closed")
    assert walk.deliver("a", anything=1).deliver("b").result == {}


@pytest.mark.parametrize("kind", ["message", "signal"])
def test_non_interrupting_boundary_takes_any_number_of_deliveries(kind: str) -> None:
    inner = event(kind, kind[0])
    model = definition(
        *(
            start(),
            user("t"),
            boundary("note", "t", inner, interrupting=False, output_text="= text"),
            user("read"),
            end(),
        ),
        *flows("start > t", "t > end", "note > read", "read > end"),
        definitions=DEFINED,
    )
    walk = Walk(model)
    token = walk.wait("note").token
    for number in range(3):
        walk.deliver("note", text=f"note {number}")
    assert walk.wait("note").token == token
    assert walk.open == ["read", "read", "read", "t"]
    seen = [walk.execution.variables(wait.token) for wait in walk.waits("read")]
    assert seen == [{"text": "note 0"}, {"text": "note 1"}, {"text": "note 2"}]


@pytest.mark.parametrize("kind", ["message", "signal"])
def test_interrupting_boundary_takes_the_activity_away(kind: str) -> None:
    model = definition(
        *(start(), user("t"), boundary("stop", "t", event(kind, kind[0])), user("after"), end()),
        *flows("start > t", "t > end", "stop > after", "after > end"),
        definitions=DEFINED,
    )
    walk = Walk(model).deliver("stop")
    assert walk.awaited == ["after"]
    assert walk.passed("cancelled") == ["t"]


def test_throwing_reports_a_payload_and_delivers_nothing_inside() -> None:
    payload = {"input_about": "= reference", "input_kind": "news"}
    model = definition(
        *(start(), parallel("split"), catch("c", event("signal", "s")), throw("t1", event("signal", "s"), **payload)),
        *(throw("t2", event("message", "m"), **payload), end("e1", event("message", "m")), end()),
        *flows("start > split", "split > c", "split > t1", "t1 > t2", "t2 > e1", "c > end"),
        definitions=DEFINED,
    )
    walk = Walk(model, {"reference": "R-1"})
    sent = {"about": "R-1", "kind": "news"}
    assert SignalThrown("t1", "closed", sent) in walk.happened
    assert MessageThrown("t2", "reply", sent) in walk.happened
    assert MessageThrown("e1", "reply", {}) in walk.happened
    assert walk.awaited == ["c"]


def test_send_task_with_a_message_throws_and_without_one_is_an_operation() -> None:
    model = definition(
        *(start(), element("sendTask", "a", messageRef="m"), operation("b", "tell").replace("serviceTask", "sendTask")),
        *(end(), *flows("start > a", "a > b", "b > end")),
        definitions=DEFINED,
    )
    walk = Walk(model)
    assert MessageThrown("a", "reply", {}) in walk.happened
    assert walk.open == ["b"]


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
