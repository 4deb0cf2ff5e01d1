"""What is written on a case: who may write it, who reads it, that it is sealed, and that sending twice counts once."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from engine import queries
from engine.commands import (
    AttachFile,
    CloseGoal,
    CommentOnCase,
    RemoveFile,
    SendMessage,
    ViewFile,
    WriteGoal,
    WriteNote,
)
from engine.commands.pictures import without_metadata
from engine.domain.attachments import JPEG
from engine.errors import InvalidInput, InvalidState, NotFound, NotPermitted
from engine.queries import CaseEntries
from engine.store import audit, notices, outbox
from engine.store.entries import case_attachment, case_entry
from engine.testing import Person
from tests.integration.queries.conftest import Town
from tests.support.photographs import photograph

PDF = b"%PDF-1.7\nher letter\n%%EOF\n"


@pytest.fixture
def case_id(town: Town) -> UUID:
    """A case of outreach with a referral at housing."""
    found = town.contact().case_id
    assert found
    town.refer(found)
    return found


def today(town: Town) -> date:
    return town.house.clock.now().date()


def note(town: Town, case_id: UUID, text: str = "by the church", **more: Any) -> WriteNote:
    return WriteNote(case_id, "met", text, today(town), **more)


def seen(town: Town, person: Person, case_id: UUID) -> CaseEntries:
    found: CaseEntries = town.ask(person, queries.case_entries, case_id)
    return found


def referral_of(town: Town, case_id: UUID) -> UUID:
    [found] = [
        referral.instance_id
        for referral in town.ask(town.housing, queries.case_page, case_id).referrals
        if referral.ended_at is None
    ]
    return UUID(str(found))


def test_a_note_is_for_the_whole_case_or_for_the_own_agency(town: Town, case_id: UUID) -> None:
    town.outreach.do(note(town, case_id, "for all"))
    town.outreach.do(note(town, case_id, "for us", audience="agency"))
    town.housing.do(note(town, case_id, "of housing"))
    for person in (town.colleague, town.outreach_manager):
        assert [line.text for line in seen(town, person, case_id).notes] == ["for us", "for all"]
    assert [line.text for line in seen(town, town.housing_manager, case_id).notes] == ["of housing"]
    assert seen(town, town.housing, case_id).notes[0].only_agency
    for person in (town.stranger, town.coordinator, town.administrator):
        with pytest.raises(NotFound):
            seen(town, person, case_id)
        with pytest.raises(NotFound):
            person.do(note(town, case_id))


def test_what_is_written_says_what_when_and_who(town: Town, case_id: UUID) -> None:
    town.outreach.do(WriteNote(case_id, "call", "  she is well  ", today(town) - timedelta(days=1)))
    [line] = seen(town, town.colleague, case_id).notes
    assert (line.what, line.text, line.who, line.agency) == (
        "Spoke on the phone",
        "she is well",
        "Outreach worker 1",
        "Night outreach",
    )
    assert line.day == today(town) - timedelta(days=1)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"note": "  "}, "note"),
        ({"note": "x" * 4001}, "note"),
        ({"note": "a\x07b"}, "note"),
        ({"contact_kind": "dream"}, "contact_kind"),
        ({"audience": "everybody"}, "audience"),
        ({"day": timedelta(days=1)}, "day"),
        ({"day": timedelta(days=-400)}, "day"),
    ],
)
def test_a_note_that_cannot_be_kept_is_refused_beside_its_field(
    town: Town, case_id: UUID, wrong: dict[str, Any], field: str
) -> None:
    given = {"contact_kind": "met", "note": "fine", "day": timedelta(), "audience": "case", **wrong}
    command = WriteNote(case_id, **{**given, "day": today(town) + given["day"]})
    with pytest.raises(InvalidInput, match="Expected") as refusal:
        town.outreach.do(command)
    assert list(refusal.value.fields) == [field]
    assert seen(town, town.outreach, case_id).notes == ()


def test_a_note_that_is_sent_again_counts_once(town: Town, case_id: UUID) -> None:
    first = town.outreach.do(note(town, case_id), key="the same form")
    assert town.outreach.do(note(town, case_id), key="the same form") == first
    assert len(seen(town, town.outreach, case_id).notes) == 1


def test_her_goals_are_kept_until_she_has_reached_or_dropped_them(town: Town, case_id: UUID) -> None:
    first = town.outreach.do(WriteGoal(case_id, "a door that locks"))
    second = town.outreach.do(WriteGoal(case_id, "to see my son"))
    town.colleague.do(CloseGoal(case_id, first, "reached"))
    assert [(line.text, line.state) for line in seen(town, town.outreach, case_id).goals] == [
        ("to see my son", "open"),
        ("a door that locks", "reached"),
    ]
    with pytest.raises(InvalidState):
        town.outreach.do(CloseGoal(case_id, first, "dropped"))
    with pytest.raises(InvalidInput):
        town.outreach.do(CloseGoal(case_id, second, "forgotten"))
    for refused in (WriteGoal(case_id, "x"), CloseGoal(case_id, second, "reached")):
        with pytest.raises(NotFound):
            town.housing.do(refused)
    assert seen(town, town.housing, case_id).goals == ()


def test_a_comment_on_a_referral_is_read_by_those_who_work_on_it(town: Town, case_id: UUID) -> None:
    instance_id = referral_of(town, case_id)
    town.outreach.do(CommentOnCase(case_id, None, "between us"))
    town.outreach.do(CommentOnCase(case_id, instance_id, "is the room free?"))
    town.housing.do(CommentOnCase(case_id, instance_id, "from Monday"))
    assert [line.text for line in seen(town, town.housing, case_id).comments] == ["from Monday", "is the room free?"]
    assert len(seen(town, town.colleague, case_id).comments) == 3
    with pytest.raises(NotFound):
        town.housing.do(CommentOnCase(case_id, None, "x"))
    with pytest.raises(NotFound):
        town.outreach.do(CommentOnCase(case_id, uuid4(), "x"))


def test_who_is_named_gets_a_notice_and_a_mail_without_content(town: Town, case_id: UUID) -> None:
    instance_id = referral_of(town, case_id)
    town.outreach.do(CommentOnCase(case_id, instance_id, "Sparrowhawk waits", (town.housing.account_id,)))
    [line] = seen(town, town.housing, case_id).comments
    assert line.told == ("Housing officer 1, Housing",)
    found = town.ask(town.housing, queries.notices)[0]
    assert (found.text, found.case_id) == ("Somebody named you in a comment on a case.", case_id)
    with town.engine.database.read(1, town.house.clock.now()) as tx:
        mails = tx.run(select(outbox.outbox.c.payload).where(outbox.outbox.c.kind == "mail")).scalars().all()
        kept = notices.of_account(tx, town.housing.account_id)
    assert kept[0].kind == "mentioned"
    assert any("mentioned" in mail for mail in mails)
    assert not [mail for mail in mails if "Sparrowhawk" in mail]


def test_only_those_who_can_read_a_comment_can_be_named(town: Town, case_id: UUID) -> None:
    with pytest.raises(InvalidInput) as refusal:
        town.outreach.do(CommentOnCase(case_id, None, "x", (town.housing.account_id,)))
    assert list(refusal.value.fields) == ["mentions"]
    places = town.ask(town.outreach, queries.comment_places, case_id)
    offered = {place.title: {reader.label for reader in place.readers} for place in places}
    assert "Housing officer 1, Housing" in offered["Referral to a service"]
    assert "Housing officer 1, Housing" not in offered["The whole case"]
    assert [place.title for place in town.ask(town.housing, queries.comment_places, case_id)] == [
        "Referral to a service"
    ]


def test_a_file_comes_back_as_it_was_to_those_who_may_read_it(town: Town, case_id: UUID) -> None:
    file_id = town.outreach.do(AttachFile(case_id, "Her letter.pdf", PDF))
    town.colleague.do(ViewFile(case_id, file_id))
    found = town.ask(town.colleague, queries.download, case_id, file_id)
    assert (found.name, found.media_type, found.content) == ("Her letter.pdf", "application/pdf", PDF)
    for person in (town.housing, town.stranger):
        with pytest.raises(NotFound):
            person.do(ViewFile(case_id, file_id))
        with pytest.raises(NotFound):
            town.ask(person, queries.download, case_id, file_id)
    with town.engine.database.read(1, town.house.clock.now()) as tx:
        assert "file_viewed" in [row.action for row in audit.of_case(tx, case_id)]


def test_a_photograph_is_kept_without_where_it_was_taken(town: Town, case_id: UUID) -> None:
    taken = photograph(turned=6)
    file_id = town.outreach.do(AttachFile(case_id, "door.jpg", taken))
    found = town.ask(town.outreach, queries.download, case_id, file_id)
    assert found.content == without_metadata(JPEG, taken) != taken
    with pytest.raises(InvalidInput, match="cannot be read"):
        town.outreach.do(AttachFile(case_id, "door.jpg", taken[:200] + b"\xff\xd9"))


def test_a_file_of_the_own_agency_stays_there(town: Town, case_id: UUID) -> None:
    file_id = town.housing.do(AttachFile(case_id, "tenancy.pdf", PDF))
    assert town.ask(town.housing_manager, queries.download, case_id, file_id).content == PDF
    with pytest.raises(NotFound):
        town.ask(town.outreach, queries.download, case_id, file_id)


def test_a_file_attached_in_error_can_be_destroyed(town: Town, case_id: UUID) -> None:
    file_id = town.outreach.do(AttachFile(case_id, "of another woman.pdf", PDF))
    with pytest.raises(NotPermitted):
        town.colleague.do(RemoveFile(case_id, file_id))
    town.outreach_manager.do(RemoveFile(case_id, file_id))
    with pytest.raises(InvalidState):
        town.outreach.do(RemoveFile(case_id, file_id))
    with pytest.raises(NotFound):
        town.outreach.do(ViewFile(case_id, file_id))
    [line] = seen(town, town.outreach, case_id).files
    assert (line.state, line.may_remove) == ("removed", False)
    with town.engine.database.read(1, town.house.clock.now()) as tx:
        assert tx.run(select(case_attachment.c.id).where(case_attachment.c.id == file_id)).first() is None


def test_nothing_that_is_written_lies_in_the_database_in_clear(town: Town, case_id: UUID) -> None:
    town.outreach.do(note(town, case_id, "Sparrowhawk note"))
    town.outreach.do(AttachFile(case_id, "Sparrowhawk.pdf", PDF))
    with town.engine.database.read(1, town.house.clock.now()) as tx:
        rows = [*tx.run(select(case_entry)).mappings(), *tx.run(select(case_attachment)).mappings()]
    written = b"".join(bytes(value) for row in rows for value in row.values() if isinstance(value, bytes | memoryview))
    assert b"Sparrowhawk" not in written
    assert b"her letter" not in written


def test_older_entries_are_a_page_away(town: Town, case_id: UUID) -> None:
    for number in range(27):
        town.outreach.do(note(town, case_id, f"note {number}"))
    shown = seen(town, town.outreach, case_id)
    assert [line.text for line in shown.notes] == [f"note {number}" for number in range(26, 21, -1)]
    assert shown.more == {"note"}
    first = town.ask(town.outreach, queries.entry_page, case_id, "note")
    second = town.ask(town.outreach, queries.entry_page, case_id, "note", first.next_cursor)
    assert [line.text for line in second.items] == ["note 1", "note 0"]
    assert second.next_cursor is None
    with pytest.raises(NotFound):
        town.ask(town.stranger, queries.entry_page, case_id, "note")
    with pytest.raises(InvalidInput):
        town.ask(town.outreach, queries.entry_page, case_id, "rumour")


def test_who_takes_part_no_longer_reads_nothing(town: Town, case_id: UUID) -> None:
    town.housing.do(note(town, case_id, "of housing"))
    town.outreach.do(SendMessage(referral_of(town, case_id), "withdraw", {"code": ["not safe"]}))
    open_tasks = [task for task in town.house.open_tasks() if task.title == "Confirm work has stopped"]
    for task in open_tasks:
        if task.case_id == case_id:
            town.do(town.housing, task.instance_id, task.title, stopped="yes")
    with pytest.raises(NotFound):
        seen(town, town.housing, case_id)
