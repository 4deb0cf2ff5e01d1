"""The anchor: what the worker writes outside the database, and what is believed of it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from engine.commands import SearchCases
from engine.commands.upkeep import SealAudit
from engine.errors import InvalidState
from engine.queries.audit_check import AuditCheck, check_audit
from engine.store import audit
from engine.store.anchor import Anchor
from engine.store.keys import Keyring
from engine.testing import House
from tests.integration.audit.conftest import Trail


def verdict(trail: Trail, anchor: Anchor | None = None) -> AuditCheck:
    with trail.owner.read(1, trail.house.clock.now()) as tx:
        return check_audit(tx, anchor or trail.anchor)


def test_each_line_is_the_head_at_that_time(trail: Trail) -> None:
    with trail.owner.read(1, trail.house.clock.now()) as tx:
        hashes = {seal.number: seal.hash for seal in audit.seals.all(tx, audit.seals.selection())}
        last = audit.head(tx)
    reading = trail.anchor.read(1)
    assert reading.last is not None
    assert last is not None
    assert (reading.last.number, reading.last.hash) == (last.number, last.hash)
    assert {number: {hashes[number]} for number in reading.hashes} == dict(reading.hashes)


def test_an_edited_line_is_named(trail: Trail, anchor_path: Path) -> None:
    lines = anchor_path.read_text().splitlines()
    lines[1] = lines[1].replace("2026", "2025")
    anchor_path.write_text("\n".join(lines) + "\n")
    fault = verdict(trail).fault
    assert fault is not None
    assert (fault.table, fault.row) == ("anchor", "2")


def test_lines_made_with_another_key_are_not_believed(trail: Trail) -> None:
    reading = Anchor(trail.anchor.path, Keyring([("other", bytes(32))])).read(1)
    assert (reading.lines, reading.last) == (0, None)
    assert len(reading.wrong) == len(trail.anchor.path.read_text().splitlines())


def test_a_line_that_a_crash_left_unfinished_says_nothing_and_the_next_stands_by_itself(
    trail: Trail, anchor_path: Path
) -> None:
    whole = verdict(trail).anchored
    with anchor_path.open("ab") as file:
        file.write(anchor_path.read_bytes().splitlines()[-1][:70])
    torn = verdict(trail)
    assert (torn.is_whole, torn.torn, torn.anchored) == (True, 1, whole)
    trail.house.engine.execute(SealAudit())
    trail.house.person("Outreach worker 9", "Outreach charity").do(SearchCases("Robin"))
    trail.house.advance(minutes=2)
    after = verdict(trail)
    assert (after.is_whole, after.torn, after.anchored) == (True, 1, (whole or 0) + 1)


def test_an_anchor_that_is_not_there_is_said(trail: Trail, tmp_path: Path) -> None:
    with pytest.raises(InvalidState, match="Expected the anchor of the audit trail at"):
        verdict(trail, Anchor(tmp_path / "none", trail.owner.keys))


def test_nothing_is_written_when_nothing_has_happened(trail: Trail, anchor_path: Path) -> None:
    trail.house.worker.keep_anchor()
    before = anchor_path.read_bytes()
    trail.house.worker.keep_anchor()
    assert anchor_path.read_bytes() == before


def test_a_sealer_that_stood_still_for_hours_leaves_no_row_behind(house: House) -> None:
    worker = house.person("Outreach worker 1", "Outreach charity")
    for _ in range(4):
        worker.do(SearchCases("Robin"))
        house.clock.advance(timedelta(hours=3))
    while house.engine.execute(SealAudit(most=1)):
        pass
    found = house.engine.check_audit()
    assert (found.is_whole, found.waiting) == (True, 0)
    assert found.anchored is None
