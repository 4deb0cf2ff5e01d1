"""Who asks: the bearer of a token. Cookies count for nothing here."""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any

from flask import Request

from engine.bootstrap import Engine
from engine.commands import NoteSearch, NoteTokenUse
from engine.config import Config
from engine.domain.scopes import Scope
from engine.queries import View
from engine.queries.bearer import Bearer, bearer
from web.api.problems import NotEnough, NotSignedIn

SCHEME = "bearer "


@dataclass(frozen=True, slots=True)
class Caller:
    """The bearer of the request at hand, and what can be asked in her name. `key` makes asking twice count once."""

    engine: Engine
    config: Config
    bearer: Bearer
    key: str | None

    def execute(self, command: Any, *, once: bool = True) -> Any:
        """Run a command as the bearer; `once`: under the key of the request, when it has one."""
        return self.engine.execute(command, self.bearer.actor, self.key if once else None)

    def searched(self, what: str, text: str) -> None:
        """Put on record that a list was searched, when it was."""
        if text.strip():
            self.execute(NoteSearch(what, text), once=False)

    def reading(self) -> AbstractContextManager[View]:
        """A read-only view, scoped to the bearer."""
        return self.engine.reading(self.bearer.actor)


def caller_of(request: Request, engine: Engine) -> Bearer:
    """The bearer of the token in the request. Refuses a request without a good one."""
    header = request.headers.get("Authorization", "")
    if not header.lower().startswith(SCHEME):
        raise NotSignedIn("Expected an access token in the header Authorization: Bearer, but there is none.")
    found = bearer(engine, header[len(SCHEME) :].strip())
    if found is None:
        raise NotSignedIn("Expected an access token that is in use, but this one is not.", is_wrong=True)
    if found.is_use_unnoted:
        engine.execute(NoteTokenUse(found.token_id), engine.system())
    return found


def check_scope(found: Bearer, scope: Scope | None) -> None:
    """Refuses a token that is not good for this."""
    if scope is not None and scope not in found.scopes:
        raise NotEnough(f"Expected a token with the scope {scope}, but this one has {' '.join(sorted(found.scopes))}.")
