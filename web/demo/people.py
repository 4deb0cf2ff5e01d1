"""Who is in the demonstration: invented agencies of every kind, with people named after their work."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

OFFICE_HOURS: Mapping[str, list[str]] = {day: ["09:00", "17:00"] for day in ("Mon", "Tue", "Wed", "Thu", "Fri")}
NIGHTS: Mapping[str, list[str]] = {day: ["20:00", "02:00"] for day in ("Wed", "Thu", "Fri", "Sat")}
ALWAYS: Mapping[str, list[str]] = {}
WHOLE_TOWN = ("Centre", "Harbour", "Station quarter", "Northside")

CASEWORKER, MANAGER = "caseworker", "manager"


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody who signs in: `login` at example.org. Someone with `team` False holds the role across the agency."""

    login: str
    name: str
    role: str = CASEWORKER
    duty: bool = False
    team: bool = True


@dataclass(frozen=True, slots=True)
class Offer:
    """An entry of the service directory. Hours by weekday, none: always open; `capacity` None: not limited."""

    kind: str
    name: str
    areas: tuple[str, ...] = WHOLE_TOWN
    hours: Mapping[str, list[str]] = field(default_factory=lambda: OFFICE_HOURS)
    capacity: int | None = None
    is_accepting: bool = True


@dataclass(frozen=True, slots=True)
class Partner:
    """An agency and its first team. Without people it has no accounts. `charter`: whether its agreement is in force."""

    name: str
    kind: str
    team: str
    people: tuple[Colleague, ...] = ()
    offers: tuple[Offer, ...] = ()
    charter: bool = True


SECOND_TEAM = ("Night Lights Outreach", "Drop-in team", "outreach3")
"""An agency with another team, and who works in both: cases are handed over between them."""
COORDINATION = Partner(
    "Example Town Council",
    "council",
    "Coordination",
    (
        Colleague("coordinator1", "Coordinator 1", MANAGER, duty=True),
        Colleague("coordinator2", "Coordinator 2"),
        Colleague("commissioner1", "Commissioner 1", "commissioner", team=False),
        Colleague("commissioner2", "Commissioner 2", "commissioner", team=False),
        Colleague("privacy1", "Privacy officer 1", "privacy_officer", team=False),
    ),
)
"""Set up together with the first administrator."""

PARTNERS = (
    Partner(
        "Night Lights Outreach",
        "charity",
        "Street team",
        (
            Colleague("outreach1", "Outreach worker 1"),
            Colleague("outreach2", "Outreach worker 2"),
            Colleague("outreach3", "Drop-in worker 1"),
            Colleague("outreach.manager", "Duty manager, outreach", MANAGER, duty=True),
        ),
        (Offer("other", "Lead worker and drop-in", hours=NIGHTS, capacity=30),),
    ),
    Partner(
        "Example Town Housing Options",
        "council",
        "Housing options",
        (
            Colleague("housing1", "Housing officer 1"),
            Colleague("housing2", "Housing officer 2"),
            Colleague("housing3", "Housing officer 3"),
            Colleague("housing.manager", "Duty manager, housing", MANAGER, duty=True),
        ),
        (
            Offer("housing", "Homelessness assessment", capacity=20),
            Offer("housing", "Emergency bed for tonight", hours=ALWAYS, capacity=4),
        ),
    ),
    Partner(
        "Lantern House",
        "housing",
        "Supported housing",
        (
            Colleague("lantern1", "Support worker 1"),
            Colleague("lantern2", "Support worker 2"),
            Colleague("lantern.manager", "Manager, supported housing", MANAGER),
        ),
        (
            Offer("housing", "Supported flats for women", ("Centre", "Northside"), ALWAYS, 12, is_accepting=False),
            Offer("housing", "Room in a shared house", ("Centre", "Harbour"), ALWAYS, 6),
        ),
    ),
    Partner(
        "Example Town Adult Social Care",
        "council",
        "Safeguarding",
        (
            Colleague("socialcare1", "Social worker 1"),
            Colleague("socialcare2", "Social worker 2"),
            Colleague("socialcare.manager", "Duty manager, adult social care", MANAGER, duty=True),
        ),
        (Offer("safety", "Adult safeguarding", hours=OFFICE_HOURS),),
    ),
    Partner(
        "Harbour Sexual Health",
        "health",
        "Outreach clinic",
        (
            Colleague("clinic1", "Sexual health nurse 1"),
            Colleague("clinic2", "Sexual health nurse 2"),
            Colleague("clinic.manager", "Clinic manager, sexual health", MANAGER, duty=True),
        ),
        (Offer("sexual health", "Walk-in and outreach clinic", capacity=15),),
    ),
    Partner(
        "Station Road Surgery",
        "health",
        "Practice",
        (
            Colleague("surgery1", "Doctor 1"),
            Colleague("surgery2", "Practice nurse 1"),
            Colleague("surgery.manager", "Practice manager", MANAGER),
        ),
        (Offer("health", "Registration without an address", ("Station quarter", "Centre")),),
        charter=False,
    ),
    Partner(
        "Example Town Recovery",
        "health",
        "Drugs and alcohol",
        (
            Colleague("recovery1", "Recovery worker 1"),
            Colleague("recovery2", "Recovery worker 2"),
            Colleague("recovery.manager", "Duty manager, recovery", MANAGER, duty=True),
        ),
        (Offer("drugs and alcohol", "Drug and alcohol treatment", capacity=25),),
    ),
    Partner(
        "Estuary Mental Health Trust",
        "health",
        "Community team",
        (
            Colleague("mind1", "Mental health nurse 1"),
            Colleague("mind2", "Psychologist 1"),
            Colleague("mind.manager", "Team manager, mental health", MANAGER),
        ),
        (Offer("mental health", "Community mental health", capacity=10),),
    ),
    Partner(
        "Example Town Police",
        "police",
        "Liaison",
        (
            Colleague("police1", "Liaison officer 1"),
            Colleague("police2", "Liaison officer 2"),
            Colleague("police.manager", "Liaison sergeant", MANAGER, duty=True),
        ),
        (Offer("safety", "Liaison officers", hours=ALWAYS),),
    ),
    Partner(
        "Haven Domestic Abuse Service",
        "charity",
        "Advisers",
        (
            Colleague("haven1", "Domestic abuse adviser 1"),
            Colleague("haven2", "Domestic abuse adviser 2"),
            Colleague("haven.manager", "Manager, domestic abuse", MANAGER, duty=True),
        ),
        (Offer("domestic abuse", "Independent advisers", hours=OFFICE_HOURS, capacity=18),),
    ),
    Partner(
        "Harbour Church Food Bank",
        "faith",
        "Volunteers",
        offers=(Offer("money", "Food and toiletries", ("Harbour", "Centre"), {"Thu": ["10:00", "14:00"]}),),
    ),
)
"""With the council they are twelve. One has let its charter lapse, one has nobody who signs in."""

SHOWN_AT_START = (
    "outreach1",
    "outreach.manager",
    "housing1",
    "housing.manager",
    "clinic1",
    "police1",
    "coordinator1",
    "commissioner1",
    "commissioner2",
    "privacy1",
)
