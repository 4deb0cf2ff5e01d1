"""Pathways drawn by chance, all of them sound: blocks within blocks, and a few shapes that no blocks can make."""

from __future__ import annotations

from hypothesis import strategies as st

from tests.unit.oracle.drawing import NAMES
from tests.unit.oracle.net import Event, Net, Several, Sum, Test
from tests.unit.oracle.sketch import Loose, Sketch
from tests.unit.oracle.tangles import TANGLES

NUMBERS = ("k0", "k1", "k2")
"""Variables that are always numbers, which conditions and scripts use."""
STARTING = {**dict.fromkeys(NUMBERS, 2), "again": False, "quit": False, "text": "", "plan": {"steps": [], "by": None}}

_numbers = st.sampled_from(NUMBERS)
_tests = st.builds(Test, _numbers, st.integers(0, 4))
_durations = st.sampled_from(["P1D", "PT4H", "P1Y2M", '= duration("P3D")'])
_timers = st.builds(Event, st.just("timer"), _durations) | st.just(Event("timer", "2027-01-31T17:00", "date"))
_cycles = st.sampled_from(
    [
        Event("timer", "R2/P7D", "cycle", 2),
        Event("timer", "R/P14D", "cycle", None),
    ]
)
_messages = st.builds(Event, st.sampled_from(["message", "signal"]), st.sampled_from(NAMES))
_thrown = st.builds(Event, st.sampled_from(["message", "signal", "escalation"]), st.sampled_from(NAMES))
_happenings = _timers | _messages


