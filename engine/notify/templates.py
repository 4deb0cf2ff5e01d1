"""The words of notices. They carry no name, service, agency or case (governance rule 9): whoever reads over a shoulder
learns nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from engine.domain.wording import moment_words
from engine.domain.working_days import Calendar

SUBJECT = "Please sign in"

TEXTS = {
    "new_task": "You have a task. Sign in to see it.",
    "nudge": "Somebody is waiting for you. Sign in to see what for.",
    "taken_over": "Something you held has been taken over. Sign in to see it.",
    "stood_in": "Somebody who stands in for you has gone on with something. Sign in to see it.",
    "reminder": "You have a task due. Sign in to see it.",
    "escalation": "Something needs your attention. Sign in to see it.",
    "paused": "Something you work on has been paused. Sign in to see it.",
    "resumed": "Something that was paused goes on. Sign in to see it.",
    "over_capacity": "More has been taken on than there are places. Sign in to see it.",
    "handed_back": "Tasks have come back to your team. Sign in to see them.",
    "case_offered": "Something is offered to your team. Sign in to see it.",
    "offer_accepted": "Something has changed hands. Sign in to see it.",
    "offer_declined": "Something you offered was declined. Sign in to see it.",
    "offer_withdrawn": "Something is offered to your team no longer. Sign in to see it.",
    "offer_late": "Something waits for an answer. Sign in to see it.",
    "emergency_opened": "Something needs your attention now. Sign in to see it.",
    "emergency_to_review": "Something needs your attention now. Sign in to see it.",
    "emergency_late": "Something needs your attention now. Sign in to see it.",
    "mentioned": "Somebody wrote something for you. Sign in to see it.",
    "value_proposed": "Something waits for a second person. Sign in to see it.",
    "value_decided": "Something you proposed has been decided. Sign in to see it.",
    "late": "Something you are waiting for is late. Sign in to see it.",
    "sign_in_changed": "The way you sign in has changed. If it was not you, tell your administrator at once.",
    "late_elsewhere": "Something is late. Sign in to see it.",
}
DEFAULT = "There is something for you. Sign in to see it."


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail ready to send. `message_id` is stable, so that a mail sent twice is recognised as one."""

    message_id: str
    to: str
    subject: str
    text: str


INVITATION = (
    "You have been invited to sign in. Choose your password here:\n\n{link}\n\nThe link works once, until {until}. If "
    "you did not expect it, ignore this message."
)


RESET = (
    "Somebody asked for a new password here. Choose it with this link:\n\n{link}\n\nIt works once, until {until}. If "
    "it was not you, ignore this message: nothing has changed."
)


def words(kind: str) -> str:
    """The sentence for a kind of notice; the same in the application and in mail."""
    return TEXTS.get(kind, DEFAULT)


def compose(kind: str, to: str, base_url: str, message_id: str) -> Letter:
    return Letter(message_id, to, SUBJECT, f"{words(kind)}\n\n{base_url}/\n")


def compose_link(kind: str, to: str, base_url: str, token: str, until: datetime, message_id: str) -> Letter:
    """The mail that asks a person to choose her password. It names nobody, and nothing of what is done here."""
    last = moment_words(Calendar().local(until), year=True)
    text = RESET if kind == "reset" else INVITATION
    return Letter(message_id, to, SUBJECT, f"{text.format(link=f'{base_url}/invitation/{token}', until=last)}\n")
