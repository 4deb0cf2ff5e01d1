"""The application with a small partnership on SQLite, and people who use it without a browser."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import lxml.html
from flask import Flask
from werkzeug.test import TestResponse

from engine.bootstrap import Engine, build, upgrade
from engine.clock import FixedClock
from engine.config import Config
from engine.testing import PASSWORD, House
from engine.worker import Worker
from web.app import create_app
from web.demo.folder import deploy_shipped

TUESDAY_MORNING = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
BASE_URL = "http://pathways.test"
DATABASE = "office.sqlite3"
PEOPLE = (
    ("Coordinator 1", "Council", "Coordination", "caseworker"),
    ("Outreach worker 1", "Harbour Outreach", "Night outreach", "caseworker"),
    ("Outreach worker 2", "Harbour Outreach", "Night outreach", "caseworker"),
    ("Outreach manager 1", "Harbour Outreach", "Night outreach", "manager"),
    ("Support worker 1", "Riverside Women’s Centre", "Support", "caseworker"),
    ("Housing officer 1", "Town Housing", "Housing options", "caseworker"),
    ("Housing officer 2", "Town Housing", "Housing options", "caseworker"),
    ("Housing manager 1", "Town Housing", "Housing options", "manager"),
    ("Nurse 1", "Harbour Clinic", "Sexual health", "caseworker"),
    ("Commissioner 1", "Council", "Commissioning", "commissioner"),
    ("Commissioner 2", "Council", "Commissioning", "commissioner"),
    ("Privacy officer 1", "Council", "Commissioning", "privacy_officer"),
)
EMAILS = {"Administrator 1": "administrator1@example.org"} | {
    person[0]: f"person{number}@example.org" for number, person in enumerate(PEOPLE, start=1)
}
SERVICES = (
    ("Housing options", "Town Housing", "Housing options", "housing"),
    ("One-to-one support", "Riverside Women’s Centre", "Support", "support"),
    ("Clinic", "Harbour Clinic", "Sexual health", "sexual health"),
)


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

    def enter(self, name: str) -> Desk:
        """One of the people, signed in."""
        desk = self.visitor()
        desk.get("/sign-in")
        answer = desk.submit("Sign in", email=EMAILS[name], password=PASSWORD)
        assert answer.status_code == 302, desk.text
        return desk


def settings(folder: Path, base_url: str = BASE_URL) -> Config:
    """Keys that are no secret, a file for a database, sessions that outlast moved clocks."""
    database = f"sqlite:///{folder / DATABASE}"
    return Config(
        database_url=database,
        database_owner_url=database,
        secret_key="s" * 40,
        master_keys=(("test", b"k" * 32),),
        base_url=base_url,
        session_idle_minutes=60 * 24 * 30,
    )


def furnish(folder: Path) -> Path:
    """Make the database that each office copies: shipped pathways, agencies, people, services."""
    config = settings(folder)
    upgrade(config)
    clock = FixedClock(TUESDAY_MORNING)
    engine = build(config, clock)
    try:
        house = House(engine, clock)
        deploy_shipped(engine)
        for name, agency, team, role in PEOPLE:
            house.person(name, agency, team, [role])
        for name, agency, team, kind in SERVICES:
            house.service(name, agency, team, kind)
        Worker(engine).tick()
    finally:
        engine.close()
    return folder / DATABASE


@contextmanager
def open_office(folder: Path, furnished: Path | None) -> Iterator[Office]:
    """An office on a copy of the furnished database, or on an empty one."""
    config = settings(folder)
    if furnished is None:
        upgrade(config)
    else:
        shutil.copyfile(furnished, folder / DATABASE)
    clock = FixedClock(TUESDAY_MORNING)
    engine = build(config, clock)
    try:
        yield Office(create_app(engine, config), engine, clock)
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
        text = answer.text if answer.mimetype == "text/html" else ""
        answer.close()
        answer.request.environ["wsgi.input"].close()  # a large request lies in a file
        if text:
            self.path, self.page = path, lxml.html.fromstring(text)
        return answer


def form_values(form: lxml.html.FormElement) -> dict[str, list[str]]:
    """What the form holds now, under the names it would send."""
    values: dict[str, list[str]] = {}
    for name, value in form.form_values():
        values.setdefault(name, []).append(value)
    return values
