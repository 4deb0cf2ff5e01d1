"""How long a person's record is kept, on what grounds it is kept longer, and on what grounds it is erased.

Sources: governance rule 14; UK GDPR Article 5(1)(e) (storage limitation) and Article 17(1) (right to erasure). The
times are values that a partnership may enter as parameters; those here hold where it has entered none.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from engine.domain.durations import Duration, Span, read_span
from engine.domain.parameters import DeadlineClass, Parameter, resolve
from engine.domain.working_days import Calendar
from engine.errors import DefinitionError


class RecordType(StrEnum):
    """What is kept: the value is the end of the parameter's name."""

    CASE = "case"
    CONTACT = "contact"

    @property
    def parameter(self) -> str:
        return f"retention.{self.value}"

    @property
    def label(self) -> str:
        return {RecordType.CASE: "Case", RecordType.CONTACT: "Contact that never became a case"}[self]

    @property
    def begins(self) -> str:
        return {RecordType.CASE: "closed", RecordType.CONTACT: "recorded"}[self]


DEFAULTS = {
    RecordType.CASE: Parameter(
        "retention.case",
        "6 years",
        DeadlineClass.STANDARD,
        "Derbyshire County Council, adult social care records: six years from closure; Limitation Act 1980 s 5",
        date(2000, 1, 1),
    ),
    RecordType.CONTACT: Parameter(
        "retention.contact",
        "1 year",
        DeadlineClass.LOCAL,
        "Assumption of the partnership; UK GDPR Article 5(1)(e): no longer than is necessary",
        date(2000, 1, 1),
    ),
}


@dataclass(frozen=True, slots=True)
class Retention:
    """Until when a record is kept, and by which rule, in words that name nobody."""

    record_type: RecordType
    since: date
    until: date
    rule: str

    def is_over(self, today: date) -> bool:
        return today >= self.until


def keeping(record_type: RecordType, since: date, rows: Iterable[Parameter], today: date) -> Retention:
    """Until when a record that was closed, or recorded, on the day `since` is kept.

    The value that holds today counts, not the one of the day it was closed: retention is about what is still
    necessary. Refuses, with DefinitionError, a value that is no length of time in days, months or years.
    """
    entered = [row for row in rows if row.name == record_type.parameter and row.valid_from <= today]
    chosen = resolve(entered, record_type.parameter, today) if entered else DEFAULTS[record_type]
    span = read_span(chosen.value)
    rule = f"{record_type.label}: {chosen.value} after it was {record_type.begins} ({chosen.source})"
    return Retention(record_type, since, _later(since, span, record_type.parameter), rule)


def _later(since: date, span: Span, name: str) -> date:
    if not isinstance(span, Duration) or span.seconds:
        raise DefinitionError(f"Expected {name} in days, months or years, but it is in working days or hours.")
    start = Calendar().from_wall(datetime.combine(since, datetime.min.time()) + timedelta(hours=12))
    return Calendar().local(Calendar().add_calendar(start, span.years, span.months, span.days)).date()


HOLD_GROUNDS = {
    "inquiry": "A public inquiry, or an inquiry into abuse, has asked that records be kept",
    "child": "It concerns a child, whose record is kept longer",
    "claim": "A legal claim is made or may be made",
    "police": "The police investigate, or a court has the matter",
    "complaint": "A complaint is being looked into",
}
"""Why a record is kept beyond its time. Sources: governance rule 14; UK GDPR Article 17(3)(b) and (e)."""

RETENTION = "retention"
ERASURE_GROUNDS = {
    "unnecessary": "She asked: the record is no longer necessary for what it was made (UK GDPR Article 17(1)(a))",
    "consent": "She asked: it rested on her consent, which she has taken back (UK GDPR Article 17(1)(b))",
    "objection": "She asked: she objects, and nothing overrides her objection (UK GDPR Article 17(1)(c))",
    "unlawful": "It should never have been recorded (UK GDPR Article 17(1)(d))",
    "obligation": "The law says that it is to be erased (UK GDPR Article 17(1)(e))",
}
"""Why a record is erased before its time."""
