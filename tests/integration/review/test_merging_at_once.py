"""Cases that are merged at the moment at which something else happens to them: both is done, or one is refused."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from engine.commands import (
    ClaimTask,
    CompleteTask,
    MergeCases,
    StartProcess,
    WithdrawConsent,
    WriteNote,
)
from engine.errors import Conflict, EngineError, NotFound
from engine.queries import consents, entry_page, task_page
from engine.store import cases, instances, sharing, subjects
from engine.store.cases import CaseRecord, case_file
from engine.store.instances import InstanceRecord
from engine.store.sharing import ConsentRecord, consent_place
from engine.testing import House, Person
from tests.integration.review.test_at_once import PATIENCE, kept_waiting
from tests.support.bpmn_models import diagram, end, flows, start
from tests.support.bundles import asked, bundle

WHY = "She said so"
FILES = ["FOR UPDATE OF case_file", "FOR SHARE OF case_file"]
INSTANCES = ["FOR UPDATE OF process_instance"]
CONSENTS = ["UPDATE consent", "FOR SHARE OF case_file"]
HELD = {FILES[0]: case_file, INSTANCES[0]: instances.process_instance, CONSENTS[0]: sharing.consent}
"""What is kept from both, by the words with which they ask for it."""
REFUSED = (Conflict, NotFound)
Act = Callable[[], Any]


@dataclass(frozen=True)
class Desk:
    """A worker with three cases of which she has found that they are about one woman; in each a task is open."""

    house: House
    worker: Person
    cases: tuple[UUID, ...]
    running: tuple[UUID, ...]

    def merging(self, kept: int, other: int) -> Act:
        return lambda: self.worker.do(MergeCases(self.cases[kept], self.cases[other], WHY))

    def at_once(self, words: list[str], first: Act, second: Act) -> list[EngineError | None]:
        """What both are refused with, the second having begun while the first waited for what somebody held."""

        def hold(tx: Any) -> None:
            tx.run(select(HELD[words[0]].c.id).with_for_update())

        with kept_waiting(self.house, hold, words, first, second) as begun:
            refused = [each.exception(PATIENCE) for each in begun]
        for refusal in refused:
            assert refusal is None or isinstance(refusal, REFUSED), refusal
        assert None in refused
        self.check()
        return [refusal for refusal in refused if refusal is None or isinstance(refusal, EngineError)]

    def check(self) -> None:
        """Nothing is left with a case that was merged, and all of it opens under the key of the one that is kept."""
        found = {case_id: self.case(case_id) for case_id in self.cases}
        for case in found.values():
            merged = case.merged_into
            assert (case.state == "merged") == (merged is not None)
            assert merged is None or found[merged].merged_into is None
            assert merged is None or self.referrals(case.id) == []
        for task in self.house.open_tasks():
            with self.house.engine.reading(self.worker.actor) as view:
                assert task_page(view, task.id).case_id == task.case_id
        for case in found.values():
            with self.house.engine.reading(self.worker.actor) as view:
                assert case.merged_into is not None or entry_page(view, case.id, kind="note") is not None
        assert self.house.engine.fsck() == []

    def case(self, case_id: UUID) -> CaseRecord:
        with self.house.engine.database.read(1, self.house.clock.now()) as tx:
            found = cases.get(tx, case_id)
        assert found is not None
        return found

    def referrals(self, case_id: UUID) -> list[InstanceRecord]:
        with self.house.engine.database.read(1, self.house.clock.now()) as tx:
            return instances.of_case(tx, case_id)


@pytest.fixture
def desk(house: House) -> Desk:
    drawn = diagram(start(), asked("Ask"), end(), *flows("start > Ask", "Ask > end"), key="asking")
    house.deploy(bundle("asking", drawn))
    worker = house.person("Outreach worker 1", "Charity", "Outreach")
    begun = [worker.start("asking") for _ in range(3)]
    known = tuple(each.case_id for each in begun if each.case_id is not None)
    assert len(known) == 3
    return Desk(house, worker, known, tuple(each.instance_id for each in begun))


@pytest.mark.parametrize(
    ("first", "second"),
    [((0, 1), (1, 0)), ((1, 0), (2, 1)), ((2, 1), (1, 0))],
    ids=["each into the other", "one, then its target", "one, then into it"],
)
def test_of_two_mergings_that_touch_one_is_refused_or_both_are_done(
    desk: Desk, first: tuple[int, int], second: tuple[int, int]
) -> None:
    desk.at_once(FILES, desk.merging(*first), desk.merging(*second))


def test_a_case_is_merged_once(desk: Desk) -> None:
    refused = desk.at_once(INSTANCES, desk.merging(0, 1), desk.merging(0, 1))
    assert sum(each is None for each in refused) == 1


def test_two_cases_are_merged_into_a_third_at_once(desk: Desk) -> None:
    assert desk.at_once(FILES, desk.merging(2, 0), desk.merging(2, 1)) == [None, None]
    assert {each.case_id for each in desk.house.open_tasks()} == {desk.cases[2]}


def in_order(is_merged_first: bool, merge: Act, other: Act) -> tuple[Act, Act]:
    return (merge, other) if is_merged_first else (other, merge)


@pytest.mark.parametrize("is_merged_first", [True, False])
def test_what_is_started_meanwhile_is_with_the_case_that_is_kept(desk: Desk, is_merged_first: bool) -> None:
    def begin() -> None:
        desk.worker.do(StartProcess("asking", {}, desk.cases[1]))

    desk.at_once(FILES, *in_order(is_merged_first, desk.merging(0, 1), begin))


@pytest.mark.parametrize("is_merged_first", [True, False])
def test_what_is_written_meanwhile_is_with_the_case_that_is_kept(desk: Desk, is_merged_first: bool) -> None:
    def note() -> None:
        desk.worker.do(WriteNote(desk.cases[1], "met", "by the river", desk.house.clock.now().date()))

    refused = desk.at_once(FILES, *in_order(is_merged_first, desk.merging(0, 1), note))
    kept = desk.case(desk.cases[1]).merged_into or desk.cases[1]
    with desk.house.engine.reading(desk.worker.actor) as view:
        written = entry_page(view, kept, kind="note").items
    assert len(written) == (refused[1 if is_merged_first else 0] is None)


@pytest.mark.parametrize("is_merged_first", [True, False])
def test_what_is_completed_meanwhile_is_done_all_the_same(desk: Desk, is_merged_first: bool) -> None:
    (task,) = [each for each in desk.house.open_tasks() if each.instance_id == desk.running[1]]
    desk.worker.do(ClaimTask(task.id, 1))

    def complete() -> None:
        desk.worker.do(CompleteTask(task.id, 2, {}))

    refused = desk.at_once(INSTANCES, *in_order(is_merged_first, desk.merging(0, 1), complete))
    assert refused[1 if is_merged_first else 0] is None
    assert desk.running[1] not in {each.instance_id for each in desk.house.open_tasks()}


@pytest.mark.parametrize("is_merged_first", [True, False])
def test_a_consent_is_taken_back_or_it_is_said_that_it_is_not(desk: Desk, is_merged_first: bool) -> None:
    consent_id = consented(desk, desk.case(desk.cases[1]))

    def withdraw() -> None:
        desk.worker.do(WithdrawConsent(desk.cases[1], consent_id))

    refused = desk.at_once(CONSENTS, *in_order(is_merged_first, desk.merging(0, 1), withdraw))
    kept = desk.case(desk.cases[1]).merged_into or desk.cases[1]
    with desk.house.engine.reading(desk.worker.actor) as view:
        (line,) = consents(view, kept)
    assert line.words == "Yes"
    assert (line.state == "taken back") == (refused[1 if is_merged_first else 0] is None)


def consented(desk: Desk, case: CaseRecord) -> UUID:
    """A consent of hers to the charity, in her words."""
    with desk.house.engine.database.write(1, desk.house.clock.now()) as tx:
        consent_id, cipher = tx.new_id(), subjects.cipher(tx, case.person_id)
        assert cipher is not None
        sealed = cipher.seal_json(consent_place(consent_id), "Yes")
        ends = tx.now + timedelta(days=365)
        record = ConsentRecord(
            consent_id, case.person_id, desk.worker.agency_id, "support", tx.now, ends, None, sealed, None
        )
        sharing.consents.add(tx, record)
    return consent_id
