"""What accounts for a disclosure: what was sent, what she said, and who approved it when she did not agree.

Why harm is feared, why sharing is necessary and why she was not told is never seen by a pathway. It is read from the
forms on which it was written, which the diagram names: `asked_on` and `approved_on`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from engine.commands import consents
from engine.commands.work import Live
from engine.domain.disclosure import (
    DisclosureRecord,
    NotAccountedFor,
    Override,
    ShareDecision,
    SharedField,
    check_disclosure,
    sensitivity_of,
)
from engine.errors import DefinitionError
from engine.store import writings
from engine.store.agencies import DirectoryRecord

ON_THE_FORM = {"harm_reason": "harm_why", "recipient": "service", "fields": "share"}
"""How forms call what the domain calls otherwise; the rest has the same name in both."""
NOT_AGREED = "She has not agreed to this, so choose another basis"


@dataclass(frozen=True, slots=True)
class Written:
    """The latest answers to a form in this referral, and who gave them. Empty when nobody did."""

    values: Mapping[str, Any] = field(default_factory=dict)
    by: UUID | None = None

    def text(self, name: str) -> str:
        return str(self.values.get(name) or "")


def written_on(live: Live, form: object, after: str = "") -> Written:
    """What was written on the form last; with `after`, only since that other form was written."""
    rows = writings.submissions_of(live.work.tx, live.record.id)
    since = max((number for number, row in enumerate(rows) if row.form == after), default=-1)
    row = next((row for row in reversed(rows[since + 1 :]) if row.form == form), None)
    if row is None:
        return Written()
    values = live.cipher.open_json(writings.submission_place(row.id), row.values_sealed)
    return Written(values, row.submitted_by)


def account(
    live: Live, service: DirectoryRecord, inputs: Mapping[str, Any], has_charter: bool, proposed: bool = False
) -> DisclosureRecord:
    """All that is known of the disclosure. `proposed`: before the share gate, and so without an approval."""
    asked = written_on(live, inputs.get("asked_on"))
    approved = written_on(live, inputs.get("approved_on"), after=str(inputs.get("asked_on")))
    purpose, now = str(inputs.get("purpose") or ""), live.work.now
    consent = consents.latest(live, service.agency_id, purpose) if inputs.get("consent") == "given" else None
    agreed = consent is not None and consent.covers(service.agency_id, purpose, now)
    return DisclosureRecord(
        purpose=purpose,
        fields=tuple(SharedField(name, sensitivity_of(name)) for name in _names(inputs.get("fields"))),
        recipient_agency_id=service.agency_id,
        article_6=str(inputs.get("article_6") or ""),
        decided_by=_decider(live, asked),
        decided_at=now,
        decision=ShareDecision.ALLOW if proposed else _decision(inputs.get("gate"), approved),
        article_9=str(inputs.get("article_9") or ""),
        schedule_1=str(inputs.get("schedule_1") or ""),
        consent=consent,
        override=None if proposed or (agreed and has_charter) else _override(asked, approved, inputs),
    )


def check(record: DisclosureRecord, inputs: Mapping[str, Any], has_charter: bool) -> None:
    """As `check_disclosure`, with the names that forms use."""
    try:
        check_disclosure(record, has_charter)
    except NotAccountedFor as refusal:
        fields = {ON_THE_FORM.get(name, name): words for name, words in refusal.fields.items()}
        if inputs.get("consent") != "given" and fields.pop("consent", None):
            fields |= dict.fromkeys(record.rests_on_consent, NOT_AGREED)
        raise NotAccountedFor(refusal.message, fields) from refusal


def _names(given: Any) -> list[str]:
    return [str(name) for name in given] if isinstance(given, list) else [str(given)] if given else []


def _decider(live: Live, asked: Written) -> UUID:
    decider = asked.by or live.work.actor.account_id
    if decider is None:
        raise DefinitionError(
            "Expected a person who decides to share this, but nobody does.",
            remedy="Name in “asked_on” the form on which sharing is asked for.",
        )
    return decider


def _decision(gate: Any, approved: Written) -> ShareDecision:
    """What the gate answered; a manager's approval stands in for what it left to her. No answer is no permission."""
    if gate == ShareDecision.MANAGER and approved.by is not None:
        return ShareDecision.ALLOW
    return ShareDecision(gate) if gate in list(ShareDecision) else ShareDecision.BLOCK


def _override(asked: Written, approved: Written, inputs: Mapping[str, Any]) -> Override:
    return Override(
        harm_reason=asked.text("harm_why"),
        necessity=approved.text("necessity") or asked.text("necessity"),
        told_her=inputs.get("told_her") == "yes",
        why_not_told=asked.text("why_not_told"),
        danger_now=inputs.get("danger_now") is True,
        approved_by=approved.by,
    )
