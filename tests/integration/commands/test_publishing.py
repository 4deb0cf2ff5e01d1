"""Drafts, proposals and versions on both databases: who may, what is refused, and who follows which version."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest

from engine.commands.drafts import DiscardDraft, SaveDiagram, StartDraft
from engine.commands.drafts_outline import AddLane, AddStep, ChangeFlow, ChangeStep, RemoveStep
from engine.commands.publishing import ApproveVersion, DeclineVersion, ProposeDraft
from engine.errors import Conflict, DefinitionError, InvalidInput, InvalidState, NotFound, NotPermitted
from engine.queries.pathways import draft_files, pathway_page, pathways, proposal_files
from engine.queries.pathways_outline import bundle_read
from engine.queries.pathways_time import deadline_example
from engine.testing import House, Person
from tests.integration.commands.conftest import Staff
from tests.integration.commands.test_redating import NAME, timed

KEY = "timed"
NOTE = "Agreed at the last meeting."


@pytest.fixture
def first(house: House) -> Person:
    return house.person("Commissioner 1", "Council", "Commissioning", roles=("commissioner",))


@pytest.fixture
def second(house: House) -> Person:
    return house.person("Commissioner 2", "Council", "Commissioning", roles=("commissioner",))


@pytest.fixture
def draft(staff: Staff, first: Person) -> UUID:
    staff.house.deploy(timed())
    made: UUID = first.do(StartDraft(KEY, 1))
    return made


def seen(who: Person, draft: UUID) -> int:
    with who.house.engine.reading(who.actor) as view:
        return draft_files(view, draft).seen


def named(who: Person, draft: UUID, name: str) -> None:
    who.do(ChangeStep(draft, seen(who, draft), "plain", name, "", deadline="2 working days"))


def proposed(who: Person, draft: UUID) -> UUID:
    version: UUID = who.do(ProposeDraft(draft, seen(who, draft), NOTE))
    return version


def published(who: Person, key: str = KEY) -> UUID | None:
    with who.house.engine.reading(who.actor) as view:
        return next((each.version_id for each in pathway_page(view, key).versions if each.state == "published"), None)


def test_a_running_referral_stays_on_its_version_and_a_new_one_follows_the_new(
    staff: Staff, first: Person, second: Person, draft: UUID
) -> None:
    old = staff.worker.start(KEY)
    named(first, draft, "Ask again")
    version = proposed(first, draft)
    assert published(first) != version
    staff.house.clock.advance(timedelta(minutes=5))
    second.do(ApproveVersion(version, published(second)))
    new = staff.worker.start(KEY)
    titles = {task.instance_id: task.title for task in staff.house.open_tasks() if task.element_id == "plain"}
    assert titles == {old.instance_id: "plain", new.instance_id: "Ask again"}
    with staff.house.engine.reading(first.actor) as view:
        lines = {line.number: (line.state, line.running) for line in pathway_page(view, KEY).versions}
        (line,) = [each for each in pathways(view) if each.key == KEY]
    assert lines == {1: ("retired", "some"), 2: ("published", "some")}
    assert (line.version, line.running, line.drafts, line.proposals) == (2, "some", (), ())
    assert line.in_use_since == staff.house.clock.now()
    assert staff.house.engine.fsck() == []


def test_who_saw_an_older_saving_is_told_who_saved_meanwhile(first: Person, second: Person, draft: UUID) -> None:
    before = seen(first, draft)
    named(second, draft, "Ask again")
    for command in (
        ChangeStep(draft, before, "plain", "Other", ""),
        RemoveStep(draft, before, "plain"),
        DiscardDraft(draft, before),
        ProposeDraft(draft, before, NOTE),
        SaveDiagram(draft, before, timed()["timed.bpmn"].decode()),
    ):
        with pytest.raises(Conflict, match="Commissioner 2 has saved it meanwhile"):
            first.do(command)
    named(first, draft, "Ask at last")


def test_who_proposed_a_version_cannot_approve_it_and_the_second_decides_once(
    first: Person, second: Person, draft: UUID
) -> None:
    named(first, draft, "Ask again")
    version, before = proposed(first, draft), published(first)
    with pytest.raises(NotPermitted, match="a second person"):
        first.do(ApproveVersion(version, before))
    with pytest.raises(InvalidInput):
        second.do(DeclineVersion(version, " "))
    second.do(DeclineVersion(version, "Not yet"))
    with pytest.raises(Conflict, match="decided meanwhile"):
        second.do(ApproveVersion(version, before))
    assert published(first) == before


def test_what_was_declined_can_be_proposed_again_and_what_is_published_cannot(
    first: Person, second: Person, draft: UUID
) -> None:
    with pytest.raises(InvalidState, match="exactly the files of version 1"):
        proposed(first, draft)
    named(first, draft, "Ask again")
    again: UUID = first.do(StartDraft(KEY, 1))
    named(first, again, "Ask again")
    version = proposed(first, draft)
    second.do(DeclineVersion(version, "Not yet"))
    assert proposed(first, again) == version
    second.do(ApproveVersion(version, published(second)))
    assert published(first) == version
    back: UUID = first.do(StartDraft(KEY, 1))
    old = proposed(first, back)
    second.do(ApproveVersion(old, version))
    with first.house.engine.reading(first.actor) as view:
        assert [line.number for line in pathway_page(view, KEY).versions if line.state == "published"] == [1]


def test_an_approval_counts_only_against_the_version_it_was_compared_with(
    first: Person, second: Person, draft: UUID
) -> None:
    other: UUID = second.do(StartDraft(KEY, 1))
    named(first, draft, "Ask again")
    named(second, other, "Ask at last")
    mine, theirs, compared = proposed(first, draft), proposed(second, other), published(first)
    first.do(ApproveVersion(theirs, compared))
    with pytest.raises(Conflict, match="another has been published since"):
        second.do(ApproveVersion(mine, compared))
    second.do(ApproveVersion(mine, theirs))


def test_findings_stand_in_the_way(first: Person, draft: UUID) -> None:
    xml = timed()["timed.bpmn"].decode().replace("R3/", "R0/").replace('name="form"', 'name="fromm"')
    xml = xml.replace('= deadline("step.time")', '= deadline("no.such.time")')
    first.do(SaveDiagram(draft, seen(first, draft), xml))
    with pytest.raises(DefinitionError):
        proposed(first, draft)


@pytest.mark.parametrize("xml", ["", "<a/>", "<!DOCTYPE a><a/>", "<definitions", "\ud7ff"])
def test_a_diagram_that_cannot_be_read_is_refused(first: Person, draft: UUID, xml: str) -> None:
    with pytest.raises(DefinitionError):
        first.do(SaveDiagram(draft, seen(first, draft), xml))


def test_a_step_is_put_between_others_with_a_role_of_its_own(first: Person, draft: UUID) -> None:
    with pytest.raises(InvalidInput, match="has none"):
        first.do(AddLane(draft, seen(first, draft), "Police", "coordinator"))
    first.do(AddStep(draft, seen(first, draft), "plain-plain_end", "Tell the police", "Why", "", "", "4 hours"))
    with first.house.engine.reading(first.actor) as view:
        bundle = bundle_read(draft_files(view, draft).files)
    step = bundle.step("tell_the_police")
    assert step is not None
    assert (step.label, step.deadline, step.timer_text, step.documentation) == (
        "Tell the police",
        "4 hours",
        "PT4H",
        "Why",
    )
    assert [way.target for way in step.ways] == ["plain_end"]


@pytest.mark.parametrize("words", ["nonsense", "3 workign days", "no.such.name", "P", "-2 days", "99999999 days"])
def test_a_deadline_that_says_no_time_is_refused_beside_its_field(first: Person, draft: UUID, words: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        first.do(ChangeStep(draft, seen(first, draft), "plain", "plain", "", deadline=words))
    assert list(refusal.value.fields) == ["deadline"]


def test_a_timer_on_a_task_goes_with_the_deadline_it_had_in_common(first: Person, draft: UUID) -> None:
    first.do(ChangeStep(draft, seen(first, draft), "drawn", "drawn", "", deadline=NAME))
    first.do(ChangeStep(draft, seen(first, draft), "drawn", "drawn", "", deadline="3 working days"))
    with first.house.engine.reading(first.actor) as view:
        bundle = bundle_read(draft_files(view, draft).files)
    assert {row.timer_text for row in bundle.steps if row.id in ("drawn", "late")} == {"= working days(3)"}


def test_a_condition_that_cannot_be_read_is_refused(first: Person, draft: UUID) -> None:
    with pytest.raises(InvalidInput) as refusal:
        first.do(ChangeFlow(draft, seen(first, draft), "plain-plain_end", "Yes", "a = ("))
    assert "condition" in refusal.value.fields


def test_for_others_than_commissioners_there_is_nothing(staff: Staff, first: Person, draft: UUID) -> None:
    named(first, draft, "Ask again")
    version = proposed(first, draft)
    other: UUID = first.do(StartDraft(KEY, 1))
    for person in (staff.worker, staff.manager, staff.coordinator):
        for command in (
            StartDraft(KEY, 1),
            DiscardDraft(other, 1),
            ChangeStep(other, 1, "plain", "x", ""),
            ProposeDraft(other, 1, NOTE),
            ApproveVersion(version, None),
            DeclineVersion(version, "no"),
        ):
            with pytest.raises(NotFound):
                person.do(command)
        with staff.house.engine.reading(person.actor) as view:
            for query in (lambda: draft_files(view, other), lambda: proposal_files(view, version)):
                with pytest.raises(NotFound):
                    query()
            with pytest.raises(NotPermitted):
                pathways(view)
            with pytest.raises(NotPermitted):
                deadline_example(view, "1 day", {})


def test_an_example_says_the_arithmetic_of_what_is_typed(first: Person, draft: UUID) -> None:
    with first.house.engine.reading(first.actor) as view:
        said = deadline_example(view, "2 working days", {})
        named_one = deadline_example(view, NAME, {})
        rule = deadline_example(view, '= if priority = 1 then deadline("step.time") else working days(9)', {})
        wrong = deadline_example(view, "2 wroking days", {})
    assert "2 working days" in said.words
    assert said.due_at is not None
    assert said.due_at.isoformat() == "2026-11-25T17:00:00+00:00"
    assert "5 working days" in named_one.words
    assert rule.due_at is None or not rule.is_wrong
    assert wrong.is_wrong
