"""Answers that no form asks for, or that no person could type."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

LONE_SURROGATE = "\ud800"
WRONG_TEXTS: Mapping[str, str] = {
    "a NUL": "Rob\0in",
    "a lone surrogate": f"Rob{LONE_SURROGATE}in",
    "a control character": "Rob\x1bin",
    "far too long": "x" * 1_000_000,
}
CONTACT = {"outcome": ["opened"], "alias": ["Robin"]}
WRONG_CONTACTS: Mapping[str, tuple[Mapping[str, Any], str]] = {
    **{what: ({**CONTACT, "alias": [text]}, "alias") for what, text in WRONG_TEXTS.items()},
    **{f"{what} in a choice": ({**CONTACT, "outcome": [text]}, "outcome") for what, text in WRONG_TEXTS.items()},
    **{f"{what} in choices": ({**CONTACT, "needs": [text]}, "needs") for what, text in WRONG_TEXTS.items()},
    **{
        f"{what} in a telephone number": ({**CONTACT, "safe_channel": ["text"], "phone": [text]}, "phone")
        for what, text in WRONG_TEXTS.items()
    },
    "an unknown field": ({**CONTACT, "is_admin": ["yes"]}, "is_admin"),
    "a field of another form": ({**CONTACT, "safety_note": ["x"]}, "safety_note"),
    "an unknown field with a strange name": ({**CONTACT, "\0'\"<&": ["x"]}, ""),
    "a very long name": ({**CONTACT, "x" * 100_000: ["x"]}, ""),
    "10,000 fields": ({**CONTACT, **{f"f{number}": ["x"] for number in range(10_000)}}, ""),
    "an option that is not offered": ({**CONTACT, "outcome": ["free entry"]}, "outcome"),
    "one choice given twice": ({**CONTACT, "outcome": ["opened", "declined"]}, "outcome"),
    "a text given twice": ({**CONTACT, "alias": ["Robin", "Robin"]}, "alias"),
    "10,000 choices": ({**CONTACT, "needs": ["housing"] * 9_999 + ["all"]}, "needs"),
    "a number as a list": ({**CONTACT, "alias": [5]}, "alias"),
    "nothing as a text": ({**CONTACT, "alias": [None]}, "alias"),
    "a list in a list": ({**CONTACT, "alias": [["Robin"]]}, "alias"),
    "a table": ({**CONTACT, "alias": [{"a": 1}]}, "alias"),
    "no list": ({**CONTACT, "alias": None}, "alias"),
    "a number": ({**CONTACT, "alias": 5}, "alias"),
    "nothing at all": ({}, "outcome"),
    "a yes that is none": ({**CONTACT, "danger_now": ["perhaps"]}, "danger_now"),
}
"""What is sent when a contact is recorded, and the field that the refusal names."""
