"""Subject access: when the answer is due, and what may be left out of it.

Sources: governance rule 13; UK GDPR Article 12(3) (one month, two more where necessary) and Article 15; the guidance of
the Information Commissioner on counting that month: the same date of the next calendar month, its last day where there
is no such date, and the next working day where that is a weekend or a bank holiday. Data Protection Act 2018, Schedules
2 and 3, on what need not be given.
"""

from __future__ import annotations

import calendar as months_of
from dataclasses import dataclass
from datetime import date

from engine.domain.working_days import Calendar
from engine.errors import InvalidInput, InvalidState

ONE_MONTH, EXTENDED = 1, 3
"""Calendar months from receipt: as a rule, and where the request is complex or one of many."""

IDENTITY_CHECKS = {
    "known": "The worker who knows her has confirmed that it is her",
    "document": "She showed a document",
    "questions": "She answered questions that only she can answer",
    "authority": "Somebody else asks for her, and has shown her written authority",
}
"""How it was made sure that she is the one who asks. A woman without papers is not turned away for having none."""

REDACTIONS = {
    "third_party": "About somebody else, who has not agreed to it (DPA 2018 Schedule 2, paragraph 16)",
    "perpetrator": "Whoever has harmed her could come to know it, or it came from somebody who would be in danger",
    "serious_harm": "Likely to cause serious harm to her or to somebody else (DPA 2018 Schedule 3, Parts 2 and 3)",
    "crime": "Would hinder the prevention of crime, or catching who committed one (DPA 2018 Schedule 2, paragraph 2)",
    "legal": "Advice of a lawyer, or prepared for a court (DPA 2018 Schedule 2, paragraph 19)",
}
"""Why something is left out. The reason is told with the answer, never what was left out."""


@dataclass(frozen=True, slots=True)
class AnswerDue:
    """The last day for the answer, and how it was counted, in words."""

    day: date
    arithmetic: str


def answer_due(received: date, months: int = ONE_MONTH) -> AnswerDue:
    """The last day for answering a request that was received on that day, whatever day of the week it was."""
    year, month = divmod(received.year * 12 + received.month - 1 + months, 12)
    month += 1
    last = months_of.monthrange(year, month)[1]
    same = date(year, month, min(received.day, last))
    words = [f"{'1 month' if months == 1 else f'{months} months'} from {_said(received)}: {_said(same)}"]
    if received.day > last:
        words.append(f"which is the last day of a month without a {received.day}{_ending(received.day)}")
    calendar = Calendar()
    if calendar.is_working_day(same):
        return AnswerDue(same, ", ".join(words))
    day = calendar.next_working_day(same)
    words.append(f"which is no working day, so the next one: {_said(day)}")
    return AnswerDue(day, ", ".join(words))


def extended(received: date, due: date, today: date) -> AnswerDue:
    """The last day where two months more are needed. Refuses once the first month is over: she is told within it."""
    if today > due:
        raise InvalidState(f"Expected to be told by {_said(due)} that it takes longer, but that day has passed.")
    return answer_due(received, EXTENDED)


def check_received(received: date, today: date) -> None:
    """Refuses, with InvalidInput, a day of receipt that has not come, or is more than a year ago."""
    if received > today:
        raise InvalidInput(
            "Expected the day on which it was received, but it has not come yet.",
            {"received_on": "The day it was received must be today or earlier"},
        )
    if (today - received).days > 366:
        raise InvalidInput(
            "Expected a day in the last year, but it is longer ago.",
            {"received_on": "The day it was received must be in the last year"},
        )


def _said(day: date) -> str:
    return f"{day:%a} {day.day} {day:%b %Y}"


def _ending(number: int) -> str:
    return {31: "st"}.get(number, "th")
