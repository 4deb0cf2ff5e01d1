"""Any diagram nested from sound blocks runs to its end, whatever happens in which order, and forgets what is over."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count, pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from engine.bpmn import Definition, TimerWait, UserTaskWait, Wait
from tests.support.bpmn_models import (
    boundary,
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
)
from tests.support.bpmn_walk import Walk


@dataclass
class Sheet:
    """The diagram while it is drawn: each block goes in at one element and comes out at another."""

    parts: list[str] = field(default_factory=list)
    numbers: count[int] = field(default_factory=count)

    def name(self, kind: str) -> str:
        return f"{kind}{next(self.numbers)}"

    def add(self, *parts: str) -> None:
        self.parts.extend(parts)

    def link(self, *names: str) -> None:
        self.add(*(flow for one, two in pairwise(names) for flow in flows(f"{one} > {two}")))


Block = Callable[[Sheet], tuple[str, str]]


def task() -> Block:
    def draw(sheet: Sheet) -> tuple[str, str]:
        name = sheet.name("task")
        sheet.add(user(name))
        return name, name

    return draw


def copies(sequential: bool, late: bool) -> Block:
    def draw(sheet: Sheet) -> tuple[str, str]:
        name, merge = sheet.name("copies"), sheet.name("merge")
        sheet.add(element("userTask", name, several(count="choice", sequential=sequential)), exclusive(merge))
        sheet.link(name, merge)
        if late:
            sheet.add(boundary(f"{name}_late", name, timer("P1D")))
            sheet.link(f"{name}_late", merge)
        return name, merge

    return draw


def chased() -> Block:
    def draw(sheet: Sheet) -> tuple[str, str]:
        name = sheet.name("chased")
        sheet.add(user(name), boundary(f"{name}_late", name, timer("R/P1D", "timeCycle"), interrupting=False))
        sheet.add(user(f"{name}_chase"), end(f"{name}_end"))
        sheet.link(f"{name}_late", f"{name}_chase", f"{name}_end")
        return name, name

    return draw


def first_of() -> Block:
    def draw(sheet: Sheet) -> tuple[str, str]:
        name, merge = sheet.name("first"), sheet.name("merge")
        sheet.add(event_gateway(name), exclusive(merge), catch(f"{name}_a", timer("P1D")))
        sheet.add(catch(f"{name}_b", event("message", "m"), output_choice="= choice"))
        sheet.link(name, f"{name}_a", merge)
        sheet.link(name, f"{name}_b", merge)
        return name, merge

    return draw


def in_turn(blocks: list[Block]) -> Block:
    def draw(sheet: Sheet) -> tuple[str, str]:
        ends = [block(sheet) for block in blocks]
        for (_, out), (into, _) in pairwise(ends):
            sheet.link(out, into)
        return ends[0][0], ends[-1][1]

    return draw


def beside(gateway: Callable[[str], str], kind: str, blocks: list[Block]) -> Block:
    def draw(sheet: Sheet) -> tuple[str, str]:
        split, join = sheet.name("split"), sheet.name("join")
        sheet.add(
            gateway(split) if kind == "parallel" else gateway(split).replace("><", f' default="{split}-{join}"><')
        )
        sheet.add(gateway(join))
        for place, (into, out) in enumerate([block(sheet) for block in blocks]):
            condition = "" if kind == "parallel" else f" ? choice > {place}"
            sheet.add(*flows(f"{split} > {into}{condition}"))
            sheet.link(out, join)
        if kind != "parallel":
            sheet.link(split, join)
        return split, join

    return draw


def loop(block: Block) -> Block:
    def draw(sheet: Sheet) -> tuple[str, str]:
        merge, again, out = sheet.name("merge"), sheet.name("again"), sheet.name("out")
        into, last = block(sheet)
        sheet.add(exclusive(merge), exclusive(again, default=f"{again}-{out}"), exclusive(out))
        sheet.link(merge, into)
        sheet.link(last, again, out)
        sheet.add(*flows(f"{again} > {merge} ? choice = 2"))
        return merge, out

    return draw


def inside(block: Block, late: bool) -> Block:
    def draw(sheet: Sheet) -> tuple[str, str]:
        name, merge = sheet.name("inside"), sheet.name("merge")
        inner = Sheet(numbers=sheet.numbers)
        into, out = block(inner)
        inner.add(start(f"{name}_start"), end(f"{name}_end"))
        inner.link(f"{name}_start", into)
        inner.link(out, f"{name}_end")
        sheet.add(sub_process(name, *inner.parts), exclusive(merge))
        sheet.link(name, merge)
        if late:
            sheet.add(boundary(f"{name}_late", name, timer("P1D")))
            sheet.link(f"{name}_late", merge)
        return name, merge

    return draw


LEAVES = (
    st.builds(task) | st.builds(copies, st.booleans(), st.booleans()) | st.builds(chased) | st.builds(first_of)
)  # fmt: skip


def nested(blocks: st.SearchStrategy[Block]) -> st.SearchStrategy[Block]:
    several_blocks = st.lists(blocks, min_size=2, max_size=3)
    return (
        st.builds(in_turn, several_blocks)
        | st.builds(beside, st.just(parallel), st.just("parallel"), several_blocks)
        | st.builds(beside, st.just(inclusive), st.just("inclusive"), several_blocks)
        | st.builds(beside, st.just(exclusive), st.just("exclusive"), several_blocks)
        | st.builds(loop, blocks)
        | st.builds(inside, blocks, st.booleans())
    )


BLOCKS = st.recursive(LEAVES, nested, max_leaves=8)


def drawn(block: Block) -> Definition:
    sheet = Sheet()
    into, out = block(sheet)
    sheet.add(start(), end())
    sheet.link("start", into)
    sheet.link(out, "end")
    return definition(*sheet.parts, definitions='<bpmn:message id="m" name="m"/>')


@settings(max_examples=80, deadline=None)
@given(block=BLOCKS, numbers=st.lists(st.integers(0, 999), min_size=10, max_size=60))
def test_sound_blocks_always_come_to_their_end(block: Block, numbers: list[int]) -> None:
    model = drawn(block)
    walk, plain = Walk(model, {"choice": 1}), Walk(model, {"choice": 1}, reload=False)
    for number in numbers:
        if walk.result is not None:
            break
        step(walk, number)
        step(plain, number)
        assert walk.execution.state() == plain.execution.state()
    for _ in range(300):
        if walk.result is not None:
            break
        finish(walk)
    assert walk.result is not None
    assert walk.awaited == []
    assert model.flows.keys() >= set(walk.flows)


def step(walk: Walk, number: int) -> None:
    """One of the open waits happens."""
    waits = walk.execution.waits
    happen(walk, waits[number % len(waits)], number % 3)


def finish(walk: Walk) -> None:
    """Something happens that leads out: no timer as long as there is anything else."""
    happen(walk, min(walk.execution.waits, key=lambda wait: isinstance(wait, TimerWait)), 0)


def happen(walk: Walk, wait: Wait, choice: int) -> None:
    if isinstance(wait, TimerWait):
        walk.execution.fire_timer(wait.token)
    elif isinstance(wait, UserTaskWait):
        walk.execution.complete(wait.token, {"choice": choice})
    else:
        walk.execution.deliver(wait.token, {"choice": choice})
    walk.settle()
