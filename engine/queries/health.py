"""For those who run it: whether the process is alive, and whether it can do its work."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from engine.queries.running import Running
from engine.store import audit, heartbeats, migrations, probe

TICK = "tick"
OLDEST_TICK = timedelta(minutes=1)
"""A worker looks every few seconds; after a minute without a look, deadlines pass unseen."""
LONGEST_LAG = timedelta(minutes=1)
"""The sealer follows the audit trail within seconds; a minute behind means that it stands still."""

Check = tuple[str, bool, str]


@dataclass(frozen=True, slots=True)
class Health:
    """The process answers."""

    is_alive: bool
    at: datetime


@dataclass(frozen=True, slots=True)
class Readiness:
    """Whether it can do its work: `checks` are (name, whether it is well, what was found)."""

    ok: bool
    checks: tuple[Check, ...]


def health(engine: Running) -> Health:
    """Asks nothing of the database, so that a slow one does not get every process restarted."""
    return Health(True, engine.clock.now())


def readiness(engine: Running) -> Readiness:
    """Database reachable, migrations applied, worker ticking, audit trail sealed; each later one needs the earlier."""
    checks = [_database(engine)]
    if checks[-1][1]:
        checks.append(_migrations(engine))
    if checks[-1][1] and len(checks) > 1:
        checks += _upkeep(engine)
    return Readiness(all(well for _, well, _ in checks), tuple(checks))


def _database(engine: Running) -> Check:
    reachable = probe.is_reachable(engine.database)
    return ("database", reachable, "It answers." if reachable else "It does not answer. Check DATABASE_URL.")


def _migrations(engine: Running) -> Check:
    missing = migrations.missing(engine.database)
    return ("migrations", not missing, "Run `pathways db upgrade`." if missing else "All are applied.")


def _upkeep(engine: Running) -> list[Check]:
    now = engine.clock.now()
    with engine.database.read(engine.system().partnership_id, now) as tx:
        ticked, unsealed = heartbeats.last(tx, TICK), audit.oldest_unsealed(tx)
    return [_worker(now, ticked), _sealer(now, unsealed)]


def _worker(now: datetime, ticked: datetime | None) -> Check:
    if ticked is None:
        return ("worker", False, "No worker has looked for what is due yet. Start `pathways worker`.")
    age = now - ticked
    return ("worker", age <= OLDEST_TICK, f"It looked for what is due {_seconds(age)} ago.")


def _sealer(now: datetime, unsealed: datetime | None) -> Check:
    if unsealed is None:
        return ("sealer", True, "The audit trail is sealed to its end.")
    lag = now - unsealed
    return ("sealer", lag <= LONGEST_LAG, f"The audit trail is sealed up to {_seconds(lag)} ago.")


def _seconds(span: timedelta) -> str:
    whole = max(0, int(span.total_seconds()))
    return f"{whole} second{'' if whole == 1 else 's'}"
