"""Every step of generated pathways agrees with the token game of the tests, put away and taken up in between."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tests.unit.oracle.models import nets
from tests.unit.oracle.net import Net
from tests.unit.oracle.walks import walk

NUMBERS = st.lists(st.integers(0, 999), min_size=10, max_size=30)


@given(net=nets(), numbers=NUMBERS)
def test_what_is_awaited_known_and_passed_is_what_the_standard_says(net: Net, numbers: list[int]) -> None:
    walk(net, numbers)
