"""What each entry of a disclosure covers, and how entries of a person's record are called.

A disclosure names what was ticked (`safe_contact`, `risk`, …). Behind each stand entries of the person's record and
answers given on forms. A name that is not listed covers the one entry or answer of the same name.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

COVERS: Mapping[str, tuple[str, ...]] = {
    "alias": ("alias",),
    "name": ("name",),
    "age_band": ("age_band",),
    "safe_contact": (
        "safe_channel",
        "phone",
        "trusted_person",
        "safe_hours",
        "contact_confirmed_on",
        "voicemail_ok",
        "must_not_know",
        "must_not_know_more",
    ),
    "needs": ("needs", "services_wanted"),
    "her_words": ("her_words", "goals"),
    "risk": ("danger_now", "under_18", "exploitation", "dash_band"),
    "health": ("health",),
    "children": ("pregnant_or_children",),
    "area": ("area",),
    "consents": ("consents",),
}
EVERYTHING = tuple(COVERS)
REQUEST = ("need", "ask", "urgency")
"""What a referral asks of the receiving service: written for it to read, whatever else is shared."""

REDACTED = frozenset({"safe_contact", "needs", "risk"})
"""What is left of a disclosure that the share gate redacts: how to reach and protect her, not who she is."""
REDACTED_FOR_CRIME = frozenset({"risk"})
"""What is left of a redacted disclosure about a crime: nothing that identifies her."""

LABELS: Mapping[str, str] = {
    "alias": "Name she uses",
    "name": "Full name",
    "age_band": "Age",
    "safe_channel": "Safe way to reach her",
    "phone": "Phone number",
    "trusted_person": "Person she trusts with a message",
    "safe_hours": "Safe hours",
    "contact_confirmed_on": "She was asked on",
    "voicemail_ok": "Voicemail",
    "must_not_know": "Must not find out",
    "must_not_know_more": "More about who must not find out",
    "needs": "What she wants help with",
    "services_wanted": "Services she wants",
    "her_words": "In her own words",
    "goals": "What she wants",
    "danger_now": "In danger now",
    "under_18": "Under 18",
    "exploitation": "Controlled by somebody",
    "dash_band": "DASH answers",
    "area": "Area in which she wants help",
    "health": "Health",
    "pregnant_or_children": "Pregnancy or children",
    "consents": "Happy for us to share, in general",
    "need": "What the referral is about",
    "ask": "What is asked of the service",
    "urgency": "How soon it is needed",
}
ORDER = tuple(LABELS)

SHARED_AS: Mapping[str, str] = {
    "alias": "the name she uses",
    "name": "her full name",
    "age_band": "her age band",
    "safe_contact": "how and when it is safe to reach her",
    "needs": "what she wants help with",
    "her_words": "her own words",
    "risk": "risks to her",
    "health": "health notes",
    "children": "pregnancy or children",
}


def left_of(fields: Iterable[str], gate: str, purpose: str) -> list[str]:
    """What of the ticked fields the recipient may see, after the share gate's decision."""
    if gate != "redact":
        return list(fields)
    kept = REDACTED_FOR_CRIME if purpose == "crime" else REDACTED
    return [name for name in fields if name in kept]


def covered(fields: Iterable[str]) -> list[str]:
    """The entries and answers behind the fields of a disclosure."""
    return [entry for name in fields for entry in COVERS.get(name, (name,))]


def label(name: str) -> str:
    return LABELS.get(name, name.replace("_", " ").capitalize())


def shared_words(fields: Iterable[str]) -> str:
    return ", ".join(SHARED_AS.get(name, name.replace("_", " ")) for name in fields)
