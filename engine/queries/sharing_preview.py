"""Before anything is shared: what would leave with each tick, beside it (minimum-data preview of a referral)."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from engine.domain.form_fields import FieldType, Form
from engine.queries import vocabulary
from engine.queries.choices import Choice
from engine.queries.knowledge import Detail, Knowledge

SHARE = "share"
"""The field of a form on which people tick what is shared; `record_disclosure` looks for it, too."""
NOTHING = "Nothing is written down about this"


def sharing_preview(knowledge: Knowledge, case_id: UUID | None, form: Form) -> Mapping[str, tuple[Choice, ...]]:
    """The answers of the field `share` with what the actor may know of each; empty for forms that share nothing."""
    field = form.field(SHARE)
    if field is None or field.type is not FieldType.CHOICES or case_id is None:
        return {}
    known = knowledge.facts(case_id)
    return {SHARE: tuple(Choice(each.value, each.label, _words(known, each.value)) for each in field.options)}


def _words(known: Mapping[str, Detail], ticked: str) -> str:
    found = [known[name] for name in vocabulary.covered([ticked]) if name in known]
    return "; ".join(text if len(found) == 1 else f"{label}: {text}" for label, text in found) or NOTHING
