"""What is counted against guessing, how long things last, and what is told of a place where somebody is signed in."""

from __future__ import annotations

import re
from datetime import timedelta
from ipaddress import IPv6Address, ip_address, ip_network

MAX_FAILURES = 5
"""As one person from one address, on devices that she has not signed in with before."""
MAX_FAILURES_ON_DEVICE = 10
"""On a device with which she has signed in before. Nobody elsewhere can use it up."""
MAX_FAILURES_FROM_ADDRESS = 50
"""An office shares an address; one forgetful colleague must not lock it out."""
MAX_SECOND_FAILURES = 20
"""Wrong codes as one person, from unknown devices anywhere: whoever sends them knows her password already."""
FAILURES_COUNT_FOR = timedelta(minutes=15)
SESSION_LASTS = timedelta(hours=12)
SECOND_STEP_LASTS = timedelta(minutes=10)
FRESH_FOR = timedelta(minutes=5)
"""How long ago a person may have proved who she is before she does what needs it afresh."""
DEVICE_LASTS = timedelta(days=400)
RECOVERY_CODES = 10
MOST_PASSKEYS = 10
LONGEST_NAME = 60

_BROWSERS = (("Edg", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))
_SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS X", "Mac"),
    ("Linux", "Linux"),
)


def browser_words(user_agent: str) -> str:
    """What a person knows her browser by, such as “Firefox on Windows”. Only words of ours, whatever was sent."""
    browser = next((words for mark, words in _BROWSERS if mark in user_agent), "A browser")
    system = next((words for mark, words in _SYSTEMS if mark in user_agent), "")
    return f"{browser} on {system}" if system else browser


def network_words(address: str) -> str:
    """Roughly where an address is: its network, such as 203.0.113.0/24. Empty when it is none."""
    try:
        known = ip_address(address)
    except ValueError:
        return ""
    if isinstance(known, IPv6Address) and known.ipv4_mapped is not None:
        known = known.ipv4_mapped
    return str(ip_network(f"{known}/{48 if isinstance(known, IPv6Address) else 24}", strict=False))


def folded_code(text: str) -> str:
    """A code as it is compared: no spaces, no hyphens, lower case; what is easily taken for another is that other."""
    plain = re.sub(r"[\s-]", "", text).casefold()
    return plain.translate(str.maketrans("01", "ol"))
