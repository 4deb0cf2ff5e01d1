"""Ways out: SMTP, a folder for trying things out, or the log where neither is configured."""

from __future__ import annotations

import os
import re
import smtplib
import ssl
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr
from ipaddress import ip_address
from pathlib import Path
from typing import Protocol
from urllib.parse import parse_qs, unquote, urlsplit

import structlog

from engine.config import folder_of
from engine.notify.templates import Letter

TIMEOUT_SECONDS = 20
OWNER_ONLY = 0o600
PLAIN = "plain"
log = structlog.get_logger(__name__)


class Channel(Protocol):
    """Takes a letter to a person, or raises OSError when that did not work and may be tried again."""

    def send(self, letter: Letter, at: datetime) -> None: ...


class PlainTextRefused(OSError):
    """The mail server takes plain text only, and that was not asked for."""


def is_loopback(host: str) -> bool:
    """Whether what is sent there does not leave this machine."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


class LogChannel:
    """For installations without mail: notes that a letter would have gone out, and nothing of it."""

    def send(self, letter: Letter, at: datetime) -> None:
        log.info("mail_not_configured", message_id=letter.message_id)


class SmtpChannel:
    """Sends through a mail server: `smtp://` with STARTTLS, `smtps://` with TLS from the start.

    A server elsewhere that offers no STARTTLS gets nothing, unless the URL ends in `?plain=yes`: who is written to, and
    the password, would go over the network for all to read. On this machine itself plain text is enough.
    """

    def __init__(self, url: str, sender: str) -> None:
        parts = urlsplit(url)
        self._secure = parts.scheme == "smtps"
        self._host = parts.hostname or "localhost"
        self._port = parts.port or (465 if self._secure else 25)
        self._user = unquote(parts.username) if parts.username else None
        self._password = unquote(parts.password or "")
        self._sender = sender
        self._may_be_plain = is_loopback(self._host) or parse_qs(parts.query).get(PLAIN) == ["yes"]

    def send(self, letter: Letter, at: datetime) -> None:
        with self._connect() as server:
            if not self._secure:
                self._make_secure(server)
            if self._user is not None:
                server.login(self._user, self._password)
            server.send_message(written(letter, at, self._sender))

    def _make_secure(self, server: smtplib.SMTP) -> None:
        if server.has_extn("starttls"):
            server.starttls(context=ssl.create_default_context())
            server.ehlo()
        elif not self._may_be_plain:
            raise PlainTextRefused(
                f"Expected the mail server {self._host} to offer STARTTLS, but it does not, so nothing was sent. Use "
                f"smtps://, or end SMTP_URL in ?{PLAIN}=yes where the network between is yours."
            )

    def _connect(self) -> smtplib.SMTP:
        if self._secure:
            context = ssl.create_default_context()
            return smtplib.SMTP_SSL(self._host, self._port, timeout=TIMEOUT_SECONDS, context=context)
        server = smtplib.SMTP(self._host, self._port, timeout=TIMEOUT_SECONDS)
        server.ehlo()
        return server


class FolderChannel:
    """For trying things out: puts each letter into a folder, as a file that whoever runs the installation can read."""

    def __init__(self, folder: Path, sender: str) -> None:
        self._folder = folder
        self._sender = sender

    def send(self, letter: Letter, at: datetime) -> None:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        name = re.sub(r"[^0-9A-Za-z@.+-]", "_", f"{at:%Y-%m-%d-%H%M%S} {letter.to} {letter.message_id}")
        path = self._folder / f"{name}.eml"
        message = written(letter, at, self._sender)
        message.set_content(letter.text, cte="8bit")  # a link in one piece, for whoever opens the file
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, OWNER_ONLY)
        with os.fdopen(descriptor, "wb") as file:
            file.write(message.as_bytes())


def written(letter: Letter, at: datetime, sender: str) -> EmailMessage:
    """The letter as a mail."""
    message = EmailMessage()
    message["From"] = sender
    message["To"] = letter.to
    message["Subject"] = letter.subject
    message["Date"] = format_datetime(at)
    domain = parseaddr(sender)[1].rpartition("@")[2] or "localhost"
    message["Message-ID"] = f"<{letter.message_id}@{domain}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(letter.text)
    return message


def channel_for(smtp_url: str | None, sender: str) -> Channel:
    folder = folder_of(smtp_url)
    if folder is not None:
        return FolderChannel(folder, sender)
    return SmtpChannel(smtp_url, sender) if smtp_url else LogChannel()
