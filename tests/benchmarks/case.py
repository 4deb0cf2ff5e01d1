"""The reference workload: one case is a start and nine completions, each a durable commit of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

AGENCIES = ("housing", "health", "police")
COORDINATOR = "coordinator"
LANE_OF = {"triage": COORDINATOR, "review": COORDINATOR, **{agency: agency for agency in AGENCIES}}
COMPLETIONS = 9

FACTS: Mapping[str, object] = {
    "risk": "high",
    "source": "outreach",
    "area": "north",
    "language": "en",
    "told_her": True,
    "may_be_contacted": False,
    "needs": ["housing", "health"],
}
"""Seven of the ten variables a case starts with; the others name the teams of the three agencies."""


@dataclass(frozen=True)
class Step:
    """One completion: the user task, and the one variable that is filled in."""

    task: str
    values: Mapping[str, object]


def order(number: int) -> tuple[str, ...]:
    """In which order the agencies finish: it rotates between cases and stays within one, as stock needs it to."""
    turn = number % len(AGENCIES)
    return (*AGENCIES[turn:], *AGENCIES[:turn])


def triage() -> Step:
    return Step("triage", {"priority": 3})


def loop(agencies: Sequence[str], repeat: bool) -> list[Step]:
    """One round of the agencies, and the review that ends it."""
    rounds = [Step(agency, {f"{agency}_result": "agreed to see her"}) for agency in agencies]
    return [*rounds, Step("review", {"repeat": repeat})]


def steps(number: int) -> list[Step]:
    """The nine completions of a case."""
    agencies = order(number)
    return [triage(), *loop(agencies, repeat=True), *loop(agencies, repeat=False)]
