"""Handing a case over: who may offer it to whom, and what is asked. The lead changes only when it is accepted."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from engine.domain.form_fields import Field, FieldType, Form, Option, Sensitivity
from engine.domain.routing import BindKind

ANSWER_WITHIN = "hand_over.answer"
"""The parameter that says how long a team has to answer."""
TWO_WORKING_DAYS = "= working days(2)"
"""How long it has where the partnership has entered no time of its own."""
MAX_WHY = 2_000
MOVES_ALONG = frozenset({BindKind.CASE_LEAD, BindKind.STARTER})
"""The lanes that a lead holds for her; what a team does as the service referred to stays with it."""


def offer_form(teams: Iterable[Option]) -> Form:
    """What offering a case asks."""
    return Form(
        "offer-case",
        "Hand over this case",
        (
            Field(
                "team_id",
                FieldType.CHOICE,
                "Which team should lead the case?",
                Sensitivity.NONE,
                help="Teams of your agency, and those who work on her whole case. For others, make a referral first.",
                required=True,
                options=tuple(teams),
            ),
            Field(
                "why",
                FieldType.LONG_TEXT,
                "Why, and what do they need to know first?",
                Sensitivity.SPECIAL,
                help="They read this before they can open the case. Write only what they need to decide.",
                required=True,
                max_length=MAX_WHY,
            ),
            Field(
                "stays",
                FieldType.YES_NO,
                "Will your team go on working with her?",
                Sensitivity.NONE,
                help="If not, your team no longer sees the case once they have accepted.",
                required=True,
            ),
        ),
    )


DECLINE_FORM = Form(
    "decline-case",
    "Decline",
    (
        Field(
            "why_not",
            FieldType.LONG_TEXT,
            "Why can you not take the case?",
            Sensitivity.SPECIAL,
            help="The team that offered it reads this.",
            required=True,
            max_length=MAX_WHY,
        ),
    ),
)


def may_lead(team: tuple[UUID, UUID], lead: tuple[UUID, UUID], in_whole_case: Iterable[UUID]) -> bool:
    """Whether a team (agency, team) may be offered the case of `lead`: another of the same agency, or one that takes
    part in the whole case. Any other would learn of her without a recorded basis.
    """
    return team[1] != lead[1] and (team[0] == lead[0] or team[1] in set(in_whole_case))
