"""What the case page shows besides the case itself, section by section."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from engine.queries import View, can_refer_again, case_entries, hand_over, may_merge
from web.pages import case_forms


def read(view: View, case_id: UUID) -> dict[str, Any]:
    """The values of every section, by the names that the templates use."""
    return {
        **_written(view, case_id),
        "handing_over": hand_over(view, case_id),
        "may_merge": may_merge(view, case_id),
        "again": can_refer_again(view, case_id),
    }


def _written(view: View, case_id: UUID) -> dict[str, Any]:
    written = case_entries(view, case_id)
    if not written.may_write:
        return {"written": written}
    note = case_forms.of_note(view, case_id, written.whole)
    return {"written": written, "note": note, "note_controls": case_forms.controls(note)}
