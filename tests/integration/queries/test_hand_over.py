"""A case is led by another team once that has accepted, and not before; nobody waits for an answer unseen."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest

from engine import queries
from engine.commands import (
    AddTeam,
    AnswerOffer,
    ClaimTask,
    CompleteTask,
    CreateAccount,
    OfferCase,
    ViewOffer,
    WithdrawOffer,
)
from engine.errors import InvalidInput, InvalidState, NotFound, NotPermitted
from engine.queries import HandOver, Offer
from engine.testing import HASHED, Person, as_sent
from tests.integration.queries.conftest import Town

WHY = "She moves across town"


@pytest.fixture(scope="module")
def day_team(town: Town) -> Person:
    """Somebody of another team of outreach."""
    agency_id = town.outreach.agency_id
    team_id = town.engine.execute(AddTeam(agency_id, "Day team"))
    email = "day-team@example.org"
    account_id = town.engine.execute(
        CreateAccount(email, "Outreach worker 3", HASHED, agency_id, team_id, ["caseworker"], False)
    )
    return Person(town.house, account_id, agency_id, team_id)


@pytest.fixture
def case_id(town: Town, day_team: Person) -> UUID:
    found = town.contact().case_id
    assert found
    return found


def offered(town: Town, case_id: UUID, to: Person, stays: bool = False) -> UUID:
    offer_id: UUID = town.outreach.do(OfferCase(case_id, to.team_id, WHY, stays))
    return offer_id


def lead(town: Town, person: Person, case_id: UUID) -> str:
    return str(town.ask(person, queries.case_page, case_id).lead)


def handing(town: Town, person: Person, case_id: UUID) -> HandOver:
    found: HandOver = town.ask(person, queries.hand_over, case_id)
    return found


def page(town: Town, person: Person, offer_id: UUID) -> Offer:
    found: Offer = town.ask(person, queries.offer_page, offer_id)
    return found


def test_the_lead_changes_when_the_other_team_accepts_and_not_before(
    town: Town, case_id: UUID, day_team: Person
) -> None:
    offer_id = offered(town, case_id, day_team)
    assert lead(town, town.outreach, case_id) == "Night outreach, Street team"
    with pytest.raises(NotFound):
        town.ask(day_team, queries.case_page, case_id)
    day_team.do(ViewOffer(offer_id))
    shown = page(town, day_team, offer_id)
    assert (shown.why, shown.label, shown.case_id, shown.may) == (WHY, shown.reference, None, frozenset({"answer"}))
    day_team.do(AnswerOffer(offer_id, accept=True))
    assert lead(town, day_team, case_id) == "Night outreach, Day team"
    with pytest.raises(NotFound):
        town.ask(town.outreach, queries.case_page, case_id)


def do(town: Town, person: Person, case_id: UUID, title: str, **values: object) -> None:
    """Claim and complete the open task of that title in a case."""
    [task] = [task for task in person.tasks() if (task.case_id, task.title) == (case_id, title)]
    person.do(ClaimTask(task.id, task.version))
    person.do(CompleteTask(task.id, task.version + 1, as_sent(values)))  # type: ignore[arg-type]


def test_the_open_work_of_the_lead_goes_along(town: Town, case_id: UUID, day_team: Person) -> None:
    before = {task.id for task in town.outreach.tasks() if task.case_id == case_id}
    assert before
    day_team.do(AnswerOffer(offered(town, case_id, day_team), accept=True))
    assert {task.id for task in day_team.tasks() if task.case_id == case_id} == before
    assert not [task for task in town.outreach.tasks() if task.case_id == case_id]
    do(town, day_team, case_id, "Agree first steps", services_wanted=["housing"])
    assert queries.fsck(town.engine) == ()


def test_a_team_that_goes_on_working_with_her_goes_on_seeing_the_case(
    town: Town, case_id: UUID, day_team: Person
) -> None:
    day_team.do(AnswerOffer(offered(town, case_id, day_team, stays=True), accept=True))
    assert lead(town, town.outreach, case_id) == "Night outreach, Day team"
    assert not handing(town, town.outreach, case_id).may_offer


def test_to_another_agency_a_case_goes_when_it_works_on_the_whole_case_already(
    town: Town, case_id: UUID, day_team: Person
) -> None:
    with pytest.raises(InvalidInput) as refusal:
        offered(town, case_id, town.housing)
    assert list(refusal.value.fields) == ["team_id"]
    support = town.house.service("One-to-one", "Women’s centre", "Support", kind="other")
    supporter = town.house.person("Support worker 1", "Women’s centre", "Support")
    do(town, town.outreach, case_id, "Agree first steps", services_wanted=["housing"])
    do(town, town.coordinator, case_id, "Allocate lead worker", lead_service=str(support), why_this_team="near her")
    assert lead(town, supporter, case_id) == "Women’s centre, Support"
    offer_id = supporter.do(OfferCase(case_id, town.outreach.team_id, WHY, True))
    town.outreach.do(AnswerOffer(offer_id, accept=True))
    assert lead(town, supporter, case_id) == "Night outreach, Street team"
    assert queries.fsck(town.engine) == ()


def test_a_case_that_is_declined_stays_where_it_is_and_says_why(town: Town, case_id: UUID, day_team: Person) -> None:
    offer_id = offered(town, case_id, day_team)
    with pytest.raises(InvalidInput) as refusal:
        day_team.do(AnswerOffer(offer_id, accept=False))
    assert list(refusal.value.fields) == ["why_not"]
    day_team.do(AnswerOffer(offer_id, accept=False, why_not="We are full"))
    latest = handing(town, town.outreach, case_id).latest
    assert latest
    assert (latest.state, latest.why_not, latest.answered_by) == (
        "declined",
        "We are full",
        "Outreach worker 3, Night outreach",
    )
    with pytest.raises(NotFound):
        page(town, day_team, offer_id)
    offered(town, case_id, day_team)


def test_both_sides_are_told_without_content(town: Town, case_id: UUID, day_team: Person) -> None:
    offer_id = offered(town, case_id, day_team)
    town.house.worker.tick()
    assert town.ask(day_team, queries.notices)[0].text == "A case is offered to your team. You find it under Cases."
    assert town.ask(day_team, queries.notices)[0].case_id is None
    day_team.do(AnswerOffer(offer_id, accept=False, why_not="We are full"))
    town.house.worker.tick()
    for person in (town.outreach, day_team):
        assert town.ask(person, queries.notices)[0].text == "A case that was offered has been declined."


def test_what_nobody_answers_is_told_to_the_managers_once(town: Town, case_id: UUID, day_team: Person) -> None:
    offer_id = offered(town, case_id, day_team)
    assert page(town, day_team, offer_id).due_words.startswith("due ")
    town.house.advance(days=6)
    town.house.worker.tick()
    told = [notice.text for notice in town.ask(town.outreach_manager, queries.notices) if notice.case_id == case_id]
    assert told.count("A case that was offered to a team has not been answered in time.") == 1
    assert page(town, town.outreach, offer_id).is_late
    assert offer_id in [offer.offer_id for offer in town.ask(day_team, queries.offers_received)]


def test_an_offer_can_be_taken_back_and_answered_once(town: Town, case_id: UUID, day_team: Person) -> None:
    offer_id = offered(town, case_id, day_team)
    with pytest.raises(InvalidState, match="on offer to nobody"):
        offered(town, case_id, day_team)
    with pytest.raises(NotPermitted):
        day_team.do(WithdrawOffer(offer_id))
    with pytest.raises(NotPermitted):
        town.colleague.do(AnswerOffer(offer_id, accept=True))
    town.colleague.do(WithdrawOffer(offer_id))
    with pytest.raises(NotFound):
        day_team.do(AnswerOffer(offer_id, accept=True))
    with pytest.raises(InvalidState, match="withdrawn"):
        town.outreach.do(WithdrawOffer(offer_id))


def test_who_does_not_lead_hands_nothing_over(town: Town, case_id: UUID, day_team: Person) -> None:
    town.refer(case_id)
    for person in (town.stranger, town.housing, day_team, town.administrator, town.coordinator):
        with pytest.raises(NotFound):
            person.do(OfferCase(case_id, day_team.team_id, WHY, True))
        assert handing(town, person, case_id) == HandOver(None, may_offer=False)
    offer_id = offered(town, case_id, day_team)
    for person in (town.stranger, town.housing, town.administrator, town.coordinator):
        for refused in (ViewOffer(offer_id), AnswerOffer(offer_id, True), WithdrawOffer(offer_id)):
            with pytest.raises(NotFound):
                person.do(refused)
        assert town.ask(person, queries.offers_received) == ()
    with pytest.raises(NotFound):
        day_team.do(ViewOffer(uuid4()))
