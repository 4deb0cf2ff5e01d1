"""What must be recorded before anything about her leaves an agency, and on which basis in law it may.

Sources: UK GDPR Articles 6, 9 and 10; Data Protection Act 2018 Schedule 1; the ICO's data sharing code on urgent
situations. The list of bases is shipped for the partnership's own legal check, not as legal advice.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from engine.domain.form_fields import Sensitivity
from engine.errors import InvalidInput


@dataclass(frozen=True, slots=True)
class LegalBasis:
    """A basis in law: `code` is kept in records, `title` is read by people, `source` says where it stands."""

    code: str
    title: str
    source: str


def _by_code(*bases: LegalBasis) -> dict[str, LegalBasis]:
    return {basis.code: basis for basis in bases}


CONSENT = "6.1.a"
EXPLICIT_CONSENT = "9.2.a"
VITAL_INTERESTS = "9.2.c"
CRIMINAL_CONSENT = "1.3.29"

ARTICLE_6 = _by_code(
    LegalBasis(CONSENT, "She consents", "UK GDPR Art 6(1)(a)"),
    LegalBasis("6.1.c", "A legal obligation", "UK GDPR Art 6(1)(c)"),
    LegalBasis("6.1.d", "To protect someone's vital interests", "UK GDPR Art 6(1)(d)"),
    LegalBasis("6.1.e", "A public task", "UK GDPR Art 6(1)(e)"),
    LegalBasis("6.1.f", "Legitimate interests", "UK GDPR Art 6(1)(f)"),
)
ARTICLE_9 = _by_code(
    LegalBasis(EXPLICIT_CONSENT, "She explicitly consents", "UK GDPR Art 9(2)(a)"),
    LegalBasis("9.2.b", "Social protection law", "UK GDPR Art 9(2)(b)"),
    LegalBasis(VITAL_INTERESTS, "Vital interests; she cannot consent", "UK GDPR Art 9(2)(c)"),
    LegalBasis("9.2.g", "Substantial public interest", "UK GDPR Art 9(2)(g)"),
    LegalBasis("9.2.h", "Health or social care", "UK GDPR Art 9(2)(h)"),
)
SCHEDULE_1 = _by_code(
    LegalBasis("1.1.1", "Social protection", "DPA 2018 Sch 1 para 1"),
    LegalBasis("1.1.2", "Health or social care", "DPA 2018 Sch 1 para 2"),
    LegalBasis("1.2.18", "Safeguarding of children and of individuals at risk", "DPA 2018 Sch 1 para 18"),
    LegalBasis(CRIMINAL_CONSENT, "Consent (criminal offence data)", "DPA 2018 Sch 1 para 29"),
    LegalBasis("1.3.30", "Vital interests (criminal offence data)", "DPA 2018 Sch 1 para 30"),
)
SCHEDULE_1_FOR = {"9.2.b": ("1.1.1",), "9.2.g": ("1.2.18",), "9.2.h": ("1.1.2",)}
"""Article 9 conditions that hold only together with one of these of Schedule 1 (DPA 2018 s 10)."""
FOR_CRIMINAL = ("1.1.1", "1.1.2", "1.2.18", CRIMINAL_CONSENT, "1.3.30")
"""Any of these allows criminal offence data (DPA 2018 s 10(5))."""


SENSITIVITIES: Mapping[str, Sensitivity] = {
    "alias": Sensitivity.IDENTITY,
    "name": Sensitivity.IDENTITY,
    "age_band": Sensitivity.IDENTITY,
    "safe_contact": Sensitivity.CONTACT,
    "risk": Sensitivity.CRIMINAL,
}
"""How sensitive what is ticked is, where it is not special category data: risks can say something about offences."""


def sensitivity_of(name: str) -> Sensitivity:
    """The label of what is ticked to be shared; what is not known is guarded as health and sex life are."""
    return SENSITIVITIES.get(name, Sensitivity.SPECIAL)


class NotAccountedFor(InvalidInput):
    """Something would be shared without all that must be recorded first. `fields` says what is missing."""


class ShareDecision(StrEnum):
    """What the share gate answers. `manager`: a manager decides."""

    ALLOW = "allow"
    REDACT = "redact"
    MANAGER = "manager"
    BLOCK = "block"


@dataclass(frozen=True, slots=True)
class Consent:
    """Her consent, given to one agency for one purpose."""

    id: UUID
    recipient_agency_id: UUID
    purpose: str
    given_at: datetime
    expires_at: datetime
    withdrawn_at: datetime | None = None

    def covers(self, recipient_agency_id: UUID, purpose: str, at: datetime) -> bool:
        """Whether it holds for that agency and purpose at that moment."""
        live = self.given_at <= at < self.expires_at and (self.withdrawn_at is None or at < self.withdrawn_at)
        return live and (self.recipient_agency_id, self.purpose) == (recipient_agency_id, purpose)


@dataclass(frozen=True, slots=True)
class Override:
    """Sharing against or without her consent. `why_not_told` may be blank only when she was told."""

    harm_reason: str
    necessity: str
    told_her: bool
    why_not_told: str = ""
    danger_now: bool = False
    approved_by: UUID | None = None


@dataclass(frozen=True, slots=True)
class SharedField:
    """A field that leaves the agency, with its label."""

    key: str
    sensitivity: Sensitivity


@dataclass(frozen=True, slots=True)
class DisclosureRecord:
    """One disclosure: what, to whom, what for, on which basis, who decided and when."""

    purpose: str
    fields: tuple[SharedField, ...]
    recipient_agency_id: UUID
    article_6: str
    decided_by: UUID
    decided_at: datetime
    decision: ShareDecision = ShareDecision.ALLOW
    article_9: str = ""
    schedule_1: str = ""
    consent: Consent | None = None
    override: Override | None = None

    @property
    def rests_on_consent(self) -> tuple[str, ...]:
        """The parts of the basis that are her consent; empty when it rests on something else."""
        parts = {
            "article_6": self.article_6 == CONSENT,
            "article_9": self.article_9 == EXPLICIT_CONSENT,
            "schedule_1": self.schedule_1 == CRIMINAL_CONSENT,
        }
        return tuple(name for name, is_consent in parts.items() if is_consent)

    def holds(self, sensitivity: Sensitivity) -> bool:
        return any(field.sensitivity is sensitivity for field in self.fields)


def check_disclosure(record: DisclosureRecord, agreement_valid: bool = True) -> None:
    """Refuses, with a sentence per missing or unfit part, a disclosure that is not wholly accounted for.

    `agreement_valid`: the recipient's agreement (charter) is in force; an override with danger now goes without it.
    """
    if record.decided_at.tzinfo is None:
        raise ValueError("Expected an aware datetime, but the decision has no time zone.")
    errors = _what(record) | _basis(record) | _consent(record) | _override(record.override, record.decided_by)
    if not agreement_valid and not (record.override and record.override.danger_now):
        errors["recipient"] = "The recipient has no agreement in force"
    if errors:
        raise NotAccountedFor(
            "Expected a disclosure that is wholly accounted for, but parts are missing or unfit.", errors
        )


def _what(record: DisclosureRecord) -> dict[str, str]:
    errors = {}
    if not record.purpose.strip():
        errors["purpose"] = "Enter the purpose of sharing"
    if not record.fields:
        errors["fields"] = "Select what is shared"
    if record.decision in (ShareDecision.BLOCK, ShareDecision.MANAGER):
        errors["decision"] = "The share gate has not allowed this disclosure"
    return errors


def _basis(record: DisclosureRecord) -> dict[str, str]:
    errors = {}
    if record.article_6 not in ARTICLE_6:
        errors["article_6"] = "Select the legal basis (UK GDPR Article 6)"
    needs_9 = record.holds(Sensitivity.SPECIAL)
    if (needs_9 or record.article_9) and record.article_9 not in ARTICLE_9:
        errors["article_9"] = "Select the condition for special category data (UK GDPR Article 9)"
    fit = SCHEDULE_1_FOR.get(record.article_9, ()) if needs_9 else ()
    if record.schedule_1 and record.schedule_1 not in SCHEDULE_1:
        errors["schedule_1"] = "Select a condition of Schedule 1 (DPA 2018)"
    elif fit and record.schedule_1 not in fit:
        errors["schedule_1"] = f"Select the condition that goes with it: {SCHEDULE_1[fit[0]].title}"
    elif record.holds(Sensitivity.CRIMINAL) and record.schedule_1 not in FOR_CRIMINAL:
        errors["schedule_1"] = "Select the condition for criminal offence data (DPA 2018 Schedule 1)"
    return errors


def _consent(record: DisclosureRecord) -> dict[str, str]:
    if not record.rests_on_consent:
        return {}
    if record.consent is None:
        return {"consent": "Record her consent, or choose another basis"}
    if not record.consent.covers(record.recipient_agency_id, record.purpose, record.decided_at):
        return {"consent": "Her consent does not cover this agency and purpose now"}
    return {}


def _override(override: Override | None, decided_by: UUID) -> dict[str, str]:
    if override is None:
        return {}
    errors = {}
    if not override.harm_reason.strip():
        errors["harm_reason"] = "Enter the harm that sharing prevents"
    if not override.necessity.strip():
        errors["necessity"] = "Enter why sharing is necessary and proportionate"
    if not override.told_her and not override.why_not_told.strip():
        errors["why_not_told"] = "Enter why she was not told"
    if not override.danger_now and override.approved_by in (None, decided_by):
        errors["approved_by"] = "A second person must approve, unless she is in danger now"
    return errors
