"""Guessing a password: what is counted, and that guesses sent at once do not pass the limit together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Barrier
from time import process_time
from typing import Any

import pytest
from sqlalchemy import event

from engine.commands import InvitePerson, MarkLeaver, PasswordHash, SignIn
from engine.commands.passwords import matches
from engine.domain.sign_in import MAX_FAILURES, MAX_FAILURES_ON_DEVICE
from engine.errors import EngineError, NotPermitted, TooManyAttempts
from engine.store.wire_statements import Said
from engine.testing import PASSWORD, House

EMAIL = "administrator1@example.org"
GUESSES = 12


def guess(house: House, password: str, email: str = EMAIL) -> str:
    try:
        house.engine.execute(SignIn(email, password, "203.0.113.7"))
    except EngineError as refusal:
        return type(refusal).__name__
    return "signed in"


def test_guesses_sent_at_once_do_not_pass_the_limit_together(house: House) -> None:
    together = Barrier(GUESSES)

    def one(number: int) -> str:
        together.wait()
        return guess(house, f"wrong {number} wrong wrong", EMAIL.upper() if number % 2 else EMAIL)

    with ThreadPoolExecutor(GUESSES) as pool:
        answers = Counter(pool.map(one, range(GUESSES)))
    assert answers == {"NotPermitted": MAX_FAILURES, "TooManyAttempts": GUESSES - MAX_FAILURES}
    assert guess(house, PASSWORD) == "TooManyAttempts"


def test_who_is_right_is_never_shut_out_by_signing_in_often(house: House) -> None:
    assert {guess(house, PASSWORD) for _ in range(MAX_FAILURES + 2)} == {"signed in"}


def test_being_shut_out_is_no_refusal_of_what_was_typed(house: House) -> None:
    for number in range(MAX_FAILURES):
        with pytest.raises(NotPermitted):
            house.engine.execute(SignIn(EMAIL, f"wrong {number} wrong wrong", "203.0.113.7"))
    with pytest.raises(TooManyAttempts, match="Expected fewer attempts, but"):
        house.engine.execute(SignIn(EMAIL, PASSWORD, "203.0.113.7"))


def attempt(house: House, address: str, device: str = "", email: str = EMAIL) -> str:
    try:
        house.engine.execute(SignIn(email, "wrong wrong wrong", address, "", device))
    except EngineError as refusal:
        return type(refusal).__name__
    return "signed in"


def test_guessing_from_elsewhere_never_shuts_a_worker_out(house: House) -> None:
    """Whoever knows only her address can use up nothing of hers: her device, and every other place, count apart."""
    own = house.engine.execute(SignIn(EMAIL, PASSWORD, "203.0.113.7")).device
    while attempt(house, "203.0.113.7") != "TooManyAttempts":
        pass
    assert house.engine.execute(SignIn(EMAIL, PASSWORD, "203.0.113.7", "", own)).device == own
    assert house.engine.execute(SignIn(EMAIL, PASSWORD, "198.51.100.1")).token
    with pytest.raises(TooManyAttempts):
        house.engine.execute(SignIn(EMAIL, PASSWORD, "203.0.113.7"))


def test_a_known_device_has_a_limit_of_its_own(house: House) -> None:
    own = house.engine.execute(SignIn(EMAIL, PASSWORD, "203.0.113.7")).device
    answers = [attempt(house, "203.0.113.7", own) for _ in range(MAX_FAILURES_ON_DEVICE + 1)]
    assert Counter(answers) == {"NotPermitted": MAX_FAILURES_ON_DEVICE, "TooManyAttempts": 1}
    assert attempt(house, "203.0.113.7") == "NotPermitted"


def test_a_device_is_known_to_those_who_signed_in_with_it_and_to_nobody_else(house: House) -> None:
    own = house.engine.execute(SignIn(EMAIL, PASSWORD, "203.0.113.7")).device
    house.person("Outreach worker 1", "Charity", "Outreach")
    other = "person1@example.org"
    assert [attempt(house, "198.51.100.1", own, other) for _ in range(MAX_FAILURES)] == ["NotPermitted"] * MAX_FAILURES
    assert attempt(house, "198.51.100.1", own, other) == "TooManyAttempts"
    assert attempt(house, "198.51.100.1", "made up", other) == "TooManyAttempts"


def test_nobody_learns_from_what_is_asked_of_the_database_who_has_an_account(house: House) -> None:
    """The same statements, in the same order, for who is known, invited, gone, and nobody at all."""
    admin = house.person("Administrator 2", "Council", "Coordination", ("administrator",))
    gone = house.person("Outreach worker 1", "Charity", "Outreach")
    invited = InvitePerson("invited@example.org", "Invited", gone.agency_id, gone.team_id, ["caseworker"])
    admin.do(invited)
    admin.do(MarkLeaver(gone.account_id))
    for _ in range(2):  # until what can be prepared is
        statements(house, "first@example.org")
    asked = {
        email: statements(house, email)
        for email in (EMAIL, "person2@example.org", "invited@example.org", "nobody@example.org")
    }
    assert len(asked[EMAIL]) > 5
    assert len(set(asked.values())) == 1


class Ears:
    """Hears every statement, whichever way it goes."""

    def __init__(self) -> None:
        self.heard: list[str] = []

    def sent(self, said: Sequence[Said]) -> None:
        self.heard += [each.text for each in said]

    def hear(self, *about: Any) -> None:
        self.heard.append(str(about[2]))


@contextmanager
def heard(house: House, ears: Ears) -> Iterator[None]:
    """Have all heard that is said to the database meanwhile."""
    database = house.engine.database
    event.listen(database.sql, "before_cursor_execute", ears.hear)
    database.listener = ears
    try:
        yield
    finally:
        event.remove(database.sql, "before_cursor_execute", ears.hear)
        database.listener = None


def statements(house: House, email: str) -> tuple[str, ...]:
    """What is asked of the database for one wrong attempt."""
    ears = Ears()
    with heard(house, ears):
        assert attempt(house, "198.51.100.99", "", email) == "NotPermitted"
    return tuple(ears.heard)


def test_comparing_takes_as_long_when_there_is_no_password_to_compare_with() -> None:
    def seconds(password_hash: str | None) -> float:
        began = process_time()
        assert not matches(password_hash, "wrong wrong wrong")
        return process_time() - began

    real = PasswordHash.of(PASSWORD)
    seconds(None)
    least = min(seconds(real) for _ in range(3)) / 4
    assert all(seconds(nothing) > least for nothing in (None, "", "!"))
