"""Rule 12: per case, who looked at it or did something with it: complete, in words, quickly, and itself on record."""

from __future__ import annotations

import base64
import re
import time
import zlib
from datetime import timedelta
from uuid import UUID

import pytest

from engine.commands import MergeCases, ViewCase
from engine.domain.actors import Role
from engine.domain.deeds import deed
from engine.errors import InvalidInput, NotFound
from engine.queries import Accesses, AccessLine, accesses
from engine.queries.cursors import write
from engine.store import audit
from engine.store.audit import AuditRecord
from engine.testing import House, Person
from processes import bundle
from tests.integration.audit.reading import ALIAS, Glass
from web.printing import Paper, showable

MANY = 10_000
SECONDS = 2.0


def seen_by(glass: Glass, who: str) -> Accesses:
    with glass.house.engine.reading(glass.people[who].actor) as view:
        return accesses(view, glass.cases[0], limit=None)


def test_it_counts_exactly_what_people_did_and_nothing_of_the_engine(glass: Glass) -> None:
    with glass.house.engine.database.write(1, glass.house.clock.now()) as tx:
        audit.record(tx, None, "timer_fired", "instance", None, glass.cases[0])
        rows = audit.of_case(tx, glass.cases[0])
    by_people = [row for row in rows if row.account_id is not None]
    assert len(by_people) < len(rows)
    page = seen_by(glass, "worker")
    assert sum(line.times for line in page.lines) == len(by_people)
    assert {line.what for line in page.lines} == {deed(row.action).words for row in by_people}
    assert all(line.first <= line.last for line in page.lines)
    assert [line.last for line in page.lines] == sorted((line.last for line in page.lines), reverse=True)


def test_it_names_each_with_agency_and_role(glass: Glass) -> None:
    glass.people["manager"].do(ViewCase(glass.cases[0]))
    held = {(line.who, line.agencies, line.roles) for line in seen_by(glass, "worker").lines}
    assert ("Outreach worker 1", "Outreach charity", "caseworker") in held
    assert ("Manager, outreach", "Outreach charity", Role.MANAGER.label) in held


def test_looking_twice_is_one_line_that_says_so(glass: Glass) -> None:
    def times() -> int:
        lines = seen_by(glass, "worker").lines
        (line,) = [line for line in lines if (line.who, line.what) == ("Manager, outreach", "opened her case")]
        return line.times

    glass.people["manager"].do(ViewCase(glass.cases[0]))
    before = times()
    glass.people["manager"].do(ViewCase(glass.cases[0]))
    assert times() == before + 1


def test_it_is_for_those_in_the_whole_case_only(glass: Glass) -> None:
    for who in ("receiver", "other", "administrator"):
        with pytest.raises(NotFound):
            seen_by(glass, who)
        for path in ("", "/print", "/accesses.pdf"):
            assert glass.desk(who).get(f"/cases/{glass.cases[0]}/seen{path}").status_code == 404


def test_looking_printing_and_saving_are_on_record_themselves(glass: Glass) -> None:
    desk, before = glass.desk("worker"), glass.left("worker")
    for path in ("", "/print", "/accesses.pdf"):
        assert desk.get(f"/cases/{glass.cases[0]}/seen{path}").status_code == 200
    assert glass.left("worker")[len(before) :] == ["accesses_viewed", "accesses_printed", "accesses_exported"]


def test_saving_asks_who_has_not_proved_lately_who_she_is(glass: Glass) -> None:
    desk, before, now = glass.desk("worker"), glass.left("worker"), glass.house.clock.now()
    glass.house.clock.advance(timedelta(minutes=6))
    try:
        answer = desk.client.get(f"/cases/{glass.cases[0]}/seen/accesses.pdf")
    finally:
        glass.house.clock.set(now)
    assert answer.mimetype == "text/html"
    assert ALIAS not in answer.text
    assert glass.left("worker") == before


