"""Every step of generated pathways agrees with the token game of the tests, put away and taken up in between."""

from __future__ import annotations

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from tests.unit.oracle.models import nets
from tests.unit.oracle.net import Net
from tests.unit.oracle.walks import Pair

NUMBERS = st.lists(st.integers(0, 999), min_size=5, max_size=30)
# A failure tells the whole pathway and all steps; making it smaller would take longer than a test may.
PHASES = (Phase.explicit, Phase.generate)


@pytest.mark.parametrize(("room", "times"), [(2, 3), (10, 2)], ids=["few blocks", "many blocks"])
def test_what_is_awaited_known_and_passed_is_what_the_standard_says(room: int, times: int) -> None:
    @settings(max_examples=times * settings().max_examples, phases=PHASES, database=None)
    @given(net=nets(room), numbers=NUMBERS)
    def walk(net: Net, numbers: list[int]) -> None:
        Pair(net).walk(numbers).finish()

    walk()
