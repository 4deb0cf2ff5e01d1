"""She takes back what she agreed to, and nothing more is shared: in what is disclosed, being typed, and under way.

Governance rules 3 and 5.
"""

from __future__ import annotations

from datetime import timedelta

import pytest

from engine import queries
from engine.commands import CompleteTask, Outcome, RecordConsent, SaveDraft, WithdrawConsent
from engine.errors import Conflict, InvalidInput, NotFound
from engine.store.sharing import DisclosureRow
from engine.store.tasks import TaskRecord
from engine.testing import House, Person, Value, as_sent
from tests.integration.test_journeys_consent import A_NO, DANGER, WITHOUT, disclosed, kept
from tests.integration.town import Town, found

ASKED_TO_ACT = "She has taken back what she agreed to"


@pytest.fixture
def town(house: House) -> Town:
    return found(house)


def take_back(town: Town, started: Outcome) -> None:
    assert started.case_id is not None
    (consent,) = [row for row in kept(town) if row.withdrawn_at is None]
    town.worker.do(WithdrawConsent(started.case_id, consent.id))


def knows(person: Person, title: str = "Acknowledge") -> dict[str, str]:
    """What the person is shown of her with a task."""
    with person.house.engine.reading(person.actor) as view:
        return dict(queries.task_page(view, person.task(title).id).known)


def last(town: Town) -> DisclosureRow:
    return max(disclosed(town), key=lambda row: row.id)


def test_the_service_sees_nothing_of_her_any_more_and_the_sender_is_asked_to_act(town: Town) -> None:
    started = town.referral()
    assert "Robin" in knows(town.officer).values()
    take_back(town, started)
    assert knows(town.officer) == {}
    assert last(town).until == town.house.clock.now()
    (asked,) = [task for task in town.open_of(started.instance_id) if task.title == ASKED_TO_ACT]
    assert (asked.team_id, asked.origin) == (town.worker.team_id, "engine")
    assert "1 working day" in asked.arithmetic
    with pytest.raises(NotFound):
        town.officer.task(ASKED_TO_ACT)
    town.colleague.complete(ASKED_TO_ACT)
    assert town.titles(started.instance_id) == ["Acknowledge"]


def test_a_later_no_stops_what_rested_on_the_earlier_yes(town: Town) -> None:
    started = town.referral()
    again = town.worker.start("referral_handshake", started.case_id)
    town.worker.complete("Send referral", **town.sending(**A_NO))
    assert "Change or stop the referral" in town.titles(again.instance_id)
    assert knows(town.officer) == {}
    assert ASKED_TO_ACT in town.titles(started.instance_id)


@pytest.mark.parametrize("changes", [WITHOUT, DANGER], ids=["approved", "danger now"])
def test_what_goes_without_her_agreement_does_not_rest_on_it(town: Town, changes: dict[str, Value]) -> None:
    """Rule 4 stands beside rule 3: an override is decided and reviewed for itself."""
    started = town.referral()
    town.worker.start("referral_handshake", started.case_id)
    town.worker.complete(
        "Send referral",
        **town.sending(**{**changes, "purpose": "support", "harm_risk": "now"}) | {"necessity": "He is there now"},
    )
    take_back(town, started)
    assert sorted((row.overridden, row.until is None) for row in disclosed(town)) == [(False, False), (True, True)]


def test_it_is_for_that_agency_and_that_purpose_only(town: Town) -> None:
    started = town.referral()
    town.worker.start("referral_handshake", started.case_id)
    town.worker.complete("Send referral", **town.sending(town.clinic, need="sexual health"))
    assert started.case_id is not None
    to_housing = next(row for row in kept(town) if row.recipient_agency_id == town.officer.agency_id)
    town.worker.do(WithdrawConsent(started.case_id, to_housing.id))
    assert "Robin" in knows(town.nurse).values()
    assert knows(town.officer) == {}


def begun(town: Town, case_id: object) -> TaskRecord:
    """A second referral whose form the worker has claimed and begun to fill in: she agrees."""
    town.worker.start("referral_handshake", case_id)  # type: ignore[arg-type]
    task = town.worker.claim("Send referral")
    town.worker.do(SaveDraft(task.id, as_sent(town.sending())))
    return task


