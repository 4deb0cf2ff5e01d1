"""What the request at hand stands on: the engine, the configuration and the person who is signed in."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Any, cast
from uuid import UUID

from flask import current_app, g, request

from engine.bootstrap import Engine
from engine.commands import NoteSearch
from engine.config import Config
from engine.domain.actors import Actor
from engine.queries import View
from engine.queries.teams import teams
from web.forms import ONCE, VERSION

EXTENSION = "pathways"


def engine() -> Engine:
    """The engine this application was composed with."""
    return cast(Engine, current_app.extensions[EXTENSION].engine)


def config() -> Config:
    """The configuration this application was composed with."""
    return cast(Config, current_app.extensions[EXTENSION].config)


def actor() -> Actor:
    """The signed-in person; only pages that require a sign-in may ask."""
    return cast(Actor, g.signed_in.actor)


def agency() -> str:
    """The names of the agencies in which the signed-in person holds a role; kept, because they hardly ever change."""
    names = cast(dict[UUID, str], current_app.extensions[EXTENSION].agencies)
    wanted = actor().agency_ids
    if not wanted <= names.keys():
        names.update({place.agency_id: place.agency for place in teams(engine())})
    return ", ".join(sorted(names[agency_id] for agency_id in wanted if agency_id in names))


def forget_agencies() -> None:
    """An agency has another name; it is looked up again."""
    cast(dict[UUID, str], current_app.extensions[EXTENSION].agencies).clear()


def reading() -> AbstractContextManager[View]:
    """A read-only view, scoped to the signed-in person."""
    return engine().reading(actor())


def execute(command: Any) -> Any:
    """Run a command as the signed-in person. The form's own key makes a second sending have no second effect.

    The key counts per command, because one page may offer several: what was saved may then still be completed.
    """
    once = request.form.get(ONCE)
    key = f"{once}:{type(command).__name__}" if once else None
    return engine().execute(command, actor(), idempotency_key=key)


def record(command: Any) -> None:
    """Put on record what is about to be shown, as often as it is shown: the form's own key counts for deeds only."""
    engine().execute(command, actor())


def searched(what: str, text: str) -> None:
    """Put on record that a list was searched, when it was."""
    if text:
        record(NoteSearch(what, text))


def seen_version() -> int:
    """The version of the task that the person saw; a form without one is as good as out of date."""
    return request.form.get(VERSION, -1, type=int)
