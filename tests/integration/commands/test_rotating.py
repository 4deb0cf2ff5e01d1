"""The master key is rotated while people work; whoever is stopped half-way goes on; nothing is lost."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import pytest

from engine import bootstrap, queries
from engine.bootstrap import Engine
from engine.commands import Outcome, RotateKeys, SearchCases
from engine.errors import NotPermitted
from engine.queries.audit_check import check_audit
from engine.store.keys import SealBroken
from engine.testing import House, Person, harness
from processes import bundle
from tests.integration.conftest import DATABASES
from tests.integration.fsck.databases import lasting_database
from web.keys import rotated_report

OLD, MIDDLE, NEW = (("test", bytes(range(32))), ("middle", bytes([1] * 32)), ("new", bytes([2] * 32)))


@dataclass
class Kept:
    """A house with cases whose keys the first master key wraps."""

    house: House
    worker: Person
    cases: list[Outcome]

    def under(self, *master_keys: tuple[str, bytes]) -> Engine:
        """An engine on the same database that knows these master keys."""
        config = replace(self.house.engine.config, master_keys=master_keys)
        return bootstrap.build(config, self.house.clock, durable=False)

    def names(self, engine: Engine) -> list[str]:
        """What the worker reads of her cases."""
        with engine.reading(self.worker.actor) as view:
            return [queries.case_page(view, case.case_id).label for case in self.cases if case.case_id]


@pytest.fixture(params=DATABASES)
def kept(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kept]:
    with (
        lasting_database(request, tmp_path_factory.mktemp("keys")) as urls,
        harness(urls.application, owner_url=urls.owner) as house,
    ):
        house.deploy(bundle("contact_and_triage"))
        worker = house.person("Outreach worker 1", "Outreach charity", "Street team")
        cases = [worker.start("contact_and_triage", outcome="opened", alias=f"Robin {n}") for n in range(3)]
        yield Kept(house, worker, cases)


def test_a_rotation_that_was_stopped_goes_on_and_then_the_keys_between_can_go(kept: Kept) -> None:
    names = kept.names(kept.house.engine)
    assert names == ["Robin 0", "Robin 1", "Robin 2"]
    between = kept.under(MIDDLE, OLD)
    answer = between.execute(RotateKeys(2), between.system())
    assert (answer.wrapped, answer.by_key["middle"]) == (2, 2)
    assert answer.by_key["test"] > 0
    assert kept.names(between) == names
    kept.cases.append(kept.worker.start("contact_and_triage", outcome="opened", alias="Robin 3"))
    names.append("Robin 3")
    report = rotated_report(between).splitlines()
    assert report[1:] == ["“test” wraps nothing any more; it stays listed last, for what is derived from it."]
    between.close()
    after = kept.under(NEW, MIDDLE, OLD)
    assert "“middle” is needed no longer: take it out of MASTER_KEY." in rotated_report(after)
    after.close()
    last = kept.under(NEW, OLD)
    assert kept.names(last) == names
    assert last.execute(RotateKeys(), last.system()).wrapped == 0
    assert last.fsck() == []
    last.execute(SearchCases("Robin 1"), kept.worker.actor)
    with last.reading(kept.worker.actor) as view:
        assert len(queries.find_cases(view, "Robin 1").items) == 1
        assert check_audit(view.tx, None).is_whole
    last.close()


def test_the_old_key_alone_opens_nothing_any_more(kept: Kept) -> None:
    """Whoever has found the old master key, and takes the database after the rotation, reads nothing."""
    after = kept.under(NEW, OLD)
    rotated_report(after)
    after.close()
    with_the_old = kept.under(OLD)
    with pytest.raises(SealBroken, match="no key 'new'"):
        kept.names(with_the_old)
    with_the_old.close()


def test_a_key_that_is_not_listed_is_named_and_nothing_changes(kept: Kept) -> None:
    without = kept.under(NEW)
    with pytest.raises(SealBroken, match="no key 'test'"):
        without.execute(RotateKeys(), without.system())
    without.close()
    assert kept.names(kept.house.engine) == ["Robin 0", "Robin 1", "Robin 2"]


def test_no_person_rotates_keys(kept: Kept) -> None:
    with pytest.raises(NotPermitted):
        kept.worker.do(RotateKeys())
