"""When and how it is safe to reach her. What is not known to be safe is not: it is held until somebody has asked her.

Source: governance rule 9. There is no address of hers in the system, so that no letter can go to an old one.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time
from typing import Any

from engine.domain.form_fields import Field, FieldType, Form, Option, Sensitivity
from engine.domain.working_days import Calendar

IN_PERSON, TEXT, CALL, VOICEMAIL, THROUGH, LETTER = (
    "in person",
    "text",
    "call",
    "voicemail",
    "through somebody",
    "letter",
)
CONFIRMED = "contact_confirmed_on"
"""The entry of her record that says on which day she was last asked how it is safe to reach her."""
ASKED = "safe_channel"
"""The answer by which a form has asked her."""
REACHES = ("phone", "trusted_person")
"""Where a message goes. When it changes and she was not asked anew, nothing is known to be safe."""
HELD = "contact"
"""The kind of the engine's task that asks for a contact that is held."""
HELD_TITLE = "A contact is held: ask her how it is safe"
HELD_INSTRUCTIONS = (
    "Somebody wanted to reach her in a way, or at a time, that she has not said is safe. Nothing was sent. Ask her in "
    "person how and when she can be reached, write it down on her case, and then reach her."
)
ANSWER_WITHIN = "= working days(1)"

WAYS = (
    Option(IN_PERSON, "In person"),
    Option(TEXT, "Text message"),
    Option(CALL, "Phone call, without leaving a message"),
    Option(VOICEMAIL, "Phone call with a voicemail"),
    Option(THROUGH, "Through somebody she trusts"),
    Option(LETTER, "Letter"),
)
_DAYS = (Option("every day", "Every day"), Option("weekdays", "Monday to Friday"), Option("weekends", "At weekends"))
_CHANNELS = (
    Option(IN_PERSON, "Only in person"),
    Option(TEXT, "Text message"),
    Option(CALL, "Phone call"),
    Option(THROUGH, "Through somebody she trusts"),
    Option("none", "There is no safe way yet"),
)
_BY_PHONE = 'safe_channel = "text" or safe_channel = "call"'

PLAN_FORM = Form(
    "plan-contact",
    "Before you contact her",
    (
        Field(
            "way",
            FieldType.CHOICE,
            "How do you want to reach her now?",
            Sensitivity.CONTACT,
            required=True,
            options=WAYS,
        ),
    ),
)

CONFIRM_FORM = Form(
    "confirm-contact",
    "How it is safe to reach her",
    (
        Field(ASKED, FieldType.CHOICE, "How is it safe?", Sensitivity.CONTACT, required=True, options=_CHANNELS),
        Field("phone", FieldType.PHONE, "Phone number", Sensitivity.CONTACT, required=True, show_when=_BY_PHONE),
        Field(
            "trusted_person",
            FieldType.TEXT,
            "Who does she trust to pass a message on?",
            Sensitivity.CONTACT,
            required=True,
            max_length=120,
            show_when='safe_channel = "through somebody"',
        ),
        Field("safe_days", FieldType.CHOICE, "On which days?", Sensitivity.CONTACT, required=True, options=_DAYS),
        Field("safe_from", FieldType.TIME, "From what time?", Sensitivity.CONTACT, required=True),
        Field("safe_until", FieldType.TIME, "Until what time?", Sensitivity.CONTACT, required=True),
        Field(
            "voicemail_ok",
            FieldType.YES_NO,
            "Is it safe to leave a voicemail?",
            Sensitivity.CONTACT,
            required=True,
            show_when='safe_channel = "call"',
        ),
    ),
)


def against(known: Mapping[str, Any], way: str, at: datetime) -> tuple[str, ...]:
    """What speaks against reaching her in this way at this moment, in words; nothing: it is safe as she said."""
    if way == IN_PERSON:
        return ()
    if way == LETTER:
        return ("No address of hers is kept, and a letter could go to an old one",)
    if not known.get(CONFIRMED):
        return ("She has not been asked since her number, or whoever passes messages on, has changed",)
    wanted = CALL if way == VOICEMAIL else way
    words = []
    if known.get(ASKED) != wanted:
        words.append("She has not said that this way is safe")
    if way == VOICEMAIL and known.get("voicemail_ok") is not True:
        words.append("She has not said that a voicemail is safe")
    if way != THROUGH and not _is_hour(known, at):
        words.append("She has not said that it is safe at this time")
    return tuple(words)


def _is_hour(known: Mapping[str, Any], at: datetime) -> bool:
    begins, ends = known.get("safe_from"), known.get("safe_until")
    if not begins or not ends:
        return False
    local = Calendar().local(at)
    is_weekend = local.weekday() > 4
    if known.get("safe_days") == ("weekdays" if is_weekend else "weekends"):
        return False
    return time.fromisoformat(begins) <= local.time() < time.fromisoformat(ends)


def confirmed(before: Mapping[str, Any], facts: Mapping[str, Any], at: datetime) -> dict[str, Any]:
    """What is written on her record with new facts about her: that she was asked today, or has to be asked again."""
    if facts.get(ASKED):
        return {CONFIRMED: Calendar().local(at).date().isoformat()}
    moved = any(name in facts and facts[name] != before.get(name) for name in REACHES)
    return {CONFIRMED: None} if moved else {}
