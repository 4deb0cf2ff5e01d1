"""Run by Alembic: migrate over the connection that `engine.store.migrations.upgrade` opened."""

from __future__ import annotations

from alembic import context

from engine.store.tables import metadata

connection = context.config.attributes["connection"]
if connection.dialect.name == "sqlite":
    # By itself SQLite would commit each statement: slow, and half done when interrupted.
    connection.exec_driver_sql("BEGIN IMMEDIATE")
context.configure(connection=connection, target_metadata=metadata, transaction_per_migration=True)
with context.begin_transaction():
    context.run_migrations()
connection.commit()
