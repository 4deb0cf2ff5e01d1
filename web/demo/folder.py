"""The demonstration: everything it needs in one folder, with keys it makes itself."""

from __future__ import annotations

import base64
import hashlib
import os
import secrets
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from engine.bootstrap import Engine, build, upgrade
from engine.commands import DeployPathway
from engine.config import KEY_BYTES, Config, folder_of, read_config
from engine.errors import InvalidState
from engine.queries import first_run
from processes import bundle
from processes import keys as shipped

KEYS = "keys.env"
DATABASE = "pathways.sqlite3"
MAIL = "mail"
PREPARED = "prepared"
BEGUN = "preparing"
OWNER_ONLY = 0o600


def prepare(
    folder: Path, port: int, *, reset: bool, empty: bool, say: Callable[[str], None] = lambda _: None
) -> Config:
    """A migrated database in `folder`, filled unless it should be `empty`; what is there already is kept.

    `say` is told what takes a while.
    """
    stamp, begun, wanted = folder / PREPARED, folder / BEGUN, shipped_fingerprint()
    if reset:
        throw_away(folder)
    elif begun.exists():  # setting up was interrupted, and what it left is only half there
        throw_away_database(folder)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    config = read_config(demo_settings(folder, port))
    upgrade(config)
    if not stamp.exists() or stamp.read_text(encoding="ascii") != wanted:
        say("Setting up; this takes some seconds the first time …")
        begun.touch()
        set_up(config, empty=empty)
        stamp.write_text(wanted, encoding="ascii")
        begun.unlink()
    return config


def set_up(config: Config, *, empty: bool) -> None:
    """Deploy what ships, and fill a database in which there is nobody yet."""
    engine = build(replace(config, smtp_url=None))  # what has happened was told long ago
    try:
        deploy_shipped(engine)
        if not empty and first_run(engine):
            fill(engine)
    finally:
        engine.close()


def throw_away(folder: Path) -> None:
    """Remove what a demonstration left, and nothing else that may lie in the folder."""
    throw_away_database(folder)
    (folder / KEYS).unlink(missing_ok=True)
    for mail in (folder / MAIL).glob("*.eml"):
        mail.unlink()


def throw_away_database(folder: Path) -> None:
    for path in (*folder.glob(f"{DATABASE}*"), folder / PREPARED, folder / BEGUN):
        path.unlink(missing_ok=True)


def demo_settings(folder: Path, port: int) -> dict[str, str]:
    """The settings of a demonstration; what the environment says about mail and logging still counts."""
    kept = {name: os.environ[name] for name in ("SMTP_URL", "MAIL_FROM", "LOG_LEVEL") if name in os.environ}
    quiet = {"LOG_LEVEL": "warning", "SMTP_URL": (folder.resolve() / MAIL).as_uri()}
    place = {"DATABASE_URL": f"sqlite:///{folder.resolve()}/{DATABASE}", "BASE_URL": f"http://127.0.0.1:{port}"}
    return {**quiet, **kept, **place, **keys(folder / KEYS)}


def keys(path: Path) -> dict[str, str]:
    """The keys kept in `path`, made the first time and readable by their owner only."""
    if not path.exists():
        made = {
            "SECRET_KEY": secrets.token_urlsafe(KEY_BYTES),
            "MASTER_KEY": f"demo:{base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode('ascii')}",
        }
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY)
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.writelines(f"{name}={value}\n" for name, value in made.items())
    lines = path.read_text(encoding="ascii").splitlines()
    return dict(line.split("=", 1) for line in lines if "=" in line)


def shipped_fingerprint() -> str:
    """Changes when any shipped pathway does: a start after an update deploys it, and any other start is quick."""
    digest = hashlib.sha256()
    for key in shipped():
        for name, content in bundle(key).items():
            digest.update(f"{key}/{name}:{len(content)}:".encode() + content)
    return digest.hexdigest()


def deploy_shipped(engine: Engine) -> None:
    """Deploy the pathways that come with the product; one that is there already stays as it is."""
    for key in shipped():
        engine.execute(DeployPathway(bundle(key)), engine.system())


def fill(engine: Engine) -> str:
    """Seed the demonstration partnership, and say so."""
    from web.demo.partnership import seed

    if not first_run(engine):
        raise InvalidState("Expected an empty database to fill, but there are accounts in it.")
    seed(engine)
    return "The demonstration partnership is there."


def welcome(config: Config, *, empty: bool) -> str:
    """What to open and whom to be."""
    lines = [f"\nReferral Pathways is at {config.base_url}"]
    if empty:
        lines.append("Open it to make the first administrator.")
    else:
        from web.demo.partnership import sign_ins

        lines += ["Sign in as:", *(f"  {line}" for line in sign_ins())]
    if mail := folder_of(config.smtp_url):
        lines.append(f"Mail is not sent, but kept in {mail}")
    return "\n".join([*lines, "Stop with Ctrl+C.\n"])
