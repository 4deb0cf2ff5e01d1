"""Many people who begin with one password: it is hashed once, and as strongly as ever."""

from __future__ import annotations

from pathlib import Path

import pytest
from argon2 import PasswordHasher

from engine.bootstrap import build
from engine.commands import CreateAccount, PasswordHash, SignIn
from engine.errors import InvalidInput, NotPermitted
from engine.testing import House, harness

PASSWORD = "a passphrase for everybody"


def create(house: House, login: str, password: str) -> None:
    agency_id, team_id = house.agency("Charity")
    house.engine.execute(CreateAccount(f"{login}@example.org", login, password, agency_id, team_id, ("caseworker",)))


def test_people_created_with_one_hash_sign_in_with_its_password(house: House) -> None:
    hashed = PasswordHash.of(PASSWORD)
    for login in ("one", "two"):
        create(house, login, hashed)
        assert house.engine.execute(SignIn(f"{login}@example.org", PASSWORD, "here")).token


@pytest.mark.parametrize(
    "given",
    [PasswordHash(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)), PasswordHash(PASSWORD)],
    ids=["weaker", "no hash"],
)
def test_what_is_hashed_less_strongly_is_refused(house: House, given: PasswordHash) -> None:
    with pytest.raises(InvalidInput) as refused:
        create(house, "one", given)
    assert list(refused.value.fields) == ["password"]


def test_a_text_that_looks_like_a_hash_is_a_password_like_any_other(house: House) -> None:
    looks_hashed = str(PasswordHash.of(PASSWORD))
    create(house, "one", looks_hashed)
    with pytest.raises(NotPermitted):
        house.engine.execute(SignIn("one@example.org", PASSWORD, "here"))
    assert house.engine.execute(SignIn("one@example.org", looks_hashed, "here")).token


def test_an_engine_waits_for_the_disk_unless_it_is_told_not_to(tmp_path: Path) -> None:
    with harness(f"sqlite:///{tmp_path}/pathways.sqlite3") as house:
        waiting = build(house.engine.config)
        for engine, mode in ((waiting, 2), (house.engine, 0)):
            with engine.database.sql.connect() as connection:
                assert connection.exec_driver_sql("PRAGMA synchronous").scalar_one() == mode
        waiting.close()
