"""Writes are joined to one statement only where that keeps their meaning."""

from __future__ import annotations

import re

from sqlalchemy import bindparam, delete, insert, select, update
from sqlalchemy.engine import Dialect, make_url

from engine.errors import Conflict
from engine.store.agencies import agency, team
from engine.store.wire_batches import MOST_PARTS, together
from engine.store.wire_statements import Prepared, Said

DIALECT: Dialect = make_url("postgresql+psycopg://").get_dialect()()
ADDING = Prepared(insert(team).values(partnership_id=1, id=bindparam("a"), name=bindparam("b")), DIALECT, ["a", "b"])
NAMING = Prepared(update(team).where(team.c.id == bindparam("a")).values(name=bindparam("b")), DIALECT, [])
REMOVING = Prepared(delete(team).where(team.c.id == bindparam("a")), DIALECT, [])
CLOSING = Prepared(
    update(agency)
    .where(agency.c.id.in_(select(team.c.agency_id).where(team.c.id == bindparam("a"))))
    .values(is_active=bindparam("b")),
    DIALECT,
    [],
)
ELSEWHERE = Prepared(delete(agency).where(agency.c.id == bindparam("a")), DIALECT, [])


def said(*prepared: Prepared) -> list[Said]:
    return [one.say({"a": None, "b": None}) for one in prepared]


def count(*prepared: Prepared) -> int:
    return len(together(said(*prepared)))


def test_writes_to_several_tables_are_one_statement() -> None:
    assert count(NAMING, ELSEWHERE) == 1


def test_rows_are_added_beside_others_that_are_added_or_changed() -> None:
    assert count(ADDING, ADDING) == 1
    assert count(NAMING, ADDING) == 1


def test_rows_that_may_take_the_place_of_removed_ones_are_added_afterwards() -> None:
    assert count(REMOVING, ADDING) == 2


def test_what_may_meet_the_same_row_twice_is_said_in_order() -> None:
    assert count(ADDING, NAMING) == count(NAMING, NAMING) == count(NAMING, REMOVING) == 2


def test_what_looks_at_a_table_comes_after_what_has_written_it() -> None:
    assert count(NAMING, CLOSING) == 2
    assert count(CLOSING, NAMING) == 1


def test_the_values_of_all_parts_follow_each_other() -> None:
    (joined,) = together([NAMING.say({"a": None, "b": "First"}), ELSEWHERE.say({"a": None})])
    assert joined.values == ["First", None, None]
    assert re.findall(r"\$\d+", joined.text) == ["$1", "$2", "$3"]


def test_a_statement_has_a_bounded_number_of_parts() -> None:
    assert count(*[ADDING] * (2 * MOST_PARTS)) == 2


def test_only_a_write_that_must_find_its_row_is_guarded() -> None:
    refusal = Conflict("Expected the row, but it is gone.")
    (plain,) = together(said(NAMING))
    (guarded,) = together([NAMING.say({"a": None, "b": None}, refusal)])
    assert (plain.text, plain.refusal) == (NAMING.text, None)
    assert guarded.refusal is refusal
    assert guarded.text != NAMING.text
