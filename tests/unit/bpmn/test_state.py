"""State as bytes: small, the same for the same history, and enough to go on as if nothing had been put away."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.bpmn import (
    CallWait,
    Definition,
    EscalationRaised,
    Execution,
    OperationWait,
    TimerWait,
    UserTaskWait,
    load_definition,
)
from engine.errors import InvalidState
from tests.support.bpmn_models import (
    AGENCIES,
    STARTING_VARIABLES,
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
    inclusive,
    parallel,
    several,
    start,
    sub_process,
    timer,
    user,
    workload,
)
from tests.support.bpmn_walk import Surroundings, Walk

WORKLOAD = load_definition({"workload.bpmn": workload()}, "workload")

EVERYTHING = definition(
    *(start(), exclusive("merge"), user("plan"), inclusive("choose", default="choose-a"), user("a")),
    *(
        boundary("a_late", "a", timer("R/P7D", "timeCycle"), interrupting=False),
        end("a_told", event("escalation", "x")),
    ),
    element("userTask", "b", several("items", "item", "answers", "answer", until='answer = "stop"')),
    *(boundary("b_late", "b", timer("P2D")), event_gateway("first"), catch("soon", timer("P1D"))),
    catch("reply", event("message", "m"), output_answer="= text"),
    sub_process(
        "s",
        start("in"),
        parallel("fork"),
        user("c"),
        call("d", "other", output_d="= d"),
        end("out"),
        end("out2"),
        *flows("in > fork", "fork > c", "fork > d", "c > out", "d > out2"),
    ),
    *(
        boundary("s_note", "s", event("message", "m"), interrupting=False, output_note="= text"),
        user("n"),
        end("n_end"),
    ),
    *(inclusive("join"), user("review"), exclusive("again", default="again-end"), end()),
    *flows(
        "start > merge", "merge > plan", "plan > choose", "choose > a", "choose > b ? more", "choose > first ? quick"
    ),
    *flows(
        "choose > s ? deep", "a > join", "a_late > a_told", "b > join", "b_late > join", "first > soon", "first > reply"
    ),
    *flows("soon > join", "reply > join", "s > join", "s_note > n", "n > n_end", "join > review", "review > again"),
    *flows("again > merge ? repeat", "again > end"),
    definitions='<bpmn:message id="m" name="m"/><bpmn:escalation id="x" escalationCode="x"/>',
)


def values(number: int) -> dict[str, Any]:
    """What a step brings, different from step to step."""
    bits = [bool(number >> place & 1) for place in range(6)]
    return {
        "more": bits[0], "quick": bits[1], "deep": bits[2], "repeat": bits[3] or bits[4],
        "items": list(range(number % 3)),
        "answer": "stop" if bits[5] else "go", "text": str(number), "d": number, "shared": {"by": number, "k": bits[0]},
    }  # fmt: skip


def take(execution: Execution, number: int) -> None:
    """Lets one of the open waits happen, chosen by the number."""
    waits = execution.waits
    wait = waits[number % len(waits)]
    if isinstance(wait, TimerWait):
        execution.fire_timer(wait.token)
    elif isinstance(wait, UserTaskWait | CallWait | OperationWait):
        execution.complete(wait.token, values(number))
    else:
        execution.deliver(wait.token, values(number))


@settings(max_examples=60, deadline=None)
@given(numbers=st.lists(st.integers(0, 500), max_size=40), model=st.sampled_from([EVERYTHING, WORKLOAD]))
def test_an_execution_put_away_after_every_step_goes_on_like_one_that_never_was(
    numbers: list[int], model: Definition
) -> None:
    services = Surroundings()
    kept = Execution.begin(model, STARTING_VARIABLES, services)
    occurrences = list(kept.occurrences)
    again = Execution.resume(model, kept.state(), services)
    for number in numbers:
        if not kept.waits:
            break
        take(kept, number)
        take(again, number)
        occurrences.extend(again.occurrences)
        assert again.waits == kept.waits
        assert again.state() == kept.state()
        again = Execution.resume(model, again.state(), services)
        assert [again.variables(wait.token) for wait in again.waits] == [
            kept.variables(wait.token) for wait in kept.waits
        ]
    assert tuple(occurrences) == kept.occurrences
    assert again.result == kept.result


@settings(max_examples=30, deadline=None)
@given(numbers=st.lists(st.integers(0, 500), max_size=30))
def test_replaying_the_same_calls_gives_the_same_tokens_and_bytes(numbers: list[int]) -> None:
    def states() -> list[bytes]:
        execution = Execution.begin(EVERYTHING, {}, Surroundings())
        found = [execution.state()]
        for number in numbers:
            if execution.waits:
                take(execution, number)
            found.append(execution.state())
        return found

    assert states() == states()


def test_the_order_of_variables_does_not_matter() -> None:
    one = Walk(WORKLOAD, dict(sorted(STARTING_VARIABLES.items()))).complete("triage", a=1, b={"x": 1, "y": 2})
    other = Walk(WORKLOAD, dict(sorted(STARTING_VARIABLES.items(), reverse=True))).complete(
        "triage", b={"y": 2, "x": 1}, a=1
    )
    assert one.execution.state() == other.execution.state()


@settings(max_examples=60, deadline=None)
@given(
    data=st.dictionaries(
        st.text(max_size=8) | st.sampled_from(["typename", "n", "s", "", ":root"]),
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.text(),
            lambda inner: (
                st.lists(inner, max_size=3)
                | st.dictionaries(st.text(max_size=4).filter(lambda k: k != "@"), inner, max_size=3)
            ),
            max_leaves=8,
        ),
        max_size=5,
    )
)
def test_any_variables_survive(data: dict[str, Any]) -> None:
    walk = Walk(WORKLOAD, data)
    assert walk.variables("triage") == data
    walk.complete("triage", priority=1)
    assert walk.variables("police") == {**data, "priority": 1}


def test_true_does_not_become_one_when_only_that_changed() -> None:
    model = definition(
        *(start(), parallel("f"), user("a"), user("b"), user("c"), end()),
        *flows("start > f", "f > a", "f > b", "a > c", "c > end", "b > end"),
    )
    assert Walk(model, {"k": 1, "l": [0]}).complete("a", k=True, l=[False]).variables("c") == {"k": True, "l": [False]}


@pytest.mark.parametrize("state", [b"", b"\x00{}", b"\x63{}"])
def test_state_of_another_codec_is_refused(state: bytes) -> None:
    with pytest.raises(InvalidState, match="codec"):
        Execution.resume(WORKLOAD, state, Surroundings())


@pytest.mark.parametrize("state", [b"\x01", b"\x01{", b"\x01{}", b"\x01[]", b'\x01{"n":1,"s":[[0,[],0]]}', b"\x01\xff"])
def test_damaged_state_is_refused(state: bytes) -> None:
    with pytest.raises(InvalidState, match="damaged"):
        Execution.resume(WORKLOAD, state, Surroundings())


def test_state_of_another_diagram_is_refused_with_the_element() -> None:
    state = Walk(WORKLOAD).execution.state()
    other = definition(start(), user("other"), end(), *flows("start > other", "other > end"))
    with pytest.raises(InvalidState, match="“triage”"):
        Execution.resume(other, state, Surroundings())


def test_a_finished_instance_keeps_its_result_only() -> None:
    walk = Walk(definition(start(), user("a"), end(), *flows("start > a", "a > end"))).complete("a", x=1)
    assert json.loads(walk.execution.state()[1:]) == {"n": 4, "o": {"x": 1}}
    assert walk.result == {"x": 1}


def test_a_thousand_loops_with_a_chase_in_each_stay_small() -> None:
    walk = Walk(WORKLOAD, STARTING_VARIABLES).complete("triage", priority=1)
    sizes = []
    for number in range(1000):
        for name in AGENCIES:
            walk.fire(f"{name}_late").complete(name, 0, **{name: {"plan": f"plan {number}"}})
        sizes.append(len(walk.complete("review", repeat=True).execution.state()))
        assert walk.open == sorted(AGENCIES)
        walk.happened.clear()
    assert max(sizes) < 2000
    for name in AGENCIES:
        walk.complete(name)
    assert walk.complete("review", repeat=False).result is not None


def test_a_case_that_is_chased_a_thousand_times_stays_small() -> None:
    model = definition(
        *(start(), user("t"), boundary("chase", "t", timer("R/P7D", "timeCycle"), interrupting=False)),
        *(end("told", event("escalation", "x")), end(), *flows("start > t", "t > end", "chase > told")),
        definitions='<bpmn:escalation id="x" escalationCode="late"/>',
    )
    walk = Walk(model, STARTING_VARIABLES)
    host = walk.wait("t").token
    for _ in range(1000):
        walk.fire("chase")
    assert walk.happened.count(EscalationRaised("told", "late", "", host, "t")) == 1000
    assert len(walk.execution.state()) < 600


def test_what_an_ended_branch_has_set_is_in_the_result() -> None:
    model = definition(
        *(start(), user("t"), boundary("late", "t", timer("P1D"), interrupting=False), user("chase"), end("chased")),
        *(user("u"), end(), *flows("start > t", "t > u", "u > end", "late > chase", "chase > chased")),
    )
    walk = Walk(model, {"reached": False, "k": 1}).fire("late").complete("chase", reached=True).complete("t", k=2)
    assert walk.variables("u") == {"reached": False, "k": 2}
    assert walk.complete("u").result == {"reached": True, "k": 2}
    assert walk.conflicts == []
    walk = Walk(model, {"k": 1}).fire("late").complete("chase", k=5).complete("t", k=2).complete("u")
    assert walk.result == {"k": 2}
    assert [(each.path, each.values) for each in walk.conflicts] == [("k", {"chased": 5, "end": 2})]


def test_a_branch_taken_again_supersedes_what_it_brought_before() -> None:
    model = definition(
        *(start(), user("t"), boundary("note", "t", timer("R/P1D", "timeCycle"), interrupting=False), user("read")),
        *(end("noted"), end(), *flows("start > t", "t > end", "note > read", "read > noted")),
    )
    walk = Walk(model)
    for text in ("one", "two", "three"):
        walk.fire("note").complete("read", last=text)
    assert walk.complete("t").result == {"last": "three"}
    assert walk.conflicts == []


def test_threads_share_a_definition() -> None:
    def run(number: int) -> tuple[dict[str, Any] | None, bytes]:
        walk = Walk(WORKLOAD, {**STARTING_VARIABLES, "number": number}).complete("triage", priority=number)
        for repeat in (True, False):
            for place in range(3):
                walk.complete(AGENCIES[(number + place) % 3], **{AGENCIES[place]: number})
            walk.complete("review", repeat=repeat)
        return walk.result, walk.execution.state()

    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(run, range(40)))
    assert found == [run(number) for number in range(40)]
