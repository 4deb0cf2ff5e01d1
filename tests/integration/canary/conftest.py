"""The journey of the canaries, played once on each database, with a real mail server listening."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass, field, replace
from io import StringIO
from uuid import UUID

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from engine.testing import Person, harness
from engine.worker import Worker
from tests.integration.canary.journey import Journey
from tests.integration.canary.people import everybody
from tests.integration.conftest import DATABASES
from tests.integration.fsck.databases import lasting_database
from tests.integration.race.ports import free_port
from tests.integration.town import found
from tests.support.postgres import DatabaseUrls
from web.app import create_app


@dataclass
class Postbox:
    """Keeps the mail it is given, as it came over the wire."""

    mails: list[str] = field(default_factory=list)

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        content = envelope.content or b""
        self.mails.append(content.decode() if isinstance(content, bytes) else content)
        return "250 OK"


@dataclass
class Played:
    """What there is to search through when all has been written."""

    journey: Journey
    urls: DatabaseUrls
    postbox: Postbox
    said: str
    """Everything that was written to standard output and standard error, and so every line of every log."""
    seen: dict[tuple[UUID, str], dict[str, str]] = field(default_factory=dict)
    """What somebody found under an address, who looks once: nothing is written after the journey."""

    @property
    def is_postgresql(self) -> bool:
        return self.urls.application.startswith("postgresql")


@contextmanager
def listening() -> Iterator[StringIO]:
    """Every line that is logged, down to the last detail, and all that is printed."""
    heard, root = StringIO(), logging.getLogger()
    handler, level = logging.StreamHandler(heard), root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    try:
        with redirect_stdout(heard), redirect_stderr(heard):
            yield heard
    finally:
        root.removeHandler(handler)
        root.setLevel(level)


@contextmanager
def mail_server() -> Iterator[tuple[Postbox, str]]:
    """A mail server that takes everything, and its address."""
    postbox, port = Postbox(), free_port()
    controller = Controller(postbox, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield postbox, f"smtp://127.0.0.1:{port}"
    finally:
        controller.stop()


@pytest.fixture(scope="package", params=DATABASES)
def played(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Played]:
    """The town after the journey; what it said was listened to from the first line on."""
    with ExitStack() as stack:
        urls = stack.enter_context(lasting_database(request, tmp_path_factory.mktemp("canary")))
        postbox, smtp_url = stack.enter_context(mail_server())
        with listening() as heard:
            house = stack.enter_context(harness(urls.application, owner_url=urls.owner))
            house.engine.config = replace(house.engine.config, smtp_url=smtp_url)
            house.worker = Worker(house.engine)
            journey = Journey(found(house), create_app(house.engine, house.engine.config))
            journey.play()
        yield Played(journey, urls, postbox, heard.getvalue())


@pytest.fixture(scope="package")
def people(played: Played) -> dict[str, Person]:
    return everybody(played.journey.town.house)
