"""Guessing a password: what is counted, and that guesses sent at once do not pass the limit together."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from engine.commands import SignIn
from engine.commands.sign_in import MAX_FAILURES
from engine.errors import EngineError, NotPermitted, TooManyAttempts
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
