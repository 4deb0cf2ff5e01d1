"""Published pathways (immutable bundles) and effective-dated parameters."""

from __future__ import annotations

import base64
import hashlib
import json
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import (
    Column,
    Date,
    Integer,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
    Uuid,
    bindparam,
    delete,
    update,
)

from engine.store.records import Records, partnership
from engine.store.schema import Moment, table

if TYPE_CHECKING:
    from engine.store.unit_of_work import Transaction

definition_version = table(
    "definition_version",
    Column("pathway", String(60), nullable=False),
    Column("version", Integer, nullable=False),
    Column("content_hash", String(64), nullable=False),
    Column("bundle", LargeBinary, nullable=False),
    Column("title", String(200), nullable=False),
    Column("start", String(20), nullable=False),
    Column("state", String(20), nullable=False),
    Column("deployed_at", Moment, nullable=False),
    Column("deployed_by", Uuid, nullable=True),
    UniqueConstraint("partnership_id", "pathway", "version"),
    UniqueConstraint("partnership_id", "pathway", "content_hash"),
)

parameter = table(
    "parameter",
    Column("name", String(80), nullable=False),
    Column("value", String(200), nullable=False),
    Column("parameter_class", String(20), nullable=False),
    Column("source", Text, nullable=False),
    Column("valid_from", Date, nullable=False),
    Column("entered_at", Moment, nullable=False),
    Column("entered_by", Uuid, nullable=True),
    UniqueConstraint("partnership_id", "name", "valid_from"),
)


@dataclass(frozen=True, slots=True)
class VersionRecord:
    """One immutable version of a pathway.

    `state` is proposed, published, retired or declined; `bundle` is packed files.
    """

    id: UUID
    pathway: str
    version: int
    content_hash: str
    bundle: bytes
    title: str
    start: str
    state: str
    deployed_at: datetime
    deployed_by: UUID | None


@dataclass(frozen=True, slots=True)
class ParameterRecord:
    """A value that holds from a day on, with the source of the rule."""

    id: UUID
    name: str
    value: str
    parameter_class: str
    source: str
    valid_from: date
    entered_at: datetime
    entered_by: UUID | None


PROPOSED, PUBLISHED = "proposed", "published"
versions = Records(VersionRecord, definition_version)
parameters = Records(ParameterRecord, parameter)

_by_id = versions.selection(definition_version.c.id == bindparam("id"))
_of_pathway = versions.selection(definition_version.c.pathway == bindparam("pathway")).order_by(
    definition_version.c.version.desc()
)
selecting_published = versions.selection(definition_version.c.state == "published").order_by(definition_version.c.title)
_every_parameter = parameters.selection().order_by(parameter.c.name, parameter.c.valid_from)
_dropping = delete(parameter).where(parameters.mine, parameter.c.id == bindparam("at_id"))
selecting_parameter = parameters.selection(parameter.c.name == bindparam("name"))
_held_parameter = selecting_parameter.with_for_update()


def pack(files: Mapping[str, bytes]) -> bytes:
    """Files as one immutable block of bytes, the same for the same files."""
    return _packed(tuple(sorted(files.items())))


@lru_cache(maxsize=16)
def _packed(files: tuple[tuple[str, bytes], ...]) -> bytes:
    readable = {name: base64.b85encode(content).decode() for name, content in files}
    return zlib.compress(json.dumps(readable, separators=(",", ":")).encode(), level=9)


def unpack(bundle: bytes) -> dict[str, bytes]:
    return {name: base64.b85decode(text) for name, text in json.loads(zlib.decompress(bundle)).items()}


def content_hash(files: Mapping[str, bytes]) -> str:
    """Names, lengths and contents of the files as SHA-256 in hexadecimal."""
    total = hashlib.sha256()
    for name in sorted(files):
        total.update(f"{name}\0{len(files[name])}\0".encode() + files[name])
    return total.hexdigest()


def get(tx: Transaction, version_id: UUID) -> VersionRecord | None:
    return versions.one(tx, _by_id, id=version_id)


def of_pathway(tx: Transaction, pathway: str) -> list[VersionRecord]:
    """All versions of a pathway, newest first."""
    return versions.all(tx, _of_pathway, pathway=pathway)


def every_version(tx: Transaction) -> list[VersionRecord]:
    """Every version of every pathway, for consistency checks."""
    return versions.all(tx, versions.selection().order_by(definition_version.c.id))


def keys(tx: Transaction, *states: str) -> frozenset[str]:
    """The pathways of which a version is in one of these states."""
    return frozenset(version.pathway for version in every_version(tx) if version.state in states)


def published(tx: Transaction) -> list[VersionRecord]:
    return versions.all(tx, selecting_published)


def published_of(tx: Transaction, pathway: str) -> VersionRecord | None:
    selection = _of_pathway.where(definition_version.c.state == "published")
    return versions.one(tx, selection, pathway=pathway)


def change(tx: Transaction, version_id: UUID, **changes: Any) -> None:
    statement = update(definition_version).where(versions.mine, definition_version.c.id == bindparam("at_id"))
    tx.run(statement.values(changes), partnership(tx, {"at_id": version_id}))


def parameter_rows(tx: Transaction, name: str) -> list[ParameterRecord]:
    """All values a parameter has had, has, or will have."""
    seen = ("parameter", name)
    if seen not in tx.seen:
        see_parameter(tx, name, tx.read(selecting_parameter, partnership(tx, {"name": name})))
    rows: list[ParameterRecord] = tx.seen[seen]
    return rows


def hold_parameter(tx: Transaction, name: str) -> list[ParameterRecord]:
    """The same, while nobody else may change them: for who decides on what there is."""
    tx.read(_held_parameter, partnership(tx, {"name": name}))
    tx.seen.pop(("parameter", name), None)
    return parameter_rows(tx, name)


def enter_parameter(tx: Transaction, record: ParameterRecord) -> None:
    parameters.add(tx, record)
    tx.seen.pop(("parameter", record.name), None)


def drop_parameter(tx: Transaction, record: ParameterRecord) -> None:
    """Take a value away that another takes the place of."""
    tx.write(_dropping, partnership(tx, {"at_id": record.id}))
    tx.seen.pop(("parameter", record.name), None)


def every_parameter(tx: Transaction) -> list[ParameterRecord]:
    """All values of all parameters, by name and day."""
    return parameters.all(tx, _every_parameter)


def see_parameter(tx: Transaction, name: str, rows: Iterable[Sequence[Any]]) -> None:
    """Keep what `selecting_parameter` found for the name, for `parameter_rows`."""
    tx.seen["parameter", name] = [ParameterRecord(*row) for row in rows]
