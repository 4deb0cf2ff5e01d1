"""Each column that is made from something else: corrupted in turn, the check names table, row and column."""

from __future__ import annotations

import pytest

from engine.store.tables import metadata
from tests.integration.fsck.columns import FACT_TABLES, FACTS, PROJECTED
from tests.integration.fsck.lived import Lived
from tests.integration.fsck.spoiling import Vandal, a_row, instance_of, name_of, spoil, table

CORRUPTIONS = [
    (name, column, condition)
    for name, columns in PROJECTED.items()
    for column, conditions in columns.items()
    for condition in conditions
]
NAMED_BY_ANOTHER = {("audit_event", column): "mac" for column in PROJECTED["audit_event"]} | {
    ("audit_seal", column): "hash" for column in PROJECTED["audit_seal"] if column != "number"
}
"""The keyed hash stands for all columns of its row."""


def test_every_column_is_either_checked_or_a_fact_with_a_reason() -> None:
    for name, of in metadata.tables.items():
        if name in FACT_TABLES:
            assert name not in PROJECTED
            continue
        listed = [*PROJECTED[name], *FACTS[name]]
        assert sorted(listed) == sorted(column.name for column in of.columns if column.name != "partnership_id"), name
    assert sorted(metadata.tables) == sorted([*PROJECTED, *FACT_TABLES])


def test_nothing_is_found_after_everything_has_happened(lived: Lived) -> None:
    assert lived.house.engine.fsck() == []


@pytest.mark.parametrize(("name", "column", "condition"), CORRUPTIONS)
def test_a_corrupted_column_is_named(vandal: Vandal, name: str, column: str, condition: str) -> None:
    of = table(name)
    with vandal.breaking() as tx:
        row = a_row(tx, of, condition)
        spoil(tx, of, column, row)
        found = {(problem.table, problem.row, problem.column) for problem in vandal.check(tx, *instance_of(of, row))}
    assert (name, name_of(of, row), NAMED_BY_ANOTHER.get((name, column), column)) in found


def test_all_is_well_when_everything_is_put_back(lived: Lived) -> None:
    assert lived.house.engine.fsck() == []
