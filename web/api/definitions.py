"""Pathways: their versions, what starting asks for, and proposing a version."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from engine.commands import ProposePathway
from engine.domain.scopes import Scope
from engine.queries.definition_lines import (
    DefinitionLine,
    definition,
    definition_files,
    definition_lines,
    start_form,
)
from web.api.caller import Caller
from web.api.hints import Said
from web.api.routes import route
from web.api.shapes import Count, First, FormShape, Most, Order, PathwayKey, form_shape


@dataclass(frozen=True, slots=True)
class DefinitionFilters:
    """Which versions. All that are given must hold."""

    pathway: PathwayKey | None = None
    state: Literal["published", "proposed", "declined", "retired"] | None = None


@dataclass(frozen=True, slots=True)
class DefinitionQuery(DefinitionFilters):
    """Which versions, in which order, which page."""

    sort_by: Literal["pathway", "version", "deployedAt"] = "pathway"
    sort_order: Order = "asc"
    first_result: First = 0
    max_results: Most = 50


@dataclass(frozen=True, slots=True)
class Definition:
    """One version of a pathway. `mayStart`: the bearer may start it by hand now."""

    id: UUID
    pathway: str
    version: int
    title: str
    purpose: str
    state: str
    deployed_at: datetime
    may_start: bool


@dataclass(frozen=True, slots=True)
class DefinitionDetail:
    """A version, with the form that starting it asks for when the bearer may start it."""

    definition: Definition
    start_form: FormShape | None


@dataclass(frozen=True, slots=True)
class DefinitionFiles:
    """The files of a version, by their path in its bundle."""

    files: dict[str, str]


@dataclass(frozen=True, slots=True)
class Proposal:
    """The files of a bundle, by their path in it: process.toml, the diagram, decisions, forms."""

    files: Annotated[Mapping[str, str], Said(shortest=1, longest=100)]


@route("GET", "/definitions", Scope.DEFINITIONS_READ)
def list_definitions(caller: Caller, query: DefinitionQuery) -> tuple[Definition, ...]:
    """Pathways: for caseworkers and managers those in use, for commissioners every version."""
    found = sorted(_found(caller, query), key=lambda each: _order(each, query.sort_by))
    ordered = found[::-1] if query.sort_order == "desc" else found
    return tuple(_shape(each) for each in ordered[query.first_result : query.first_result + query.max_results])


@route("GET", "/definitions/count", Scope.DEFINITIONS_READ)
def count_definitions(caller: Caller, query: DefinitionFilters) -> Count:
    """How many such versions there are."""
    return Count(len(_found(caller, query)))


@route("GET", "/definitions/{definition_id}", Scope.DEFINITIONS_READ)
def get_definition(caller: Caller, definition_id: UUID) -> DefinitionDetail:
    """One version, and what starting it asks for."""
    with caller.reading() as view:
        line, form = definition(view, definition_id), start_form(view, definition_id)
    return DefinitionDetail(_shape(line), form_shape(form.form, form.choices) if form else None)


@route("GET", "/definitions/{definition_id}/files", Scope.DEFINITIONS_READ)
def get_definition_files(caller: Caller, definition_id: UUID) -> DefinitionFiles:
    """The files of a version, for commissioners."""
    with caller.reading() as view:
        found = definition_files(view, definition_id)
    return DefinitionFiles({name: _text(data) for name, data in found.items()})


@route("POST", "/definitions", Scope.DEFINITIONS_PROPOSE, status=201, location="/definitions/{id}")
def propose_definition(caller: Caller, body: Proposal) -> Definition:
    """Propose a version, for commissioners. It is checked and kept, and never published by this: people do that.

    The same files again answer the version that there is. 422 names what is wrong, where, and what to do.
    """
    files = {name: text.encode() for name, text in body.files.items()}
    version_id = caller.execute(ProposePathway(files))
    with caller.reading() as view:
        return _shape(definition(view, version_id))


def _found(caller: Caller, query: DefinitionFilters) -> tuple[DefinitionLine, ...]:
    with caller.reading() as view:
        return definition_lines(view, query.pathway or "", query.state or "")


def _order(line: DefinitionLine, by: str) -> tuple[str, float, int]:
    moment = line.deployed_at.timestamp() if by == "deployedAt" else 0
    return line.pathway if by == "pathway" else "", moment, line.version


def _shape(line: DefinitionLine) -> Definition:
    return Definition(
        id=line.version_id,
        pathway=line.pathway,
        version=line.version,
        title=line.title,
        purpose=line.purpose,
        state=line.state,
        deployed_at=line.deployed_at,
        may_start=line.may_start,
    )


def _text(data: bytes) -> str:
    """Diagrams may come in UTF-16, with its mark."""
    marked = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    return data.decode("utf-16" if marked else "utf-8", errors="replace")
