"""Times in a named zone: without a date they have no instant, but the clocks of one zone go alike."""

from __future__ import annotations

import pytest

from engine.feel import compile_expression

PARIS, LATER, LONDON = '@"10:30:00@Europe/Paris"', '@"11:30:00@Europe/Paris"', '@"10:30:00@Europe/London"'
FINE, FINER = '@"10:30:00.123456788@Europe/Paris"', '@"10:30:00.123456789@Europe/Paris"'


@pytest.mark.parametrize(
    ("text", "value"),
    [
        (f"{PARIS} = {PARIS}", True),
        (f"{PARIS} != {PARIS}", False),
        (f"{PARIS} < {LATER}", True),
        (f"{FINE} = {FINE}", True),
        (f"{FINE} < {FINER}", True),
        (f"list contains([{PARIS}], {PARIS})", True),
        (f"count(distinct values([{PARIS}, {PARIS}]))", 1),
        (f"{{a: {PARIS}}} = {{a: {PARIS}}}", True),
        (f"{PARIS} < {LONDON}", None),
    ],
)
def test_times_of_one_zone_are_compared_by_their_clocks(text: str, value: object) -> None:
    assert compile_expression(text).evaluate({}) == value
