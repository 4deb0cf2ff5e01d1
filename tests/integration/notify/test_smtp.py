"""Mail goes over the network encrypted, or not at all unless that is asked for."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from engine.notify.channels import PlainTextRefused, SmtpChannel, is_loopback
from engine.notify.templates import compose
from tests.integration.race.ports import free_port

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
ELSEWHERE = "0.0.0.0"
"""An address that leads back to this machine, and is not its loopback."""
LETTER = compose("new_task", "worker@example.org", "https://pathways.example.org", "m1")


class Postbox:
    """A server without STARTTLS: whom it was asked to write to, and how many mails it took."""

    def __init__(self) -> None:
        self.named: list[str] = []
        self.taken = 0

    async def handle_RCPT(  # noqa: N802
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        self.named.append(address)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: SMTP, _session: Session, _envelope: Envelope) -> str:  # noqa: N802
        self.taken += 1
        return "250 OK"


@pytest.fixture
def port() -> int:
    return free_port()


@pytest.fixture
def postbox(port: int) -> Iterator[Postbox]:
    kept = Postbox()
    controller = Controller(kept, hostname="127.0.0.1", port=port)
    controller.start()
    yield kept
    controller.stop()


def test_a_server_elsewhere_without_starttls_learns_nothing(postbox: Postbox, port: int) -> None:
    with pytest.raises(PlainTextRefused, match=r"Expected the mail server .* to offer STARTTLS, but"):
        SmtpChannel(f"smtp://user:password@{ELSEWHERE}:{port}", "no-reply@example.org").send(LETTER, NOW)
    assert (postbox.named, postbox.taken) == ([], 0)


@pytest.mark.parametrize(
    "url", ["smtp://{elsewhere}:{port}?plain=yes", "smtp://127.0.0.1:{port}", "smtp://localhost:{port}"]
)
def test_plain_text_goes_where_it_was_asked_for_or_stays_here(postbox: Postbox, port: int, url: str) -> None:
    SmtpChannel(url.format(elsewhere=ELSEWHERE, port=port), "no-reply@example.org").send(LETTER, NOW)
    assert (postbox.named, postbox.taken) == (["worker@example.org"], 1)


@pytest.mark.parametrize(
    ("host", "stays"),
    [
        ("127.0.0.1", True),
        ("127.8.9.1", True),
        ("::1", True),
        ("localhost", True),
        ("10.0.0.5", False),
        ("mail.example.org", False),
        ("localhost.example.org", False),
        (ELSEWHERE, False),
    ],
)
def test_what_stays_on_this_machine(host: str, stays: bool) -> None:
    assert is_loopback(host) is stays
