"""A manager gives another system a token from her telephone, and takes it away again."""

from __future__ import annotations

from pathlib import Path

from tests.e2e.conftest import Cast


def test_a_token_is_made_shown_once_and_revoked(people: Cast, shots: Path) -> None:
    manager = people.enter("Housing manager 1", width=360)
    manager.follows("Access tokens")
    manager.types("What is it for?", "Case file import")
    manager.presses("Make a token")
    manager.sees("Who is to hold it?")
    manager.chooses("Who is to hold it?", "Another system")
    manager.chooses("What may it be used for?", "Read tasks", "Read what happens")
    manager.chooses("How long does it last?", "90 days")
    manager.presses("Make a token")
    manager.checked.clear()
    manager.looks()
    token = manager.page.locator(".app-token code").inner_text()
    assert token.startswith("rp_")
    manager.shoots(shots, "token-made")
    manager.opens("/tokens")
    manager.sees_not(token)
    manager.sees("Never used.")
    manager.presses("Revoke")
    manager.sees("The token is revoked.")
    manager.shoots(shots, "token-revoked")
