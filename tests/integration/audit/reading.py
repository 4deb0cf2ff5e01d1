"""Everything that shows something of a case, asked for by people who take part, and what that leaves on the record."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import product
from typing import Any
from uuid import UUID

from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from engine.commands import AddTeam, AttachFile, BarFromCase, OfferCase, WriteGoal
from engine.store import accounts, audit, sharing
from engine.store.audit import AuditRecord
from engine.testing import PASSWORD, House, Person
from tests.integration.api.desk import BASE, Api, Program
from tests.integration.town import Town
from tests.integration.web.office import Desk

ALIAS = "Kingfisher"
OF_RECORDS = frozenset({"case_id", "task_id", "instance_id", "referral_id", "offer_id"})
API = "api."


@dataclass(frozen=True, slots=True)
class Asked:
    """One request, whether its answer showed something of her, and the actions that it put on her record."""

    endpoint: str
    method: str
    who: str
    status: int
    shows: bool
    left: tuple[str, ...]


@dataclass
class Glass:
    """A case in which a few people take part, and the application through which they look at it."""

    api: Api
    people: dict[str, Person]
    cases: tuple[UUID, ...] = ()
    ids: dict[str, list[str]] = field(default_factory=dict)
    hers: tuple[str, ...] = ()
    desks: dict[str, Desk] = field(default_factory=dict)

    @property
    def house(self) -> House:
        return self.api.house

    def fill(self, town: Town) -> None:
        """A case with a referral, and something of everything that has an address."""
        worker = town.worker
        case_id = town.contact(alias=ALIAS).case_id
        assert case_id is not None
        started = worker.start("referral_handshake", case_id)
        worker.complete("Send referral", **town.sending())
        offered = town.contact(alias=ALIAS)
        another = self.house.engine.execute(AddTeam(worker.agency_id, "Day team"))
        assert offered.case_id is not None
        self.cases, self.hers = (
            (case_id, offered.case_id),
            (started.reference, offered.reference, ALIAS, "Referral to a service"),
        )
        entries = [worker.do(AttachFile(case_id, "letter.txt", b"To whom it may concern", "case"))]
        entries.append(worker.do(WriteGoal(case_id, "A room of her own")))
        offer = worker.do(OfferCase(offered.case_id, another, "She asked for the day team", True))
        with self.house.engine.database.read(1, self.house.clock.now()) as tx:
            consents = [consent.id for consent in sharing.consents_of(tx, case_id)]
        tasks = [task.id for task in self.house.open_tasks() if task.case_id == case_id]
        found = {"case_id": self.cases, "task_id": tasks, "instance_id": [started.instance_id], "offer_id": [offer]}
        found |= {"entry_id": entries, "consent_id": consents, "referral_id": [started.instance_id]}
        found |= {"about": [started.instance_id]}
        nobody = self.house.person("Nobody 1", "Clinic").account_id
        found |= {"bar_id": [worker.do(BarFromCase(case_id, nobody, None, "Her cousin"))]}
        names = {"lane": ["receiver", "sender"], "kind": ["note"], "pathway": ["referral_handshake"]}
        self.ids = {name: [str(each) for each in ids] for name, ids in found.items()} | names

    def desk(self, who: str) -> Desk:
        """The browser of one of the people, signed in."""
        if who not in self.desks:
            desk = self.desks[who] = Desk(self.api.app)
            desk.get("/sign-in")
            answer = desk.submit("Sign in", email=self._email(who), password=PASSWORD)
            assert answer.status_code == 302, desk.text
            desk.get("/notices")
        return self.desks[who]

    def _email(self, who: str) -> str:
        with self.house.engine.database.read(1, self.house.clock.now()) as tx:
            account = accounts.get(tx, self.people[who].account_id)
        assert account is not None
        return account.email

    def rules(self) -> list[Rule]:
        """Every address of a record of hers."""
        return [rule for rule in self.api.app.url_map.iter_rules() if set(rule.arguments) & OF_RECORDS]

    def look(self, method: str) -> Iterator[Asked]:
        """Ask for every address of a record in this way, as everybody, with each identifier until she shows."""
        shown: set[tuple[str, str]] = set()
        for rule in self.rules():
            if method not in (rule.methods or ()):
                continue
            names = sorted(rule.arguments)
            for values, who in product(product(*(self.ids[name] for name in names)), self.people):
                if (rule.endpoint, who) in shown or (method == "POST" and rule.endpoint in {each for each, _ in shown}):
                    continue
                built = rule.build(dict(zip(names, values, strict=True)))
                assert built is not None
                asked = self._ask(rule.endpoint, method, str(built[1]), who)
                if asked.shows:
                    shown.add((rule.endpoint, who))
                yield asked

    def _ask(self, endpoint: str, method: str, path: str, who: str) -> Asked:
        before = self.left(who)
        answer = self._answer(endpoint, method, path, who)
        shows = (answer.status_code < 300 and method == "GET") or any(word in text_of(answer) for word in self.hers)
        left = self.left(who)[len(before) :]
        return Asked(endpoint, method, who, answer.status_code, shows, tuple(left))

    def _answer(self, endpoint: str, method: str, path: str, who: str) -> TestResponse:
        if endpoint.startswith(API):
            program: Program = self.api.of(self.people[who])
            sent: dict[str, Any] = {} if method == "GET" else {"json": {}}
            return program.ask(method, path.removeprefix(BASE), **sent)
        desk = self.desk(who)
        return desk.client.get(path) if method == "GET" else desk.client.post(path, data=self._typed(desk))

    def _typed(self, desk: Desk) -> dict[str, str]:
        return {"csrf-token": desk.token()}

    def searches(self) -> list[AuditRecord]:
        """All searches so far, oldest first."""
        with self.house.engine.database.read(1, self.house.clock.now()) as tx:
            return [row for row in audit.everything(tx) if row.action in ("list_searched", "cases_searched")]

    def left(self, who: str) -> list[str]:
        """What the person has left on her record so far."""
        with self.house.engine.database.read(1, self.house.clock.now()) as tx:
            rows = [row for case_id in self.cases for row in audit.of_case(tx, case_id)]
        mine = [row for row in rows if row.account_id == self.people[who].account_id]
        return [row.action for row in sorted(mine, key=lambda row: row.id)]


def text_of(answer: TestResponse) -> str:
    return answer.get_data().decode(errors="replace")
