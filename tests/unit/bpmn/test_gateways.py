"""Splits and joins: who waits for whom, in every order, also in loops, and what the branches know afterwards."""

from __future__ import annotations

from itertools import permutations, product

import pytest

from engine.bpmn import ExecutionFailed, MergeConflict
from tests.support.bpmn_models import (
    boundary,
    definition,
    end,
    event,
    exclusive,
    flows,
    inclusive,
    parallel,
    script,
    start,
    timer,
    user,
)
from tests.support.bpmn_walk import Walk

BRANCHES = ("a", "b", "c")
ORDERS = tuple(permutations(BRANCHES))

REVIEWED = definition(
    *(start(), exclusive("merge"), parallel("split"), *map(user, BRANCHES), parallel("join"), user("review")),
    *(exclusive("again", default="again-end"), end()),
    *flows("start > merge", "merge > split", "join > review", "review > again"),
    *flows("again > merge ? repeat", "again > end"),
    *(flow for name in BRANCHES for flow in flows(f"split > {name}", f"{name} > join")),
)

CHOSEN = definition(
    *(start(), exclusive("merge"), user("plan"), inclusive("split", default="split-none"), *map(user, BRANCHES)),
    *(
        script("none", "nothing", "true"),
        inclusive("join"),
        user("review"),
        exclusive("again", default="again-end"),
        end(),
    ),
    *flows("start > merge", "merge > plan", "plan > split", "split > none", "none > join", "join > review"),
    *flows("review > again", "again > merge ? repeat", "again > end"),
    *(
        flow
        for name in BRANCHES
        for flow in flows(f'split > {name} ? list contains(chosen, "{name}")', f"{name} > join")
    ),
)


@pytest.mark.parametrize(("first", "second"), [*product(ORDERS, repeat=2)])
def test_three_branches_over_two_loops_join_in_every_order(first: tuple[str, ...], second: tuple[str, ...]) -> None:
    walk = Walk(REVIEWED, {"n": 0})
    for number, order in enumerate((first, second), start=1):
        for place, name in enumerate(order):
            assert walk.open == sorted(order[place:])
            walk.complete(name, 0, **{name: {"loop": number}, f"{name}{number}": True})
        assert walk.open == ["review"]
        seen = walk.variables("review")
        assert {name: seen[name] for name in BRANCHES} == {name: {"loop": number} for name in BRANCHES}
        walk.complete("review", repeat=number == 1)
    assert walk.conflicts == []
    assert walk.result is not None
    assert {f"{name}{number}" for name in BRANCHES for number in (1, 2)} <= set(walk.result)


@pytest.mark.parametrize("second", [*permutations(BRANCHES), ("a", "c"), ("b",), ()])
@pytest.mark.parametrize("first", [("c", "a"), ("b",), ("a", "b", "c"), ()])
def test_inclusive_join_awaits_exactly_the_branches_taken(first: tuple[str, ...], second: tuple[str, ...]) -> None:
    walk = Walk(CHOSEN)
    for number, order in enumerate((first, second), start=1):
        walk.complete("plan", chosen=list(order))
        for place, name in enumerate(order):
            assert walk.open == sorted(order[place:])
            walk.complete(name, 0, **{f"{name}{number}": True})
        seen = walk.variables("review")
        assert all(seen[f"{name}{number}"] for name in order)
        walk.complete("review", repeat=number == 1)
    assert walk.result is not None


def test_inclusive_join_goes_on_when_the_branch_it_awaited_ends_elsewhere() -> None:
    model = definition(
        *(start(), parallel("split"), user("a"), user("b"), exclusive("leave", default="leave-join"), end("gone")),
        *(inclusive("join"), user("z"), end()),
        *flows("start > split", "split > a", "split > b", "a > join", "b > leave", "leave > gone ? quit"),
        *flows("leave > join", "join > z", "z > end"),
    )
    walk = Walk(model).complete("a")
    assert walk.open == ["b"]
    assert walk.complete("b", quit=True).open == ["z"]
    assert Walk(model).complete("b", quit=True).complete("a").open == ["z"]
    assert Walk(model).complete("a").complete("b", quit=False).open == ["z"]


def test_inclusive_join_awaits_what_a_boundary_event_may_send() -> None:
    model = definition(
        *(start(), inclusive("split"), user("a"), user("b"), boundary("late", "b", timer("P1D")), user("c")),
        *(inclusive("join"), user("z"), end()),
        *flows("start > split", "split > a ? true", "split > b ? true", "a > join", "b > end", "late > c", "c > join"),
        *flows("join > z", "z > end"),
    )
    walk = Walk(model).complete("a")
    assert walk.open == ["b"]
    assert walk.fire("late").open == ["c"]
    assert walk.complete("c").open == ["z"]
    assert Walk(model).complete("a").complete("b").open == ["z"]


def test_exclusive_gateway_takes_the_first_condition_that_holds_in_the_order_written() -> None:
    model = definition(
        *(start(), exclusive("x", default="x-c"), user("a"), user("b"), user("c"), end()),
        *flows("start > x", "x > c", "x > a ? n > 1", "x > b ? n > 0", "a > end", "b > end", "c > end"),
    )
    assert [Walk(model, {"n": n}).open for n in (2, 1, 0)] == [["a"], ["b"], ["c"]]