def test_what_was_ticked_before_does_not_count_after(town: Town) -> None:
    started = town.referral()
    task = begun(town, started.case_id)
    take_back(town, started)
    with pytest.raises(Conflict):
        town.worker.do(CompleteTask(task.id, task.version, as_sent(town.sending())))
    with town.house.engine.reading(town.worker.actor) as view:
        page = queries.task_page(view, task.id)
    assert "consent" not in page.values
    assert page.values["ask"] == ["A room for tonight if there is one"]
    with pytest.raises(InvalidInput) as refusal:
        town.worker.do(CompleteTask(task.id, page.version, page.values))
    assert "consent" in refusal.value.fields
    assert len(disclosed(town)) == 1


def test_no_to_the_police_holds_up_no_other_help(town: Town) -> None:
    """Rule 5: for each kind of help that runs when she takes back what she said about the police."""
    police, _ = town.police()
    started = town.referral(police, need="safety", purpose="crime", schedule_1="1.3.29")
    helping = {"housing": town.housing, "sexual health": town.clinic, "money": town.partner_without_accounts()}
    running = {}
    for need, service in helping.items():
        running[need] = town.worker.start("referral_handshake", started.case_id).instance_id
        town.worker.complete("Send referral", **town.sending(service, need=need))
    before = {need: town.titles(instance_id) for need, instance_id in running.items()}
    (to_police,) = [row for row in kept(town) if row.purpose == "crime"]
    assert started.case_id is not None
    town.worker.do(WithdrawConsent(started.case_id, to_police.id))
    assert {need: town.titles(instance_id) for need, instance_id in running.items()} == before
    assert "Robin" in knows(town.officer).values()
    assert "Robin" in knows(town.nurse).values()


def test_a_consent_is_given_and_renewed_in_her_words_and_shown_agency_by_purpose(town: Town) -> None:
    case_id = town.contact().case_id
    assert case_id is not None
    given = RecordConsent(case_id, town.officer.agency_id, "support", " Only for a room ")
    town.worker.do(given)
    town.house.clock.advance(timedelta(days=300))
    town.colleague.do(RecordConsent(case_id, town.officer.agency_id, "support", "Still yes"))
    town.worker.do(RecordConsent(case_id, town.nurse.agency_id, "crime", "If I ask"))
    with town.house.engine.reading(town.worker.actor) as view:
        rows, lines = queries.consent_grid(view, case_id), queries.consents(view, case_id)
    assert [row.agency for row in rows] == ["Clinic", "Housing"]
    assert rows[1].answers == (
        "Yes, since Sun 19 Sep 2027, until Mon 18 Sep 2028",
        "Not asked, or not agreed",
        "Not asked, or not agreed",
    )
    assert {line.words for line in lines} == {"Only for a room", "Still yes", "If I ask"}


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"purpose": "research"}, "purpose"), ({"words": " "}, "words"), ({"agency_id": None}, "agency_id")],
    ids=["purpose", "words", "agency"],
)
def test_what_is_no_consent_is_refused_beside_the_field(town: Town, changes: dict[str, object], field: str) -> None:
    case_id = town.contact().case_id
    given = {"agency_id": town.officer.agency_id, "purpose": "support", "words": "Yes", **changes}
    given["agency_id"] = given["agency_id"] or town.officer.team_id
    with pytest.raises(InvalidInput) as refusal:
        town.worker.do(RecordConsent(case_id, **given))  # type: ignore[arg-type]
    assert list(refusal.value.fields) == [field]


def test_all_that_was_shared_is_listed_with_what_it_rests_on(town: Town) -> None:
    started = town.referral()
    assert started.case_id is not None
    town.worker.start("referral_handshake", started.case_id)
    town.worker.complete("Send referral", **town.sending(town.clinic, **{**DANGER, "need": "sexual health"}))
    take_back(town, started)
    with town.house.engine.reading(town.worker.actor) as view:
        without, agreed = queries.shared_about(view, started.case_id)
    assert (agreed.to_agency, agreed.fields) == ("Housing", "the name she uses, what she wants help with")
    assert agreed.rests_on == "What she agreed to on Mon 23 Nov 2026"
    assert agreed.until == town.house.clock.now()
    assert (without.to_agency, without.rests_on, without.until) == (
        "Clinic",
        "Without her agreement, and she was told",
        None,
    )
    for other in (town.officer, town.coordinator):
        for query in (queries.shared_about, queries.consent_grid, queries.may_agree_to):
            with town.house.engine.reading(other.actor) as view, pytest.raises(NotFound):
                query(view, started.case_id)
        with pytest.raises(NotFound):
            other.do(RecordConsent(started.case_id, town.officer.agency_id, "support", "Yes"))
