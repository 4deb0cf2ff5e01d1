"""Her consents: what may be agreed to, how long it lasts, and what is asked once she takes one back.

Source: governance rule 3 (per agency and purpose, dated, running out after 12 months, withdrawable).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from uuid import UUID

from engine.domain.form_fields import Field, FieldType, Form, Option, Sensitivity

LASTS = "consent.lasts"
"""The parameter that says how long a consent lasts."""
LASTS_A_YEAR = "P365D"
"""How long it lasts where the partnership has entered no time of its own."""
MAX_WORDS = 1_000

PURPOSES: Mapping[str, str] = {
    "support": "To get her the help she wants",
    "safeguarding": "To keep her, a child or somebody else safe",
    "crime": "To report or prevent a crime",
}
"""What a consent may be for, as the referral asks it."""

TO_HER: Mapping[str, str] = {
    "support": "To get you the help you want",
    "safeguarding": "To keep you, a child or somebody else safe",
    "crime": "To report or prevent a crime",
}
"""The same, as it is said to her."""

TAKEN_BACK = "consent"
"""The kind of the engine's task that says that she has taken back what a referral rests on."""
TITLE = "She has taken back what she agreed to"
INSTRUCTIONS = (
    "She no longer agrees that the service in this referral knows about her. It sees nothing about her here any more. "
    "Ask the service to stop using what it was told. Then withdraw the referral, or agree with her how it goes on. "
    "She keeps every other kind of help."
)
ANSWER_WITHIN = "= working days(1)"
"""How soon the sender's team acts on it."""


def purpose_words(purpose: str) -> str:
    return PURPOSES.get(purpose, purpose.replace("_", " ").capitalize())


def consent_form(agencies: Iterable[tuple[UUID, str]]) -> Form:
    """What writing down a consent asks, when she gives or renews one."""
    return Form(
        "record-consent",
        "Write down what she agrees to",
        (
            Field(
                "agency_id",
                FieldType.CHOICE,
                "Which agency may know about her?",
                Sensitivity.NONE,
                required=True,
                options=tuple(Option(str(agency_id), name) for agency_id, name in agencies),
            ),
            Field(
                "purpose",
                FieldType.CHOICE,
                "What for?",
                Sensitivity.NONE,
                required=True,
                options=tuple(Option(value, label) for value, label in PURPOSES.items()),
            ),
            Field(
                "words",
                FieldType.LONG_TEXT,
                "What did she agree to, in her words?",
                Sensitivity.SPECIAL,
                help="Ask her now. She may ask to see what you write.",
                required=True,
                max_length=MAX_WORDS,
            ),
        ),
    )