def test_no_condition_and_no_default_is_a_failure_with_the_gateway() -> None:
    model = definition(start(), exclusive("x"), user("a"), end(), *flows("start > x", "x > a ? n > 1", "a > end"))
    with pytest.raises(ExecutionFailed, match="no condition holds") as failed:
        Walk(model, {"n": 0})
    assert failed.value.element_id == "x"


def test_a_condition_on_a_missing_variable_is_a_failure_and_never_the_default() -> None:
    model = definition(
        *(start(), exclusive("x", default="x-b"), user("a"), user("b"), end()),
        *flows("start > x", "x > a ? risk > 3", "x > b", "a > end", "b > end"),
    )
    with pytest.raises(ExecutionFailed, match=r"risk > 3.*missing"):
        Walk(model)


def test_branches_keep_what_each_changed_and_never_see_each_other() -> None:
    model = definition(
        *(start(), parallel("split"), user("a"), user("b"), parallel("join"), user("z"), end()),
        *flows("start > split", "split > a", "split > b", "a > join", "b > join", "join > z", "z > end"),
    )
    walk = Walk(model, {"status": "new", "plan": {"kept": 1}, "notes": ["x"]})
    walk.complete("a", status="seen", plan={"kept": 1, "a": 1})
    assert walk.variables("b") == {"status": "new", "plan": {"kept": 1}, "notes": ["x"]}
    walk.complete("b", plan={"kept": 1, "b": 1})
    assert walk.variables("z") == {"status": "seen", "plan": {"kept": 1, "a": 1, "b": 1}, "notes": ["x"]}
    assert walk.conflicts == []


def test_branches_that_disagree_are_reported_and_the_later_value_is_kept() -> None:
    model = definition(
        *(start(), parallel("split"), user("a"), user("b"), parallel("join"), user("z"), end()),
        *flows("start > split", "split > a", "split > b", "a > join", "b > join", "join > z", "z > end"),
    )
    walk = Walk(model, {"risk": 1, "view": {"safe": None}})
    walk.complete("b", risk=5, view={"safe": False}).complete("a", risk=3, view={"safe": True})
    token = walk.wait("z").token
    assert walk.variables("z") == {"risk": 3, "view": {"safe": True}}
    assert [(each.element_id, each.path, each.values) for each in walk.conflicts] == [
        ("join", "risk", {"b": 5, "a": 3}),
        ("join", "view.safe", {"b": False, "a": True}),
    ]
    assert all(isinstance(each, MergeConflict) and each.token < token for each in walk.conflicts)


def test_a_change_before_an_inner_split_is_no_conflict_at_the_common_join() -> None:
    model = definition(
        *(start(), parallel("outer"), user("x"), parallel("inner"), user("a"), user("b"), user("y")),
        *(parallel("join"), user("z"), end()),
        *flows("start > outer", "outer > x", "outer > y", "x > inner", "inner > a", "inner > b", "a > join"),
        *flows("b > join", "y > join", "join > z", "z > end"),
    )
    for order in permutations(("a", "b", "y")):
        walk = Walk(model, {"k": 0}).complete("x", k=1)
        for name in order:
            walk.complete(name, 0, **({"k": 2} if name == "a" else {}))
        assert walk.variables("z") == {"k": 2}
        assert walk.conflicts == []


def test_true_and_one_are_different_values() -> None:
    model = definition(
        *(start(), parallel("split"), user("a"), user("b"), parallel("join"), user("z"), end()),
        *flows("start > split", "split > a", "split > b", "a > join", "b > join", "join > z", "z > end"),
    )
    walk = Walk(model, {"k": 1}).complete("a", k=True).complete("b")
    assert walk.variables("z")["k"] is True


def test_a_join_that_can_never_be_complete_is_a_failure_not_an_end() -> None:
    model = definition(
        *(start(), exclusive("x", default="x-a"), user("a"), user("b"), parallel("join"), end()),
        *flows("start > x", "x > a", "x > b ? false", "a > join", "b > join", "join > end"),
    )
    with pytest.raises(ExecutionFailed, match="waits for nothing that can come: join"):
        Walk(model).complete("a")


def test_going_round_without_waiting_is_a_failure() -> None:
    model = definition(
        *(start(), exclusive("x", default="x-y"), exclusive("y"), end()),
        *flows("start > x", "x > y", "x > end ? false", "y > x"),
    )
    with pytest.raises(ExecutionFailed, match="still goes round"):
        Walk(model)


def test_tokens_that_come_twice_pass_an_exclusive_gateway_twice() -> None:
    model = definition(
        *(start(), parallel("split"), exclusive("x"), user("a"), end()),
        *flows("start > split", "split > x", "x > a", "a > end"),
        *(flow.replace("split-x", "split-x-2") for flow in flows("split > x")),
    )
    walk = Walk(model)
    assert walk.open == ["a", "a"]
    assert walk.complete("a").open == ["a"]
    assert walk.complete("a").result == {}


def test_terminate_ends_everything_at_once() -> None:
    model = definition(
        *(start(), parallel("split"), user("a"), user("b"), end("stop", event("terminate")), end()),
        *flows("start > split", "split > a", "split > b", "a > stop", "b > end"),
    )
    walk = Walk(model).complete("a", why="closed")
    assert walk.result == {"why": "closed"}
    assert walk.awaited == []
    assert walk.passed("cancelled") == ["b"]
