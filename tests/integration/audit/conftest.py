"""A house in which enough has happened for the audit trail to be attacked, with an anchor beside it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from engine.commands import SearchCases
from engine.queries.audit_check import AuditCheck, check_audit
from engine.store.anchor import Anchor
from engine.store.unit_of_work import Database, Transaction
from engine.testing import House, harness
from tests.integration.api.conftest import api_of
from tests.integration.audit.reading import Glass
from tests.integration.conftest import DATABASES
from tests.integration.fsck.databases import lasting_database
from tests.integration.fsck.spoiling import PutBack, disarm

ROUNDS = 5
AT_ONCE = 3


@dataclass
class Trail:
    """The trail, its anchor, and somebody with the owner's password."""

    house: House
    owner: Database
    anchor: Anchor

    @contextmanager
    def breaking(self) -> Iterator[Transaction]:
        """A unit of work of the owner that is undone at the end."""
        try:
            with self.owner.write(1, self.house.clock.now()) as tx:
                disarm(tx)
                yield tx
                raise PutBack
        except PutBack:
            return

    def check(self, tx: Transaction) -> AuditCheck:
        return check_audit(tx, self.anchor)


@pytest.fixture(scope="package", params=DATABASES)
def trail(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Trail]:
    """Some searches, sealed and anchored a few at a time."""
    folder = tmp_path_factory.mktemp("trail")
    with (
        lasting_database(request, folder) as urls,
        harness(urls.application, owner_url=urls.owner) as house,
    ):
        house.engine.config = replace(house.engine.config, audit_anchor=str(folder / "anchor"))
        worker = house.person("Outreach worker 1", "Outreach charity")
        for _ in range(ROUNDS):
            for _ in range(AT_ONCE):
                worker.do(SearchCases("Robin"))
            house.advance(minutes=2)
        owner = Database(urls.owner, house.engine.database.keys)
        anchor = house.engine.anchor()
        assert anchor is not None
        yield Trail(house, owner, anchor)
        owner.close()


@pytest.fixture
def anchor_path(trail: Trail) -> Iterator[Path]:
    """The file of the anchor, which is as it was again afterwards."""
    path = trail.anchor.path
    before = path.read_bytes()
    yield path
    path.write_bytes(before)


@pytest.fixture(scope="package")
def glass() -> Iterator[Glass]:
    """A case that some people look at through pages and programs; others have nothing to do with it."""
    with harness() as house:
        api = api_of(house, {})
        town = api.town
        people = {"worker": town.worker, "manager": town.manager, "receiver": town.officer, "other": town.duty_manager}
        roles = ["privacy_officer"]
        people["privacy officer"] = house.person("Privacy officer 1", "Outreach charity", "Street team", roles)
        people["administrator"] = house.person("Administrator 2", "Council", "Coordination", ["administrator"])
        made = Glass(api, people)
        made.fill(town)
        yield made
