"""The worker: looks every few seconds for what is due, and does each thing in a unit of work of its own.

APScheduler only ticks. Timers, letters and the audit trail stand in the database; any number of workers may run on
PostgreSQL, and one that froze and wakes finds its work done by others. On SQLite a file lock keeps it to one.
"""

from __future__ import annotations

import fcntl
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC
from pathlib import Path
from threading import Event
from typing import Any
from uuid import UUID

import structlog
from apscheduler.schedulers.background import BackgroundScheduler

from engine.bootstrap import Engine
from engine.commands.deliver import DeliverLetter
from engine.commands.emergency import ChaseEmergencies
from engine.commands.erasing import EraseDue
from engine.commands.hand_over import ChaseOffers
from engine.commands.hooks import QueueWebhooks, follower
from engine.commands.resets import SendReset
from engine.commands.stream import ForgetEvents, PublishEvents
from engine.commands.telling import TellPeople
from engine.commands.timers import PostponeTimer, TriggerTimer
from engine.commands.undelivered import GiveUpLetter
from engine.commands.upkeep import Beat, SealAudit, TidyUp
from engine.errors import InvalidState
from engine.notify import webhooks
from engine.notify.channels import Channel, channel_for
from engine.notify.templates import Letter, compose, compose_link
from engine.store import accounts, hooks, invitations, outbox, timers
from engine.store.unit_of_work import Transaction

TICK = "tick"
BATCH = 200
MAX_BATCHES = 50
DAILY_HOUR = 3
log = structlog.get_logger(__name__)


