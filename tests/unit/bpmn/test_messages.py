"""Messages and signals: awaited by name, delivered by token, thrown to the outside."""

from __future__ import annotations

import pytest

from engine.bpmn import (
    MessageThrown,
    MessageWait,
    SignalThrown,
    SignalWait,
)
from tests.support.bpmn_models import (
    boundary,
    catch,
    definition,
    element,
    end,
    event,
    flows,
    operation,
    parallel,
    start,
    throw,
    user,
)
from tests.support.bpmn_walk import Walk

DEFINED = (
    '<bpmn:message id="m" name="reply"/><bpmn:signal id="s" name="closed"/>'
    '<bpmn:error id="e" name="unsafe" errorCode="42"/><bpmn:escalation id="x" name="late" escalationCode="7"/>'
)


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
