"""Settings: right ones are read, wrong ones are refused by name, and the documented table is the real one."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest

from engine.config import SETTINGS, ConfigError, read_config

DOCUMENT = Path(__file__).parents[3] / "docs" / "configuration.md"
KEY = base64.b64encode(bytes(32)).decode()
GOOD = {
    "DATABASE_URL": "sqlite:///var/pathways.sqlite3",
    "SECRET_KEY": "s" * 32,
    "MASTER_KEY": f"k2:{KEY},k1:{KEY}",
    "BASE_URL": "https://pathways.example.org/",
}
WRONG = {
    "DATABASE_URL": "mysql://localhost/pathways",
    "DATABASE_OWNER_URL": "mysql://localhost/pathways",
    "SECRET_KEY": "short",
    "MASTER_KEY": "k1:not base64",
    "BASE_URL": "pathways.example.org",
    "SMTP_URL": "mail.example.org",
    "SESSION_IDLE_MINUTES": "soon",
    "TICK_SECONDS": "0",
    "LOG_LEVEL": "loud",
    "WEBHOOK_HOSTS": "https://hooks.example.org",
    "API_REQUESTS_PER_MINUTE": "0",
    "REQUIRE_SECOND_FACTOR": "perhaps",
    "BREACHED_PASSWORDS": "/nowhere/hashes.txt",
}


def test_what_is_not_set_has_a_sensible_value() -> None:
    config = read_config(GOOD)
    assert config.database_owner_url == config.database_url
    assert config.base_url == "https://pathways.example.org"
    assert config.mail_from == "no-reply@pathways.example.org"
    assert [key_id for key_id, _ in config.master_keys] == ["k2", "k1"]
    assert config.smtp_url is None


@pytest.mark.parametrize("name", ["DATABASE_URL", "SECRET_KEY", "MASTER_KEY", "BASE_URL"])
def test_a_missing_setting_is_named(name: str) -> None:
    with pytest.raises(ConfigError, match=f"{name} is not set"):
        read_config({key: value for key, value in GOOD.items() if key != name})


@pytest.mark.parametrize("name", sorted(WRONG))
def test_a_wrong_setting_is_named(name: str) -> None:
    with pytest.raises(ConfigError, match=name):
        read_config({**GOOD, name: WRONG[name]})


@pytest.mark.parametrize("key", ["", "k1", f":{KEY}", f"k1:{base64.b64encode(bytes(31)).decode()}"])
def test_a_master_key_has_a_name_and_32_bytes(key: str) -> None:
    with pytest.raises(ConfigError, match="MASTER_KEY"):
        read_config({**GOOD, "MASTER_KEY": key})


def test_every_setting_is_documented_as_it_is_explained() -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    missing = [name for name, words in SETTINGS.items() if f"| `{name}` | {words} |" not in text]
    assert not missing, f"Expected docs/configuration.md to hold these rows of SETTINGS: {missing}."


@pytest.mark.parametrize("query", ["plain=no", "palin=yes", "plain=yes&x=1"])
def test_what_follows_a_mail_server_is_understood_or_refused(query: str) -> None:
    with pytest.raises(ConfigError, match="SMTP_URL must end"):
        read_config({**GOOD, "SMTP_URL": f"smtp://mail.example.org?{query}"})


@pytest.mark.parametrize(
    ("base_url", "said", "required"),
    [
        ("https://pathways.example.org", None, True),
        ("http://pathways.example.org", None, True),
        ("http://127.0.0.1:8000", None, False),
        ("http://localhost:8000", None, False),
        ("http://localhost:8000", "yes", True),
        ("https://pathways.example.org", "no", False),
    ],
)
def test_a_second_step_is_required_wherever_others_can_come(base_url: str, said: str | None, required: bool) -> None:
    """Rule 18: everybody proves who she is by more than a password, unless the configuration says otherwise."""
    more = {"REQUIRE_SECOND_FACTOR": said} if said else {}
    assert read_config({**GOOD, "BASE_URL": base_url, **more}).require_second_factor is required
