"""Who may open what: every page, with every identifier, as everybody; and that the scope is what keeps words in."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest
from sqlalchemy import true

from engine.domain.actors import Role
from engine.store import bars, entries, hand_overs, inbox, scope, subjects, visibility
from engine.store.bars import BarRecord
from engine.store.cases import case_files
from engine.testing import Person
from tests.integration.canary.conftest import Played
from tests.integration.canary.crawl import addresses, crawl, known_ids
from tests.integration.canary.people import enter, outsiders, place

SCOPES = ("tasks", "cases", "instances", "whole_case")
RECORDS = ("/tasks/", "/cases/", "/referrals/")
OF_TRIAGE = ("record_contact", "agree_first_steps", "make_safe", "tell_her", "allocate_lead", "check_duplicates")
OF_SENDER = ("send_referral", "approve_sharing", "change_or_stop", "review_sharing", "read_outcome", "read_rejection")
OF_RECEIVER = ("acknowledge", "accept_or_reject", "record_attempt", "report_outcome", "confirm_stop")
OF_ORDER = ("ordered_meetings", "after_order", "readiness")
OF_SUPERVISOR = "court_meeting"
OF_NOBODY = ("draft", "withdraw", "fault")
OF_OUTREACH = ("note of outreach", "note for outreach", "goal", "comment", "content", "name", "why offered")
OF_HOUSING = ("entry", "note of housing")
"""What others typed and did not send yet, and what no page shows."""


@dataclass(frozen=True)
class Part:
    """What somebody with a part in it must find, and must not."""

    sees: tuple[tuple[str, str], ...]
    never: tuple[str, ...]
    save: tuple[tuple[str, str], ...] = ()


PARTS = {
    "Outreach charity": Part(
        (
            ("record_contact", "her_words"),
            ("send_referral", "ask"),
            *(("entry", what) for what in OF_OUTREACH),
            ("shared", "comment"),
        ),
        (*OF_NOBODY, OF_SUPERVISOR),
    ),
    "Housing": Part(
        (
            ("record_contact", "alias"),
            ("send_referral", "ask"),
            ("report_outcome", "result_note"),
            ("shared", "comment"),
            OF_HOUSING,
        ),
        (*OF_TRIAGE, *OF_SENDER, *OF_ORDER, *OF_NOBODY, "entry"),
        save=(("record_contact", "alias"), ("send_referral", "ask"), OF_HOUSING),
    ),
    "Council": Part(
        (("check_duplicates", "match_why"),),
        (*OF_TRIAGE, *OF_SENDER, *OF_RECEIVER, *OF_ORDER, OF_SUPERVISOR, *OF_NOBODY, "comment", "entry", "shared"),
        save=(("check_duplicates", "match_why"), ("allocate_lead", "why_this_team")),
    ),
}


def seen_by(played: Played, person: Person, under: str = "/") -> dict[str, str]:
    """What the person sees as things are, looked at once for all tests."""
    key = person.account_id, under
    if key not in played.seen:
        played.seen[key] = where_seen(played, person, under)
    return played.seen[key]


def where_seen(played: Played, person: Person, under: str = "/") -> dict[str, str]:
    """The words on all pages that the person can open, each with a page on which it stands."""
    journey = played.journey
    paths = [path for path in addresses(journey.app, known_ids(journey.town.house)) if path.startswith(under)]
    seen: dict[str, str] = {}
    for path, status, text in crawl(enter(journey, person), paths):
        assert status < 500, path
        seen |= dict.fromkeys(journey.canaries.found_in(text), path)
    return seen


def opened(played: Played, person: Person) -> list[str]:
    """The pages of records that the person can open."""
    paths = addresses(played.journey.app, known_ids(played.journey.town.house))
    records = [path for path in paths if path.startswith(RECORDS)]
    return [path for path, status, _ in crawl(enter(played.journey, person), records) if status == 200]


def test_who_has_no_part_in_it_finds_no_word_on_any_page(played: Played, people: dict[str, Person]) -> None:
    few = [place("Clinic", Role.CASEWORKER), place("Clinic", Role.MANAGER), place("Council", Role.ADMINISTRATOR)]
    for who in few if played.is_postgresql else outsiders():
        assert seen_by(played, people[who]) == {}, who


@pytest.mark.parametrize("agency", PARTS)
def test_who_has_a_part_in_it_finds_what_it_needs_and_nothing_else(
    played: Played, people: dict[str, Person], agency: str
) -> None:
    written, part = played.journey.canaries.written, PARTS[agency]
    saved = {written[key] for key in part.save}
    for role in (Role.CASEWORKER,) if played.is_postgresql else (Role.CASEWORKER, Role.MANAGER):
        seen = seen_by(played, people[place(agency, role)])
        assert {written[key] for key in part.sees} <= seen.keys()
        assert {word: seen[word] for word in played.journey.canaries.of(*part.never) & seen.keys() - saved} == {}


def test_a_draft_is_for_the_one_who_types_it(played: Played) -> None:
    canaries, town = played.journey.canaries, played.journey.town
    assert canaries.written["draft", "half a goal"] in seen_by(played, town.worker, "/tasks/")
    assert canaries.written["draft", "of the officer"] in seen_by(played, town.officer, "/tasks/")
    assert canaries.of("draft") & seen_by(played, town.colleague, "/tasks/").keys() == set()


@contextmanager
def without(monkeypatch: pytest.MonkeyPatch, *names: str) -> Iterator[None]:
    """The application as it would be without these calls of the scope."""
    with monkeypatch.context() as patch:
        for name in names:
            patch.setattr(scope, name, lambda _actor: true())
        forget()
        yield
    forget()


def forget() -> None:
    """Statements are made once for each actor."""
    for module in (visibility, inbox, entries, hand_overs):
        for made in vars(module).values():
            if hasattr(made, "cache_clear"):
                made.cache_clear()


def test_without_the_scope_the_words_get_out(
    played: Played, people: dict[str, Person], monkeypatch: pytest.MonkeyPatch
) -> None:
    """So the checks above would fail."""
    stranger = people[place("Clinic", Role.CASEWORKER)]
    with without(monkeypatch, *SCOPES):
        leaked = set(where_seen(played, stranger))
    assert leaked >= played.journey.canaries.of("make_safe", "review_sharing", "report_outcome")
    assert where_seen(played, stranger) == {}


@pytest.fixture(scope="module")
def barred(played: Played) -> Person:
    """A manager of outreach, who would see nearly all of it, barred from every case."""
    house = played.journey.town.house
    kin = house.person("Kin", "Outreach charity", "Street team", [Role.MANAGER.value])
    with house.engine.database.write(1, house.clock.now()) as tx:
        for case in case_files.all(tx, case_files.selection()):
            cipher, bar_id = subjects.cipher(tx, case.person_id), tx.new_id()
            assert cipher is not None
            why = cipher.seal_json(bars.why_place(bar_id), "Her cousin")
            by = played.journey.town.worker.account_id
            bars.bars.add(tx, BarRecord(bar_id, case.id, kin.account_id, None, why, tx.now, by))
    return kin


def test_who_is_barred_finds_no_word_on_any_page(played: Played, barred: Person) -> None:
    """Rule 10: every address with every identifier. What is about her agency's charter is about no woman."""
    assert where_seen(played, barred).keys() <= played.journey.canaries.of("sign_charter", "take_stock")
    records = [path for path in opened(played, barred) if path.startswith("/cases/")]
    assert records == []


def test_without_the_scope_postgresql_still_keeps_out_who_is_barred(
    played: Played, barred: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second net; on SQLite, which has none, the words get out, so the test above could fail."""
    monkeypatch.setattr(scope, "not_barred", lambda _actor, _case_id: true())
    forget()
    found = where_seen(played, barred, "/cases/")
    monkeypatch.undo()
    forget()
    assert bool(found) != played.is_postgresql


@pytest.mark.parametrize("name", ["tasks", "cases", "instances"])
def test_without_one_call_of_the_scope_a_stranger_opens_what_she_may_not(
    played: Played, people: dict[str, Person], monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    stranger = people[place("Clinic", Role.CASEWORKER)]
    assert opened(played, stranger) == []
    with without(monkeypatch, name):
        assert opened(played, stranger) != []
