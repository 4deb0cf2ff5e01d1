"""Referrals of the demonstration that are under way: new, waiting, late, being helped. All of it is invented."""

from __future__ import annotations

from web.demo.cast import Cast, Days, Story, Telling
from web.demo.steps import acknowledge, agreed, contact, led, refer, under_way
from web.demo.supporting import supported


def just_recorded(cast: Cast, days: Days) -> Story:
    yield days.ago(40)
    contact(
        cast, "outreach2", "Wren", "housing", "health", safe_channel="in person", her_words="A warm room, and no forms"
    )


def in_danger(cast: Cast, days: Days) -> Story:
    yield days.ago(90)
    opened = contact(cast, "outreach1", "Jay", "safety", danger_now=True, must_not_know=["partner"])
    cast["outreach1"].claim(opened, "Make safe now")


def possible_match(cast: Cast, days: Days) -> Story:
    yield days.back(1, 14)
    contact(cast, "outreach3", "Robin", "money")


def waiting_for_a_lead(cast: Cast, days: Days) -> Story:
    yield days.back(2, 11)
    opened = contact(cast, "outreach1", "Ash", "mental health", "housing")
    yield days.back(1, 10)
    agreed(cast, "outreach1", opened, "To sleep through a night", "mental health")


def waiting_to_be_sent(cast: Cast, days: Days) -> Story:
    yield days.back(2, 12)
    opened = contact(cast, "outreach3", "Lark", "drugs and alcohol")
    agreed(cast, "outreach3", opened, "To have one morning without it", "drugs and alcohol")
    yield days.ago(120)
    led(cast, opened)
    cast["outreach3"].draft(
        opened, "Send referral", need="drugs and alcohol", ask="She would like to talk to somebody about a script"
    )


def not_acknowledged_yet(cast: Cast, days: Days) -> Story:
    yield days.back(3, 10)
    opened = under_way(cast, "outreach1", "Robin", "housing", safe_channel="text", phone="07700 900123")
    yield days.ago(60)
    refer(cast, "outreach1", opened, "Homelessness assessment", "housing", "She has slept outside for a week")


def overdue_at_housing(cast: Cast, days: Days) -> Story:
    yield days.back(6, 10)
    opened = under_way(cast, "outreach1", "Sam", "housing", safe_channel="in person")
    yield days.back(4, 11)
    sent = refer(cast, "outreach1", opened, "Homelessness assessment", "housing", "A room near the station")
    yield days.back(2, 9, 30)
    cast["housing.manager"].comment(sent, "Acknowledge", "Officer 2 is away; I will look at it myself today.")


def decision_overdue(cast: Cast, days: Days) -> Story:
    yield days.back(9, 10)
    opened = under_way(cast, "outreach2", "Linden", "mental health")
    yield days.back(8, 10)
    sent = refer(cast, "outreach2", opened, "Community mental health", "mental health", "She asks for one person only")
    yield days.back(7, 15)
    cast["mind1"].complete(sent, "Acknowledge", seen_by_name="Mental health nurse 1")


def being_reached(cast: Cast, days: Days) -> Story:
    yield days.back(5, 10)
    opened = under_way(cast, "outreach2", "Kit", "drugs and alcohol", safe_channel="call", phone="07700 900456")
    yield days.back(4, 10)
    service = "Drug and alcohol treatment"
    sent = refer(cast, "outreach2", opened, service, "drugs and alcohol", "She wants to cut down", urgency="soon")
    yield days.back(4, 15)
    acknowledge(cast, "recovery1", sent)
    cast["outreach2"].goal(opened, "To have money left on a Sunday")
    cast["outreach2"].note(
        opened, "met", "Saw her on her usual corner. She asks when they will ring; evenings are best."
    )
    cast["outreach2"].tell(sent, "Evenings are best for her. She answers to Kit only.", cast["recovery1"])
    for day in (3, 1):
        yield days.back(day, 11)
        cast["recovery1"].complete(sent, "Record contact attempt", attempt="not reached", attempt_channel="call")


def still_helping(cast: Cast, days: Days) -> Story:
    yield days.back(9, 13)
    opened = under_way(cast, "outreach1", "Maple", "sexual health")
    service, ask = "Walk-in and outreach clinic", "A check-up, with a woman nurse"
    sent = refer(cast, "outreach1", opened, service, "sexual health", ask)
    yield days.back(8, 9)
    acknowledge(cast, "clinic1", sent)
    yield days.back(7, 10)
    cast["clinic1"].complete(sent, "Record contact attempt", attempt="reached", attempt_channel="through somebody")
    yield days.back(3, 10)
    cast["clinic1"].complete(sent, "Report outcome", result="still helping", result_note="Second visit is booked")


def paused(cast: Cast, days: Days) -> Story:
    """The clinic waits for her: nobody is chased, and it goes on by itself."""
    yield days.back(6, 11)
    opened = under_way(cast, "outreach1", "Aspen", "sexual health")
    sent = refer(cast, "outreach1", opened, "Walk-in and outreach clinic", "sexual health", "A coil fitted")
    yield days.back(5, 10)
    acknowledge(cast, "clinic1", sent)
    yield days.back(3, 12)
    cast["clinic.manager"].pause(sent, "She is with her sister and comes back in two weeks", days.ahead(2))


UNDER_WAY: tuple[Telling, ...] = (
    just_recorded,
    in_danger,
    possible_match,
    waiting_for_a_lead,
    waiting_to_be_sent,
    not_acknowledged_yet,
    overdue_at_housing,
    decision_overdue,
    being_reached,
    still_helping,
    paused,
    supported,
)
