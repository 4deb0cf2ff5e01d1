"""What the walks have brought to light, each in its smallest form."""

from __future__ import annotations

import pytest

from tests.support.bpmn_models import (
    boundary,
    catch,
    definition,
    end,
    event,
    flows,
    inclusive,
    parallel,
    start,
    timer,
    user,
)
from tests.support.bpmn_walk import Walk

CHASED = definition(
    *(start(), user("a"), boundary("late", "a", timer("P1D"), interrupting=False), user("chase"), end("chased")),
    *(user("b"), boundary("later", "b", timer("P1D"), interrupting=False), user("ask"), end("asked"), end()),
    *flows("start > a", "a > b", "b > end", "late > chase", "chase > chased", "later > ask", "ask > asked"),
)


def test_a_chase_that_outlives_the_pathway_takes_nothing_back() -> None:
    walk = Walk(CHASED, {"k": 0}).fire("late").complete("a", k=1).fire("later").complete("b", k=2)
    assert walk.complete("ask").complete("chase", note="late").result == {"k": 2, "note": "late"}
    assert walk.conflicts == []


def test_a_chase_that_changed_what_it_saw_changes_it_for_good() -> None:
    walk = Walk(CHASED, {"k": 0}).fire("late").complete("a", k=1).fire("later").complete("ask", k=5)
    assert walk.complete("b").complete("chase").result == {"k": 5}
    assert walk.conflicts == []


def test_what_a_chase_changed_is_kept_past_a_join() -> None:
    model = definition(
        *(start(), parallel("split"), user("a"), user("b"), parallel("join"), user("z"), end()),
        *(boundary("late", "b", timer("P1D"), interrupting=False), user("chase"), end("chased")),
        *flows("start > split", "split > a", "split > b", "a > join", "b > join", "join > z", "z > end"),
        *flows("late > chase", "chase > chased"),
    )
    for order in ("ab", "ba"):
        walk = Walk(model, {"k": 0}).fire("late").complete("chase", k=1)
        for name in order:
            walk.complete(name)
        assert walk.complete("z").result == {"k": 1}


def test_an_inclusive_join_awaits_a_task_whose_reminder_has_come_already() -> None:
    model = definition(
        *(start(), user("t"), boundary("late", "t", timer("P1D"), interrupting=False), inclusive("join"), user("z")),
        *(end(), *flows("start > t", "t > join", "late > join", "join > z", "z > end")),
    )
    assert Walk(model).fire("late").open == ["t"]
    assert Walk(model).fire("late").complete("t").open == ["z"]
    assert Walk(model).complete("t").open == ["z"]


def test_the_later_value_is_kept_also_where_splits_are_nested() -> None:
    model = definition(
        *(start(), parallel("outer"), parallel("inner"), user("a"), catch("pause", timer("P1D")), user("b")),
        *(parallel("join"), user("z"), end()),
        *flows("start > outer", "outer > inner", "outer > b", "inner > a", "inner > pause", "a > join"),
        *flows("pause > join", "b > join", "join > z", "z > end"),
    )
    walk = Walk(model, {"k": 0}).complete("a", k=1).complete("b", k=2).fire("pause")
    assert walk.variables("z") == {"k": 2}
    assert [(each.path, each.values) for each in walk.conflicts] == [("k", {"a": 1, "b": 2})]


def test_a_join_goes_on_from_the_fork_that_others_still_come_from() -> None:
    model = definition(
        *(start(), parallel("outer"), user("a"), parallel("fork"), user("c"), user("b"), parallel("near")),
        *(parallel("again"), user("d"), user("e"), parallel("met"), user("y"), parallel("join"), user("z"), end()),
        *flows("start > outer", "outer > a", "outer > b", "a > fork", "fork > near", "fork > c", "b > again"),
        *flows("again > d", "again > e", "d > met", "e > met", "met > near", "near > y", "y > join", "c > join"),
        *flows("join > z", "z > end"),
    )
    walk = Walk(model, {"k": 0}).complete("a", k=1).complete("b").complete("d").complete("e", n=1)
    assert walk.complete("y", k=2).complete("c").variables("z") == {"k": 2, "n": 1}
    assert walk.conflicts == []


@pytest.mark.parametrize("order", ["ab", "ba"])
def test_what_a_branch_took_out_of_a_context_stays_out(order: str) -> None:
    model = definition(
        *(start(), parallel("split"), user("a"), user("b"), parallel("join"), user("z"), end()),
        *flows("start > split", "split > a", "split > b", "a > join", "b > join", "join > z", "z > end"),
    )
    brought = {"a": {"plan": {"kept": 1}}, "b": {"plan": {"kept": 1, "gone": 2, "new": 3}}}
    walk = Walk(model, {"plan": {"kept": 1, "gone": 2}})
    for name in order:
        walk.complete(name, 0, **brought[name])
    assert walk.variables("z") == {"plan": {"kept": 1, "new": 3}}
    assert walk.conflicts == []
    walk = Walk(model, {"plan": {"k": 1}}).complete(order[0], plan={}).complete(order[1], plan={"k": 2})
    assert walk.variables("z") == {"plan": {"k": 2}}
    assert [(each.path, each.values) for each in walk.conflicts] == [("plan.k", {order[0]: None, order[1]: 2})]


def test_terminate_keeps_what_the_other_branches_knew() -> None:
    model = definition(
        *(start(), parallel("split"), user("a"), user("b"), user("c"), end("stop", event("terminate")), end()),
        *flows("start > split", "split > a", "split > b", "a > stop", "b > c", "c > end"),
    )
    walk = Walk(model, {"k": 0}).complete("b", k=1).complete("a", why="closed")
    assert walk.result == {"k": 1, "why": "closed"}
