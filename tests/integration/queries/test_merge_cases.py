"""Two cases of one woman become one: nothing is lost, all of it opens, and both references lead to it."""

from __future__ import annotations

from datetime import date
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from engine import queries
from engine.commands import (
    AttachFile,
    ClaimTask,
    CompleteTask,
    MergeCases,
    OfferCase,
    Outcome,
    SaveDraft,
    SuspendProcess,
    WithdrawOffer,
    WriteNote,
)
from engine.domain.actors import Role
from engine.errors import InvalidInput, InvalidState, NotFound, NotPermitted
from engine.store import audit
from engine.store.merging import SEALED
from engine.store.tables import metadata
from engine.testing import as_sent
from tests.integration.queries.conftest import Town

PDF = b"%PDF-1.7\nher letter\n%%EOF\n"
WHY = "She said so herself"


@pytest.fixture
def number(town: Town) -> int:
    """Makes the names of each test its own."""
    return next(town.numbers)


@pytest.fixture
def both(town: Town, number: int) -> tuple[Outcome, Outcome]:
    """The case that is kept, and another of the same woman with all that a case can hold."""
    kept = town.contact(f"Linnet {number}")
    other = town.contact(f"Siskin {number}", her_words="warm at last")
    assert kept.case_id
    assert other.case_id
    town.refer(other.case_id)
    town.outreach.do(WriteNote(other.case_id, "met", "seen by the river", town.house.clock.now().date()))
    town.outreach.do(AttachFile(other.case_id, "letter.pdf", PDF))
    task_id = town.task_id(other.instance_id, "Agree first steps")
    town.outreach.do(ClaimTask(task_id, 1))
    town.outreach.do(SaveDraft(task_id, as_sent({"goals": "a draft of hers"})))
    return kept, other


def merge(town: Town, both: tuple[Outcome, Outcome]) -> UUID:
    kept, other = both
    assert kept.case_id
    assert other.case_id
    town.outreach.do(MergeCases(kept.case_id, other.case_id, WHY))
    return kept.case_id


def test_everything_of_both_is_on_the_one_case(town: Town, both: tuple[Outcome, Outcome], number: int) -> None:
    case_id = merge(town, both)
    page = town.ask(town.colleague, queries.case_page, case_id)
    assert [referral.title for referral in page.referrals].count("Contact and triage") == 2
    assert "Referral to a service" in [referral.title for referral in page.referrals]
    assert dict(page.details)["Name she uses"] == f"Linnet {number}"
    assert dict(page.details)["In her own words"] == "warm at last"
    written = town.ask(town.colleague, queries.case_entries, case_id)
    assert [line.text for line in written.notes] == ["seen by the river"]
    assert f"alias: Siskin {number}" in written.comments[0].text
    assert WHY in written.comments[0].text
    [file] = written.files
    assert town.ask(town.colleague, queries.download, case_id, file.entry_id).content == PDF
    consents = town.ask(town.outreach, queries.consents, case_id)
    assert "Housing" in [line.agency for line in consents]
    assert queries.fsck(town.engine) == ()


def test_work_goes_on_where_it_was(town: Town, both: tuple[Outcome, Outcome]) -> None:
    _, other = both
    case_id = merge(town, both)
    task_id = town.task_id(other.instance_id, "Agree first steps")
    page = town.ask(town.outreach, queries.task_page, task_id)
    assert (page.case_id, page.values["goals"]) == (case_id, ["a draft of hers"])
    answer = town.outreach.do(CompleteTask(task_id, page.version, as_sent({"services_wanted": ["housing"]})))
    assert answer.case_id == case_id
    assert "Acknowledge" in [task.title for task in town.housing.tasks() if task.case_id == case_id]
    assert town.ask(town.housing, queries.case_page, case_id).reference == page.reference
    assert queries.fsck(town.engine) == ()


def test_what_was_done_before_is_found_with_the_case_that_is_kept(town: Town, both: tuple[Outcome, Outcome]) -> None:
    _, other = both
    task_id = town.task_id(other.instance_id, "Agree first steps")
    before = town.ask(town.outreach, queries.task_page, task_id).history
    assert "Claimed this task" in [line.what for line in before]
    with town.engine.database.read(1, town.house.clock.now()) as tx:
        assert other.case_id
        written = audit.of_case(tx, other.case_id)
    first = merge(town, both)
    assert town.ask(town.outreach, queries.task_page, task_id).history == before
    again = town.contact("Siskin once more")
    assert again.case_id
    town.outreach.do(MergeCases(again.case_id, first, WHY))
    assert town.ask(town.outreach, queries.task_page, task_id).history == before
    with town.engine.database.read(1, town.house.clock.now()) as tx:
        found = audit.of_case(tx, again.case_id)
    assert {row.id for row in written} < {row.id for row in found}
    assert [row.at for row in found] == sorted(row.at for row in found)


