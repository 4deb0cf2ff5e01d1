"""Rule 12: whoever changes the audit trail behind the engine's back is found out, and the first bad row is named.

The attacker has the owner's password and knows how the chain is made, but has no keys.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import delete, insert, select, update

from engine.queries.audit_check import check_audit
from engine.store.audit import CHAIN_START, audit_event, audit_seal, chained
from engine.store.unit_of_work import Transaction
from tests.integration.audit.conftest import Trail
from tests.integration.fsck.spoiling import spoilt

FIFTH = 5
Rows = list[dict[str, Any]]


def sealed(tx: Transaction) -> Rows:
    statement = select(audit_seal, audit_event.c.mac).join(audit_event, audit_event.c.id == audit_seal.c.audit_id)
    return [dict(row) for row in tx.run(statement.order_by(audit_seal.c.number)).mappings()]


def rows(tx: Transaction) -> Rows:
    return [dict(row) for row in tx.run(select(audit_event).order_by(audit_event.c.id)).mappings()]


def rechain(tx: Transaction, wanted: Rows, **values: Any) -> None:
    """Write the whole chain anew over these rows, soundly but for the keys."""
    tx.run(delete(audit_seal))
    previous = CHAIN_START
    for number, each in enumerate(wanted, start=1):
        hashed = chained(previous, each["mac"], number)
        seal = {name: each[name] for name in ("partnership_id", "audit_id", "sealed_at", "code")}
        tx.run(
            insert(audit_seal).values({**seal, "number": number, "previous_hash": previous, "hash": hashed, **values})
        )
        previous = hashed


def remove_row(tx: Transaction, seal: dict[str, Any]) -> None:
    tx.run(delete(audit_event).where(audit_event.c.id == seal["audit_id"]))


def forged(tx: Transaction, **values: Any) -> dict[str, Any]:
    """A row that looks like the fifth, with a keyed hash that was copied."""
    made = {**rows(tx)[FIFTH - 1], "id": tx.new_id(), **values}
    tx.run(insert(audit_event).values(made))
    return made


def delete_a_row(tx: Transaction) -> None:
    remove_row(tx, sealed(tx)[FIFTH - 1])


def delete_a_seal(tx: Transaction) -> None:
    tx.run(delete(audit_seal).where(audit_seal.c.number == FIFTH))


def delete_both_and_rechain(tx: Transaction) -> None:
    there = sealed(tx)
    remove_row(tx, there[FIFTH - 1])
    rechain(tx, [*there[: FIFTH - 1], *there[FIFTH:]])


def delete_both_and_rechain_without_codes(tx: Transaction) -> None:
    there = sealed(tx)
    remove_row(tx, there[FIFTH - 1])
    rechain(tx, [*there[: FIFTH - 1], *there[FIFTH:]], code=None)


def insert_in_the_chain(tx: Transaction) -> None:
    there, made = sealed(tx), forged(tx)
    new = {**there[FIFTH - 1], "audit_id": made["id"], "mac": made["mac"]}
    rechain(tx, [*there[: FIFTH - 1], new, *there[FIFTH - 1 :]])


def swap_and_rechain(tx: Transaction) -> None:
    there = sealed(tx)
    there[FIFTH - 1], there[FIFTH] = there[FIFTH], there[FIFTH - 1]
    rechain(tx, there)


def swap(tx: Transaction) -> None:
    first, second = sealed(tx)[FIFTH - 1 : FIFTH + 1]
    for number, audit_id in ((FIFTH, tx.new_id()), (FIFTH + 1, first["audit_id"]), (FIFTH, second["audit_id"])):
        tx.run(update(audit_seal).where(audit_seal.c.number == number).values(audit_id=audit_id))


def cut_off_rows(tx: Transaction) -> None:
    for seal in sealed(tx)[FIFTH - 1 :]:
        remove_row(tx, seal)


def cut_off_everything(tx: Transaction) -> None:
    cut_off_rows(tx)
    tx.run(delete(audit_seal).where(audit_seal.c.number >= FIFTH))


def cut_off_seals(tx: Transaction) -> None:
    tx.run(delete(audit_seal).where(audit_seal.c.number >= FIFTH))


ATTACKS: list[Callable[[Transaction], None]] = [
    delete_a_row,
    delete_a_seal,
    delete_both_and_rechain,
    insert_in_the_chain,
    swap_and_rechain,
    swap,
    cut_off_rows,
    cut_off_everything,
    cut_off_seals,
]
EDITED = [column.name for column in audit_event.columns if column.name != "partnership_id"]
SEAL_EDITED = [column.name for column in audit_seal.columns if column.name not in ("partnership_id", "number")]


def test_a_trail_that_nobody_touched_is_whole(trail: Trail) -> None:
    with trail.breaking() as tx:
        found = trail.check(tx)
        assert found.is_whole
        assert (found.sealed, found.waiting, found.without_code) == (len(sealed(tx)), 0, 0)
        assert found.anchored == len(trail.anchor.path.read_text().splitlines()) > 1


@pytest.mark.parametrize("attack", ATTACKS)
def test_the_first_bad_row_is_named(trail: Trail, attack: Callable[[Transaction], None]) -> None:
    with trail.breaking() as tx:
        attack(tx)
        fault = trail.check(tx).fault
        assert fault is not None
        assert fault.number == FIFTH


@pytest.mark.parametrize("column", EDITED)
def test_an_edited_row_is_named(trail: Trail, column: str) -> None:
    with trail.breaking() as tx:
        seal, row = sealed(tx)[FIFTH - 1], rows(tx)[FIFTH - 1]
        value = spoilt(tx, audit_event, audit_event.c[column], row[column])
        tx.run(update(audit_event).where(audit_event.c.id == row["id"]).values({column: value}))
        fault = trail.check(tx).fault
        assert seal["audit_id"] == row["id"]
        assert fault is not None
        assert fault.number == FIFTH


@pytest.mark.parametrize("column", SEAL_EDITED)
def test_an_edited_place_in_the_chain_is_named(trail: Trail, column: str) -> None:
    with trail.breaking() as tx:
        value = spoilt(tx, audit_seal, audit_seal.c[column], sealed(tx)[FIFTH - 1][column])
        tx.run(update(audit_seal).where(audit_seal.c.number == FIFTH).values({column: value}))
        fault = trail.check(tx).fault
        assert fault is not None
        assert (fault.table, fault.number) == ("audit_event" if column == "audit_id" else "audit_seal", FIFTH)


def test_a_forged_row_that_waits_for_the_sealer_is_named(trail: Trail) -> None:
    with trail.breaking() as tx:
        made = forged(tx, action="task_released")
        fault = trail.check(tx).fault
        assert fault is not None
        assert (fault.row, fault.column) == (str(made["id"]), "mac")


def test_a_chain_made_anew_without_codes_contradicts_the_anchor(trail: Trail) -> None:
    """Places from before there were codes have none; so the first line of the anchor after the change tells."""
    with trail.breaking() as tx:
        known = [number for number in trail.anchor.read(1).hashes if number >= FIFTH]
        delete_both_and_rechain_without_codes(tx)
        fault = trail.check(tx).fault
        assert fault is not None
        assert fault.number == min(known)


def test_an_older_database_that_was_restored_contradicts_the_anchor_for_good(trail: Trail) -> None:
    """It lacks rows at first; when it has gone on, other rows stand where the anchor knows them."""
    with trail.breaking() as tx:
        there, row = sealed(tx), rows(tx)[FIFTH - 1]
        cut_off_everything(tx)
        lacking = trail.check(tx).fault
        assert lacking is not None
        assert "an older database was restored" in lacking.message
        assert not trail.anchor.keep(tx)
        for seal in there[FIFTH - 1 :]:
            tx.run(insert(audit_event).values({**row, "id": seal["audit_id"]}))
        rechain(tx, [*there[: FIFTH - 1], *({**seal, "mac": row["mac"]} for seal in there[FIFTH - 1 :])], code=None)
        gone_on = trail.check(tx).fault
        assert gone_on is not None
        assert gone_on.number in range(FIFTH, len(there) + 1)


def test_without_an_anchor_a_trail_cut_off_looks_whole(trail: Trail) -> None:
    """Which is why there is one."""
    with trail.breaking() as tx:
        cut_off_everything(tx)
        assert check_audit(tx, None).is_whole
