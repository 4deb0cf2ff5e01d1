"""For those who run it: whether the process is alive, and whether it can do its work."""

from __future__ import annotations

from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue

from engine.queries import readiness
from web import auth, current

pages = Blueprint("health", __name__)


@pages.get("/health")
@auth.public
def alive() -> ResponseReturnValue:
    """The process answers. Says nothing about the database, so that a slow one does not get every process restarted."""
    return jsonify(status="alive")


@pages.get("/ready")
@auth.public
def ready() -> ResponseReturnValue:
    """Database, migrations, age of the last tick, lag of the sealer; 503 when one of them is not well."""
    found = readiness(current.engine())
    checks = [{"name": name, "ok": ok, "detail": detail} for name, ok, detail in found.checks]
    return jsonify(ready=found.ok, checks=checks), 200 if found.ok else 503
