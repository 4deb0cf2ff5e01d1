"""Steps that many stories of the demonstration share."""

from __future__ import annotations

from engine.commands import Outcome
from web.demo.cast import Cast, Value

LEAD = "Lead worker and drop-in"


def contact(cast: Cast, login: str, alias: str, *needs: str, **more: Value) -> Outcome:
    return cast[login].start("contact_and_triage", None, outcome="opened", alias=alias, needs=list(needs), **more)


def agreed(cast: Cast, login: str, opened: Outcome, goals: str, *services: str) -> None:
    """The worker has agreed first steps."""
    cast[login].complete(opened, "Agree first steps", services_wanted=list(services), goals=goals)


def led(cast: Cast, opened: Outcome) -> None:
    """The coordinator gives the case to the outreach team."""
    lead = str(cast.services[LEAD])
    cast["coordinator1"].complete(opened, "Allocate lead worker", lead_service=lead)


def under_way(cast: Cast, login: str, alias: str, *needs: str, **more: Value) -> Outcome:
    """A contact whose first steps are agreed, with the outreach team leading."""
    opened = contact(cast, login, alias, *needs, **more)
    agreed(cast, login, opened, "To be somewhere she can lock the door")
    led(cast, opened)
    cast[login].complete(opened, "Tell her what was arranged", told="yes")
    return opened


def asking(cast: Cast, service: str, need: str, ask: str, **more: Value) -> dict[str, Value]:
    """What is written when a referral is sent."""
    asked: dict[str, Value] = {
        "need": need,
        "service": str(cast.services[service]),
        "urgency": "routine",
        "ask": ask,
        "purpose": "support",
        "share": ["alias", "safe_contact", "needs"],
        "consent": "given",
        "harm_risk": "none",
        "told_her": "yes",
        "article_6": "6.1.a",
        "article_9": "9.2.a",
    }
    return asked | more


def refer(cast: Cast, login: str, case: Outcome, service: str, need: str, ask: str, **more: Value) -> Outcome:
    """Send a referral for a case that is open already."""
    started = cast[login].start("referral_handshake", case.case_id)
    cast[login].complete(started, "Send referral", **asking(cast, service, need, ask, **more))
    return started


def acknowledge(cast: Cast, login: str, sent: Outcome, answer: str = "accept", **why: Value) -> None:
    """The service has seen the referral, and answers."""
    cast[login].complete(sent, "Acknowledge", seen_by_name=cast[login].actor.name)
    cast[login].complete(sent, "Accept or reject", answer=answer, **why)
