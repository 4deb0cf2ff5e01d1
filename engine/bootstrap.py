"""Wires everything once: a configuration becomes an engine."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from engine.bpmn.gate import findings
from engine.clock import Clock, SystemClock
from engine.commands.attempts import Guess, RecordFailedSignIn, TakeAttemptBack
from engine.commands.dispatch import Dispatcher
from engine.commands.operations import OPERATIONS
from engine.commands.rules import SignInRules
from engine.config import Config
from engine.dmn.findings import Finding
from engine.domain.actors import Actor, Party, System
from engine.domain.sign_in import FRESH_FOR
from engine.errors import InvalidInput, InvalidState, NotPermitted
from engine.notify.webhooks import AllowList
from engine.queries.audit_check import AuditCheck, check_audit
from engine.queries.fsck import Problem, fsck
from engine.queries.view import View
from engine.shelf import Shelf
from engine.store import accounts, factors, migrations, people, sessions
from engine.store.anchor import Anchor
from engine.store.keys import Keyring
from engine.store.register import KeyRegister
from engine.store.sessions import SessionRecord
from engine.store.tokens import hash_of
from engine.store.unit_of_work import Database

PARTNERSHIP = 1
SEEN_EVERY = timedelta(minutes=1)
"""How exactly a session remembers when it was last used; finer would write on every request."""


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Who is behind a session.

    `is_fresh`: she proved who she is only minutes ago. `must_enrol`: she has to set up a second step before she does
    anything else.
    """

    actor: Actor
    session_id: UUID
    email: str
    is_fresh: bool = False
    must_enrol: bool = False


class Engine:
    """The way in for web, worker and programs that embed the engine. Safe to share between threads."""

    def __init__(self, config: Config, clock: Clock, database: Database) -> None:
        self.config = config
        self.clock = clock
        self.database = database
        self._shelf = Shelf()
        self.rules = SignInRules(
            config.require_second_factor, config.breached_passwords, config.origin, config.passkey_host
        )
        self._dispatcher = Dispatcher(database, self._shelf, clock, self.rules)

    def system(self) -> System:
        """The engine itself, as the one who asks."""
        return System(PARTNERSHIP)

    def execute(self, command: Any, actor: Party | None = None, idempotency_key: str | None = None) -> Any:
        """Carry out a command (see `engine.commands`) and return its answer, or raise a typed refusal.

        Without an actor the engine itself asks; signing in and setting up need none.
        """
        party = actor if actor is not None else self.system()
        if hasattr(command, "attempt_id"):
            return self._counted(command, party, idempotency_key)
        return self._dispatcher.execute(command, party, idempotency_key)

    def _counted(self, guess: Guess, party: Party, key: str | None) -> Any:
        """The attempt is counted before what was typed is looked at, so that guesses sent at once all count."""
        attempt = guess.attempt()
        attempt_id = self._dispatcher.execute(attempt, self.system())
        try:
            return self._dispatcher.execute(replace(guess, attempt_id=attempt_id), party, key)  # type: ignore[type-var]
        except NotPermitted:
            self._dispatcher.execute(RecordFailedSignIn(attempt), self.system())
            raise
        except (InvalidInput, InvalidState):
            self._dispatcher.execute(TakeAttemptBack(attempt_id), self.system())
            raise

    @contextmanager
    def reading(self, actor: Actor) -> Iterator[View]:
        """A consistent view of what the actor may see, for the functions in `engine.queries`."""
        with self.database.read(actor.partnership_id, self.clock.now(), actor) as tx:
            yield View(tx, actor, self._shelf)

    def actor_for(self, session_token: str) -> SignedIn | None:
        """Who holds the session; None when there is none, or it has ended or lain idle too long."""
        now = self.clock.now()
        with self.database.read(PARTNERSHIP, now) as tx:
            session = sessions.open_session(tx, hash_of(session_token))
            if session is None or now - session.seen_at > timedelta(minutes=self.config.session_idle_minutes):
                return None
            account, actor = accounts.get(tx, session.account_id), people.actor(tx, session.account_id)
            lacks_second = self.rules.requires_second_factor and session.second_at is None
            if account is None or actor is None or (lacks_second and factors.has_second(tx, account.id)):
                return None
        if now - session.seen_at > SEEN_EVERY:
            with self.database.write(PARTNERSHIP, now) as tx:
                sessions.change_session(tx, session.id, seen_at=now)
        return SignedIn(actor, session.id, account.email, _is_fresh(session, now), lacks_second)

    def fsck(self) -> list[Problem]:
        """Every disagreement between the tables and what they were made from. For administrators."""
        with self.database.read(PARTNERSHIP, self.clock.now()) as tx:
            return fsck(tx, self._shelf)

    def check_audit(self) -> AuditCheck:
        """Whether the audit trail is whole; else the first bad row. Refuses, when the anchor cannot be read."""
        with self.database.read(PARTNERSHIP, self.clock.now()) as tx:
            return check_audit(tx, self.anchor())

    def anchor(self) -> Anchor | None:
        """The file that keeps the head of the audit trail; None when none is configured."""
        named = self.config.audit_anchor
        return Anchor(Path(named), self.database.keys) if named else None

    def register(self) -> KeyRegister | None:
        """The file that lists whose keys were destroyed; None when none is configured."""
        named = self.config.key_register
        return KeyRegister(Path(named), self.database.keys) if named else None

    def close(self) -> None:
        self.database.close()


def _is_fresh(session: SessionRecord, now: datetime) -> bool:
    return session.proven_at is not None and now - session.proven_at < FRESH_FOR


def build(config: Config, clock: Clock | None = None, durable: bool = True) -> Engine:
    """An engine on the configured database, whose shape must be current (`upgrade`).

    Not `durable`, SQLite does not wait for the disk: only where a power cut may spoil the file, as in tests.
    """
    database = Database(config.database_url, Keyring(config.master_keys), durable)
    return Engine(config, clock or SystemClock(), database)


def upgrade(config: Config) -> None:
    """Bring the database to the shape this version needs, as the owner of the tables."""
    migrations.upgrade(config.database_owner_url, config.database_url)


def allows_webhook(config: Config, url: str) -> bool:
    """Whether events may be sent to this address at all, as configured."""
    return AllowList.of(config.webhook_hosts).lists(url)


def lint_pathway(files: Mapping[str, bytes], pathways: frozenset[str] | None = None) -> list[Finding]:
    """What publishing would refuse or warn about in a bundle, its case tables too. Needs no database.

    `pathways` are the keys that may be called; None when that is not to be asked.
    """
    return list(findings(files, frozenset(OPERATIONS), pathways))
