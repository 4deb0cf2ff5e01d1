"""Known good models are sound; known bad ones are named by the join, step or wait that is wrong."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.bpmn.outline import outline
from engine.bpmn.soundness import soundness
from engine.bpmn.token_game import play
from tests.unit.bpmn.drawing import ask, boundary, diagram, end, flows, line_of, node, start, timer

GATES = [node("parallelGateway", "split"), node("parallelGateway", "join")]
CHOICE = node("exclusiveGateway", "which", default="which_to_b")


def verdicts(data: bytes) -> list[tuple[str, str]]:
    return [(finding.severity, finding.element_id) for finding in soundness(outline(data))]


def tasks(names: str) -> list[str]:
    return [ask(name) for name in names.split()]


GOOD = {
    "a line": [*tasks("a b"), flows("start > a > b > end")],
    "branches joined": [*tasks("a b"), *GATES, flows("start > split > a > join > end; split > b > join")],
    "a choice merged": [
        *tasks("a b"), CHOICE, node("exclusiveGateway", "merge"),
        flows("start > which; which > a ? x > 1; which > b; a > merge > end; b > merge"),
    ],
    "a choice into one task": [
        *tasks("a b c"), CHOICE, flows("start > which; which > a ? x > 1; which > b; a > c > end; b > c"),
    ],
    "branches inside a review loop": [
        *tasks("a b review"), *GATES, node("exclusiveGateway", "again"),
        node("exclusiveGateway", "good", default="good_to_end"),
        flows("start > again > split > a > join > review > good > end; split > b > join; good > again ? x > 1"),
    ],
    "inclusive branches joined": [
        *tasks("a b c"), node("inclusiveGateway", "some", default="some_to_c"), node("inclusiveGateway", "all"),
        flows("start > some; some > a ? x; some > b ? y; some > c; a > all > end; b > all; c > all"),
    ],
    "several ends": [*tasks("a b"), GATES[0], end("other"), flows("start > split > a > end; split > b > other")],
    "two branches into one end": [*tasks("a b"), GATES[0], flows("start > split > a > end; split > b > end")],
    "reminder beside a task": [
        *tasks("a"), boundary("late", "a", None, False), end("told"),
        node("intermediateThrowEvent", "tell", "<bpmn:escalationEventDefinition/>"),
        flows("start > a > end; late > tell > told"),
    ],
    "interrupted task": [*tasks("a b"), boundary("late", "a"), flows("start > a > end; late > b > end")],
    "event or timer": [
        node("eventBasedGateway", "first"), node("receiveTask", "reply", messageRef="m"),
        node("intermediateCatchEvent", "wait", timer()), flows("start > first > reply > end; first > wait > end"),
    ],
    "a stuck join that a terminate end clears": [
        *tasks("a b"), *GATES, CHOICE, end("stop", "<bpmn:terminateEventDefinition/>"),
        flows("start > split > a > join > end; split > which; which > join ? x; which > b > stop"),
    ],
    "links": [
        *tasks("a"), node("intermediateThrowEvent", "away", '<bpmn:linkEventDefinition name="L"/>'),
        node("intermediateCatchEvent", "back", '<bpmn:linkEventDefinition name="L"/>'),
        flows("start > away; back > a > end"),
    ],
    "implicit split, explicit join": [*tasks("x a b"), GATES[1], flows("start > x > a > join > end; x > b > join")],
}  # fmt: skip


@pytest.mark.parametrize("body", GOOD.values(), ids=GOOD.keys())
def test_good_models_are_sound(body: list[str]) -> None:
    assert verdicts(diagram(start(), end(), *body)) == []


BAD = {
    "parallel join after a choice": (
        [*tasks("a b"), CHOICE, GATES[1], flows("start > which; which > a ? x; which > b; a > join > end; b > join")],
        [("error", "join")],
    ),
    "parallel join after an inclusive split": (
        [
            *tasks("a b"), node("inclusiveGateway", "which", default="which_to_b"), GATES[1],
            flows("start > which; which > a ? x; which > b; a > join > end; b > join"),
        ],
        [("error", "join")],
    ),
    "join that waits for a boundary event": (
        [*tasks("a b"), boundary("late", "a"), GATES[1], flows("start > a > join > end; late > b > join")],
        [("error", "join")],
    ),
    "join inside a loop that comes from outside": (
        [
            *tasks("a"), GATES[1], node("exclusiveGateway", "good", default="good_to_end"),
            flows("start > join > a > good > end; good > join ? x"),
        ],
        [("error", "join")],
    ),
    "parallel branches merged without a join": (
        [*tasks("a b c"), GATES[0], flows("start > split > a > c > end; split > b > c")],
        [("warning", "c")],
    ),
    "parallel branches merged before a join": (
        [
            *tasks("a b c d"), *GATES, node("parallelGateway", "second"),
            flows("start > split > a > c; split > b > c; c > second > join > end; second > d > join"),
        ],
        [("error", "c")],
    ),
    "reminder that runs into the main line": (
        [*tasks("a b"), boundary("late", "a", None, False), flows("start > a > b > end; late > b")],
        [("warning", "b")],
    ),
    "deep: two choices that do not belong together": (
        [
            *tasks("a b c"), *GATES, CHOICE, node("exclusiveGateway", "which2", default="which2_to_c"),
            flows("start > split > which; split > which2; which > a ? x; which > b; which2 > c; which2 > join ? y"),
            flows("a > join > end; b > end; c > end"),
        ],
        [("error", "join")],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("body", "expected"), BAD.values(), ids=BAD.keys())
def test_bad_models_are_named_by_what_is_wrong(body: list[str], expected: list[tuple[str, str]]) -> None:
    assert verdicts(diagram(start(), end(), *body)) == expected


def test_a_deadlock_says_where_what_is_missing_and_what_to_do() -> None:
    body = [*tasks("a b"), CHOICE, GATES[1], flows("start > which; which > a ? x; which > b; a > join > end; b > join")]
    data = diagram(start(), end(), *body)
    (finding,) = soundness(outline(data, "p.bpmn"))
    assert (finding.file, finding.line) == ("p.bpmn", line_of(data, "join"))
    assert "nothing comes from “" in finding.message
    assert "exclusive gateway" in finding.remedy


def test_faults_inside_a_sub_process_are_found() -> None:
    inside = start("in") + end("out") + "".join(tasks("a b")) + CHOICE + GATES[1]
    inside += flows("in > which; which > a ? x; which > b; a > join > out; b > join")
    data = diagram(start(), node("subProcess", "sub", inside), end(), flows("start > sub > end"))
    assert verdicts(data) == [("error", "join")]


def test_steps_that_no_course_reaches_are_dead() -> None:
    """The inclusive join waits for a loop that never lets go of its token."""
    data = diagram(
        start(), end(), *tasks("a b c"), GATES[0], node("exclusiveGateway", "again"), node("inclusiveGateway", "all"),
        node("inclusiveGateway", "some", default="some_to_c"),
        flows("start > split > again > a > again; split > some; some > b ? x; some > c; b > all > end; c > all"),
    )  # fmt: skip
    assert verdicts(data) == [("error", "all"), ("error", "end")]


def test_what_cannot_be_checked_to_the_end_is_said() -> None:
    names = [f"w{place}" for place in range(8)]
    choices = [node("exclusiveGateway", name, default=f"{name}_to_{name}b") for name in names]
    steps = [ask(f"{name}{side}") for name in names for side in "ab"]
    arrows = [f"split > {n}; {n} > {n}a ? x; {n} > {n}b; {n}a > join; {n}b > m{n}; m{n} > join" for n in names]
    merges = [ask(f"m{name}") for name in names]
    data = diagram(
        start(), end(), *GATES, *choices, *steps, *merges, flows("start > split; join > end"), flows("; ".join(arrows))
    )
    found = [finding for finding in soundness(outline(data), budget=50) if finding.severity == "warning"]
    assert [finding.element_id for finding in found] == ["p"]
    assert "50 situations" in found[0].message


def wide(branches: int, length: int) -> bytes:
    """Parallel branches of tasks, each with a choice, a reminder and its own loop."""
    body, arrows = [], ["start > split", "join > end"]
    for place in range(branches):
        names = [f"t{place}_{step}" for step in range(length)]
        body += [ask(name) for name in names] + [node("exclusiveGateway", f"g{place}", default=f"g{place}_to_join")]
        body += [boundary(f"late{place}", names[0], None, False), end(f"told{place}")]
        arrows += [" > ".join(["split", *names, f"g{place}", "join"]), f"late{place} > told{place}"]
        arrows.append(f"g{place} > {names[-1]} ? again")
    return diagram(start(), end(), *GATES, *body, flows("; ".join(arrows)))


@pytest.mark.parametrize(("branches", "length"), [(1, 50), (4, 10), (8, 5), (12, 2)])
def test_sixty_steps_are_checked_in_well_under_a_second(branches: int, length: int) -> None:
    read = outline(wide(branches, length))
    began = time.process_time()
    found = soundness(read)
    assert time.process_time() - began < 1
    assert [finding for finding in found if "every course" in finding.message] == []


@st.composite
def structured(draw: st.DrawFn, depth: int = 3) -> tuple[list[str], list[str], str, str]:
    """A block with one way in and one way out, joined as it was split: sound by construction."""
    count = draw(st.integers(0, 10_000_000))
    shape = draw(st.sampled_from(["task", "line", "parallelGateway", "exclusiveGateway", "inclusiveGateway", "loop"]))
    if depth == 0 or shape == "task":
        return [ask(f"t{count}")], [], f"t{count}", f"t{count}"
    one, two = draw(structured(depth - 1)), draw(structured(depth - 1))
    nodes, arrows = one[0] + two[0], one[1] + two[1]
    if shape == "line":
        return nodes, [*arrows, f"{one[3]} > {two[2]}"], one[2], two[3]
    opened, closed = f"o{count}", f"c{count}"
    if shape == "loop":
        nodes += [node("exclusiveGateway", opened), node("exclusiveGateway", closed, default=f"{closed}_to_{two[2]}")]
        arrows += [f"{opened} > {one[2]}", f"{one[3]} > {closed}", f"{closed} > {two[2]}", f"{closed} > {opened} ? x"]
        return nodes, arrows, opened, two[3]
    default = {} if shape == "parallelGateway" else {"default": f"{opened}_to_{one[2]}"}
    nodes += [node(shape, opened, **default), node(shape, closed)]
    arrows += [f"{opened} > {one[2]}", f"{opened} > {two[2]}" + (" ? x" if default else "")]
    return nodes, [*arrows, f"{one[3]} > {closed}", f"{two[3]} > {closed}"], opened, closed


@settings(max_examples=60)
@given(structured())
def test_models_split_and_joined_alike_are_always_sound(block: tuple[list[str], list[str], str, str]) -> None:
    nodes, arrows, first, last = block
    if len({each.partition('id="')[2].partition('"')[0] for each in nodes}) < len(nodes):
        return
    data = diagram(start(), end(), *nodes, flows(f"start > {first}; {last} > end"), flows("; ".join(arrows)))
    verdict = play(outline(data), "p")
    assert verdict.complete
    assert (verdict.stuck, verdict.doubled) == ({}, set())
    assert verdict.fired == {step.id for step in outline(data).steps}


WAITS = {
    "user task": (node("userTask", "w"), "warning"),
    "abstract task": (node("task", "w"), "warning"),
    "receive task": (node("receiveTask", "w", messageRef="m"), "error"),
    "message": (node("intermediateCatchEvent", "w", '<bpmn:messageEventDefinition messageRef="m"/>'), "error"),
    "signal": (node("intermediateCatchEvent", "w", "<bpmn:signalEventDefinition/>"), "error"),
    "call": (node("callActivity", "w", calledElement="other"), "warning"),
}


@pytest.mark.parametrize(("step", "severity"), WAITS.values(), ids=WAITS.keys())
def test_whatever_waits_without_a_deadline_is_found(step: str, severity: str) -> None:
    data = diagram(start(), step, end(), flows("start > w > end"))
    (finding,) = soundness(outline(data))
    assert (finding.severity, finding.element_id, finding.line) == (severity, "w", line_of(data, "w"))
    assert (
        "task.default" if step in (WAITS["user task"][0], WAITS["abstract task"][0]) else "wait for ever"
    ) in finding.message
    assert finding.remedy


@pytest.mark.parametrize("step", [step for step, _ in WAITS.values()], ids=WAITS.keys())
def test_a_timer_on_a_sub_process_around_it_is_a_deadline(step: str) -> None:
    sub = node("subProcess", "sub", start("in") + step + end("out") + flows("in > w > out"))
    data = diagram(start(), sub, end(), boundary("late", "sub"), flows("start > sub > end; late > end"))
    assert verdicts(data) == []


@pytest.mark.parametrize("step", [WAITS[name][0] for name in ("user task", "receive task", "call")])
def test_a_timer_event_on_it_is_a_deadline(step: str) -> None:
    data = diagram(start(), step, end(), boundary("late", "w"), flows("start > w > end; late > end"))
    assert verdicts(data) == []


def test_a_reminder_that_tells_nobody_is_no_deadline() -> None:
    data = diagram(
        start(), WAITS["receive task"][0], end(), end("quiet"), boundary("late", "w", None, False),
        flows("start > w > end; late > quiet"),
    )  # fmt: skip
    assert verdicts(data) == [("error", "w"), ("warning", "late")]


@pytest.mark.parametrize("waiting", [ask("chase"), node("callActivity", "chase", calledElement="x")])
def test_work_that_would_pile_up_on_a_side_branch_in_a_loop_is_refused(waiting: str) -> None:
    data = diagram(
        start(), ask("a"), waiting, node("exclusiveGateway", "good", default="good_to_end"), end(), end("told"),
        boundary("late", "a", None, False), boundary("slow", "chase"),
        flows("start > a > good > end; good > a ? x; late > chase > told; slow > told"),
    )  # fmt: skip
    found = [finding for finding in soundness(outline(data)) if finding.severity == "error"]
    assert [finding.element_id for finding in found] == ["chase"]
    assert "pile up" in found[0].message


def test_work_on_a_repeating_reminder_is_refused_and_on_a_single_one_is_not() -> None:
    def drawn(event: str) -> bytes:
        return diagram(
            start(), ask("a"), ask("chase"), end(), end("told"), boundary("late", "a", event, False),
            flows("start > a > end; late > chase > told"),
        )  # fmt: skip

    assert verdicts(drawn(timer("R/P7D", "timeCycle"))) == [("error", "chase")]
    assert verdicts(drawn(timer("P7D"))) == []


def test_a_loop_around_the_sub_process_counts_as_a_loop() -> None:
    inside = start("in") + ask("a") + ask("chase") + end("out") + end("told")
    inside += boundary("late", "a", None, False) + flows("in > a > out; late > chase > told")
    data = diagram(
        start(), node("subProcess", "sub", inside), node("exclusiveGateway", "good", default="good_to_end"), end(),
        flows("start > sub > good > end; good > sub ? x"),
    )  # fmt: skip
    assert verdicts(data) == [("error", "chase")]
