"""The main navigation, the same on every page."""

from __future__ import annotations

from typing import Any

from flask import request, url_for

from engine.domain.actors import CASE_ROLES, Actor, Role
from engine.queries import notice_count
from web import current

PATHWAYS = (
    "pathways",
    "proposals",
    "imports",
    "drafts",
    "draft_steps",
    "draft_ways",
    "draft_roles",
    "draft_tables",
    "draft_decisions",
    "draft_limits",
    "draft_cases",
    "draft_columns",
    "draft_rows",
)
OF_A_CASE = (
    "case",
    "diagram",
    "entries",
    "planning",
    "again",
    "hand_over",
    "merging",
    "consents",
    "reaching",
    "pausing",
    "moving",
    "barring",
    "accesses",
)
CLOSURES = ("directory.closure_listing", "directory.add_closure", "directory.remove_closure")
REACHED_FROM = {"team_steps": "team"}
MY_WORK = "work.tasks"
ENTRIES = (
    (MY_WORK, "My work", ("work", "task", "done")),
    ("team.listing", "Team work", ("team",)),
    ("stalled.listing", "Stalled", ("stalled",)),
    ("contact.form", "Record a contact", ("contact",)),
    ("case.listing", "Cases", OF_A_CASE),
    ("notices.listing", "Notices", ("notices",)),
    ("absences.listing", "My absences", ("absences",)),
    ("rota.listing", "Duty rota", ("rota",)),
    ("pathways.listing", "Pathways", PATHWAYS),
    ("team_steps.listing", "Where referrals are", ("team_steps",)),
    ("parameters.listing", "Deadlines", ("parameters", "values")),
    ("charters.listing", "Charters", ("charters",)),
    ("audit_trail.listing", "Audit trail", ("audit_trail",)),
    ("records.listing", "Records", ("records", "access_requests")),
    ("emergency.reviews", "Emergency access", ("emergency",)),
    ("people.listing", "People", ("people",)),
    ("agencies.listing", "Agencies", ("agencies",)),
    ("directory.listing", "Directory", ("directory",)),
    ("directory.closure_listing", "Days of closure", CLOSURES),
)
FOR_ROLES = {
    "contact.form": CASE_ROLES,
    "case.listing": CASE_ROLES,
    "absences.listing": CASE_ROLES,
    "team.listing": frozenset({Role.MANAGER}),
    "stalled.listing": frozenset({Role.MANAGER}),
    "team_steps.listing": frozenset({Role.COMMISSIONER}),
    "rota.listing": frozenset({Role.MANAGER}),
    "pathways.listing": frozenset({Role.COMMISSIONER}),
    "parameters.listing": frozenset({Role.COMMISSIONER}),
    "charters.listing": frozenset({Role.MANAGER, Role.COMMISSIONER}),
    "audit_trail.listing": frozenset({Role.PRIVACY_OFFICER}),
    "records.listing": frozenset({Role.PRIVACY_OFFICER}),
    "emergency.reviews": frozenset({Role.PRIVACY_OFFICER}),
    "people.listing": frozenset({Role.ADMINISTRATOR}),
    "agencies.listing": frozenset({Role.ADMINISTRATOR}),
    "directory.listing": frozenset({Role.MANAGER, Role.ADMINISTRATOR}),
    "directory.closure_listing": frozenset({Role.ADMINISTRATOR}),
}
"""Entries that are of use to some roles only."""
FOR_COORDINATOR = frozenset({"team.listing", "stalled.listing", "charters.listing"})
"""Those that are of use to the partnership's coordinator as well."""


def items() -> list[dict[str, Any]]:
    """The entries; the one the page belongs to is marked, and notices say how many are unread."""
    with current.reading() as view:
        unread = notice_count(view)
    actor = current.actor()
    shown = [each for each in ENTRIES if is_shown(each[0], actor)]
    here = section({section for *_, sections in shown for section in sections})
    return [entry(endpoint, text, here in sections, unread) for endpoint, text, sections in shown]


def section(shown: set[str]) -> str | None:
    """The part of the site the page belongs to, or the one that leads to it where it has no entry of its own."""
    part = request.endpoint if request.endpoint in CLOSURES else request.blueprint
    return part if part in shown else REACHED_FROM.get(part or "")


def beginning() -> str:
    """Where the day begins: with the list of work; for those who are given none, with what they look after."""
    actor = current.actor()
    if actor.is_coordinator or actor.roles & CASE_ROLES:
        return MY_WORK
    return next((endpoint for endpoint, *_ in ENTRIES if endpoint in FOR_ROLES and is_shown(endpoint, actor)), MY_WORK)


def is_shown(endpoint: str, actor: Actor) -> bool:
    """Whether the entry is of use to the person."""
    if endpoint in FOR_COORDINATOR and actor.is_coordinator:
        return True
    return endpoint not in FOR_ROLES or bool(actor.roles & FOR_ROLES[endpoint])


def entry(endpoint: str, text: str, is_active: bool, unread: int) -> dict[str, Any]:
    shown = f"{text} ({unread})" if endpoint == "notices.listing" and unread else text
    return {
        "text": shown,
        "href": url_for(endpoint),
        "current": request.endpoint == endpoint,
        "active": is_active,
    }
