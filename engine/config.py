"""Settings from the environment, read once at start. A missing or wrong value is a sentence, never a stack trace.

The table of all settings stands in `docs/configuration.md`; `SETTINGS` below is what it is made from.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from engine.errors import EngineError

KEY_BYTES = 32
_HOST = re.compile(r"[A-Za-z0-9.-]+(:\d{1,5}|/\d{1,2})?|[0-9A-Fa-f:]+(/\d{1,3})?", re.ASCII)

SETTINGS: dict[str, str] = {
    "DATABASE_URL": "Where the application reads and writes: `postgresql+psycopg://…` or `sqlite:///…`. Required.",
    "DATABASE_OWNER_URL": "The owner of the tables, used by `pathways db upgrade` only. Default: `DATABASE_URL`.",
    "SECRET_KEY": "At least 32 characters; signs forms and cookies. Required.",
    "MASTER_KEY": "`id:base64` of 32 random bytes, several separated by commas, the current one first. Required.",
    "BASE_URL": "The address people use, such as `https://pathways.example.org`. Required.",
    "SMTP_URL": "`smtp://user:secret@host:587` (STARTTLS), `smtps://` or `file:///…`. Without it no mail; see “Mail”.",
    "MAIL_FROM": "The sender of mail. Default: `no-reply@` and the host of `BASE_URL`.",
    "SESSION_IDLE_MINUTES": "A session ends after so many minutes without a request. Default: 15.",
    "REQUIRE_SECOND_FACTOR": "`yes`: a password alone is not enough to sign in. Default: `yes`; on `localhost` `no`.",
    "BREACHED_PASSWORDS": "A file of SHA-1 hashes of passwords that nobody may choose; see “Passwords”. Default: none.",
    "PROXIES": "How many proxies of yours a request passes; who asks is read from `X-Forwarded-For`. Default: 0.",
    "TICK_SECONDS": "How often the worker looks for what is due. Default: 2.",
    "WEBHOOK_HOSTS": "Hosts that webhooks may go to, separated by commas; see “Webhooks”. Default: none.",
    "API_REQUESTS_PER_MINUTE": "How often a token may ask one server process. Default: 600.",
    "AUDIT_ANCHOR": "File outside the database for the head of the audit trail; see “Audit trail”. Default: none.",
    "KEY_REGISTER": "File outside the database that lists whose keys were destroyed; see “Erasure”. Default: none.",
    "LOG_LEVEL": "`debug`, `info`, `warning` or `error`. Default: `info`.",
}


class ConfigError(EngineError):
    """A setting is missing or wrong."""


@dataclass(frozen=True)
class Config:
    database_url: str
    database_owner_url: str
    secret_key: str
    master_keys: tuple[tuple[str, bytes], ...]
    base_url: str
    smtp_url: str | None = None
    mail_from: str = "no-reply@localhost"
    session_idle_minutes: int = 15
    proxies: int = 0
    tick_seconds: float = 2.0
    log_level: str = "info"
    webhook_hosts: tuple[str, ...] = ()
    api_requests_per_minute: int = 600
    require_second_factor: bool = False
    breached_passwords: str = ""
    audit_anchor: str | None = None
    key_register: str | None = None

    @property
    def origin(self) -> str:
        """What a browser says where it is."""
        parts = urlsplit(self.base_url)
        return f"{parts.scheme}://{parts.netloc}".lower()

    @property
    def passkey_host(self) -> str:
        """The name for which passkeys are made; empty where there is no name, only an address."""
        host = urlsplit(self.base_url).hostname or ""
        return "" if ":" in host or host.replace(".", "").isdigit() else host


def read_config(environ: Mapping[str, str]) -> Config:
    """Settings from `environ`. Refuses, naming the setting, what is missing or cannot be right."""
    base_url = _base_url(_required(environ, "BASE_URL"))
    database_url = _database_url("DATABASE_URL", _required(environ, "DATABASE_URL"))
    owner = environ.get("DATABASE_OWNER_URL")
    return Config(
        database_url=database_url,
        database_owner_url=_database_url("DATABASE_OWNER_URL", owner) if owner else database_url,
        secret_key=_secret_key(_required(environ, "SECRET_KEY")),
        master_keys=_master_keys(_required(environ, "MASTER_KEY")),
        base_url=base_url,
        smtp_url=_smtp_url(environ.get("SMTP_URL")),
        mail_from=environ.get("MAIL_FROM") or f"no-reply@{urlsplit(base_url).hostname}",
        session_idle_minutes=int(_number(environ, "SESSION_IDLE_MINUTES", 15, at_least=1)),
        proxies=int(_number(environ, "PROXIES", 0, at_least=0)),
        tick_seconds=_number(environ, "TICK_SECONDS", 2.0, at_least=0.05),
        log_level=_log_level(environ.get("LOG_LEVEL", "info")),
        webhook_hosts=_webhook_hosts(environ.get("WEBHOOK_HOSTS", "")),
        api_requests_per_minute=int(_number(environ, "API_REQUESTS_PER_MINUTE", 600, at_least=1)),
        require_second_factor=_yes_or_no(environ, "REQUIRE_SECOND_FACTOR", not _is_here(base_url)),
        breached_passwords=_file(environ, "BREACHED_PASSWORDS"),
        audit_anchor=environ.get("AUDIT_ANCHOR", "").strip() or None,
        key_register=environ.get("KEY_REGISTER", "").strip() or None,
    )


def _required(environ: Mapping[str, str], name: str) -> str:
    value = environ.get(name, "").strip()
    if not value:
        raise ConfigError(f"{name} is not set. {SETTINGS[name]}")
    return value


def _database_url(name: str, value: str) -> str:
    if not value.startswith(("postgresql+psycopg://", "sqlite:///")):
        raise ConfigError(f"{name} must begin with postgresql+psycopg:// or sqlite:///, but it is of another kind.")
    return value


def _secret_key(value: str) -> str:
    if len(value) < KEY_BYTES:
        raise ConfigError(f"SECRET_KEY must have at least {KEY_BYTES} characters, but it has {len(value)}.")
    return value


def _master_keys(value: str) -> tuple[tuple[str, bytes], ...]:
    return tuple(_master_key(part.strip()) for part in value.split(","))


def _master_key(part: str) -> tuple[str, bytes]:
    key_id, _, encoded = part.partition(":")
    try:
        key = base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if not key_id or len(key) != KEY_BYTES:
        raise ConfigError("MASTER_KEY must be `id:base64` with 32 bytes in base64, but a part of it is not.")
    return key_id, key


def _base_url(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ConfigError("BASE_URL must be a whole address such as https://pathways.example.org, but it is not.")
    return value.rstrip("/")


def folder_of(smtp_url: str | None) -> Path | None:
    """The folder in which mail is kept instead of being sent; None where it is sent, or there is none."""
    parts = urlsplit(smtp_url or "")
    return Path(unquote(parts.path)) if parts.scheme == "file" else None


def _smtp_url(value: str | None) -> str | None:
    if value and not value.startswith(("smtp://", "smtps://", "file:///")):
        raise ConfigError("SMTP_URL must begin with smtp://, smtps:// or file:///, but it does not.")
    if value and urlsplit(value).query not in ("", "plain=yes"):
        raise ConfigError("SMTP_URL must end after the server or in ?plain=yes, but it says something else.")
    return value or None


def _webhook_hosts(value: str) -> tuple[str, ...]:
    entries = tuple(part.strip() for part in value.split(",") if part.strip())
    if any(not _HOST.fullmatch(entry) for entry in entries):
        raise ConfigError("WEBHOOK_HOSTS must list hosts, hosts with ports, or addresses, but it holds something else.")
    return entries


def _number(environ: Mapping[str, str], name: str, default: float, at_least: float) -> float:
    try:
        number = float(environ.get(name) or default)
    except ValueError:
        number = at_least - 1
    if number < at_least:
        raise ConfigError(f"{name} must be a number of at least {at_least:g}, but it is not.")
    return number


def _is_here(base_url: str) -> bool:
    """Whether the address is one of this machine itself, which nobody else can open."""
    return urlsplit(base_url).hostname in ("localhost", "127.0.0.1", "::1")


def _yes_or_no(environ: Mapping[str, str], name: str, default: bool) -> bool:
    value = environ.get(name, "").strip().lower() or ("yes" if default else "no")
    if value not in ("yes", "no"):
        raise ConfigError(f"{name} must be yes or no, but it is neither.")
    return value == "yes"


def _file(environ: Mapping[str, str], name: str) -> str:
    value = environ.get(name, "").strip()
    if value and not Path(value).is_file():
        raise ConfigError(f"{name} must name a file that is there, but none can be found at {value}.")
    return value


def _log_level(value: str) -> str:
    if value.lower() not in ("debug", "info", "warning", "error"):
        raise ConfigError("LOG_LEVEL must be debug, info, warning or error, but it is not.")
    return value.lower()