class Worker:
    """Does what time asks for."""

    def __init__(self, engine: Engine, channel: Channel | None = None) -> None:
        self._engine = engine
        self._channel = channel or channel_for(engine.config.smtp_url, engine.config.mail_from)
        self._anchor_agrees = True
        self._allowed = webhooks.AllowList.of(engine.config.webhook_hosts)

    def run(self, stop: Event) -> None:
        """Tick until `stop` is set. Whoever a restored backup has brought back is erased first of all.

        Refuses, with InvalidState, when another ticker has the same SQLite file, or the register cannot be read.
        """
        with _only_ticker(self._engine.database.file):
            self.erase()
            scheduler = BackgroundScheduler(timezone=UTC)
            every = self._engine.config.tick_seconds
            scheduler.add_job(self.keep_up, "interval", seconds=every, max_instances=1, coalesce=True)
            scheduler.add_job(self.tell_followers, "interval", seconds=every, max_instances=1, coalesce=True)
            scheduler.add_job(self.daily, "cron", hour=DAILY_HOUR, max_instances=1, coalesce=True)
            scheduler.start()
            try:
                stop.wait()
            finally:
                scheduler.shutdown(wait=True)

    def tick(self) -> int:
        """Do everything that is due now, and tell those who follow. Returns how many things were done."""
        done = self.keep_up()
        self._guarded(self.tell_followers)
        return done

    def keep_up(self) -> int:
        """Do what is due now for people. Returns how many things were done."""
        done = 0
        parts = (self.fire_timers, self.chase_offers, self.chase_emergencies, self.deliver_letters, self.erase)
        for part in (*parts, self.seal_audit, self.keep_anchor):
            done += self._guarded(part)
        self._execute(Beat(TICK))
        return done

    def daily(self) -> None:
        self._execute(TidyUp())
        self._execute(ForgetEvents())

    def tell_followers(self) -> int:
        """Make events of what happened, and send them to webhooks; beside the rest, for foreign systems may be slow."""
        for _ in range(MAX_BATCHES):
            if not self._execute(PublishEvents()):
                break
        with self._reading() as tx:
            is_followed = bool(hooks.in_use(tx))
        return self._send_to_webhooks() if is_followed else 0

    def _send_to_webhooks(self) -> int:
        self._execute(QueueWebhooks())
        with self._reading() as tx:
            waiting = hooks.waiting(tx, BATCH)
        return sum(self._deliver(letter_id) for letter_id in waiting)

    def _post(self, letter: outbox.OutboxRecord) -> None:
        """Send one event. While its receiver rests after failures it counts as failed, and is tried again later."""
        content = json.loads(letter.payload)
        with self._reading() as tx:
            hook = hooks.get(tx, UUID(content["hook"]))
            is_wanted = hook is not None and follower(tx, hook) is not None
        if hook is None or not is_wanted:
            return self._settle(letter)
        now = self._engine.clock.now()
        if hook.resting_until is not None and now < hook.resting_until:
            raise webhooks.WebhookFailed("resting")
        body = json.dumps(content["event"], separators=(",", ":")).encode()
        headers = webhooks.signed(hooks.secret(self._engine.database.keys, hook.id), str(letter.id), now, body)
        try:
            webhooks.send(hook.url, body, headers, self._allowed)
        except OSError:
            with self._writing() as tx:
                hooks.failed(tx, hook)
            raise
        with self._writing() as tx:
            hooks.succeeded(tx, hook)
        return self._settle(letter)

    def chase_offers(self) -> int:
        """Tell of cases that were offered to a team which has not answered in time."""
        return int(self._execute(ChaseOffers()))

    def chase_emergencies(self) -> int:
        """Tell of cases that were opened in an emergency, when nobody has reviewed that in time."""
        return int(self._execute(ChaseEmergencies()))

    def fire_timers(self) -> int:
        """Fire every timer that is due, each by itself: one that fails is put off and delays no other."""
        fired = 0
        for _ in range(MAX_BATCHES):
            with self._reading() as tx:
                due = timers.due(tx, BATCH)
            results = [self._fire(timer.id) for timer in due]
            fired += sum(results)
            if not any(results) or len(due) < BATCH:
                break
        return fired

    def _fire(self, timer_id: UUID) -> bool:
        try:
            return bool(self._execute(TriggerTimer(timer_id)))
        except Exception as error:  # noqa: BLE001 - one poisoned timer must not stop the others
            log.error("timer_failed", timer=str(timer_id), error=type(error).__name__)
            self._execute(PostponeTimer(timer_id))
            return False

    def deliver_letters(self) -> int:
        """Deliver what units of work have left in the outbox."""
        delivered = 0
        for _ in range(MAX_BATCHES):
            with self._reading() as tx:
                waiting = outbox.waiting(tx, BATCH)
            results = [self._deliver(letter_id) for letter_id in waiting]
            delivered += sum(results)
            if not any(results):
                break
        return delivered

    def _deliver(self, letter_id: UUID) -> bool:
        with self._writing() as tx:
            letter = outbox.claim(tx, letter_id)
        if letter is None:
            return False
        if letter.attempts > outbox.MOST_ATTEMPTS[letter.kind]:  # the worker did not live to say that it failed
            self._put_back(letter, "no answer")
            return False
        try:
            self._carry_out(letter)
        except Exception as error:  # noqa: BLE001 - whatever went wrong, the letter is tried again later
            log.warning("letter_failed", letter=str(letter_id), kind=letter.kind, error=type(error).__name__)
            self._put_back(letter, type(error).__name__)
            return False
        return True

    def _put_back(self, letter: outbox.OutboxRecord, error: str) -> None:
        """To be tried again later; what was tried often enough becomes an incident instead."""
        with self._writing() as tx:
            outbox.failed(tx, letter, error)
        if outbox.is_used_up(letter):
            try:
                self._execute(GiveUpLetter(letter.id))
            except Exception as fault:  # noqa: BLE001 - it stays in the outbox, and delays no other
                log.error("letter_not_given_up", letter=str(letter.id), error=type(fault).__name__)

    def _carry_out(self, letter: outbox.OutboxRecord) -> None:
        if letter.kind == "command":
            self._execute(DeliverLetter(letter.id))
        elif letter.kind == "notify":
            self._execute(TellPeople(letter.id))
        elif letter.kind == "reset":
            self._execute(SendReset(letter.id))
        elif letter.kind == "webhook":
            self._post(letter)
        else:
            self._send(letter)

    def _send(self, letter: outbox.OutboxRecord) -> None:
        content = json.loads(letter.payload)
        with self._reading() as tx:
            mail = self._mail(tx, content, str(letter.id))
        if mail is not None:
            self._channel.send(mail, self._engine.clock.now())
        self._settle(letter)

    def _settle(self, letter: outbox.OutboxRecord) -> None:
        with self._writing() as tx:
            outbox.delivered(tx, letter)

    def _mail(self, tx: Transaction, content: dict[str, str], message_id: str) -> Letter | None:
        """What is to be sent; nothing to people who have gone, and no link that cannot be used."""
        person, base_url = accounts.get(tx, UUID(content["account"])), self._engine.config.base_url
        if person is None or person.left_at is not None:
            return None
        if "invitation" not in content:
            return compose(content["kind"], person.email, base_url, message_id) if person.is_active else None
        sent = invitations.get(tx, UUID(content["invitation"]))
        if sent is None or not sent.is_open(tx.now):
            return None
        token = invitations.token(tx.keys, sent.id)
        return compose_link(sent.kind, person.email, base_url, token, sent.expires_at, message_id)

    def erase(self) -> int:
        """Erase what was approved, and again whom a restored backup has brought back."""
        return int(self._execute(EraseDue(self._engine.register())))

    def seal_audit(self) -> int:
        return int(self._execute(SealAudit()))

    def keep_anchor(self) -> int:
        """Write the head of the audit trail down outside the database. Logs, once, that the two contradict."""
        anchor = self._engine.anchor()
        if anchor is None:
            return 0
        with self._reading() as tx:
            agrees = anchor.keep(tx)
        if self._anchor_agrees and not agrees:
            log.error("audit_trail_contradicts_anchor", remedy="pathways audit verify")
        self._anchor_agrees = agrees
        return 0

    def _guarded(self, part: Callable[[], int]) -> int:
        try:
            return part()
        except Exception as error:  # noqa: BLE001 - a part that fails must not keep the others from their work
            log.error("tick_failed", part=getattr(part, "__name__", ""), error=type(error).__name__)
            return 0

    def _execute(self, command: Any) -> Any:
        return self._engine.execute(command, self._engine.system())

    def _reading(self) -> Any:
        return self._engine.database.read(self._engine.system().partnership_id, self._engine.clock.now())

    def _writing(self) -> Any:
        return self._engine.database.write(self._engine.system().partnership_id, self._engine.clock.now())


@contextmanager
def _only_ticker(database_file: Path | None) -> Iterator[None]:
    """Hold the lock beside a SQLite file while ticking; PostgreSQL needs none."""
    if database_file is None:
        yield
        return
    with database_file.with_name(f"{database_file.name}.ticker").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise InvalidState(
                "Expected to be the only server on this database file, but another one is running. Stop it first, "
                "or use PostgreSQL for several."
            ) from error
        yield
