"""Pages that are reached by following links, and who opens them."""

from __future__ import annotations

import re

from tests.e2e.people import Person
from tests.integration.web.routes import ROUTES

HER_WORKER = "Outreach worker 2"
MOST_OF_A_KIND = 3
"""The first person of a list may be oneself, whom one does not send away."""
FOLLOWED = {
    "Administrator 1": (
        "absences.form_for",
        "agencies.listing",
        "agencies.new_form",
        "agencies.rename_form",
        "agencies.show",
        "agencies.team_form",
        "directory.closure_listing",
        "directory.edit_form",
        "directory.listing",
        "directory.new_form",
        "people.edit_form",
        "people.invite_form",
        "people.leave_form",
        "people.listing",
        "people.role_form",
        "people.show",
    ),
    "Coordinator 1": ("charters.listing",),
    "Outreach manager 1": (
        "rota.listing",
        "rota.turn_form",
        "stalled.listing",
        "team.listing",
        "team_steps.listing",
        "team_steps.show",
    ),
    "Privacy officer 1": ("audit_trail.listing",),
    HER_WORKER: (
        "absences.listing",
        "accesses.on_paper",
        "accesses.show",
        "barring.listing",
        "consents.give_form",
        "consents.grid",
        "consents.listing",
        "entries.comment_form",
        "entries.file_form",
        "entries.goal_form",
        "entries.listing",
        "entries.note_form",
        "hand_over.form",
        "merging.form",
        "own_sign_in.password_form",
        "own_sign_in.show",
        "planning.form",
        "reaching.confirm_form",
        "reaching.plan_form",
    ),
}
"""Pages that links lead to, by who opens them."""


def links_of(person: Person) -> list[str]:
    links = person.page.locator("a[href^='/']").evaluate_all("all => all.map(one => one.getAttribute('href'))")
    return [link.partition("#")[0].partition("?")[0] for link in links]


def endpoint_of(path: str) -> str | None:
    """The page that an address leads to."""
    fits = [name for name, route in ROUTES.items() if "GET" in route.methods and as_pattern(route.rule).fullmatch(path)]
    return min(fits, key=lambda name: ROUTES[name].rule.count("<"), default=None)


def as_pattern(rule: str) -> re.Pattern[str]:
    return re.compile(re.sub("<uuid:[a-z_]+>", "[0-9a-f-]{36}", re.sub("<[a-z_]+>", "[^/]+", rule)))
