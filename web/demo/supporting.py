"""A woman who is supported for long: her plan, and what two agencies do about it."""

from __future__ import annotations

from datetime import date

from web.demo.cast import Cast, Days, Member, Story, Value
from web.demo.steps import acknowledge, refer, under_way

LOCK = "Fit a lock to her door"
WALK = "Walk with her to the drop-in on Thursday"


def supported(cast: Cast, days: Days) -> Story:
    """One action is done, one is still to do, and somebody was in touch."""
    yield days.back(10, 11)
    opened = under_way(cast, "outreach2", "Juniper", "housing")
    sent = refer(cast, "outreach2", opened, "Homelessness assessment", "housing", "A door that locks")
    yield days.back(9, 10)
    acknowledge(cast, "housing1", sent)
    cast["housing1"].complete(sent, "Record contact attempt", attempt="reached", attempt_channel="in person")
    yield days.back(8, 15)
    rows = row(1, LOCK, cast["housing1"], days.ahead(1)) | row(2, WALK, cast["outreach2"], days.ahead(1))
    said: dict[str, Value] = {"goals": "To sleep with both eyes shut", "risk": "medium", "her_copy": "phone"}
    cast["outreach2"].complete(opened, "Make a safety plan", **said, **rows)
    yield days.back(4, 10)
    cast["housing1"].complete(opened, LOCK, result="done", outcome_words="Fitted while she was there; two keys")
    yield days.back(2, 22)
    words = "Tired, and glad about the door"
    cast["outreach2"].complete(opened, "Keep in touch with her", contact="reached", her_words=words, news="carry on")


def row(number: int, what: str, owner: Member, due: date) -> dict[str, Value]:
    """One action as the form sends it."""
    team = str(owner.actor.memberships[0].team_id)
    return {f"actions-{number}-what": what, f"actions-{number}-owner": team, f"actions-{number}-due": due.isoformat()}
