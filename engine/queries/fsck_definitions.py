"""Pathways in the database against the files they were made from."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from engine.bpmn.pathway import read_pathway
from engine.queries.fsck_parts import Parts, compare
from engine.store import definitions
from engine.store.definitions import VersionRecord
from engine.store.unit_of_work import Transaction


def definition_problems(tx: Transaction) -> Iterator[Parts]:
    """Versions whose columns do not agree with their bundle, or whose bundle cannot be read."""
    for version in definitions.every_version(tx):
        yield from _of_version(version)


def _of_version(version: VersionRecord) -> Iterator[Parts]:
    try:
        expected = _said(version.bundle)
    except Exception as error:  # noqa: BLE001 - whatever is wrong with the bundle is the finding
        message = f"The bundle cannot be read: {type(error).__name__}."
        yield "definition_version", str(version.id), "bundle", message
        return
    yield from compare("definition_version", version.id, version, expected)


@lru_cache(maxsize=200)
def _said(bundle: bytes) -> dict[str, str]:
    """What the files say that stands in columns too. A bundle never changes, so it is read once."""
    files = definitions.unpack(bundle)
    settings = read_pathway(files).settings
    return {
        "content_hash": definitions.content_hash(files),
        "pathway": settings.key,
        "title": settings.title,
        "start": settings.start.value,
    }
