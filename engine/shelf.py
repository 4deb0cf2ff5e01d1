"""Published pathways, read once per process and kept: a version never changes."""

from __future__ import annotations

from functools import lru_cache
from threading import Lock
from uuid import UUID

from engine.bpmn.pathway import Pathway, read_pathway
from engine.domain.parameters import DeadlineClass, Parameter
from engine.domain.pathway_settings import PathwaySettings
from engine.domain.shipping import Declared, KeptOut, Known, kept_out
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

    def declared_elsewhere(self, tx: Transaction, key: str) -> dict[str, list[Declared]]:
        """The deadlines and limits that the other pathways in use ship, by name."""
        found: dict[str, list[Declared]] = {}
        for version in definitions.published(tx):
            for each in self.get(tx, version.id).settings.parameters if version.pathway != key else ():
                found.setdefault(each.name, []).append(Declared(version.title, each))
        return found

    def kept_out(self, tx: Transaction, settings: PathwaySettings) -> tuple[KeptOut, ...]:
        """The values that these settings ship and that are not entered by themselves when they are published."""
        known = {each.name: self.known(tx, each.name) for each in settings.parameters}
        return kept_out(settings.parameters, known, self.declared_elsewhere(tx, settings.key))

    def known(self, tx: Transaction, name: str) -> list[Known]:
        """The values that the installation has under a name."""
        return [
            Known(
                Parameter(row.name, row.value, DeadlineClass(row.parameter_class), row.source, row.valid_from),
                row.entered_by is not None,
            )
            for row in definitions.parameter_rows(tx, name)
        ]
