"""Nothing about her leaves an agency unless the record says what, to whom, why, on which basis and who decided."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from engine.domain.disclosure import (
    ARTICLE_6,
    ARTICLE_9,
    SCHEDULE_1,
    SCHEDULE_1_FOR,
    Consent,
    DisclosureRecord,
    Override,
    ShareDecision,
    SharedField,
    check_disclosure,
)
from engine.domain.form_fields import Sensitivity
from engine.errors import InvalidInput

HOUSING, WORKER, MANAGER = UUID(int=1), UUID(int=2), UUID(int=3)
NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
NEEDS = SharedField("needs", Sensitivity.NONE)
HEALTH = SharedField("health", Sensitivity.SPECIAL)
OFFENCE = SharedField("offence", Sensitivity.CRIMINAL)
CONSENT = Consent(UUID(int=9), HOUSING, "housing", NOW - timedelta(days=1), NOW + timedelta(days=364))
BY_CONSENT = DisclosureRecord("housing", (NEEDS,), HOUSING, "6.1.a", WORKER, NOW, consent=CONSENT)
SAFEGUARDING = replace(BY_CONSENT, fields=(HEALTH,), article_6="6.1.e", article_9="9.2.g", schedule_1="1.2.18")
OVERRIDE = Override("Threat to her life", "Nothing less protects her", told_her=True, approved_by=MANAGER)


def refused(record: DisclosureRecord, agreement_valid: bool = True) -> dict[str, str]:
    with pytest.raises(InvalidInput) as caught:
        check_disclosure(record, agreement_valid)
    return caught.value.fields


@pytest.mark.parametrize(
    "record",
    [
        BY_CONSENT,
        SAFEGUARDING,
        replace(SAFEGUARDING, article_9="9.2.h", schedule_1="1.1.2", consent=None),
        replace(SAFEGUARDING, article_9="9.2.b", schedule_1="1.1.1"),
        replace(BY_CONSENT, fields=(HEALTH,), article_9="9.2.a"),
        replace(SAFEGUARDING, article_6="6.1.d", article_9="9.2.c", schedule_1=""),
        replace(SAFEGUARDING, fields=(HEALTH, OFFENCE)),
        replace(SAFEGUARDING, fields=(OFFENCE,), article_9="", schedule_1="1.3.30"),
        replace(BY_CONSENT, decision=ShareDecision.REDACT),
        replace(SAFEGUARDING, override=OVERRIDE),
    ],
)
def test_a_disclosure_that_is_accounted_for_passes(record: DisclosureRecord) -> None:
    check_disclosure(record)


@pytest.mark.parametrize(
    ("record", "field"),
    [
        (replace(SAFEGUARDING, purpose=" "), "purpose"),
        (replace(BY_CONSENT, fields=()), "fields"),
        (replace(BY_CONSENT, decision=ShareDecision.BLOCK), "decision"),
        (replace(BY_CONSENT, decision=ShareDecision.MANAGER), "decision"),
        (replace(BY_CONSENT, article_6="6.1.z"), "article_6"),
        (replace(BY_CONSENT, fields=(HEALTH,)), "article_9"),
        (replace(BY_CONSENT, article_9="9.9.z"), "article_9"),
        (replace(BY_CONSENT, schedule_1="9"), "schedule_1"),
        (replace(SAFEGUARDING, schedule_1=""), "schedule_1"),
        (replace(SAFEGUARDING, schedule_1="1.1.2"), "schedule_1"),
        (replace(BY_CONSENT, fields=(OFFENCE,)), "schedule_1"),
        (replace(BY_CONSENT, consent=None), "consent"),
        (replace(SAFEGUARDING, fields=(OFFENCE,), article_9="", schedule_1="1.3.29", consent=None), "consent"),
        (replace(BY_CONSENT, recipient_agency_id=UUID(int=7)), "consent"),
        (replace(BY_CONSENT, purpose="policing"), "consent"),
        (replace(SAFEGUARDING, override=replace(OVERRIDE, harm_reason=" ")), "harm_reason"),
        (replace(SAFEGUARDING, override=replace(OVERRIDE, necessity="")), "necessity"),
        (replace(SAFEGUARDING, override=replace(OVERRIDE, told_her=False)), "why_not_told"),
        (replace(SAFEGUARDING, override=replace(OVERRIDE, approved_by=None)), "approved_by"),
        (replace(SAFEGUARDING, override=replace(OVERRIDE, approved_by=WORKER)), "approved_by"),
    ],
)
def test_a_missing_or_unfit_part_is_named(record: DisclosureRecord, field: str) -> None:
    assert set(refused(record)) == {field}


def test_everything_missing_is_named_at_once() -> None:
    bare = DisclosureRecord("", (), HOUSING, "", WORKER, NOW, override=Override("", "", told_her=False))
    assert set(refused(bare)) == {
        "purpose",
        "fields",
        "article_6",
        "harm_reason",
        "necessity",
        "why_not_told",
        "approved_by",
    }


@pytest.mark.parametrize(
    ("at", "withdrawn_at", "covers"),
    [
        (CONSENT.given_at, None, True),
        (CONSENT.given_at - timedelta(seconds=1), None, False),
        (CONSENT.expires_at, None, False),
        (NOW, NOW, False),
        (NOW, NOW + timedelta(seconds=1), True),
    ],
)
def test_consent_holds_from_giving_to_expiry_or_withdrawal(
    at: datetime, withdrawn_at: datetime | None, covers: bool
) -> None:
    assert replace(CONSENT, withdrawn_at=withdrawn_at).covers(HOUSING, "housing", at) is covers


def test_a_recipient_without_agreement_gets_nothing_unless_she_is_in_danger_now() -> None:
    assert set(refused(BY_CONSENT, agreement_valid=False)) == {"recipient"}
    assert set(refused(replace(SAFEGUARDING, override=OVERRIDE), agreement_valid=False)) == {"recipient"}
    danger = replace(OVERRIDE, danger_now=True, approved_by=None)
    check_disclosure(replace(SAFEGUARDING, override=danger), agreement_valid=False)


def test_she_need_not_be_told_when_it_is_said_why() -> None:
    told_later = replace(OVERRIDE, told_her=False, why_not_told="She cannot be reached safely")
    check_disclosure(replace(SAFEGUARDING, override=told_later))


def test_a_decision_without_time_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="no time zone"):
        check_disclosure(replace(BY_CONSENT, decided_at=NOW.replace(tzinfo=None)))


def test_every_basis_names_its_source_and_companions_exist() -> None:
    for bases in (ARTICLE_6, ARTICLE_9, SCHEDULE_1):
        assert all(code == basis.code and basis.title and basis.source for code, basis in bases.items())
    assert set(SCHEDULE_1_FOR) <= set(ARTICLE_9)
    assert {code for codes in SCHEDULE_1_FOR.values() for code in codes} <= set(SCHEDULE_1)
