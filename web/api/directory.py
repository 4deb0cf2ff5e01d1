"""The service directory."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from engine.domain.scopes import Scope
from engine.queries.offered import ServiceLine, service_lines
from web.api.caller import Caller
from web.api.hints import Said
from web.api.routes import route
from web.api.shapes import Count, First, Most


@dataclass(frozen=True, slots=True)
class ServiceFilters:
    """Which services. All that are given must hold."""

    kind: Annotated[str, Said("Such as housing.", longest=40)] = ""
    offered: Annotated[bool | None, Said("Whether it takes somebody on now.")] = None


@dataclass(frozen=True, slots=True)
class ServiceQuery(ServiceFilters):
    """Which services, which page."""

    first_result: First = 0
    max_results: Most = 50


@dataclass(frozen=True, slots=True)
class Service:
    """A service that can be referred to. `reasons`: what speaks for or against it now."""

    id: UUID
    name: str
    kind: str
    agency: str
    areas: tuple[str, ...]
    offered: bool
    reasons: tuple[str, ...]


@route("GET", "/services", Scope.DIRECTORY_READ)
def list_services(caller: Caller, query: ServiceQuery) -> tuple[Service, ...]:
    """Services that can be referred to, those first that take somebody on now."""
    found = _found(caller, query)[query.first_result : query.first_result + query.max_results]
    return tuple(
        Service(each.service_id, each.name, each.kind, each.agency, each.areas, each.offered, each.reasons)
        for each in found
    )


@route("GET", "/services/count", Scope.DIRECTORY_READ)
def count_services(caller: Caller, query: ServiceFilters) -> Count:
    """How many such services there are."""
    return Count(len(_found(caller, query)))


def _found(caller: Caller, query: ServiceFilters) -> tuple[ServiceLine, ...]:
    with caller.reading() as view:
        return service_lines(view, query.kind, query.offered)
