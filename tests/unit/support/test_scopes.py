"""What stays together on one worker, and what begins first."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from tests.support.scopes import LONGEST_FIRST, scope_of, turn_of

CANARY = "tests/integration/canary"
NAMES = (
    f"{CANARY}/test_api.py::test_a[sqlite]",
    f"{CANARY}/test_api.py::test_a[postgresql]",
    f"{CANARY}/test_scope.py::test_b[sqlite-Council]",
    f"{CANARY}/test_scope.py::test_b[postgresql-Council]",
    "tests/integration/crash/test_crash.py::test_on_sqlite",
    "tests/integration/crash/test_crash.py::test_on_postgresql",
    "tests/integration/web/test_team.py::test_c",
    "tests/unit/feel/test_texts.py::test_d[sqlite]",
    "tests/unit/feel/test_texts.py::test_e[a-b]",
    "tests/unit/dmn/test_check.py::test_f",
)


def test_the_canaries_of_one_database_stay_together_and_apart_from_the_other() -> None:
    one, other = f"{CANARY}/test_api.py::test_a", f"{CANARY}/test_scope.py::test_b"
    assert scope_of(f"{one}[sqlite]") == scope_of(f"{other}[sqlite-Council]") == scope_of(f"{other}[Council-sqlite]")
    assert scope_of(f"{one}[postgresql]") == scope_of(f"{other}[postgresql-Council]")
    assert scope_of(f"{one}[sqlite]") != scope_of(f"{one}[postgresql]")


def test_a_crash_needs_no_other_and_a_module_stays_whole() -> None:
    one, other = NAMES[4:6]
    assert scope_of(one) != scope_of(other)
    assert scope_of(NAMES[7]) == scope_of(NAMES[8]) == "tests/unit/feel/test_texts.py"


@given(st.permutations(NAMES))
def test_what_takes_longest_begins_first_and_scopes_stay_whole_and_in_order(names: list[str]) -> None:
    turns = sorted(names, key=turn_of(names))
    scopes = [scope_of(name) for name in turns]
    assert len({*scopes}) == 1 + sum(one != other for one, other in pairwise(scopes))
    assert turns[0].startswith(LONGEST_FIRST[0])
    assert turns[-1].startswith("tests/unit/dmn")
    for scope in scopes:
        assert [name for name in turns if scope_of(name) == scope] == [n for n in names if scope_of(n) == scope]
