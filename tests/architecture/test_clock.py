"""Time is asked for, never taken: the clock is injected, so that a test can move it past a deadline."""

from __future__ import annotations

import pytest

from tests.architecture.source import Module, dotted, modules

CLOCK = "engine/clock.py"
WALL_CLOCK = (
    "datetime.now", "datetime.today", "datetime.utcnow", "date.today", "time.time", "time.time_ns", "time.localtime",
    "time.gmtime", "time.strftime", "time.ctime", "func.now", "func.current_timestamp",
)  # fmt: skip


def wall_clock_reads(module: Module) -> list[str]:
    """Where the module asks the machine, or the database, for the present."""
    names = ((dotted(call.func), call.lineno) for call in module.calls())
    return [f"{module.path}:{line} {name}" for name, line in names if name.endswith(WALL_CLOCK)]


def test_only_the_clock_reads_the_wall_clock() -> None:
    strays = [
        read
        for module in modules("engine", "web", "processes")
        if module.path != CLOCK
        for read in wall_clock_reads(module)
    ]
    assert not strays, f"Expected time from the injected clock, but it is read from the machine in {strays}."


@pytest.mark.parametrize(
    "source", ["datetime.now(UTC)", "dt.datetime.utcnow()", "date.today()", "time.time()", "func.now()"]
)
def test_reading_the_wall_clock_is_recognised(source: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    file = tmp_path_factory.mktemp("source") / "module.py"
    file.write_text(source)
    assert wall_clock_reads(Module(str(file)))


def test_asking_an_injected_clock_is_left_alone(tmp_path_factory: pytest.TempPathFactory) -> None:
    file = tmp_path_factory.mktemp("source") / "module.py"
    file.write_text("self.clock.now()\nclock.now()\n")
    assert not wall_clock_reads(Module(str(file)))
