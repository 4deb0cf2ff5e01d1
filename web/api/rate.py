"""How often a token may ask: so often a minute in each server process, so that one system does not crowd out people."""

from __future__ import annotations

from datetime import datetime, timedelta
from threading import Lock
from uuid import UUID

from web.api.problems import TooOften

MINUTE = timedelta(minutes=1)


class Rate:
    """Counts requests by token and minute."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._began: datetime | None = None
        self._counts: dict[UUID, int] = {}
        self._lock = Lock()

    def count(self, token_id: UUID, now: datetime) -> None:
        """Count a request. Refuses, with TooOften, one too many in this minute."""
        with self._lock:
            if self._began is None or not timedelta(0) <= now - self._began < MINUTE:
                self._began, self._counts = now, {}
            asked = self._counts[token_id] = self._counts.get(token_id, 0) + 1
            left = self._began + MINUTE - now
        if asked > self._most:
            words = f"Expected at most {self._most} requests a minute, but there were more. Wait and ask again."
            raise TooOften(words, max(1, round(left.total_seconds())))
