"""Opening a case in an emergency: for how long, how it is reviewed, and how often somebody may guess a reference.

Source: governance rule 8 (reason, 3 hours, lead and privacy officer told at once, reviewed within 2 working days).
"""

from __future__ import annotations

from datetime import timedelta

from engine.domain.form_fields import Field, FieldType, Form, Option, Sensitivity

OPEN_FOR = timedelta(hours=3)
REVIEW_WITHIN = "emergency.review"
"""The parameter that says by when an emergency access is reviewed; two working days without one."""
MAX_WORDS = 2_000
MOST_MISSES = 5
MISSES_WITHIN = timedelta(hours=1)
"""So many references that lead nowhere within that time, and then nobody is answered for a while."""
JUSTIFIED, NOT_JUSTIFIED = "justified", "not justified"
FINDINGS = (
    Option(JUSTIFIED, "It was justified"),
    Option(NOT_JUSTIFIED, "It was not justified"),
)
OPEN_FORM = Form(
    "open-in-emergency",
    "Open a case in an emergency",
    (
        Field(
            "reference",
            FieldType.TEXT,
            "Reference of the case",
            Sensitivity.NONE,
            help="The whole reference, such as RP-7KQ2-M4X",
            required=True,
            max_length=40,
        ),
        Field(
            "reason",
            FieldType.LONG_TEXT,
            "Why do you need to know now?",
            Sensitivity.SPECIAL,
            help="The danger, and what you need to find out. The privacy officer reads it.",
            required=True,
            max_length=MAX_WORDS,
        ),
    ),
)
REVIEW_FORM = Form(
    "review-emergency",
    "Review this access",
    (
        Field("finding", FieldType.CHOICE, "What do you find?", Sensitivity.NONE, required=True, options=FINDINGS),
        Field(
            "words",
            FieldType.LONG_TEXT,
            "Why, and what follows from it?",
            Sensitivity.SPECIAL,
            required=True,
            max_length=MAX_WORDS,
        ),
    ),
)
