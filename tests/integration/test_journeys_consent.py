"""Her consents: given to one agency for one purpose, named by what rests on them, taken back when she says so."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest

from engine import queries
from engine.commands import ClaimTask, CompleteTask, Outcome, ReleaseTask, WithdrawConsent
from engine.domain.actors import Role
from engine.errors import InvalidInput, InvalidState, NotFound
from engine.store import history, sharing
from engine.store.sharing import ConsentRecord, DisclosureRow
from engine.testing import House, Value, as_sent
from tests.integration.town import Town, found

WITHOUT: dict[str, Value] = {
    "purpose": "safeguarding",
    "consent": "not_asked",
    "harm_why": "He waits outside her door",
    "article_6": "6.1.e",
    "article_9": "9.2.g",
    "schedule_1": "1.2.18",
}
DANGER: dict[str, Value] = {**WITHOUT, "harm_risk": "now", "necessity": "He is there now"}
A_NO: dict[str, Value] = {"consent": "refused", "article_6": "6.1.f", "article_9": "9.2.h", "schedule_1": "1.1.2"}


@pytest.fixture
def town(house: House) -> Town:
    return found(house)


def kept(town: Town) -> list[ConsentRecord]:
    with town.house.engine.database.read(1, town.house.clock.now()) as tx:
        rows = sharing.consents.all(tx, sharing.consents.selection())
    return sorted(rows, key=lambda row: row.id)


def disclosed(town: Town) -> list[DisclosureRow]:
    with town.house.engine.database.read(1, town.house.clock.now()) as tx:
        return sharing.disclosures.all(tx, sharing.disclosures.selection())


def send_again(town: Town, case_id: UUID | None, **changes: Value) -> Outcome:
    started = town.worker.start("referral_handshake", case_id)
    town.worker.complete("Send referral", **town.sending(**changes))
    return started


def test_a_yes_is_kept_for_that_agency_and_purpose_and_the_disclosure_names_it(town: Town) -> None:
    town.referral(consent_words="Only what housing needs")
    (consent,) = kept(town)
    now = town.house.clock.now()
    assert (consent.recipient_agency_id, consent.purpose) == (town.officer.agency_id, "support")
    assert (consent.granted_at, consent.expires_at) == (now, now + timedelta(days=365))
    assert (consent.withdrawn_at, consent.recorded_by) == (None, town.worker.account_id)
    assert [row.consent_id for row in disclosed(town)] == [consent.id]


def test_what_rests_on_another_basis_names_no_consent(town: Town) -> None:
    town.referral(article_6="6.1.f", article_9="9.2.h", schedule_1="1.1.2")
    assert [row.consent_id for row in disclosed(town)] == [None]
    assert len(kept(town)) == 1


def test_a_general_yes_on_the_first_contact_is_no_consent_to_any_agency(town: Town) -> None:
    town.contact(consents=["support"])
    assert kept(town) == []


def test_a_later_no_takes_back_what_she_agreed_to_for_the_same_agency_and_purpose_only(town: Town) -> None:
    started = town.referral()
    send_again(town, started.case_id, service=str(town.clinic), need="sexual health")
    town.house.clock.advance(timedelta(hours=1))
    send_again(town, started.case_id, **A_NO)
    to_housing, to_clinic = kept(town)
    assert to_housing.withdrawn_at == town.house.clock.now()
    assert to_clinic.withdrawn_at is None
    assert len(disclosed(town)) == 2


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"article_9": ""}, "article_9", "Select the condition for special category data"),
        ({"schedule_1": "1.1.1", "article_9": "9.2.g"}, "schedule_1", "goes with it"),
        ({"consent": "refused"}, "article_6", "She has not agreed to this, so choose another basis"),
        ({"consent": "not_asked", "article_6": "6.1.e"}, "article_9", "She has not agreed to this"),
        ({**DANGER, "necessity": ""}, "necessity", "Enter why sharing is necessary and proportionate"),
    ],
    ids=["no Article 9", "Schedule 1 does not fit", "a no as basis", "nobody asked her", "danger without necessity"],
)
def test_what_is_not_accounted_for_is_said_beside_the_field_and_nothing_is_kept(
    town: Town, changes: dict[str, Value], field: str, words: str
) -> None:
    with pytest.raises(InvalidInput) as refusal:
        town.referral(**changes)
    assert words in refusal.value.fields[field]
    assert "Send referral" in town.titles_of(town.worker)
    assert (kept(town), disclosed(town)) == ([], [])
    with town.house.engine.database.read(1, town.house.clock.now()) as tx:
        assert history.incidents.all(tx, history.incidents.selection()) == []


def test_whoever_sends_it_cannot_be_the_second_person_who_approves(town: Town) -> None:
    both = town.house.person("Worker who manages", "Outreach charity", "Street team", (Role.CASEWORKER, Role.MANAGER))
    case_id = town.contact().case_id
    started = both.start("referral_handshake", case_id)
    both.complete("Send referral", **town.sending(**WITHOUT))
    approving = {"approval": "approve", "necessity": "She is at risk", "will_be_told": "will be told"}
    with pytest.raises(InvalidInput) as refusal:
        both.complete("Approve sharing", **approving)
    assert "A second person must approve" in refusal.value.fields["approved_by"]
    assert disclosed(town) == []
    (task,) = [task for task in town.open_of(started.instance_id) if task.title == "Approve sharing"]
    both.do(ReleaseTask(task.id, task.version))
    town.manager.do(ClaimTask(task.id, task.version + 1))
    town.manager.do(CompleteTask(task.id, task.version + 2, as_sent(approving)))
    (row,) = disclosed(town)
    assert (row.decided_by, row.consent_id) == (town.manager.account_id, None)


def test_whoever_wanted_to_share_does_not_review_it(town: Town) -> None:
    """Governance rule 4."""
    both = town.house.person("Worker who manages", "Outreach charity", "Street team", (Role.CASEWORKER, Role.MANAGER))
    both.start("referral_handshake", town.contact().case_id)
    both.complete("Send referral", **town.sending(**DANGER))
    reviewing = {"was_right": "yes", "review_note": "It was right", "she_was_told": "yes"}
    with pytest.raises(InvalidInput) as refusal:
        both.complete("Review sharing without agreement", **reviewing)
    assert "somebody else" in refusal.value.fields["was_right"]


def test_in_danger_it_goes_to_an_agency_without_a_charter_and_without_her_yes(town: Town) -> None:
    town.referral(town.lapsed_partner(), **DANGER)
    assert [row.gate for row in disclosed(town)] == ["redact"]


def test_she_takes_a_consent_back_once_and_what_was_shared_on_it_is_listed(town: Town) -> None:
    started = town.referral()
    assert started.case_id is not None
    (consent,) = kept(town)
    town.house.clock.advance(timedelta(days=1))
    for stranger in (town.officer, town.nurse):
        with pytest.raises(NotFound):
            stranger.do(WithdrawConsent(started.case_id, consent.id))
    town.colleague.do(WithdrawConsent(started.case_id, consent.id))
    with pytest.raises(InvalidState, match="taken back or has run out"):
        town.worker.do(WithdrawConsent(started.case_id, consent.id))
    with town.house.engine.reading(town.worker.actor) as view:
        (line,) = queries.consents(view, started.case_id)
    assert (line.agency, line.purpose, line.state, line.may_withdraw) == ("Housing", "support", "taken back", False)
    assert line.shared == ("Mon 23 Nov 2026: the name she uses, what she wants help with",)


def test_only_those_in_the_whole_case_see_her_consents(town: Town) -> None:
    started = town.referral()
    assert started.case_id is not None
    for person in (town.officer, town.nurse, town.coordinator):
        with town.house.engine.reading(person.actor) as view, pytest.raises(NotFound):
            queries.consents(view, started.case_id)


def test_a_consent_runs_out_after_a_year(town: Town) -> None:
    started = town.referral()
    assert started.case_id is not None
    town.house.clock.advance(timedelta(days=365))
    with town.house.engine.reading(town.worker.actor) as view:
        (line,) = queries.consents(view, started.case_id)
    assert (line.state, line.may_withdraw) == ("run out", False)
    with pytest.raises(InvalidState):
        town.worker.do(WithdrawConsent(started.case_id, kept(town)[0].id))