def test_who_looked_at_a_case_that_was_merged_into_hers_is_told(glass: Glass) -> None:
    town = glass.api.town
    kept, other = (town.contact(alias="Heron").case_id for _ in range(2))
    assert kept is not None
    assert other is not None
    town.manager.do(ViewCase(other))
    town.worker.do(MergeCases(kept, other, "She said so"))
    with glass.house.engine.reading(town.worker.actor) as view:
        assert "Manager, outreach" in {line.who for line in accesses(view, kept).lines}


def test_a_page_follows_another_without_gap(glass: Glass) -> None:
    whole = seen_by(glass, "worker").lines
    found: list[AccessLine] = []
    after = None
    with glass.house.engine.reading(glass.people["worker"].actor) as view:
        while True:
            page = accesses(view, glass.cases[0], after, limit=3)
            found += page.lines
            after = page.next_cursor
            if after is None:
                break
        assert tuple(found) == whole
        for wrong in ("x", write("-1"), write("²")):
            with pytest.raises(InvalidInput):
                accesses(view, glass.cases[0], wrong)


def text_of(pdf: bytes) -> str:
    """The plain letters that the document draws."""
    streams = re.findall(rb"stream\r?\n(.*?)endstream", pdf, re.DOTALL)
    drawn = []
    for stream in streams:
        try:
            drawn.append(zlib.decompress(base64.a85decode(stream.strip().removesuffix(b"~>"))))
        except (ValueError, zlib.error):
            continue
    return b" ".join(drawn).decode("latin-1")


def test_the_paper_for_her_says_who_and_leaves_out_what_she_is_called(glass: Glass) -> None:
    desk = glass.desk("worker")
    glass.people["worker"].do(ViewCase(glass.cases[0]))
    answer = desk.client.get(f"/cases/{glass.cases[0]}/seen/accesses.pdf")
    text = text_of(answer.data)
    assert answer.mimetype == "application/pdf"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "Who has seen your record" in text
    assert "Outreach worker 1, Outreach charity" in text
    assert ALIAS not in text
    desk.get(f"/cases/{glass.cases[0]}/seen/print")
    assert "Outreach worker 1" in desk.text
    assert "Opened your record" in desk.text
    assert ALIAS not in desk.text


def test_names_that_the_fonts_lack_are_written_without_their_marks() -> None:
    assert showable("Zoë Łucja Șerban Φ") == "Zoë Łucja Serban ?"


def test_a_long_list_is_many_pages_quickly() -> None:
    began = time.process_time()
    paper = Paper("Who has seen your record", "Record RP-7KQ2-M4X")
    paper.lines((f"Outreach worker {number}", "Opened your record") for number in range(MANY))
    made = paper.done()
    assert made.startswith(b"%PDF-")
    assert len(re.findall(rb"/Type /Page\b", made)) > 100
    assert time.process_time() - began < 2 * SECONDS


def of_many_rows(house: House, worker: Person) -> UUID:
    """A case that was opened ten thousand times, on many days."""
    house.deploy(bundle("contact_and_triage"))
    case_id = worker.start("contact_and_triage", None, outcome="opened", alias=ALIAS).case_id
    assert case_id is not None
    with house.engine.database.write(1, house.clock.now()) as tx:
        rows = (
            AuditRecord(
                tx.new_id(),
                tx.now - timedelta(hours=hours),
                worker.account_id,
                "case_viewed",
                "case",
                case_id,
                case_id,
                "",
                b"",
            )
            for hours in range(MANY)
        )
        audit.audit_events.add(tx, *rows)
    return case_id


def test_ten_thousand_rows_are_told_within_two_seconds(house: House) -> None:
    worker = house.person("Outreach worker 1", "Outreach charity")
    case_id = of_many_rows(house, worker)
    began = time.process_time()
    with house.engine.reading(worker.actor) as view:
        page = accesses(view, case_id)
    assert time.process_time() - began < SECONDS
    assert page.next_cursor is not None
