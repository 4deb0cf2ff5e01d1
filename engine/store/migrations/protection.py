"""What the application role may do in PostgreSQL: its own partnership only, and audit rows never changed.

SQLite has no roles; there triggers refuse to change audit rows (0022), and the audit chain shows a change.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import sqlalchemy as sa
from alembic import op

APPEND_ONLY = ("audit_event", "audit_seal")


def protect(tables: Iterable[str]) -> None:
    """Bind every row of `tables` to the partnership of the session, and grant the application role its rights."""
    if op.get_bind().dialect.name != "postgresql":
        return
    names = tuple(tables)
    for name in names:
        _bind_to_partnership(name)
    role = op.get_context().config.attributes.get("application_role")  # type: ignore[union-attr]
    if role:
        _grant(names, role)


@contextmanager
def seeing_every_partnership(*tables: str) -> Iterator[None]:
    """Let the owner see all rows of `tables` meanwhile: to change data, or add a foreign key, which looks at both."""
    if op.get_bind().dialect.name != "postgresql":
        yield
        return
    for name in tables:
        op.execute(sa.text(f"ALTER TABLE {name} NO FORCE ROW LEVEL SECURITY"))
    yield
    for name in tables:
        op.execute(sa.text(f"ALTER TABLE {name} FORCE ROW LEVEL SECURITY"))


def _bind_to_partnership(name: str) -> None:
    mine = "partnership_id = current_setting('pathways.partnership')::integer"
    op.execute(sa.text(f"ALTER TABLE {name} ENABLE ROW LEVEL SECURITY"))
    op.execute(sa.text(f"ALTER TABLE {name} FORCE ROW LEVEL SECURITY"))
    op.execute(sa.text(f"CREATE POLICY own_partnership ON {name} USING ({mine}) WITH CHECK ({mine})"))


def _grant(names: Iterable[str], role: str) -> None:
    quoted = op.get_bind().dialect.identifier_preparer.quote(role)
    for name in names:
        rights = "SELECT, INSERT" if name in APPEND_ONLY else "SELECT, INSERT, UPDATE, DELETE"
        op.execute(sa.text(f"GRANT {rights} ON {name} TO {quoted}"))
    op.execute(sa.text(f"GRANT SELECT, INSERT ON partnership TO {quoted}"))
    op.execute(sa.text(f"GRANT SELECT ON alembic_version TO {quoted}"))
