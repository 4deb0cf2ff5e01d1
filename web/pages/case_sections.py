"""What the case page shows besides the case itself, by the names that the templates use."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from engine.queries import View, case_sections
from web.pages import case_forms


def read(view: View, case_id: UUID) -> dict[str, Any]:
    """The values of every section, and the short form for a contact note for those who may write one."""
    found = case_sections(view, case_id)
    shown = {
        "written": found.entries,
        "handing_over": found.handing_over,
        "again": found.again,
        "may_merge": found.may_merge,
        "may_bar": found.may_bar,
        "emergencies": found.emergencies,
        "is_emergency": case_id in view.actor.opened,
    }
    if not found.entries.may_write:
        return shown
    note = case_forms.of_note(view, case_id, found.entries.whole)
    return {**shown, "note": note, "note_controls": case_forms.controls(note)}
