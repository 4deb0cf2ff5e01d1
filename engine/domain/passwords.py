"""What makes a password acceptable."""

from __future__ import annotations

SHORTEST, LONGEST = 12, 200


def password_problem(password: str) -> str:
    """What is wrong with the password, for whoever chooses it; empty when nothing is."""
    if SHORTEST <= len(password) <= LONGEST:
        return ""
    return f"Password must be between {SHORTEST} and {LONGEST} characters"
