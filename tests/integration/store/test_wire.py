"""What is written goes to the database in order: before anything is read, whole or not at all, on both databases."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import nullcontext

import pytest
from sqlalchemy import bindparam, func, select, update

from engine.errors import Conflict
from engine.store import heartbeats
from engine.store.accounts import account, accounts
from engine.store.agencies import AgencyRecord, agencies, agency, all_agencies, get_agency
from engine.store.unit_of_work import Transaction, UniqueViolation
from engine.store.wire_statements import Said
from engine.testing import House

KINDS = ("council", "charity", "police", "housing", "health", "council", "charity", "police", "housing", "health")
PEOPLE = select(account.c.id).where(accounts.mine)
COUNTING = select(func.count()).select_from(agency).where(agencies.mine)
RENAMING = (
    update(agency)
    .where(agencies.mine, agency.c.id == bindparam("at_id"), agency.c.name == bindparam("seen"))
    .values(name="Renamed")
)


class Journal:
    """Keeps what went to the database, round trip by round trip."""

    def __init__(self, house: House) -> None:
        self.trips: list[list[str]] = []
        house.engine.database.listener = self

    def sent(self, said: Sequence[Said]) -> None:
        self.trips.append([one.text.split()[0] for one in said])


@pytest.fixture
def known(house: House) -> House:
    """A house whose database has met the statements of these tests before, as after the first minute of any process."""
    for _ in range(2):
        with house.engine.database.write(1, house.clock.now()) as tx:
            get_agency(tx, add(tx, "Met before").id)
    return house


def add(tx: Transaction, name: str, kind: str = "charity") -> AgencyRecord:
    record = AgencyRecord(tx.new_id(), name, kind, True, True)
    agencies.add(tx, record)
    return record


def test_what_was_written_is_read_in_the_same_unit_of_work(known: House) -> None:
    with known.engine.database.write(1, known.clock.now()) as tx:
        record = add(tx, "Night shelter")
        assert get_agency(tx, record.id) == record


def test_what_was_written_last_is_there_after_the_commit(known: House) -> None:
    with known.engine.database.write(1, known.clock.now()) as tx:
        records = [add(tx, f"Agency {number}", kind) for number, kind in enumerate(KINDS)]
    with known.engine.database.read(1, known.clock.now()) as tx:
        assert [get_agency(tx, record.id) for record in records] == records


@pytest.mark.parametrize("count", [0, 1, 2, 8, 9, 10])
def test_records_that_are_added_together_are_all_there(known: House, count: int) -> None:
    for _ in range(3):  # the statement is described the first time, compiled the second, and only filled the third
        with known.engine.database.write(1, known.clock.now()) as tx:
            records = [AgencyRecord(tx.new_id(), f"Agency {n}", kind, n % 2 == 0, True) for n, kind in enumerate(KINDS)]
            agencies.add(tx, *records[:count])
        with known.engine.database.read(1, known.clock.now()) as tx:
            there = [get_agency(tx, record.id) for record in records]
        assert there == [*records[:count], *[None] * (len(records) - count)]


def test_writes_wait_and_go_together(known: House) -> None:
    journal = Journal(known)
    with known.engine.database.write(1, known.clock.now()) as tx:
        add(tx, "One")
        record = add(tx, "Two")
        assert journal.trips == []
        get_agency(tx, record.id)
        add(tx, "Three")
    last = ["INSERT", "COMMIT"] if known.engine.database.is_postgresql else ["INSERT"]
    assert journal.trips == [["INSERT", "INSERT", "SELECT"], last]


def test_writes_wait_on_while_only_other_tables_are_read(known: House) -> None:
    question = (PEOPLE, {"in_partnership": 1})
    for _ in range(2):
        journal = Journal(known)
        with known.engine.database.write(1, known.clock.now()) as tx:
            add(tx, "One")
            tx.read(*question)
            add(tx, "Two")
    last = ["INSERT", "INSERT", "COMMIT"] if known.engine.database.is_postgresql else ["INSERT", "INSERT"]
    assert journal.trips == [["SELECT"], last]


def test_several_questions_are_asked_in_one_round_trip(known: House) -> None:
    with known.engine.database.write(1, known.clock.now()) as tx:
        records = [add(tx, "One"), add(tx, "Two")]
    questions = [(agencies.selection(), {"in_partnership": 1}), (COUNTING, {"in_partnership": 1})]
    for _ in range(2):
        journal = Journal(known)
        with known.engine.database.read(1, known.clock.now()) as tx:
            rows, counted = tx.read_together(*questions)
        assert {record.id for record in records} <= {row[0] for row in rows}
        assert counted[0][0] == len(rows)
    assert journal.trips == [["SELECT", "SELECT"]]


@pytest.mark.parametrize(("name", "is_refused"), [("Night shelter", False), ("Day shelter", True)])
def test_a_change_that_must_find_its_row_is_refused_when_it_does_not(known: House, name: str, is_refused: bool) -> None:
    refusal = Conflict("Expected the agency as it was, but it has changed.")
    for attempt in range(3):
        with known.engine.database.write(1, known.clock.now()) as tx:
            record = add(tx, "Night shelter")
        values = {"in_partnership": 1, "at_id": record.id, "seen": name}

        def rename(values: dict[str, object] = values) -> None:
            with known.engine.database.write(1, known.clock.now()) as tx:
                tx.write_one(RENAMING, values, refusal)
                add(tx, f"Beside it {attempt}")  # noqa: B023

        with pytest.raises(Conflict) if is_refused else nullcontext():
            rename()
        with known.engine.database.read(1, known.clock.now()) as tx:
            found = get_agency(tx, record.id)
            beside = [row for row in all_agencies(tx) if row.name == f"Beside it {attempt}"]
        assert found is not None
        assert (found.name, len(beside)) == (("Night shelter", 0) if is_refused else ("Renamed", 1))


def test_a_statement_of_another_kind_comes_after_what_waits(known: House) -> None:
    journal = Journal(known)
    with known.engine.database.write(1, known.clock.now()) as tx:
        add(tx, "Before the beat")
        heartbeats.beat(tx, "tick")
        assert journal.trips[0] == ["INSERT"]


def test_nothing_that_waited_is_written_when_the_unit_of_work_fails(known: House) -> None:
    added = []

    def fail() -> None:
        with known.engine.database.write(1, known.clock.now()) as tx:
            added.append(add(tx, "Never there"))
            raise Conflict("Expected peace, but there was none.")

    with pytest.raises(Conflict):
        fail()
    with known.engine.database.read(1, known.clock.now()) as tx:
        assert get_agency(tx, added[0].id) is None


def test_a_key_that_is_there_already_undoes_everything_that_waited_with_it(known: House) -> None:
    with known.engine.database.write(1, known.clock.now()) as tx:
        first = add(tx, "First")
    around = []

    def clash() -> None:
        with known.engine.database.write(1, known.clock.now()) as tx:
            around.append(add(tx, "Before the clash"))
            agencies.add(tx, first)
            around.append(add(tx, "After the clash"))

    with pytest.raises(UniqueViolation):
        clash()
    with known.engine.database.read(1, known.clock.now()) as tx:
        assert get_agency(tx, first.id) == first
        assert [get_agency(tx, record.id) for record in around] == [None, None]


def test_a_connection_serves_on_after_a_clash(known: House) -> None:
    with known.engine.database.write(1, known.clock.now()) as tx:
        first = add(tx, "First")
    for _ in range(3):
        with pytest.raises(UniqueViolation), known.engine.database.write(1, known.clock.now()) as tx:
            agencies.add(tx, first)
    with known.engine.database.write(1, known.clock.now()) as tx:
        assert get_agency(tx, first.id) == first


def test_a_search_for_text_finds_what_holds_signs_that_mean_something_elsewhere(known: House) -> None:
    search = agencies.selection(agency.c.name.contains(bindparam("part"), escape="\\"))
    for _ in range(3):
        with known.engine.database.write(1, known.clock.now()) as tx:
            record = add(tx, "50% \\ half")
            assert record in agencies.all(tx, search, part="\\% \\\\")
