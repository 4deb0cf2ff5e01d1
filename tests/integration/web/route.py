"""One address of the application: who may open it and how."""

from __future__ import annotations

from typing import NamedTuple

ANYONE = "anyone"
SIGNED_IN = "signed in"
BEARER = "bearer of a token"


class Route(NamedTuple):
    """One endpoint. What a signed-in person sees there is bounded by the engine's scope, never by the address."""

    rule: str
    methods: frozenset[str]
    who: str


def reads(rule: str, who: str = SIGNED_IN) -> Route:
    return Route(rule, frozenset({"GET"}), who)


def changes(rule: str, who: str = SIGNED_IN) -> Route:
    return Route(rule, frozenset({"POST"}), who)


def of_api(rule: str, method: str = "GET") -> Route:
    return Route(f"/api/v1{rule}", frozenset({method}), BEARER)
