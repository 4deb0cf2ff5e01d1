"""Programs that speak to the API, each with the token of a person or service."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from flask import Flask
from werkzeug.test import TestResponse

from engine.commands import ClaimTask, CompleteTask, CreateToken, Outcome
from engine.domain.scopes import Scope
from engine.testing import House, Person, Value, as_sent
from tests.integration.town import Town

EVERY_SCOPE = tuple(Scope)
BASE = "/api/v1"


class Program:
    """Asks with one token."""

    def __init__(self, app: Flask, token: str) -> None:
        self.client = app.test_client(use_cookies=False)
        self.token = token

    def ask(self, method: str, path: str, **options: Any) -> TestResponse:
        headers = {"Authorization": f"Bearer {self.token}", **options.pop("headers", {})}
        return self.client.open(f"{BASE}{path}", method=method, headers=headers, **options)

    def get(self, path: str, **options: Any) -> Any:
        """What is answered, which must be a success."""
        answer = self.ask("GET", path, **options)
        assert answer.status_code == 200, answer.text
        return answer.json

    def post(self, path: str, body: Any, status: int = 200, **options: Any) -> Any:
        """What is answered with this status."""
        answer = self.ask("POST", path, json=body, **options)
        assert answer.status_code == status, answer.text
        return answer.json


@dataclass
class Api:
    """The application, the town it serves, and a program for everybody who wants one."""

    town: Town
    app: Flask
    programs: dict[Person, Program] = field(default_factory=dict)

    @property
    def house(self) -> House:
        return self.town.house

    def of(self, person: Person) -> Program:
        """A program with every scope, in the name of the person."""
        if person not in self.programs:
            self.programs[person] = self.with_scopes(person, EVERY_SCOPE)
        return self.programs[person]

    def with_scopes(self, person: Person, scopes: Sequence[str], **more: Any) -> Program:
        made = person.do(CreateToken("Test program", scopes, 30, **more))
        return Program(self.app, made.token)

    def contact(self) -> Outcome:
        """A new case of the street team, of a woman whom nobody can take for another."""
        return self.town.contact(alias=f"Woman {uuid4()}")

    def referral(self) -> Outcome:
        """A referral to housing in a new case, written and sent."""
        started = self.town.worker.start("referral_handshake", self.contact().case_id)
        self.answer(self.town.worker, started, "Send referral", **self.town.sending())
        return started

    def accepted(self) -> Outcome:
        """A referral that housing has acknowledged and accepted."""
        started = self.referral()
        self.answer(self.town.officer, started, "Acknowledge", seen_by_name="Housing officer 1")
        self.answer(self.town.officer, started, "Accept or reject", answer="accept")
        return started

    def answer(self, person: Person, started: Outcome, title: str, **values: Value) -> None:
        """Claim and complete the task of that title in that very referral, whatever else is open in the town."""
        task = next(each for each in self.town.open_of(started.instance_id) if each.title == title)
        person.do(ClaimTask(task.id, task.version))
        person.do(CompleteTask(task.id, task.version + 1, as_sent(values)))
