"""When and how it is safe to reach her (governance rule 9): what she has not said is safe is not."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.domain.safe_contact import (
    CALL,
    CONFIRMED,
    IN_PERSON,
    LETTER,
    TEXT,
    THROUGH,
    VOICEMAIL,
    WAYS,
    against,
    confirmed,
)

MONDAY_3PM = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
SATURDAY_3PM = datetime(2026, 11, 28, 15, 0, tzinfo=UTC)
CALLS: dict[str, Any] = {
    CONFIRMED: "2026-11-20",
    "safe_channel": CALL,
    "voicemail_ok": False,
    "safe_days": "weekdays",
    "safe_from": "14:00",
    "safe_until": "17:00",
}


def safe(known: dict[str, Any], at: datetime = MONDAY_3PM) -> set[str]:
    return {way.value for way in WAYS if not against(known, way.value, at)}


@pytest.mark.parametrize(
    ("known", "at", "ways"),
    [
        (CALLS, MONDAY_3PM, {IN_PERSON, CALL}),
        (CALLS, SATURDAY_3PM, {IN_PERSON}),
        (CALLS, MONDAY_3PM.replace(hour=17), {IN_PERSON}),
        (CALLS, MONDAY_3PM.replace(hour=13, minute=59), {IN_PERSON}),
        ({**CALLS, "voicemail_ok": True}, MONDAY_3PM, {IN_PERSON, CALL, VOICEMAIL}),
        ({**CALLS, "safe_channel": TEXT, "safe_days": "every day"}, SATURDAY_3PM, {IN_PERSON, TEXT}),
        ({**CALLS, "safe_days": "weekends"}, MONDAY_3PM, {IN_PERSON}),
        ({**CALLS, "safe_channel": THROUGH}, SATURDAY_3PM, {IN_PERSON, THROUGH}),
        ({**CALLS, "safe_channel": "none"}, MONDAY_3PM, {IN_PERSON}),
        ({**CALLS, CONFIRMED: None}, MONDAY_3PM, {IN_PERSON}),
        ({**CALLS, "safe_from": None}, MONDAY_3PM, {IN_PERSON}),
        ({}, MONDAY_3PM, {IN_PERSON}),
    ],
)
def test_she_is_reached_only_as_she_said(known: dict[str, Any], at: datetime, ways: set[str]) -> None:
    assert safe(known, at) == ways


@given(st.dictionaries(st.sampled_from(sorted(CALLS)), st.none() | st.sampled_from(list(CALLS.values())), max_size=6))
def test_a_letter_never_goes_whatever_is_known(known: dict[str, Any]) -> None:
    assert against(known, LETTER, MONDAY_3PM)


def test_the_hours_are_those_of_the_clock_on_the_wall() -> None:
    """In summer 15:30 UTC is half past four in London, and 16:30 UTC is past five."""
    summer = datetime(2026, 7, 20, 15, 30, tzinfo=UTC)
    assert CALL in safe(CALLS, summer)
    assert CALL not in safe(CALLS, summer.replace(hour=16))


@pytest.mark.parametrize("name", ["phone", "trusted_person"])
def test_a_new_number_has_to_be_confirmed_and_the_same_one_not(name: str) -> None:
    assert confirmed({name: "old"}, {name: "new"}, MONDAY_3PM) == {CONFIRMED: None}
    assert confirmed({name: "old"}, {name: "old"}, MONDAY_3PM) == {}
    assert confirmed({name: "old"}, {name: "new", "safe_channel": TEXT}, MONDAY_3PM) == {CONFIRMED: "2026-11-23"}
    assert confirmed({}, {"alias": "Robin"}, MONDAY_3PM) == {}
