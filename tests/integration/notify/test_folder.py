"""Where there is no mail server, mail can be kept in a folder, to try things out."""

from __future__ import annotations

from datetime import UTC, datetime
from email import message_from_bytes
from pathlib import Path

from engine.config import folder_of
from engine.notify.channels import FolderChannel, LogChannel, SmtpChannel, channel_for
from engine.notify.templates import compose_link

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
SENDER = "no-reply@example.org"
LETTER = compose_link("invitation", "worker@example.org", "https://pathways.example.org", "t0ken" * 30, NOW, "a/../m1")


def test_a_letter_is_a_file_that_its_owner_reads_and_a_second_sending_is_the_same_file(tmp_path: Path) -> None:
    folder = tmp_path / "kept here"
    channel = channel_for(folder.as_uri(), SENDER)
    channel.send(LETTER, NOW)
    channel.send(LETTER, NOW)
    (kept,) = folder.iterdir()
    assert (kept.suffix, kept.stat().st_mode & 0o077, folder.stat().st_mode & 0o077) == (".eml", 0, 0)
    mail = message_from_bytes(kept.read_bytes())
    assert (mail["From"], mail["To"]) == (SENDER, "worker@example.org")
    assert "t0ken" * 30 in str(mail.get_payload())


def test_the_setting_says_which_way_out_there_is(tmp_path: Path) -> None:
    assert isinstance(channel_for(tmp_path.as_uri(), SENDER), FolderChannel)
    assert isinstance(channel_for("smtp://localhost", SENDER), SmtpChannel)
    assert isinstance(channel_for(None, SENDER), LogChannel)
    assert [folder_of(url) for url in (tmp_path.as_uri(), "smtp://localhost", None)] == [tmp_path, None, None]
