"""How moments and counts are written for people: British local time, short, without a number to decode."""

from __future__ import annotations

import re
from datetime import date, datetime
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")


def when(moment: datetime | None) -> str:
    """An aware moment as "Wed 30 Dec 2026, 17:00" in London time; nothing when there is none."""
    if moment is None:
        return ""
    local = moment.astimezone(LONDON)
    return f"{day(local)}, {local:%H:%M}"


def day(value: date | datetime | None) -> str:
    """A day as "Wed 30 Dec 2026"; an aware moment is taken to London first."""
    if value is None:
        return ""
    if isinstance(value, datetime) and value.tzinfo is not None:
        value = value.astimezone(LONDON)
    return f"{value:%a} {value.day} {value:%b %Y}"


def iso(moment: datetime) -> str:
    """The machine-readable form for a `<time>` element."""
    return moment.isoformat(timespec="minutes")


def counted(number: int, one: str, many: str | None = None) -> str:
    """ "1 task", "2 tasks"; give `many` where the plural is not made with an s."""
    return f"{number} {one if number == 1 else many or one + 's'}"


def sentence(words: str) -> str:
    """The words with a capital first letter, the rest as it is."""
    return words[:1].upper() + words[1:]


def paragraphs(text: str) -> list[str]:
    """A text as its paragraphs: separated by empty lines, inner line ends joined."""
    return [" ".join(part.split()) for part in re.split(r"\n\s*\n", text) if part.strip()]