class Drawing:
    """Draws blocks by chance. Every block takes a loose end and gives one."""

    def __init__(self, draw: st.DrawFn, sketch: Sketch) -> None:
        self.draw = draw
        self.sketch = sketch
        self.depth = 0
        self.may_end = False

    def chance(self, one_in: int = 2) -> bool:
        return self.draw(st.integers(0, one_in - 1)) == one_in - 1

    def sequence(self, loose: Loose, longest: int) -> Loose:
        for _ in range(self.draw(st.integers(1, longest))):
            loose = self.block(loose)
        return loose

    def block(self, loose: Loose) -> Loose:
        """One block. A branch may end early only where no join needs its token."""
        self.sketch.room -= 1
        blocks = [self.task, self.script, self.call, self.catch, self.throw]
        if self.sketch.room > 0 and self.depth < 4:
            blocks += [self.several, self.choice, self.together, self.some, self.loop, self.inside, self.first]
            blocks += [self.fan, self.stop, self.choice, self.together, self.some, self.loop, self.inside, self.tangle]
            blocks += [self.leave, self.leave] if self.may_end else []
        drawn = self.draw(st.sampled_from(blocks))
        self.depth += 1
        loose = drawn(loose)
        self.depth -= 1
        return loose

    def joined(self, loose: Loose) -> Loose:
        """Perhaps a block, in a branch that must arrive where it is awaited."""
        outer, self.may_end = self.may_end, False
        loose = self.maybe_block(loose)
        self.may_end = outer
        return loose

    def maybe_block(self, loose: Loose) -> Loose:
        return loose if self.chance(4) else self.block(loose)

    def task(self, loose: Loose) -> Loose:
        return self.guarded(self.sketch.node("user", loose))

    def script(self, loose: Loose) -> Loose:
        result = f"s{len(self.sketch.nodes)}"
        return self.sketch.then("script", loose, script=Sum(result, self.draw(_numbers), self.draw(st.integers(0, 3))))

    def call(self, loose: Loose) -> Loose:
        outputs = {self.draw(_numbers): "k0", "called": "text"}
        return self.guarded(self.sketch.node("call", loose, inputs={"x": self.draw(_numbers)}, outputs=outputs))

    def catch(self, loose: Loose) -> Loose:
        return self.sketch.then("catch", loose, **self.caught())

    def caught(self) -> dict[str, object]:
        event = self.draw(_happenings)
        outputs = {} if event.kind == "timer" or self.chance() else {self.draw(_numbers): "k1"}
        return {"event": event, "outputs": outputs}

    def throw(self, loose: Loose) -> Loose:
        event = self.draw(_thrown)
        return self.sketch.then("throw", self.sketch.user(loose), event=event)

    def several(self, loose: Loose) -> Loose:
        return self.guarded(self.sketch.node("user", loose, several=self.times()))

    def times(self) -> Several:
        number = len(self.sketch.nodes)
        count = self.draw(st.integers(1, 3))
        names = (f"item{number}", *(("text", f"texts{number}") if self.chance() else ("", "")))
        enough = self.draw(st.none() | st.integers(1, count))
        return Several(tuple(range(10, 10 + count)), *names, self.chance(), enough)

    def guarded(self, host: str) -> Loose:
        """The activity with any boundary events; what interrupts it meets again with what comes after it."""
        after = [Loose(host)]
        if self.chance(3):
            event = self.draw(_happenings)
            taken = self.sketch.boundary(host, event, interrupting=True)
            after.append(self.maybe_block(taken))
        if self.chance(3):
            event = self.draw(_timers | _cycles | _messages)
            self.reminder(self.sketch.boundary(host, event, interrupting=False))
        return self.sketch.merge(*after)

    def reminder(self, loose: Loose) -> None:
        """Something beside the way of the pathway, with an end of its own."""
        if self.chance():
            loose = self.sketch.user(loose, aside=True)
        event = Event("escalation", self.draw(st.sampled_from(NAMES))) if self.chance() else None
        self.sketch.end(loose, event=event)

    def choice(self, loose: Loose) -> Loose:
        gateway = self.sketch.node("exclusive", loose)
        count = self.draw(st.integers(1, 2))
        ways = [self.maybe_block(Loose(gateway, self.draw(_tests))) for _ in range(count)]
        ways.append(self.maybe_block(Loose(gateway, default=True)))
        return self.sketch.merge(*ways)

    def together(self, loose: Loose) -> Loose:
        """A parallel split, drawn as a gateway or as several flows out of a task, and its join."""
        split = self.sketch.node("user" if self.chance(3) else "parallel", loose)
        ways = [self.joined(Loose(split)) for _ in range(self.draw(st.integers(2, 3)))]
        return self.sketch.then(self.draw(st.sampled_from(["parallel", "parallel", "inclusive"])), *ways)

    def some(self, loose: Loose) -> Loose:
        """An inclusive split and its join."""
        gateway = self.sketch.node("inclusive", loose)
        count = self.draw(st.integers(1, 3))
        ways = [self.sequence(Loose(gateway, self.draw(_tests)), 2) for _ in range(count)]
        ways.append(self.maybe_block(Loose(gateway, default=True)))
        return self.sketch.then("inclusive", *ways)

    def loop(self, loose: Loose) -> Loose:
        merge = self.sketch.node("exclusive", loose)
        review = self.sketch.user(self.sequence(Loose(merge), 2))
        again = self.sketch.node("exclusive", review)
        self.sketch.connect(merge, [Loose(again, Test("again"))])
        return Loose(again, default=True)

    def inside(self, loose: Loose) -> Loose:
        """An embedded sub-process, once or several times."""
        sketch, outer, might = self.sketch, self.sketch.scope, self.may_end
        host = sketch.node("sub", loose, several=self.times() if self.chance(4) else None)
        sketch.scope, self.may_end = host, True
        last = self.sequence(sketch.then("start"), 2)
        if self.chance(3):
            last = self.open_end(last)
        sketch.end(last, event=Event("escalation", self.draw(st.sampled_from(NAMES))) if self.chance(4) else None)
        sketch.scope, self.may_end = outer, might
        after = self.guarded(host)
        if self.chance():
            after = self.escalated(host, after)
        return after

    def open_end(self, loose: Loose) -> Loose:
        """A split that is never joined."""
        split = self.sketch.node("parallel", loose)
        self.sketch.end(self.maybe_block(Loose(split)))
        return self.maybe_block(Loose(split))

    def escalated(self, host: str, after: Loose) -> Loose:
        event = Event("escalation", self.draw(st.sampled_from(["", *NAMES])))
        if self.chance():
            return self.sketch.merge(after, self.sketch.boundary(host, event, interrupting=True))
        self.reminder(self.sketch.boundary(host, event, interrupting=False))
        return after

    def first(self, loose: Loose) -> Loose:
        """An event-based gateway."""
        gateway = self.sketch.node("events", loose)
        ways = [
            self.maybe_block(self.sketch.then("catch", Loose(gateway), **self.caught()))
            for _ in range(self.draw(st.integers(2, 3)))
        ]
        return self.sketch.merge(*ways)

    def fan(self, loose: Loose) -> Loose:
        """A split within a split with one join for all."""
        outer = self.sketch.node("parallel", loose)
        inner = self.sketch.node("parallel", self.joined(Loose(outer)))
        ways = [self.joined(Loose(each)) for each in (inner, inner, outer)]
        return self.sketch.then(self.draw(st.sampled_from(["parallel", "inclusive"])), *ways)

    def stop(self, loose: Loose) -> Loose:
        """A person may stop everything."""
        return self.quits(loose, Event("terminate"))

    def leave(self, loose: Loose) -> Loose:
        """A person may end this branch."""
        return self.quits(loose, None)

    def quits(self, loose: Loose, event: Event | None) -> Loose:
        asked = self.sketch.node("exclusive", self.sketch.user(loose))
        self.sketch.end(Loose(asked, Test("quit")), event=event)
        return Loose(asked, default=True)

    def tangle(self, loose: Loose) -> Loose:
        return self.draw(st.sampled_from(TANGLES))(self.sketch, self.joined, loose)


@st.composite
def nets(draw: st.DrawFn, room: int = 10) -> Net:
    """A sound pathway with about this many blocks."""
    sketch = Sketch(room=room)
    drawing = Drawing(draw, sketch)
    drawing.may_end = True
    last = drawing.sequence(sketch.then("start"), 4)
    if drawing.chance(4):
        last = drawing.open_end(last)
    sketch.end(last)
    return sketch.net()
