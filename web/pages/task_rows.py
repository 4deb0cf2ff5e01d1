"""A task's facts and answers as rows of a summary list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from engine.domain.answers import DATE_PARTS
from engine.domain.form_fields import Field, FieldType
from engine.queries import TaskPage
from web.rows import columns_of, shown_rows
from web.wording import day, when

URGENT = 80
LOW = 30
YES_NO = {"yes": "Yes", "no": "No"}

Row = dict[str, Any]


def about(page: TaskPage) -> list[Row]:
    """Who asked, who holds it, when to follow up: only what there is."""
    facts = {
        "Asked by": page.asked_by,
        "Asked": when(page.asked_at),
        "Held by": ", ".join(part for part in (page.assignee, page.holder) if part) or "Nobody yet",
        "Follow up": day(page.follow_up_at),
        "Priority": "Urgent" if page.priority >= URGENT else "Low" if page.priority <= LOW else "Normal",
    }
    return [row(label, text) for label, text in facts.items() if text]


def answers(page: TaskPage, values: Mapping[str, Sequence[str]]) -> list[Row]:
    """What was answered, in the order of the form and in its words; unanswered questions are left out."""
    found = [(field, readable(page, field, values)) for field in page.form.fields]
    return [row(field.label, text) for field, text in found if text]


def readable(page: TaskPage, field: Field, values: Mapping[str, Sequence[str]], offered: str = "") -> str:
    """An answer in words; `offered` is the key of its choices where that is not its own."""
    if field.type is FieldType.ROWS:
        return "\n".join(rows_in_words(page, field, values))
    given = [text for text in values.get(field.key, ()) if text]
    if field.type is FieldType.DATE and not given:
        return " ".join(text for part in DATE_PARTS for text in values.get(f"{field.key}-{part}", ()) if text)
    words = {choice.value: choice.label for choice in page.choices.get(offered or field.key, ())}
    given = [text for text in given if field.type is not FieldType.TEAM or text in words]
    words |= YES_NO if field.type is FieldType.YES_NO else {}
    return ", ".join(words.get(text) or field.option_label(text) for text in given)


def rows_in_words(page: TaskPage, field: Field, values: Mapping[str, Sequence[str]]) -> list[str]:
    """One line for each row that was written on."""
    lines = []
    for number in shown_rows(field, values):
        cells = [readable(page, cell, values, key) for key, cell in columns_of(field, number)]
        lines.append(", ".join(text for text in cells if text))
    return [line for line in lines if line]


def row(label: str, text: str) -> Row:
    """One row; the text is escaped where it is shown."""
    return {"key": {"text": label}, "value": {"text": text}}
