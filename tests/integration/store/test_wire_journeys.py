"""What stays true on PostgreSQL when something goes wrong on the way."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text

from engine.errors import Conflict
from engine.store import wire_journeys
from engine.store.agencies import AgencyRecord, agencies, get_agency
from engine.store.unit_of_work import DATABASE_BUSY, Transaction, UniqueViolation
from engine.testing import House

pytestmark = pytest.mark.usefixtures("known")
SERVER_STATEMENTS = "SELECT count(*) FROM pg_prepared_statements"


@pytest.fixture
def known(house: House) -> House:
    """A house whose statements have been said before."""
    for _ in range(3):
        look_for(house, add(house, "Met before").id)
    return house


def add(house: House, name: str) -> AgencyRecord:
    with house.engine.database.write(1, house.clock.now()) as tx:
        record = AgencyRecord(tx.new_id(), name, "charity", True, True)
        agencies.add(tx, record)
    return record


def look_for(house: House, agency_id: UUID) -> AgencyRecord | None:
    with house.engine.database.read(1, house.clock.now()) as tx:
        return get_agency(tx, agency_id)


def kept(house: House) -> int:
    """How many statements the server keeps prepared for the connection; none on SQLite, which has no server."""
    if not house.engine.database.is_postgresql:
        return 0
    with house.engine.database.sql.connect() as connection:
        return int(connection.exec_driver_sql(SERVER_STATEMENTS).scalar_one())


def fail(house: House, act: Any) -> None:
    with house.engine.database.write(1, house.clock.now()) as tx:
        act(tx)
        raise Conflict("Expected peace, but there was none.")


def test_what_is_prepared_outlives_a_refusal(known: House) -> None:
    before = kept(known)
    with pytest.raises(Conflict):
        fail(known, lambda tx: get_agency(tx, tx.new_id()))
    assert kept(known) == before
    assert look_for(known, add(known, "After it").id) is not None


def test_what_was_said_first_beside_a_clash_can_be_said_again(known: House) -> None:
    first = add(known, "First")

    def clash(tx: Transaction) -> None:
        agencies.add(tx, *(AgencyRecord(tx.new_id(), f"Beside {n}", "charity", True, True) for n in range(3)))
        agencies.add(tx, first)
        get_agency(tx, first.id)

    for _ in range(4):
        with pytest.raises(UniqueViolation):
            fail(known, clash)
    assert look_for(known, first.id) == first


def test_statements_that_are_said_rarely_make_room(known: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wire_journeys, "MOST_PREPARED", 3)
    for count in range(1, 8):
        for _ in range(3):
            with known.engine.database.write(1, known.clock.now()) as tx:
                agencies.add(tx, *(AgencyRecord(tx.new_id(), f"{n}", "charity", True, True) for n in range(count)))
    look_for(known, add(known, "Last").id)
    assert kept(known) <= 3 + 2


def test_what_is_about_to_be_said_makes_no_room_for_others(known: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wire_journeys, "MOST_PREPARED", 1)
    for number in range(6):
        record = add(known, f"Agency {number}")
        assert look_for(known, record.id) == record


def test_what_is_refused_again_and_again_is_prepared_once(known: House) -> None:
    first = add(known, "First")
    before = kept(known)

    def clash(tx: Transaction) -> None:
        agencies.add(tx, first, first)
        get_agency(tx, first.id)

    for _ in range(6):
        with pytest.raises(UniqueViolation):
            fail(known, clash)
    assert kept(known) <= before + 2


def test_text_that_no_database_could_keep_whole_is_refused(known: House) -> None:
    if known.engine.database.is_postgresql:
        with pytest.raises(ValueError, match="NUL"):
            add(known, "cut\0here")
    assert add(known, "whole").name == "whole"


def test_a_connection_that_breaks_is_replaced(known: House) -> None:
    if known.engine.database.is_postgresql:
        with pytest.raises(DATABASE_BUSY):
            fail(known, lambda tx: _break(known, tx))
    assert look_for(known, add(known, "After the break").id) is not None


def _break(house: House, tx: Transaction) -> None:
    process = tx.run(text("SELECT pg_backend_pid()")).scalar_one()
    with house.engine.database.sql.connect() as other:
        other.exec_driver_sql("SELECT pg_terminate_backend(%(process)s)", {"process": process})
    get_agency(tx, tx.new_id())
