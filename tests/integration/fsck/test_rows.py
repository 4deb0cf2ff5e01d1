"""Rows that were removed, added or put in another order behind the engine's back."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import delete, insert, select

from engine.queries.fsck import Problem
from engine.store.unit_of_work import Transaction
from tests.integration.fsck.columns import CAUSED, CLOSED, DRAWN, LAST, OPEN, WATCH
from tests.integration.fsck.spoiling import Vandal, a_row, change, instance_of, table

REMOVED = [
    ("user_task", OPEN),
    ("timer", DRAWN),
    ("timer", WATCH),
    ("timer", LAST),
    ("suspension", "resumed_at IS NULL"),
    ("suspension", "resumed_at IS NOT NULL"),
    ("message_wait", ""),
    ("lane_binding", ""),
    ("step_history", ""),
    ("event", ""),
]


def remove(tx: Transaction, name: str, row: dict[str, Any]) -> None:
    of = table(name)
    statement = delete(of)
    for key in of.primary_key.columns:
        statement = statement.where(key == row[key.name])
    assert tx.run(statement).rowcount == 1


def rows(tx: Transaction, name: str) -> list[dict[str, Any]]:
    of = table(name)
    return [dict(row) for row in tx.run(select(of).order_by(*of.primary_key.columns)).mappings()]


def named(found: list[Problem]) -> set[str]:
    return {problem.table for problem in found}


@pytest.mark.parametrize(("name", "condition"), REMOVED)
def test_a_removed_row_is_missed(vandal: Vandal, name: str, condition: str) -> None:
    with vandal.breaking() as tx:
        row = a_row(tx, table(name), condition)
        if name == "user_task":
            for written in ("draft", "task_comment", "form_submission"):
                tx.run(delete(table(written)))
        remove(tx, name, row)
        assert name in named(vandal.check(tx, *instance_of(table(name), row)))


@pytest.mark.parametrize("condition", [OPEN, CLOSED, CAUSED])
def test_a_task_moved_to_another_referral_is_found(vandal: Vandal, condition: str) -> None:
    with vandal.breaking() as tx:
        row = a_row(tx, table("user_task"), condition)
        other = next(item["id"] for item in rows(tx, "process_instance") if item["id"] != row["instance_id"])
        change(tx, table("user_task"), row, instance_id=other)
        found = vandal.check(tx, row["instance_id"], other)
        assert str(row["id"]) in {problem.row for problem in found if problem.table == "user_task"}


def test_a_removed_audit_row_is_missed(vandal: Vandal) -> None:
    with vandal.breaking() as tx:
        gone = rows(tx, "audit_event")[7]
        remove(tx, "audit_event", gone)
        assert ("audit_event", str(gone["id"])) in {(problem.table, problem.row) for problem in vandal.check(tx)}


def test_the_last_audit_row_cannot_be_removed_without_its_seal(vandal: Vandal) -> None:
    with vandal.breaking() as tx:
        gone = max(rows(tx, "audit_seal"), key=lambda seal: seal["number"])
        (row,) = [row for row in rows(tx, "audit_event") if row["id"] == gone["audit_id"]]
        remove(tx, "audit_event", row)
        assert named(vandal.check(tx)) == {"audit_event", "audit_seal"}


def test_an_audit_row_that_the_engine_did_not_write_is_found(vandal: Vandal) -> None:
    with vandal.breaking() as tx:
        forged = {**rows(tx, "audit_event")[-1], "id": tx.new_id(), "action": "task_released"}
        tx.run(insert(table("audit_event")).values(forged))
        assert [(problem.row, problem.column) for problem in vandal.check(tx)] == [(str(forged["id"]), "mac")]


def test_audit_rows_in_another_order_are_found(vandal: Vandal) -> None:
    with vandal.breaking() as tx:
        first, second = rows(tx, "audit_seal")[3:5]
        change(tx, table("audit_seal"), first, audit_id=tx.new_id())
        change(tx, table("audit_seal"), second, audit_id=first["audit_id"])
        change(tx, table("audit_seal"), first, audit_id=second["audit_id"])
        assert ("audit_seal", str(first["number"]), "hash") in {
            (problem.table, problem.row, problem.column) for problem in vandal.check(tx)
        }


def test_a_seal_taken_out_of_the_middle_is_missed(vandal: Vandal) -> None:
    with vandal.breaking() as tx:
        gone = rows(tx, "audit_seal")[5]
        remove(tx, "audit_seal", gone)
        assert ("audit_seal", str(gone["number"])) in {(problem.table, problem.row) for problem in vandal.check(tx)}


def test_a_trail_cut_off_at_its_end_with_its_seals_contradicts_the_records(vandal: Vandal) -> None:
    """The chain itself ends soundly; but referrals and tasks show what was done to them, and the trail does not."""
    with vandal.breaking() as tx:
        seals = rows(tx, "audit_seal")
        for seal in seals[len(seals) // 2 :]:
            remove(tx, "audit_seal", seal)
            tx.run(delete(table("audit_event")).where(table("audit_event").c.id == seal["audit_id"]))
        found = vandal.check(tx, *(row["id"] for row in rows(tx, "process_instance")))
        assert {"process_instance", "user_task"} <= named(found)
        assert "audit_seal" not in named(found)


def test_an_emptied_trail_contradicts_every_record(vandal: Vandal) -> None:
    with vandal.breaking() as tx:
        tx.run(delete(table("audit_seal")))
        tx.run(delete(table("audit_event")))
        every = [row["id"] for row in rows(tx, "process_instance")]
        found = vandal.check(tx, *every)
        assert {str(instance) for instance in every} <= {problem.row for problem in found if problem.column == "id"}
