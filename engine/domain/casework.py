"""What people write on a case: which kinds of entries there are, for whom, and what each asks.

Sources: persona of the caseworker (a contact note with one thumb), governance rules 7 and 16 (need to know; each agency
is controller of its entries).
"""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum

from engine.domain.form_fields import Field, FieldType, Form, Option, Sensitivity
from engine.domain.wording import day_words
from engine.errors import InvalidInput

OPEN = "open"
REACHED, DROPPED = "reached", "dropped"
REMOVED = "removed"
MAX_NOTE, MAX_GOAL, MAX_COMMENT = 4_000, 500, 4_000
MAX_NAME = 120
OLDEST_NOTE = timedelta(days=366)
ANOTHER_DAY = "another"


class Entry(StrEnum):
    """The kinds of entries."""

    NOTE = "note"
    GOAL = "goal"
    COMMENT = "comment"
    FILE = "file"


class Audience(StrEnum):
    """Who may read an entry: all in the whole case, the writer's own agency, or also those of one referral."""

    CASE = "case"
    AGENCY = "agency"
    REFERRAL = "referral"


NOTE_KINDS = (
    Option("met", "Met her"),
    Option("call", "Spoke on the phone"),
    Option("message", "Message"),
    Option("through somebody", "Through somebody she trusts"),
    Option("tried", "Tried, did not reach her"),
    Option("other", "Something else"),
)
WHOLE_CASE = Option(Audience.CASE, "All who work on her whole case")
OWN_AGENCY = Option(Audience.AGENCY, "Only my agency")
GOAL_ENDS = (Option(REACHED, "She has reached it"), Option(DROPPED, "She no longer wants it"))


def kind_words(kind: str) -> str:
    """What a kind of contact is called; the code itself when it is offered no longer."""
    return next((option.label for option in NOTE_KINDS if option.value == kind), kind)


def note_form(today: date, whole: bool) -> Form:
    """What a contact note asks. The days are named by date, so that one that is sent late keeps its day."""
    yesterday = today - timedelta(days=1)
    days = (
        Option(today.isoformat(), f"Today, {day_words(today)}"),
        Option(yesterday.isoformat(), f"Yesterday, {day_words(yesterday)}"),
        Option(ANOTHER_DAY, "Another day"),
    )
    fields = (
        _choice("contact_kind", "What kind of contact?", NOTE_KINDS),
        Field("note", FieldType.LONG_TEXT, "Note", Sensitivity.SPECIAL, required=True, max_length=MAX_NOTE),
        _choice("contact_day", "When was it?", days),
        Field(
            "day",
            FieldType.DATE,
            "Which day?",
            Sensitivity.NONE,
            help="Only when it was another day.",
            show_when=f'contact_day = "{ANOTHER_DAY}"',
        ),
        *((audience_field(),) if whole else ()),
    )
    return Form("contact-note", "Write a contact note", fields)


def audience_field() -> Field:
    return _choice("audience", "Who may read it?", (WHOLE_CASE, OWN_AGENCY))


def _choice(key: str, label: str, options: tuple[Option, ...]) -> Field:
    return Field(key, FieldType.CHOICE, label, Sensitivity.NONE, required=True, options=options)


GOAL_FORM = Form(
    "goal",
    "Add a goal of hers",
    (
        Field(
            "goal",
            FieldType.LONG_TEXT,
            "What does she want, in her own words?",
            Sensitivity.SPECIAL,
            help="As she says it, not as we would put it.",
            required=True,
            max_length=MAX_GOAL,
        ),
    ),
)


def check_day(day: date, today: date) -> None:
    """Refuses a contact in the future, and one that is no news any more."""
    if day > today:
        message, remedy = "that day has not come yet", "The day must be today or in the past"
    elif day < today - OLDEST_NOTE:
        message, remedy = "that day is more than a year ago", "The day must be within the last year"
    else:
        return
    raise InvalidInput(f"Expected a contact of the past days, but {message}.", {"day": remedy})
