"""Which rows are about a person is read off the tables; none is left out (rule 14)."""

from __future__ import annotations

from sqlalchemy import Table

from engine.store.erasing import KEPT, condition
from engine.store.subjects import subject_key
from engine.store.tables import metadata

HERS = {"person", "case_file", "process_instance", "user_task", "case_entry"}
NAMING = {"case_id", "instance_id", "task_id", "entry_id", "person_id", "subject_id"}


def is_about_her(table: Table) -> bool:
    leads = {key.column.table.name for key in table.foreign_keys}
    return table.name in HERS or bool(leads & HERS) or bool({column.name for column in table.c} & NAMING)


def test_every_table_that_names_her_or_what_is_hers_is_emptied_of_her() -> None:
    about_her = {table.name for table in metadata.sorted_tables if is_about_her(table)}
    emptied = {table.name for table in metadata.sorted_tables if condition(table) is not None}
    assert about_her - emptied == {table.name for table in KEPT}
    assert HERS | {"form_submission", "draft", "notice", "consent", "disclosure", "legal_hold"} <= emptied


def test_every_column_that_leads_to_what_is_hers_is_looked_at() -> None:
    """A column of another name would leave rows behind that keep what they lead to from being removed."""
    for table in metadata.sorted_tables:
        for key in table.foreign_keys:
            if key.column.table.name in HERS and key.parent.name not in ("partnership_id", *NAMING):
                by_itself = table.name in ("case_attachment", "plan_action") and key.parent.name == "id"
                assert by_itself, f"{table.name}.{key.parent.name}"


def test_what_is_of_nobody_stays() -> None:
    for name in ("account", "agency", "parameter", "definition_version", "audit_seal", "team", "directory_service"):
        assert condition(metadata.tables[name]) is None, name
    assert condition(subject_key) is None
