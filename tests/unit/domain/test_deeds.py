"""Every action that is put on record has words for people."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import engine.commands
from engine.domain.casework import Entry
from engine.domain.deeds import DEEDS, DeedKind, actions_of, deed

COMMANDS = Path(engine.commands.__file__).parent
MADE_UP = {
    *(f"{kind.value}_written" for kind in Entry),
    *(f"offer_{how}" for how in ("accepted", "declined", "withdrawn")),
}
"""Actions whose name is put together."""
PLACES = {"audit": 0, "_audit": 1, "changed": 2}
"""What writes audit rows, and where the action stands among what it is given."""


def actions() -> Iterator[str]:
    """The first text of every call that writes an audit row."""
    for path in COMMANDS.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and called(node) in PLACES:
                action = node.args[PLACES[called(node)]]
                if isinstance(action, ast.Constant):
                    yield str(action.value)


def called(node: ast.Call) -> str:
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


def test_every_action_has_words() -> None:
    written = {*actions(), *MADE_UP}
    assert len(written) > len(DeedKind)
    assert written - DEEDS.keys() == set()


@pytest.mark.parametrize("kind", DeedKind)
def test_every_kind_has_a_name_and_actions(kind: DeedKind) -> None:
    assert kind.label
    assert {DEEDS[action].kind for action in actions_of(kind)} == {kind}


def test_an_action_without_words_is_told_by_its_name() -> None:
    assert deed("something_new").words == "something new"
