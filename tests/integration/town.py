"""A small partnership for journeys: who works in it, what can be referred to, and the shortest way to each step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from engine.commands import AddService, Outcome
from engine.domain.actors import Role
from engine.store import cases, instances, visibility
from engine.store.cases import ParticipantRecord
from engine.store.instances import InstanceRecord
from engine.store.tasks import TaskRecord
from engine.testing import House, Person, Value
from processes import bundle, keys

SENDING: dict[str, Value] = {
    "need": "housing",
    "urgency": "routine",
    "ask": "A room for tonight if there is one",
    "purpose": "support",
    "share": ["alias", "needs"],
    "consent": "given",
    "harm_risk": "none",
    "told_her": "yes",
    "article_6": "6.1.a",
    "article_9": "9.2.a",
}


@dataclass
class Town:
    """Outreach meets her, housing is asked; the clinic has nothing to do with her until somebody refers her there."""

    house: House
    worker: Person
    colleague: Person
    manager: Person
    officer: Person
    duty_manager: Person
    nurse: Person
    clinic_manager: Person
    coordinator: Person
    housing: UUID
    clinic: UUID

    @property
    def everybody(self) -> list[Person]:
        return [self.worker, self.colleague, self.manager, self.officer, self.duty_manager, self.nurse]

    def contact(self, **values: Value) -> Outcome:
        """The worker records a contact and opens a case."""
        return self.worker.start("contact_and_triage", None, **{"outcome": "opened", "alias": "Robin", **values})

    def referral(self, service: UUID | None = None, /, **changes: Value) -> Outcome:
        """A case, and one referral for it that the worker has written and sent."""
        case_id = self.contact().case_id
        started = self.worker.start("referral_handshake", case_id)
        self.worker.complete("Send referral", **self.sending(service, **changes))
        return started

    def accepted(self, **changes: Value) -> Outcome:
        """A referral that housing has acknowledged and accepted."""
        started = self.referral(**changes)
        self.officer.complete("Acknowledge", seen_by_name="Housing officer 1")
        self.officer.complete("Accept or reject", answer="accept")
        return started

    def sending(self, service: UUID | None = None, /, **changes: Value) -> dict[str, Value]:
        return {**SENDING, "service": str(service or self.housing), **changes}

    def partner_without_accounts(self) -> UUID:
        """A food bank whose people do not sign in; answers its service."""
        self.house.agency("Food bank", "Volunteers", has_accounts=False)
        return self.house.service("Food parcels", "Food bank", "Volunteers", kind="money")

    def lapsed_partner(self) -> UUID:
        """An agency that has never signed the charter; answers its service."""
        _, team_id = self.house.agency("Unsigned charity")
        service_id: UUID = self.house.engine.execute(AddService(team_id, "housing", "Spare rooms", ["Town"], {}))
        return service_id

    def police(self) -> tuple[UUID, Person]:
        self.house.agency("Police", "Liaison", kind="police")
        officer = self.house.person("Liaison officer 1", "Police", "Liaison")
        return self.house.service("Police liaison", "Police", "Liaison", kind="safety"), officer

    def instance(self, instance_id: UUID) -> InstanceRecord:
        with self.house.engine.database.read(1, self.house.clock.now()) as tx:
            held = instances.look_at(tx, instance_id)
        assert held is not None
        return held.record

    def children(self, instance_id: UUID) -> list[InstanceRecord]:
        with self.house.engine.database.read(1, self.house.clock.now()) as tx:
            return instances.children(tx, instance_id)

    def open_of(self, instance_id: UUID) -> list[TaskRecord]:
        return [task for task in self.house.open_tasks() if task.instance_id == instance_id]

    def titles(self, instance_id: UUID) -> list[str]:
        return [task.title for task in self.open_of(instance_id)]

    def participants(self, case_id: UUID | None) -> list[ParticipantRecord]:
        """Those who take part in the case now."""
        with self.house.engine.database.read(1, self.house.clock.now()) as tx:
            return [part for part in cases.participants_of(tx, case_id or UUID(int=0)) if part.until is None]

    def sees(self, person: Person, started: Outcome) -> tuple[bool, bool]:
        """Whether the person may know of the case, and open the referral."""
        assert started.case_id is not None
        with self.house.engine.database.read(1, self.house.clock.now()) as tx:
            case = visibility.case(tx, person.actor, started.case_id)
            instance = visibility.instance(tx, person.actor, started.instance_id)
        return case is not None, instance is not None

    def titles_of(self, person: Person) -> list[str]:
        return [task.title for task in person.tasks()]


def found(house: House, with_managers: Sequence[str] = ("duty",)) -> Town:
    """The town, with both pathways deployed. Housing has the managers named: "duty", "other", or none."""
    for key in keys():
        house.deploy(bundle(key))
    people: dict[str, Any] = {
        "worker": house.person("Outreach worker 1", "Outreach charity", "Street team"),
        "colleague": house.person("Outreach worker 2", "Outreach charity", "Street team"),
        "manager": house.person("Manager, outreach", "Outreach charity", "Street team", (Role.MANAGER,)),
        "officer": house.person("Housing officer 1", "Housing", "Options"),
        "duty_manager": _duty_manager(house, with_managers),
        "nurse": house.person("Nurse 1", "Clinic", "Outreach nurses"),
        "clinic_manager": house.person("Manager, clinic", "Clinic", "Outreach nurses", (Role.MANAGER,), duty=True),
        "coordinator": house.person("Coordinator 1", "Council", "Coordination"),
    }
    housing = house.service("Housing advice", "Housing", "Options")
    clinic = house.service("Walk-in clinic", "Clinic", "Outreach nurses", kind="sexual health")
    return Town(house, **people, housing=housing, clinic=clinic)


def _duty_manager(house: House, wanted: Sequence[str]) -> Person:
    role = Role.MANAGER if wanted else Role.CASEWORKER
    return house.person("Duty manager, housing", "Housing", "Options", (role,), duty="duty" in wanted)
