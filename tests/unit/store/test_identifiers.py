"""Identifiers are version 7 UUIDs in the order in which they were made, also while the clock stands still."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from engine.store.identifiers import new_id, new_reference

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
MANY = 10_000


def test_identifiers_of_one_moment_keep_their_order() -> None:
    made = [new_id(NOON) for _ in range(MANY)]
    assert made == sorted(made)
    assert len(set(made)) == MANY


def test_a_later_moment_comes_later() -> None:
    assert new_id(NOON) < new_id(NOON + timedelta(milliseconds=1))


def test_they_are_version_7_of_rfc_9562() -> None:
    made = new_id(NOON)
    assert (made.version, made.variant) == (7, "specified in RFC 4122")
    assert made.int >> 80 == int(NOON.timestamp() * 1000)


def test_references_hold_no_vowels_and_no_look_alikes() -> None:
    assert not set("AEIOU01LS") & set("".join(new_reference()[3:] for _ in range(200)))
