"""A command that is kept comes back as it was."""

from __future__ import annotations

from datetime import date, time
from uuid import UUID

import pytest

from engine.commands import AddTurn, RecordAbsence
from engine.commands.codec import decode, encode


@pytest.mark.parametrize(
    "command",
    [
        AddTurn(UUID(int=1), UUID(int=2), None, date(2026, 12, 1), time(20, 30), time(2)),
        AddTurn(UUID(int=1), UUID(int=2), 4, None),
        RecordAbsence(UUID(int=1), date(2026, 12, 1), date(2026, 12, 7), UUID(int=2)),
    ],
)
def test_a_command_is_read_back_as_it_was(command: object) -> None:
    assert decode(type(command), encode(command)) == command
