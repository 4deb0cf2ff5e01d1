"""What may be shared with whom: the gate, a second person, emergencies, partners without accounts."""

from __future__ import annotations

import pytest

from engine.errors import NotFound
from engine.store import sharing
from engine.store.sharing import DisclosureRow
from engine.testing import House, Value
from tests.integration.town import Town, found


@pytest.fixture
def town(house: House) -> Town:
    return found(house)


def disclosed(town: Town, case_id: object) -> list[DisclosureRow]:
    with town.house.engine.database.read(1, town.house.clock.now()) as tx:
        return [row for row in sharing.disclosures.all(tx, sharing.disclosures.selection()) if row.case_id == case_id]


def test_what_the_gate_allows_is_recorded_with_purpose_fields_basis_decider_and_time(town: Town) -> None:
    started = town.referral()
    (row,) = disclosed(town, started.case_id)
    assert (row.overridden, row.told_her, row.approved_by) == (False, True, None)
    assert (row.from_agency_id, row.to_agency_id) == (town.worker.agency_id, town.officer.agency_id)
    assert (row.purpose, row.fields, row.gate) == ("support", ["alias", "needs"], "allow")
    assert (row.article_6, row.article_9, row.schedule_1) == ("6.1.a", "9.2.a", None)
    assert (row.decided_by, row.decided_at) == (town.worker.account_id, town.house.clock.now())


OTHER_BASIS: dict[str, Value] = {"article_6": "6.1.f", "article_9": "9.2.h", "schedule_1": "1.1.2"}
BLOCKED: dict[str, dict[str, Value]] = {
    "she said no": {"consent": "refused", **OTHER_BASIS},
    "she was not asked": {"consent": "not_asked", **OTHER_BASIS},
}


@pytest.mark.parametrize("changes", BLOCKED.values(), ids=BLOCKED)
def test_what_the_gate_blocks_reaches_nobody_and_may_be_stopped(town: Town, changes: dict[str, Value]) -> None:
    started = town.referral(**changes)
    assert town.titles(started.instance_id) == ["Change or stop the referral"]
    assert disclosed(town, started.case_id) == []
    assert town.sees(town.officer, started) == (False, False)
    assert town.worker.complete("Change or stop the referral", next_step="stop").ended == "not sent"
    assert disclosed(town, started.case_id) == []


def test_an_agency_without_a_charter_gets_nothing_and_the_referral_can_go_elsewhere(town: Town) -> None:
    started = town.referral(town.lapsed_partner())
    assert disclosed(town, started.case_id) == []
    town.worker.complete("Change or stop the referral", next_step="send again")
    town.worker.complete("Send referral", **town.sending())
    assert town.titles(started.instance_id) == ["Acknowledge"]
    assert [row.to_agency_id for row in disclosed(town, started.case_id)] == [town.officer.agency_id]


def test_no_to_the_police_stops_that_referral_and_not_the_one_to_housing(town: Town) -> None:
    service, police = town.police()
    to_police = town.referral(service, **OTHER_BASIS, purpose="crime", consent="refused")
    to_housing = town.worker.start("referral_handshake", to_police.case_id)
    town.worker.complete("Send referral", **town.sending())
    assert town.titles(to_police.instance_id) == ["Change or stop the referral"]
    assert town.titles(to_housing.instance_id) == ["Acknowledge"]
    assert police.tasks() == []
    assert town.sees(police, to_police) == (False, False)


WITHOUT_CONSENT: dict[str, Value] = {
    "purpose": "safeguarding",
    "consent": "not_asked",
    "harm_why": "He waits outside her door",
    "article_6": "6.1.e",
    "article_9": "9.2.g",
    "schedule_1": "1.2.18",
}


def test_only_a_manager_of_the_sender_approves_sharing_without_consent(town: Town) -> None:
    started = town.referral(**WITHOUT_CONSENT)
    assert town.titles(started.instance_id) == ["Approve sharing"]
    for other in (town.worker, town.colleague, town.officer, town.duty_manager):
        with pytest.raises(NotFound):
            other.task("Approve sharing")
    assert disclosed(town, started.case_id) == []
    town.manager.complete(
        "Approve sharing", approval="approve", necessity="She is at risk", will_be_told="will be told"
    )
    (row,) = disclosed(town, started.case_id)
    assert (row.decided_by, row.gate) == (town.manager.account_id, "manager")
    assert (row.overridden, row.asked_by, row.approved_by) == (True, town.worker.account_id, town.manager.account_id)
    assert sorted(town.titles(started.instance_id)) == ["Acknowledge", "Review sharing without agreement"]


def test_a_manager_who_declines_sends_it_back_to_the_worker(town: Town) -> None:
    started = town.referral(**WITHOUT_CONSENT)
    town.manager.complete("Approve sharing", approval="decline", decline_why="Ask her first")
    assert "Change or stop the referral" in town.titles_of(town.worker)
    assert disclosed(town, started.case_id) == []


def test_in_danger_it_goes_at_once_and_a_manager_looks_at_it_afterwards(town: Town) -> None:
    danger = {"harm_risk": "now", "necessity": "He is there now", "urgency": "now"}
    started = town.referral(**{**WITHOUT_CONSENT, **danger})
    assert sorted(town.titles(started.instance_id)) == ["Acknowledge", "Review sharing without agreement"]
    (row,) = disclosed(town, started.case_id)
    assert (row.gate, row.overridden, row.told_her, row.approved_by) == ("redact", True, True, None)
    (review,) = [task for task in town.open_of(started.instance_id) if task.title != "Acknowledge"]
    assert "1 working day" in review.arithmetic
    with pytest.raises(NotFound):
        town.worker.task("Review sharing without agreement")
    town.manager.complete("Review sharing without agreement", was_right="yes", review_note="Needed", she_was_told="yes")
    assert town.titles(started.instance_id) == ["Acknowledge"]


def test_a_partner_without_accounts_is_sent_to_and_the_sender_records_the_replies(town: Town) -> None:
    started = town.referral(town.partner_without_accounts(), need="money")
    (waiting,) = town.open_of(started.instance_id)
    assert waiting.title == "Acknowledge"
    assert (waiting.team_id, waiting.agency_id) == (
        town.worker.team_id,
        disclosed(town, started.case_id)[0].to_agency_id,
    )
    to_housing = town.worker.start("referral_handshake", started.case_id)
    town.worker.complete("Send referral", **town.sending())
    (compared,) = town.open_of(to_housing.instance_id)
    assert (waiting.due_at, waiting.arithmetic) == (compared.due_at, compared.arithmetic)
    town.colleague.complete("Acknowledge", seen_by_name="A volunteer, on the phone")
    town.worker.complete("Accept or reject", answer="accept")
    town.worker.complete("Record contact attempt", attempt="reached")
    town.worker.complete("Report outcome", result="met")
    assert town.worker.complete("Read the outcome", read=True).ended == "done"
    assert town.sees(town.worker, started) == (True, True)


def test_the_clock_of_a_partner_without_accounts_tells_the_manager_of_the_sender(town: Town) -> None:
    town.referral(town.partner_without_accounts(), need="money")
    town.house.advance(days=1, hours=8)
    (late,) = [task for task in town.house.open_tasks() if task.title == "Acknowledgement is late"]
    assert late.assignee_id == town.manager.account_id
    assert "Acknowledgement is late" in town.titles_of(town.manager)
