"""Published pathways, read once per process and kept: a version never changes."""

from __future__ import annotations

from functools import lru_cache
from threading import Lock
from uuid import UUID

from engine.bpmn.pathway import Pathway, read_pathway
from engine.errors import NotFound
from engine.store import definitions
from engine.store.definitions import VersionRecord
from engine.store.unit_of_work import Transaction

KEPT = 200


@lru_cache(maxsize=KEPT)
def _read(content_hash: str, bundle: bytes) -> Pathway:
    return read_pathway(definitions.unpack(bundle))


class Shelf:
    """Pathways by version id, and the version now published under a key."""

    def __init__(self) -> None:
        self._kept: dict[UUID, Pathway] = {}
        self._lock = Lock()

    def get(self, tx: Transaction, version_id: UUID) -> Pathway:
        """The pathway of a version. The parsed diagram is shared; nobody may change it."""
        kept = self._kept.get(version_id)
        if kept is not None:
            return kept
        record = definitions.get(tx, version_id)
        if record is None:
            raise NotFound("There is no such version of a pathway.")
        with self._lock:
            pathway = _read(record.content_hash, record.bundle)
            if len(self._kept) >= KEPT:
                self._kept.clear()
            self._kept[version_id] = pathway
        return pathway

    def published(self, tx: Transaction, key: str) -> tuple[VersionRecord, Pathway] | None:
        """The version on which new instances start; None when the pathway is not deployed."""
        record = definitions.published_of(tx, key)
        return (record, self.get(tx, record.id)) if record else None
