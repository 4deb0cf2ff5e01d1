"""Referrals of the demonstration that came to an end, or to a halt. All of it is invented."""

from __future__ import annotations

from web.demo.cast import Cast, Days, Story, Telling, Value
from web.demo.steps import acknowledge, agreed, asking, contact, led, refer, under_way

WITHOUT_CONSENT: dict[str, Value] = {
    "purpose": "safeguarding",
    "consent": "not_asked",
    "harm_why": "Somebody is said to wait for her at night",
    "article_6": "6.1.e",
    "article_9": "9.2.g",
    "schedule_1": "1.2.18",
}


def done(cast: Cast, days: Days) -> Story:
    """The whole of it, from the street to a room."""
    yield days.back(12, 10)
    reached: dict[str, Value] = {"safe_channel": "text", "phone": "07700 900789", "area": "Harbour"}
    opened = contact(cast, "outreach1", "Briar", "housing", **reached)
    agreed(cast, "outreach1", opened, "A door that locks", "housing")
    yield days.back(11, 9, 30)
    led(cast, opened)
    yield days.back(11, 12)
    ask = "A bed, then somewhere to stay"
    cast["outreach1"].complete(opened, "Send referral", **asking(cast, "Emergency bed for tonight", "housing", ask))
    yield days.back(10, 10)
    acknowledge(cast, "housing1", opened)
    yield days.back(8, 14)
    cast["housing1"].complete(opened, "Record contact attempt", attempt="reached", attempt_channel="in person")
    yield days.back(4, 16)
    cast["housing1"].complete(opened, "Report outcome", result="met", result_note="A room from the first of the month")
    yield days.back(3, 10)
    cast["outreach1"].complete(opened, "Read the outcome", read=True, she_knows="yes")
    cast["outreach1"].complete(opened, "Tell her what was arranged", told="yes", her_view="She laughed")


def rejected(cast: Cast, days: Days) -> Story:
    yield days.back(7, 11)
    opened = under_way(cast, "outreach3", "Fern", "housing")
    sent = refer(cast, "outreach3", opened, "Room in a shared house", "housing", "A room with somebody on the door")
    yield days.back(6, 10)
    acknowledge(cast, "lantern1", sent, "reject", reason="no capacity", decision_note="The list opens again in spring")
    yield days.back(5, 12)
    cast["outreach3"].complete(sent, "Read why it was rejected", what_next="another service")


def rejected_and_not_read_yet(cast: Cast, days: Days) -> Story:
    yield days.back(3, 12)
    opened = under_way(cast, "outreach2", "Dale", "domestic abuse")
    sent = refer(cast, "outreach2", opened, "Independent advisers", "domestic abuse", "She wants to know her options")
    yield days.back(1, 10)
    acknowledge(cast, "haven1", sent, "reject", reason="already helped")


def withdrawn(cast: Cast, days: Days) -> Story:
    yield days.back(8, 12)
    opened = under_way(cast, "outreach1", "Rowan", "mental health")
    sent = refer(cast, "outreach1", opened, "Community mental health", "mental health", "Somebody to talk to")
    yield days.back(7, 11)
    cast["outreach1"].withdraw(sent, "her choice")
    yield days.back(7, 15)
    cast["mind2"].complete(sent, "Confirm work has stopped", stopped=True)


def client_declined(cast: Cast, days: Days) -> Story:
    yield days.back(10, 11)
    opened = under_way(cast, "outreach2", "Hazel", "drugs and alcohol")
    sent = refer(cast, "outreach2", opened, "Drug and alcohol treatment", "drugs and alcohol", "To hear what there is")
    yield days.back(9, 10)
    acknowledge(cast, "recovery2", sent)
    yield days.back(8, 11)
    cast["recovery2"].complete(sent, "Record contact attempt", attempt="declined", attempt_channel="in person")
    yield days.back(7, 9)
    cast["outreach2"].complete(sent, "Read the outcome", read=True, she_knows="yes")


def lost_contact(cast: Cast, days: Days) -> Story:
    yield days.back(12, 14)
    opened = under_way(cast, "outreach3", "Heron", "sexual health")
    sent = refer(cast, "outreach3", opened, "Walk-in and outreach clinic", "sexual health", "A test, and condoms")
    yield days.back(11, 10)
    acknowledge(cast, "clinic2", sent)
    yield days.back(10, 14)
    cast["clinic2"].complete(sent, "Record contact attempt", attempt="not reached", attempt_channel="text")
    yield days.back(9, 15)
    cast["clinic2"].complete(sent, "Record contact attempt", attempt="lost contact")
    yield days.back(8, 15)
    cast["outreach3"].complete(sent, "Read the outcome", read=True)


def without_a_case(cast: Cast, days: Days) -> Story:
    """Advice only, out of area, and a no, this time: nothing that identifies her is kept."""
    yield days.back(4, 14)
    cast["outreach2"].start("contact_and_triage", outcome="advice only", advice_about=["housing", "money"])
    yield days.back(3, 15)
    cast["outreach1"].start("contact_and_triage", outcome="out of area")
    yield days.back(2, 15)
    cast["outreach3"].start("contact_and_triage", outcome="declined")


def at_a_partner_without_accounts(cast: Cast, days: Days) -> Story:
    yield days.back(3, 14)
    opened = under_way(cast, "outreach3", "Linnet", "money")
    sent = refer(cast, "outreach3", opened, "Food and toiletries", "money", "A parcel, left at the drop-in")
    yield days.back(2, 10)
    cast["outreach3"].complete(sent, "Acknowledge", seen_by_name="A volunteer, on the phone")


def waiting_for_approval(cast: Cast, days: Days) -> Story:
    yield days.back(1, 11)
    opened = under_way(cast, "outreach1", "Teal", "safety")
    ask = "Somebody takes her money each evening"
    refer(cast, "outreach1", opened, "Adult safeguarding", "safety", ask, **WITHOUT_CONSENT)


def shared_in_danger(cast: Cast, days: Days) -> Story:
    yield days.back(1, 15)
    opened = under_way(cast, "outreach2", "Merle", "safety")
    danger: dict[str, Value] = {
        "urgency": "now",
        "harm_risk": "now",
        "harm_why": "He has waited outside the drop-in with a knife",
        "necessity": "She leaves at ten, and he knows her way home",
        "share": ["safe_contact", "risk"],
    }
    sent = refer(
        cast, "outreach2", opened, "Liaison officers", "safety", "Be near, unseen", **(WITHOUT_CONSENT | danger)
    )
    acknowledge(cast, "police1", sent)


def blocked(cast: Cast, days: Days) -> Story:
    """The surgery's charter has lapsed, so the gate lets nothing new through."""
    yield days.back(1, 12)
    opened = under_way(cast, "outreach3", "Swift", "health")
    refer(cast, "outreach3", opened, "Registration without an address", "health", "To be registered")


ENDED: tuple[Telling, ...] = (
    done,
    rejected,
    rejected_and_not_read_yet,
    withdrawn,
    client_declined,
    lost_contact,
    without_a_case,
    at_a_partner_without_accounts,
    waiting_for_approval,
    shared_in_danger,
    blocked,
)
