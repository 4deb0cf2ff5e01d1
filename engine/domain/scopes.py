"""What an access token may be used for. A scope never gives more than the person may do anyway."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from engine.errors import InvalidInput


class Scope(StrEnum):
    """One thing a token is good for, as the API names it."""

    TASKS_READ = "tasks:read"
    TASKS_WRITE = "tasks:write"
    REFERRALS_READ = "referrals:read"
    REFERRALS_WRITE = "referrals:write"
    CASES_READ = "cases:read"
    CASES_WRITE = "cases:write"
    DIRECTORY_READ = "directory:read"
    DEFINITIONS_READ = "definitions:read"
    DEFINITIONS_PROPOSE = "definitions:propose"
    EVENTS_READ = "events:read"
    WEBHOOKS = "webhooks"

    @property
    def label(self) -> str:
        return LABELS[self]


LABELS = {
    Scope.TASKS_READ: "Read tasks",
    Scope.TASKS_WRITE: "Claim, fill in, complete and comment on tasks, and give them to colleagues",
    Scope.REFERRALS_READ: "Read where referrals are",
    Scope.REFERRALS_WRITE: "Start, pause and resume referrals, and send them messages",
    Scope.CASES_READ: "Read cases, and what is written on them",
    Scope.CASES_WRITE: "Write on cases, attach files to them and hand them over",
    Scope.DIRECTORY_READ: "Read the service directory",
    Scope.DEFINITIONS_READ: "Read pathways",
    Scope.DEFINITIONS_PROPOSE: "Propose versions of pathways",
    Scope.EVENTS_READ: "Read what happens, without content",
    Scope.WEBHOOKS: "Have what happens sent to another system, without content",
}


def read_scopes(texts: Iterable[str]) -> tuple[Scope, ...]:
    """The scopes named, each once, in their own order. Refuses, with InvalidInput, none at all and unknown ones."""
    wanted = set(texts)
    if not wanted or not wanted <= set(Scope):
        fields = {"scopes": "Choose what the token may be used for"}
        raise InvalidInput("Expected one scope or more among those there are, but got none or others.", fields)
    return tuple(scope for scope in Scope if scope in wanted)
