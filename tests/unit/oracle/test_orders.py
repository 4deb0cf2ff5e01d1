"""Three agencies over two review loops in every pair of orders, and a case that is chased in a thousand loops."""

from __future__ import annotations

from itertools import permutations, product

import pytest

from engine.bpmn import EscalationRaised, TimerWait, UserTaskWait, load_definition
from tests.support.bpmn_models import (
    AGENCIES,
    STARTING_VARIABLES,
    boundary,
    definition,
    end,
    event,
    exclusive,
    flows,
    parallel,
    script,
    start,
    timer,
    user,
    workload,
)
from tests.support.bpmn_walk import Walk
from tests.unit.oracle.net import Event, Net, Test
from tests.unit.oracle.sketch import Loose, Sketch
from tests.unit.oracle.walks import Pair

ORDERS = tuple(permutations(range(3)))
LIMIT = 8 * 1024


def reviewed(late: bool) -> tuple[Net, list[str], str]:
    """Three tasks in parallel, chased if they are late, and a review that may ask for another round."""
    sketch = Sketch()
    merge = sketch.node("exclusive", sketch.then("start"))
    split = sketch.node("parallel", Loose(merge))
    tasks = [sketch.node("user", Loose(split)) for _ in range(3)]
    if late:
        for task in tasks:
            reminder = sketch.boundary(task, Event("timer", "P10D"), interrupting=False)
            sketch.end(reminder, event=Event("escalation", "one"))
    review = sketch.node("user", sketch.then("parallel", *map(Loose, tasks)))
    again = sketch.node("exclusive", Loose(review))
    sketch.connect(merge, [Loose(again, Test("again"))])
    sketch.end(Loose(again, default=True))
    return sketch.net(), tasks, review


@pytest.mark.parametrize("late", [False, True], ids=["in time", "chased"])
@pytest.mark.parametrize(("first", "second"), [*product(ORDERS, repeat=2)])
def test_every_pair_of_orders_joins_once_and_reviews_what_this_round_brought(
    first: tuple[int, ...], second: tuple[int, ...], late: bool
) -> None:
    net, tasks, review = reviewed(late)
    pair = Pair(net)
    for number, order in enumerate((first, second), start=1):
        for place in order:
            assert pair.open == sorted(tasks[each] for each in order[order.index(place) :])
            if late:
                pair.fire(next(event.id for event in net.attached[tasks[place]]))
            pair.complete(tasks[place], {f"plan{place}": number})
        assert pair.open == [review]
        (wait,) = pair.execution.waits
        seen = pair.execution.variables(wait.token)
        assert [seen[f"plan{place}"] for place in range(3)] == [number] * 3
        pair.complete(review, {"again": number == 1})
    assert pair.ended
    assert not pair.simulator.marking.disagreements
    assert len(pair.simulator.marking.raised) == (6 if late else 0)


def test_a_thousand_loops_with_a_chase_in_each_stay_under_8_kb() -> None:
    walk = Walk(load_definition({"workload.bpmn": workload()}, "workload"), STARTING_VARIABLES).complete("triage")
    for number in range(1000):
        walk.happened.clear()
        chased, *others = (AGENCIES[(number + place) % 3] for place in range(3))
        host = walk.wait(chased).token
        walk.fire(f"{chased}_late")
        for name in (*others, chased):
            walk.complete(name, 0, **{name: {"plan": f"plan {number}", "text": "x" * 200}})
        walk.complete("review", 0, repeat=True, rounds=number)
        raised = [each for each in walk.happened if isinstance(each, EscalationRaised)]
        assert [(each.host_token, each.host_element_id) for each in raised] == [(host, chased)]
        assert len(walk.execution.state()) < LIMIT
        assert walk.open == sorted(AGENCIES)
    kinds = [type(wait) for wait in walk.execution.waits]
    assert sorted(kind.__name__ for kind in kinds) == [TimerWait.__name__] * 3 + [UserTaskWait.__name__] * 3


def test_chases_that_set_something_in_every_loop_do_not_grow_either() -> None:
    walk = Walk(
        definition(
            *(start(), exclusive("merge"), user("t"), boundary("late", "t", timer("P1D"), interrupting=False)),
            *(script("note", "chases", "rounds + 1"), end("told", event("escalation", "x"))),
            *(
                parallel("split"),
                user("a"),
                user("b"),
                parallel("join"),
                exclusive("again", default="again-end"),
                end(),
            ),
            *flows("start > merge", "merge > t", "t > split", "split > a", "split > b", "a > join", "b > join"),
            *flows("join > again", "again > merge ? repeat", "again > end", "late > note", "note > told"),
            definitions='<bpmn:escalation id="x" escalationCode="late"/>',
        ),
        {"rounds": 0, "chases": 0},
    )
    sizes = []
    for number in range(300):
        walk.fire("late").complete("t", rounds=number).complete("b").complete("a", repeat=True)
        sizes.append(len(walk.execution.state()))
    assert max(sizes[10:]) - min(sizes[10:]) < 40
    assert walk.complete("t").complete("a").complete("b", repeat=False).result == {
        "chases": 299,
        "repeat": False,
        "rounds": 299,
    }