def test_both_references_and_both_names_lead_to_it(town: Town, both: tuple[Outcome, Outcome], number: int) -> None:
    kept, other = both
    case_id = merge(town, both)
    for search in (kept.reference, other.reference, f"linnet {number}", f"Siskin {number}"):
        assert case_id in [item.case_id for item in town.ask(town.colleague, queries.find_cases, search).items], search
        assert town.ask(town.stranger, queries.find_cases, search).items == ()
    assert town.ask(town.outreach, queries.merged_into, other.case_id) == case_id
    assert town.ask(town.stranger, queries.merged_into, other.case_id) is None
    with pytest.raises(NotFound):
        town.ask(town.outreach, queries.case_page, other.case_id)
    third = town.contact(f"Chough {number}")
    assert third.case_id
    town.outreach.do(MergeCases(third.case_id, case_id, WHY))
    assert town.ask(town.outreach, queries.merged_into, other.case_id) == third.case_id
    assert queries.fsck(town.engine) == ()


def test_a_pause_and_its_reason_come_along(town: Town, both: tuple[Outcome, Outcome]) -> None:
    _, other = both
    manager = town.outreach_manager
    manager.do(SuspendProcess(other.instance_id, "she is in hospital", date(2026, 12, 18)))
    case_id = merge(town, both)
    page = town.ask(manager, queries.case_page, case_id)
    assert "she is in hospital" in [referral.paused_because for referral in page.referrals]


def test_what_would_happen_is_shown_first(town: Town, both: tuple[Outcome, Outcome], number: int) -> None:
    kept, other = both
    assert kept.case_id
    shown = town.ask(town.outreach, queries.merge_preview, kept.case_id, other.reference.lower())
    assert (shown.kept.label, shown.other.label, shown.other.referrals) == (f"Linnet {number}", f"Siskin {number}", 2)
    assert {"Name she uses", "In her own words"} <= set(shown.differing)
    assert shown.teams == ()
    for reference in ("", kept.reference, other.reference[:6], "RP-0000-000"):
        with pytest.raises(InvalidInput):
            town.ask(town.outreach, queries.merge_preview, kept.case_id, reference)
    for person in (town.stranger, town.housing, town.coordinator, town.administrator):
        with pytest.raises(NotFound):
            town.ask(person, queries.merge_preview, kept.case_id, other.reference)


def test_who_does_not_lead_or_is_not_in_both_merges_nothing(town: Town, both: tuple[Outcome, Outcome]) -> None:
    kept, other = both
    assert kept.case_id
    assert other.case_id
    for person in (town.stranger, town.housing, town.coordinator, town.administrator):
        with pytest.raises(NotFound):
            person.do(MergeCases(kept.case_id, other.case_id, WHY))
    walker = town.house.person("Walker 9", "Walkers", "Walking team", [Role.CASEWORKER])
    theirs = walker.start("contact_and_triage", outcome="opened", alias="Dunnock").case_id
    assert theirs
    for first, second in ((theirs, kept.case_id), (kept.case_id, theirs), (kept.case_id, uuid4())):
        with pytest.raises(NotFound):
            town.outreach.do(MergeCases(first, second, WHY))
    with pytest.raises(InvalidInput, match="both are the same"):
        town.outreach.do(MergeCases(kept.case_id, kept.case_id, WHY))
    with pytest.raises(InvalidInput):
        town.outreach.do(MergeCases(kept.case_id, other.case_id, " "))


def test_a_case_on_offer_is_not_merged(town: Town, both: tuple[Outcome, Outcome]) -> None:
    kept, other = both
    assert kept.case_id
    assert other.case_id
    support = town.house.service("One-to-one", "Women’s centre", "Support", kind="other")
    supporter = town.house.person("Support worker 2", "Women’s centre", "Support")
    town.do(town.outreach, kept.instance_id, "Agree first steps", services_wanted=["housing"])
    town.do(
        town.coordinator, kept.instance_id, "Allocate lead worker", lead_service=str(support), why_this_team="near her"
    )
    with pytest.raises(NotPermitted, match="leads the case that is kept"):
        town.outreach.do(MergeCases(kept.case_id, other.case_id, WHY))
    offer_id = supporter.do(OfferCase(kept.case_id, town.outreach.team_id, WHY, True))
    with pytest.raises(InvalidState, match="on offer"):
        town.outreach.do(MergeCases(other.case_id, kept.case_id, WHY))
    supporter.do(WithdrawOffer(offer_id))
    shown = town.ask(town.outreach, queries.merge_preview, other.case_id, kept.reference)
    assert shown.teams == ("Women’s centre, Support",)
    town.outreach.do(MergeCases(other.case_id, kept.case_id, WHY))
    assert town.ask(supporter, queries.case_page, other.case_id).lead == "Night outreach, Street team"


def test_no_sealed_column_is_forgotten() -> None:
    """A column that is sealed under her key and is not in the list would not open after a merge."""
    own = {("person", "details_sealed"), ("authenticator", "secret_sealed")}
    known = {(sealed.table.name, sealed.column.name) for sealed in SEALED} | own
    found = {
        (table.name, column.name)
        for table in metadata.sorted_tables
        for column in table.columns
        if column.name.endswith("_sealed")
    }
    assert found == known


def test_nothing_is_left_with_the_other_case(town: Town, both: tuple[Outcome, Outcome]) -> None:
    _, other = both
    merge(town, both)
    with town.engine.database.read(1, town.house.clock.now()) as tx:
        for table in metadata.sorted_tables:
            if "case_id" in table.c and table.name != "audit_event":
                assert tx.run(select(table).where(table.c.case_id == other.case_id)).first() is None, table.name
