"""Every shipped form filled in through the pages, with comments, drafts, a withdrawal and a fault on the way."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from io import BytesIO
from typing import Any
from uuid import UUID

from flask import Flask
from werkzeug.test import TestResponse

from engine.commands import AddTeam, SendMessage, StartProcess
from engine.errors import NotFound
from engine.store.tasks import TaskRecord
from engine.testing import PASSWORD, Person
from tests.integration.canary.charters import sign
from tests.integration.canary.support import support
from tests.integration.canary.words import Canaries
from tests.integration.town import Town
from tests.integration.web.office import Desk
from tests.support.bpmn_models import diagram, end, exclusive, flows, start
from tests.support.bundles import asked, bundle

WITH_CONSENT: dict[str, object] = {
    "consent": "given",
    "share": ["alias", "needs"],
    "article_6": "6.1.a",
    "article_9": "9.2.a",
}
WITHOUT_CONSENT: dict[str, object] = {
    "consent": "not_asked",
    "purpose": "safeguarding",
    "article_6": "6.1.e",
    "article_9": "9.2.g",
    "schedule_1": "1.2.18",
    "harm_risk": "serious",
    "told_her": "not safe",
}


@dataclass
class Journal:
    """All that went over the wire besides the pages themselves."""

    addresses: list[str] = field(default_factory=list)
    headers: list[str] = field(default_factory=list)
    statuses: list[int] = field(default_factory=list)

    def note(self, answer: TestResponse) -> None:
        self.addresses.append(answer.request.url)
        self.headers += [f"{name}: {value}" for name, value in answer.headers]
        self.statuses.append(answer.status_code)


class Watched(Desk):
    """A desk whose traffic is written down."""

    def __init__(self, app: Flask, journal: Journal) -> None:
        super().__init__(app)
        self.journal = journal

    def _take(self, path: str, answer: TestResponse) -> TestResponse:
        self.journal.note(answer)
        return super()._take(path, answer)


@dataclass
class Journey:
    """The town at work through its pages."""

    town: Town
    app: Flask
    canaries: Canaries = field(default_factory=Canaries)
    journal: Journal = field(default_factory=Journal)
    desks: dict[UUID, Watched] = field(default_factory=dict)
    referrals: list[UUID] = field(default_factory=list)

    def desk(self, person: Person) -> Watched:
        """The person's own browser, signed in."""
        if person.account_id not in self.desks:
            self.desks[person.account_id] = sign_in(self.app, self.journal, email_of(person))
        return self.desks[person.account_id]

    def play(self) -> None:
        self._first_woman()
        self._second_woman()
        self._agreed()
        self._declined()
        self._in_danger()
        self._withdrawn()
        self._written()
        self._fault()
        support(self)
        sign(self)
        self.town.house.worker.tick()
        self.town.house.clock.advance(timedelta(days=3))
        self.town.house.worker.tick()
        self.desks.clear()

    def do(self, person: Person, title: str, form: str, **chosen: object) -> TestResponse:
        """Open, claim and complete a task as its page offers it."""
        task, desk = self.find(person, title), self.desk(person)
        desk.get(f"/tasks/{task.id}")
        if task.assignee_id != person.account_id:
            self.press(desk, task, "claim", {})
            desk.get(f"/tasks/{task.id}")
        answer = self.press(desk, task, "complete", self.canaries.fill(form, **chosen))
        assert answer.status_code == 302, desk.text
        desk.get(answer.location)
        return answer

    def press(self, desk: Watched, task: TaskRecord, verb: str, values: dict[str, Any]) -> TestResponse:
        hidden = {"csrf-token": desk.token(), "seen-version": self.version(task)}
        keys = desk.page.xpath("//input[@name='form-key']/@value")
        once = {"form-key": str(keys[0])} if keys else {}
        return desk.post(f"/tasks/{task.id}/{verb}", {**values, **hidden, **once})

    def version(self, task: TaskRecord) -> int:
        return next(item.version for item in self.town.house.open_tasks() if item.id == task.id)

    def find(self, person: Person, title: str) -> TaskRecord:
        wanted = [task for task in person.tasks() if task.title == title]
        if not wanted:
            raise NotFound(f"Expected an open task “{title}”, but there are {[task.title for task in person.tasks()]}.")
        return wanted[-1]

    def comment(self, person: Person, title: str, word: str) -> None:
        task, desk = self.find(person, title), self.desk(person)
        desk.get(f"/tasks/{task.id}")
        answer = self.press(desk, task, "comment", {"new_comment": self.canaries.word("comment", word)})
        assert answer.status_code == 302, desk.text

    def draft(self, person: Person, title: str, key: str, word: str) -> None:
        task, desk = self.find(person, title), self.desk(person)
        desk.get(f"/tasks/{task.id}")
        if task.assignee_id != person.account_id:
            self.press(desk, task, "claim", {})
            desk.get(f"/tasks/{task.id}")
        answer = self.press(desk, task, "save", {key: self.canaries.word("draft", word)})
        assert answer.status_code == 302, desk.text

    def contact(self, **chosen: object) -> TestResponse:
        desk = self.desk(self.town.worker)
        desk.get("/contact")
        answer = desk.submit("Save contact", **self.canaries.fill("record_contact", outcome="opened", **chosen))
        assert answer.status_code == 302, desk.text
        desk.get(answer.location)
        return answer

    def _first_woman(self) -> None:
        town = self.town
        self.contact(
            danger_now="yes", safe_channel="call", voicemail_ok="no", must_not_know=["partner"], needs=["housing"]
        )
        self.do(town.worker, "Make safe now", "make_safe", safety_steps=["stayed"], told_her_first="no")
        self.comment(town.worker, "Agree first steps", "first steps")
        self.do(town.worker, "Agree first steps", "agree_first_steps", services_wanted=["housing"])
        lead = str(town.house.service("Street support", "Outreach charity", "Street team", kind="other"))
        self.do(town.coordinator, "Allocate lead worker", "allocate_lead", lead_service=lead)
        self._send(**WITH_CONSENT)
        self._answered()
        self.do(town.worker, "Read the outcome", "read_outcome", read="yes", she_knows="yes")
        self.do(town.worker, "Tell her what was arranged", "tell_her", told="yes")

    def _second_woman(self) -> None:
        """The same alias again, so that somebody checks whether it is the same woman."""
        self.contact(danger_now="no", safe_channel="through somebody", must_not_know=["family"])
        self.do(self.town.coordinator, "Check for duplicates", "check_duplicates", match="same")
        self.draft(self.town.worker, "Agree first steps", "goals", "half a goal")

    def _send(self, **changes: object) -> None:
        chosen = {**self.town.sending(), **changes}
        del chosen["ask"]
        self.do(self.town.worker, "Send referral", "send_referral", **chosen)

    def _answered(self) -> None:
        officer = self.town.officer
        self.comment(officer, "Acknowledge", "of housing")
        self.do(officer, "Acknowledge", "acknowledge")
        self.do(officer, "Accept or reject", "accept_or_reject", answer="accept")
        self.do(officer, "Record contact attempt", "record_attempt", attempt="reached")
        self.do(officer, "Report outcome", "report_outcome", result="met")

    def _start(self) -> UUID:
        """One more referral for the woman whose case was opened last."""
        town = self.town
        case_id = self.find(town.worker, "Agree first steps").case_id
        desk = self.desk(town.worker)
        desk.get(f"/cases/{case_id}/start/referral_handshake")
        answer = desk.post(f"/cases/{case_id}/start/referral_handshake", {"csrf-token": desk.token()})
        assert answer.status_code == 302, desk.text
        self.referrals.append(UUID(answer.location.rsplit("/", 1)[1]))
        return self.referrals[-1]

    def _agreed(self) -> None:
        self._start()
        self._send(**WITHOUT_CONSENT)
        self.do(self.town.manager, "Approve sharing", "approve_sharing", approval="approve", will_be_told="not safe")
        self.draft(self.town.officer, "Acknowledge", "acknowledge_note", "half a note")
        self.do(self.town.officer, "Acknowledge", "acknowledge")
        self.do(self.town.officer, "Accept or reject", "accept_or_reject", answer="reject", reason="no capacity")
        self.do(self.town.worker, "Read why it was rejected", "read_rejection", what_next="another way")

    def _declined(self) -> None:
        self._start()
        self._send(**WITHOUT_CONSENT)
        self.do(self.town.manager, "Approve sharing", "approve_sharing", approval="decline")
        self.do(self.town.worker, "Change or stop the referral", "change_or_stop", next_step="stop")

    def _in_danger(self) -> None:
        self._start()
        self._send(**{**WITHOUT_CONSENT, "harm_risk": "now", "urgency": "now"})
        chosen = {"was_right": "yes", "she_was_told": "not safe"}
        self.do(self.town.manager, "Review sharing without agreement", "review_sharing", **chosen)

    def _withdrawn(self) -> None:
        town = self.town
        instance = self._start()
        self._send()
        town.worker.do(SendMessage(instance, "withdraw", {"code": [self.canaries.word("withdraw", "code")]}))
        self.do(town.officer, "Confirm work has stopped", "confirm_stop", stopped="yes")
        self._start()
        self._send()
        self.draft(town.officer, "Acknowledge", "acknowledge_note", "of the officer")

    def _written(self) -> None:
        """What both sides write on the case while a referral runs."""
        town, case_id = self.town, self.find(self.town.officer, "Acknowledge").case_id
        referral = self.find(town.officer, "Acknowledge").instance_id
        wide, narrow = {"audience": "case"}, {"audience": "agency"}
        self.write(town.worker, f"/cases/{case_id}/notes/new", "Save note", note="entry:note of outreach", **wide)
        self.write(town.worker, f"/cases/{case_id}/notes/new", "Save note", note="entry:note for outreach", **narrow)
        self.write(town.officer, f"/cases/{case_id}/notes/new", "Save note", note="entry:note of housing")
        self.write(town.worker, f"/cases/{case_id}/goals/new", "Save goal", goal="entry:goal")
        self.write(town.worker, f"/cases/{case_id}/comments/new", "Save comment", comment="entry:comment")
        told = {"comment": "shared:comment", "mentions": str(town.officer.account_id)}
        self.write(town.worker, f"/cases/{case_id}/comments/new?about={referral}", "Save comment", **told)
        content, name = (self.canaries.word("entry", what) for what in ("content", "name"))
        attached = (BytesIO(content.encode()), f"{name}.txt")
        self.write(town.worker, f"/cases/{case_id}/files/new", "Attach file", file=attached)
        team_id = str(town.house.engine.execute(AddTeam(town.worker.agency_id, "Day team")))
        given = {"team_id": team_id, "why": "entry:why offered", "stays": "yes"}
        self.write(town.worker, f"/cases/{case_id}/hand-over", "Offer the case", **given)

    def write(self, person: Person, path: str, button: str, **values: Any) -> None:
        """Fill in a form on a case. A value with a colon names the place, and stands for its word."""
        words = {
            name: self.canaries.word(*value.split(":")) if isinstance(value, str) and ":" in value else value
            for name, value in values.items()
        }
        desk = self.desk(person)
        desk.get(path)
        answer = desk.submit(button, **words)
        assert answer.status_code == 302, desk.text
        desk.get(answer.location)

    def _fault(self) -> None:
        """What was typed is kept with the fault, so that the step can be taken again."""
        parts = (
            start(),
            asked("Say", "say"),
            exclusive("which", default="which-end"),
            end(),
            end("other"),
            *flows("start > Say", "Say > which", "which > other ? nobody_set + 1 > 2", "which > end"),
        )
        town, files = self.town, {"say": {"note": "text"}}
        town.house.deploy(bundle("broken", diagram(*parts, key="broken"), forms=files))
        town.worker.do(StartProcess("broken", {}))
        desk, task = self.desk(town.worker), self.find(town.worker, "Say")
        desk.get(f"/tasks/{task.id}")
        self.press(desk, task, "claim", {})
        desk.get(f"/tasks/{task.id}")
        answer = self.press(desk, task, "complete", {"note": self.canaries.word("fault", "note")})
        assert answer.status_code == 409


def email_of(person: Person) -> str:
    with person.house.engine.database.read(1, person.house.clock.now()) as tx:
        from engine.store import accounts

        found = accounts.get(tx, person.account_id)
    assert found is not None
    return found.email


def sign_in(app: Flask, journal: Journal, email: str) -> Watched:
    desk = Watched(app, journal)
    desk.get("/sign-in")
    assert desk.submit("Sign in", email=email, password=PASSWORD).status_code == 302, desk.text
    return desk
