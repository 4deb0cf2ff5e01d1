"""What makes a password acceptable: long, and not made of words that are tried first; nothing about its characters.

Sources: NIST SP 800-63B, 3.1.1.2 (length, a blocklist, words of the context, no composition rules); NCSC, “Password
policy: updating your approach” (three random words).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from engine.domain.common_passwords import COMMON

SHORTEST, LONGEST = 12, 200
LEAST_OF_OWN = 6
"""So many characters must be left when every word is taken out that is tried first."""
FEWEST_DIFFERENT = 5
SHORTEST_WORD = 3
OF_SERVICE = ("referral", "referrals", "pathway", "pathways", "partnership")
HINT = "Three words that do not belong together are easy to remember"
TOO_COMMON = f"Password is made of words or numbers that are tried first. {HINT}"
TOO_NEAR = f"Password is made of names that others can guess: yours, your agency’s, or this service’s. {HINT}"
TOO_FEW = f"Password repeats the same few characters. {HINT}"
BREACHED = f"Password is known from a leak elsewhere, so it is tried first. {HINT}"
_SEEN_AS = str.maketrans({"@": "a", "$": "s", "0": "o", "3": "e", "1": "i", "!": "i", "5": "s", "7": "t"})


def password_problem(password: str, context: Iterable[str] = ()) -> str:
    """What is wrong with the password, for whoever chooses it; empty when nothing is.

    `context` is what others can guess that she would use: her name and address, what the partnership is called.
    """
    if not SHORTEST <= len(password) <= LONGEST:
        return f"Password must be between {SHORTEST} and {LONGEST} characters"
    if len(set(password.casefold())) < FEWEST_DIFFERENT:
        return TOO_FEW
    if _of_own(password, COMMON) < LEAST_OF_OWN:
        return TOO_COMMON
    near = words_of(*context) | set(OF_SERVICE)
    return TOO_NEAR if _of_own(password, COMMON | near) < LEAST_OF_OWN else ""


def words_of(*texts: str) -> frozenset[str]:
    """The words of names and addresses, and each text without what parts its words."""
    folded = [text.casefold() for text in texts]
    words = {word for text in folded for word in re.findall(r"\w+", text)} | {_plain(text) for text in folded}
    return frozenset(word for word in words if len(word) >= SHORTEST_WORD)


def _of_own(password: str, known: frozenset[str] | set[str]) -> int:
    """How many different characters are left when known words, and numbers as short as a year beside them, are out."""
    folded = password.casefold()
    stood_for = folded.translate(_SEEN_AS)
    return min(len(set(_left(text, frozenset(known)))) for text in (folded, stood_for))


def _left(text: str, known: frozenset[str]) -> str:
    rest, found = _pattern(known).subn(" ", _plain(text))
    return re.sub(r"\s|(?<!\d)\d{1,4}(?!\d)", "", rest) if found else text


@lru_cache(maxsize=4)
def _pattern(known: frozenset[str]) -> re.Pattern[str]:
    longest_first = sorted(known, key=lambda word: (-len(word), word))
    return re.compile("|".join(re.escape(word) for word in longest_first))


def _plain(text: str) -> str:
    return re.sub(r"[\W_]+", "", text.casefold())
