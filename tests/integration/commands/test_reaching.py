"""Safe contact before anybody reaches her (governance rule 9): what is not safe is held, and somebody is asked."""

from __future__ import annotations

from uuid import UUID

import pytest

from engine import queries
from engine.commands import ConfirmContact, PlanContact
from engine.errors import InvalidInput, NotFound
from engine.testing import House, Value, as_sent
from tests.integration.town import Town, found

HELD = "A contact is held: ask her how it is safe"
SAFE: dict[str, Value] = {
    "safe_channel": "call",
    "phone": "07700 900111",
    "safe_days": "every day",
    "safe_from": "08:00",
    "safe_until": "20:00",
    "voicemail_ok": "no",
}


@pytest.fixture
def town(house: House) -> Town:
    return found(house)


def plan(town: Town, case_id: UUID | None, way: str) -> bool:
    assert case_id is not None
    return town.worker.do(PlanContact(case_id, {"way": [way]})) is None


def test_what_she_has_not_said_is_safe_is_held_until_she_was_asked(town: Town) -> None:
    case_id = town.contact(safe_channel="call", phone="07700 900111").case_id
    assert case_id is not None
    assert not plan(town, case_id, "call")
    assert not plan(town, case_id, "text")
    assert town.titles_of(town.colleague).count(HELD) == 1
    town.colleague.do(ConfirmContact(case_id, as_sent(SAFE)))
    assert [plan(town, case_id, way) for way in ("call", "voicemail", "text", "letter")] == [True, False, False, False]
    town.worker.complete(HELD)


def test_what_she_said_stands_on_her_case_with_the_day(town: Town) -> None:
    case_id = town.contact(safe_channel="call", phone="07700 900111").case_id
    assert case_id is not None
    town.worker.do(ConfirmContact(case_id, as_sent(SAFE)))
    with town.house.engine.reading(town.worker.actor) as view:
        details = dict(queries.case_page(view, case_id).details)
    assert details["She was asked on"] == "2026-11-23"
    assert details["Safe hours"] == "Every day, 08:00 to 20:00"
    assert plan(town, case_id, "call")


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"phone": ""}, "phone"), ({"safe_until": "07:00"}, "safe_until"), ({"safe_channel": "pigeon"}, "safe_channel")],
)
def test_what_cannot_be_is_refused_beside_the_field(town: Town, changes: dict[str, Value], field: str) -> None:
    case_id = town.contact().case_id
    assert case_id is not None
    with pytest.raises(InvalidInput) as refusal:
        town.worker.do(ConfirmContact(case_id, as_sent({**SAFE, **changes})))
    assert list(refusal.value.fields) == [field]


def test_only_those_in_the_whole_case_ask_and_write_it_down(town: Town) -> None:
    case_id = town.referral().case_id
    assert case_id is not None
    for other in (town.officer, town.nurse, town.coordinator):
        for command in (PlanContact(case_id, {"way": ["call"]}), ConfirmContact(case_id, as_sent(SAFE))):
            with pytest.raises(NotFound):
                other.do(command)
