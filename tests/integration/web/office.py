"""The application with the demonstration partnership on SQLite, and people who use it without a browser."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import lxml.html
from flask import Flask
from werkzeug.test import TestResponse

from engine import Engine
from engine.bootstrap import build, upgrade
from engine.clock import FixedClock
from engine.config import Config
from engine.worker import Worker
from web.app import create_app
from web.demo import deploy_shipped
from web.demo_partnership import PASSWORD, seed

TUESDAY_MORNING = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
BASE_URL = "http://pathways.test"


@dataclass
class Office:
    """What a test of the pages works with."""

    app: Flask
    engine: Engine
    clock: FixedClock

    def pass_time(self, by: timedelta) -> None:
        """Move the clock and let the worker do what has become due."""
        self.clock.advance(by)
        Worker(self.engine).tick()

    def visitor(self) -> Desk:
        """Somebody who has not signed in."""
        return Desk(self.app)

    def enter(self, email: str) -> Desk:
        """Somebody who has signed in."""
        desk = self.visitor()
        desk.get("/sign-in")
        answer = desk.submit("Sign in", email=email, password=PASSWORD)
        assert answer.status_code == 302, answer.text
        return desk


def settings(folder: Path, base_url: str = BASE_URL) -> Config:
    """Keys that are no secret, a file for a database, sessions that outlast moved clocks."""
    database = f"sqlite:///{folder}/office.sqlite3"
    return Config(
        database_url=database,
        database_owner_url=database,
        secret_key="s" * 40,
        master_keys=(("test", b"k" * 32),),
        base_url=base_url,
        session_idle_minutes=60 * 24 * 30,
    )


def prepared(folder: Path, clock: FixedClock, *, empty: bool = False) -> Engine:
    """A migrated database with the shipped pathways, filled unless it should be `empty`."""
    config = settings(folder)
    upgrade(config)
    engine = build(config, clock=clock)
    deploy_shipped(engine)
    if not empty:
        seed(engine)
    return engine


@contextmanager
def open_office(folder: Path, *, empty: bool = False) -> Iterator[Office]:
    """Migrate, deploy and seed; close the engine again."""
    clock = FixedClock(TUESDAY_MORNING)
    engine = prepared(folder, clock, empty=empty)
    try:
        yield Office(create_app(engine, settings(folder)), engine, clock)
    finally:
        engine.close()


class Desk:
    """Uses the pages as a browser without scripts would: reads forms, fills them in, presses their buttons."""

    def __init__(self, app: Flask) -> None:
        self.client = app.test_client()
        self.page = lxml.html.Element("html")
        self.path = "/"

    def get(self, path: str, **options: Any) -> TestResponse:
        return self._take(path, self.client.get(path, **options))

    def post(self, path: str, values: Mapping[str, object]) -> TestResponse:
        return self._take(path, self.client.post(path, data=values))

    def submit(self, button: str, **values: object) -> TestResponse:
        """Fill in the form that has the button, and press it."""
        form, pressed = self._button(button)
        filled = {**form_values(form), **values}
        return self.post(pressed.get("formaction") or form.get("action"), filled)

    def token(self) -> str:
        """The token of a form on the page."""
        return str(self.page.xpath("//input[@name='csrf-token']/@value")[0])

    @property
    def text(self) -> str:
        return " ".join(self.page.text_content().split())

    @property
    def heading(self) -> str:
        return " ".join(self.page.xpath("string(//h1)").split())

    def links(self) -> list[str]:
        return [str(target) for target in self.page.xpath("//main//a/@href")]

    def _button(self, words: str) -> tuple[lxml.html.FormElement, lxml.html.HtmlElement]:
        for form in self.page.forms:
            for button in form.iter("button"):
                if " ".join(button.text_content().split()).startswith(words):
                    return form, button
        raise AssertionError(f"Expected a button “{words}” at {self.path}, but the page says: {self.text}")

    def _take(self, path: str, answer: TestResponse) -> TestResponse:
        if answer.mimetype == "text/html" and answer.text:
            self.path, self.page = path, lxml.html.fromstring(answer.text)
        return answer


def form_values(form: lxml.html.FormElement) -> dict[str, list[str]]:
    """What the form holds now, under the names it would send."""
    values: dict[str, list[str]] = {}
    for name, value in form.form_values():
        values.setdefault(name, []).append(value)
    return values
