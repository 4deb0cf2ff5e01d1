"""What is written about a woman is found nowhere but on the pages of those who may read it."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Any

from sqlalchemy import select

from engine.store.tables import metadata
from tests.integration.canary.conftest import Played
from tests.integration.canary.words import free_fields


def test_every_field_in_which_people_write_has_its_word(played: Played) -> None:
    written = played.journey.canaries.written
    assert free_fields() <= written.keys()
    assert {kind for kind, _ in written} >= {"comment", "draft", "withdraw", "fault", "entry", "shared"}


def test_no_log_line_holds_a_word(played: Played) -> None:
    assert "incident" in played.said
    assert played.journey.canaries.found_in(played.said) == set()


def test_no_mail_holds_a_word_or_says_from_whom_or_about_what(played: Played) -> None:
    assert len(played.postbox.mails) > 20
    together = "\n".join(played.postbox.mails)
    assert played.journey.canaries.found_in(together) == set()
    bodies = {mail.partition("\n\n")[2].replace("\r", "").strip() for mail in together_of(played)}
    assert all(" " in body and "sign in" in body.lower() for body in bodies)


def together_of(played: Played) -> list[str]:
    return [mail.replace("\r\n", "\n") for mail in played.postbox.mails]


def test_no_address_redirect_or_header_holds_a_word(played: Played) -> None:
    journal = played.journey.journal
    assert journal.statuses.count(302) > 50
    assert played.journey.canaries.found_in("\n".join([*journal.addresses, *journal.headers])) == set()


def test_no_column_of_any_table_holds_a_word_in_clear(played: Played) -> None:
    house, canaries = played.journey.town.house, played.journey.canaries
    with house.engine.database.read(1, house.clock.now()) as tx:
        for table in metadata.sorted_tables:
            for row in tx.run(select(table)).mappings():
                for name, value in row.items():
                    assert canaries.found_in(readable(value)) == set(), f"{table.name}.{name}"


def readable(value: Any) -> str:
    """A value as anybody would read it who had the database."""
    if isinstance(value, bytes | memoryview):
        raw = bytes(value)
        return f"{raw.decode('latin-1')} {raw.hex()} {base64.b64encode(raw).decode()}"
    return str(value)


def test_the_file_of_the_database_holds_no_word(played: Played) -> None:
    """Also where rows were changed or removed since: what was never written in clear is not left behind."""
    if not played.is_postgresql:
        file = Path(played.urls.application.removeprefix("sqlite:///"))
        assert played.journey.canaries.found_in(file.read_bytes().decode("latin-1")) == set()
