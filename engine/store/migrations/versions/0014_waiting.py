"""What a referral waits for that is nobody's task: where in the diagram, and whether it may come besides."""

from __future__ import annotations

from collections import defaultdict
from uuid import UUID

import sqlalchemy as sa
from alembic import op
from lxml import etree

from engine.store.definitions import unpack
from engine.store.migrations.protection import seeing_every_partnership

revision = "0014"
down_revision = "0012"
branch_labels = None
depends_on = None

BESIDE = ("boundaryEvent", "startEvent")
FILLED = ("process_instance", "message_wait", "definition_version")
_instance = sa.table(
    "process_instance",
    sa.column("id", sa.Uuid()),
    sa.column("version_id", sa.Uuid()),
    sa.column("pathway", sa.String()),
    sa.column("parent_id", sa.Uuid()),
    sa.column("parent_element", sa.String()),
    sa.column("ended_at"),
)
_wait = sa.table(
    "message_wait",
    sa.column("instance_id", sa.Uuid()),
    sa.column("element_id", sa.String()),
    sa.column("beside", sa.Boolean()),
)
_version = sa.table("definition_version", sa.column("id", sa.Uuid()), sa.column("bundle", sa.LargeBinary()))


def upgrade() -> None:
    op.add_column("process_instance", sa.Column("parent_element", sa.String(120), nullable=True))
    op.add_column("message_wait", sa.Column("lane", sa.String(80), nullable=True))
    op.add_column("message_wait", sa.Column("beside", sa.Boolean(), nullable=False, server_default=sa.false()))
    with seeing_every_partnership(*FILLED):
        keep_what_is_there()
    op.create_index(
        "ix_message_wait_awaited",
        "message_wait",
        ["partnership_id", "instance_id"],
        unique=False,
        postgresql_where=sa.text("NOT beside"),
        sqlite_where=sa.text("beside = 0"),
    )


def keep_what_is_there() -> None:
    """Say of what waits already what its diagram says. Where a diagram calls one pathway twice, the call stays open."""
    bind = op.get_bind()
    versions: dict[UUID, set[UUID]] = defaultdict(set)
    for version_id, instance_id in bind.execute(
        sa.select(_instance.c.version_id, _instance.c.id).where(_instance.c.ended_at.is_(None))
    ):
        versions[version_id].add(instance_id)
    for version_id, bundle in bind.execute(sa.select(_version.c.id, _version.c.bundle)).all():
        if version_id in versions:
            beside, calls = _read(unpack(bundle))
            _say(sorted(versions[version_id]), beside, calls)


def _read(files: dict[str, bytes]) -> tuple[list[str], dict[str, list[str]]]:
    """The events that may happen besides, and the calls of each pathway."""
    beside: list[str] = []
    calls: dict[str, list[str]] = defaultdict(list)
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    for name, content in files.items():
        if not name.endswith(".bpmn"):
            continue
        for element in etree.fromstring(content, parser).iter(etree.Element):
            kind = etree.QName(element).localname
            if kind in BESIDE:
                beside.append(element.get("id", ""))
            elif kind == "callActivity":
                calls[element.get("calledElement", "")].append(element.get("id", ""))
    return beside, calls


def _say(instance_ids: list[UUID], beside: list[str], calls: dict[str, list[str]]) -> None:
    for first in range(0, len(instance_ids), 500):
        some = instance_ids[first : first + 500]
        of_these = sa.and_(_wait.c.instance_id.in_(some), _wait.c.element_id.in_(beside))
        op.execute(_wait.update().where(of_these).values(beside=True))
        for pathway, elements in calls.items():
            if len(elements) == 1:
                called = sa.and_(_instance.c.parent_id.in_(some), _instance.c.pathway == pathway)
                op.execute(_instance.update().where(called).values(parent_element=elements[0]))
