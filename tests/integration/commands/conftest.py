"""A house with the reference workload deployed and the people it needs; and two commissioners, who decide together."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from engine.commands import Outcome
from engine.testing import House, Person
from tests.integration.commands.signing import named
from tests.support.bundles import workload_bundle


@dataclass(frozen=True)
class Staff:
    """Who works on the reference workload: a charity's two workers and its managers, and the coordinator."""

    house: House
    worker: Person
    colleague: Person
    manager: Person
    duty_manager: Person
    coordinator: Person
    stranger: Person

    def start(self) -> Outcome:
        return self.worker.start("workload")

    def past_triage(self) -> Outcome:
        self.start()
        return self.coordinator.complete("triage", priority="3")


@pytest.fixture
def staff(house: House) -> Staff:
    house.deploy(workload_bundle())
    return Staff(
        house=house,
        worker=house.person("Outreach worker 1", "Charity", "Outreach"),
        colleague=house.person("Outreach worker 2", "Charity", "Outreach"),
        manager=house.person("Manager, charity", "Charity", "Outreach", roles=("manager",)),
        duty_manager=house.person("Duty manager, charity", "Charity", "Outreach", roles=("manager",), duty=True),
        coordinator=house.person("Coordinator 1", "Council", "Coordination"),
        stranger=house.person("Police officer 1", "Police", "Response"),
    )


@pytest.fixture
def first(house: House) -> Person:
    return house.person("Commissioner 1", "Council", "Commissioning", roles=("commissioner",))


@pytest.fixture
def second(house: House) -> Person:
    return house.person("Commissioner 2", "Council", "Commissioning", roles=("commissioner",))


@pytest.fixture
def worker(house: House) -> Person:
    """Somebody who signs in."""
    return house.person("Outreach worker 1", "Charity", "Outreach")


@pytest.fixture
def admin(house: House) -> Person:
    """Somebody who looks after people."""
    return house.person("Administrator 2", "Council", "Coordination", ("administrator",))


@pytest.fixture
def at_an_address(house: House) -> Iterator[None]:
    """The house is at an address with a name, so that there are passkeys."""
    with named(house):
        yield
