"""The small town of the queries, and a referral in it."""

from __future__ import annotations

import pytest

from engine.commands import Outcome
from tests.integration.queries.conftest import Town, town

__all__ = ["sent", "town"]


@pytest.fixture
def sent(town: Town) -> Outcome:
    """A referral that housing was sent a moment ago."""
    return refer(town)


def refer(town: Town) -> Outcome:
    case_id = town.contact().case_id
    assert case_id is not None
    return town.refer(case_id)
