"""Role × field × agency: every field of every shipped form, for everybody, against what the rules allow.

Governance rule 7 (a task shows only what it declares and its reader may know; health notes stay in the health lane, the
police lane reads no charity's notes) and rule 2 (nothing is seen that was not disclosed). What is allowed is worked out
here from who wrote what, who takes part wholly and what is disclosed now, and not by the code that decides it.
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

import pytest
from sqlalchemy import select

from engine import queries
from engine.domain.actors import Role
from engine.errors import NotFound
from engine.queries import vocabulary
from engine.queries.knowledge import Knowledge
from engine.store import cases, instances, sharing, writings
from engine.store.tasks import user_task
from engine.store.unit_of_work import Transaction
from engine.testing import House, Person
from tests.integration.canary.conftest import Played
from tests.integration.canary.people import AGENCIES, CASE_ROLES, place
from tests.integration.canary.words import Place

EVERYBODY = [(agency, role) for agency, _ in AGENCIES for role in Role]


@dataclass(frozen=True)
class Sent:
    """A form that was sent: in which case and referral, and for which agency."""

    form: str
    case_id: UUID | None
    instance_id: UUID
    agency_id: UUID


@dataclass(frozen=True)
class Facts:
    """What decides who may know what."""

    sent: tuple[Sent, ...]
    whole: frozenset[tuple[UUID, UUID]]
    disclosed: frozenset[tuple[UUID, UUID, UUID, str]]
    tasks: tuple[UUID, ...]

    def may_know(self, agency_id: UUID, where: Place) -> bool:
        """Whether the rules let the agency know what was written in that field of that form."""
        return any(self._may(agency_id, each, where[1]) for each in self.sent if each.form == where[0])

    def _may(self, agency_id: UUID, sent: Sent, field: str) -> bool:
        if agency_id == sent.agency_id or sent.case_id is None or (agency_id, sent.case_id) in self.whole:
            return True
        told = {
            (instance, name) for to, case, instance, name in self.disclosed if (to, case) == (agency_id, sent.case_id)
        }
        asked = field in vocabulary.REQUEST and sent.instance_id in {instance for instance, _ in told}
        return asked or field in {name for _, name in told}


def facts(house: House) -> Facts:
    with house.engine.database.read(1, house.clock.now()) as tx:
        running = {row.id: row for row in instances.instances.all(tx, instances.instances.selection())}
        kept = writings.submissions.all(tx, writings.submissions.selection())
        return Facts(
            sent=tuple(
                Sent(row.form, running[row.instance_id].case_id, row.instance_id, row.agency_id) for row in kept
            ),
            whole=frozenset(whole_parts(tx)),
            disclosed=frozenset(disclosed(tx)),
            tasks=tuple(row[0] for row in tx.run(select(user_task.c.id), {})),
        )


def whole_parts(tx: Transaction) -> set[tuple[UUID, UUID]]:
    parts = cases.participants.all(tx, cases.participants.selection())
    return {(part.agency_id, part.case_id) for part in parts if part.instance_id is None and part.until is None}


def disclosed(tx: Transaction) -> set[tuple[UUID, UUID, UUID, str]]:
    """To whom, of which case, in which referral, which answer or entry: as long as it is disclosed."""
    rows = sharing.disclosures.all(tx, sharing.disclosures.selection())
    return {
        (row.to_agency_id, row.case_id, row.instance_id, name)
        for row in rows
        if row.until is None
        for name in vocabulary.covered(vocabulary.left_of(row.fields, row.gate, row.purpose))
    }


@pytest.fixture(scope="module")
def known(played: Played) -> Facts:
    return facts(played.journey.town.house)


def read(played: Played, person: Person, tasks: tuple[UUID, ...]) -> set[str]:
    """The words in all that the person is shown of any task."""
    found: set[str] = set()
    with person.house.engine.reading(person.actor) as view:
        for task_id in tasks:
            try:
                found |= played.journey.canaries.found_in(repr(queries.task_page(view, task_id)))
            except NotFound:
                continue
    return found


def places(played: Played) -> list[Place]:
    """Each field of the forms of shipped pathways in which something was written."""
    canaries = played.journey.canaries
    return [where for where in canaries.written if where[0] in canaries.forms]


@pytest.mark.parametrize(("agency", "role"), EVERYBODY, ids=[place(*each) for each in EVERYBODY])
def test_everybody_reads_of_each_field_of_each_form_what_the_rules_allow(
    played: Played, people: dict[str, Person], known: Facts, agency: str, role: Role
) -> None:
    person, written = people[place(agency, role)], played.journey.canaries.written
    seen = read(played, person, known.tasks)
    allowed = [where for where in places(played) if role in CASE_ROLES and known.may_know(person.agency_id, where)]
    assert seen & {written[where] for where in places(played)} <= {written[where] for where in allowed}
    own = {sent.form for sent in known.sent if sent.agency_id == person.agency_id} & {
        where[0] for where in places(played)
    }
    if role is Role.MANAGER:  # of each form of its own some answer; others were not asked, and so were not kept
        assert own <= {where[0] for where in places(played) if written[where] in seen}


def test_the_matrix_has_a_row_for_each_form_of_her_pathways(played: Played, known: Facts) -> None:
    assert {sent.form for sent in known.sent} >= {where[0] for where in places(played)}
    assert len(places(played)) > 60


def test_without_the_gate_the_service_reads_what_was_not_disclosed_to_it(
    played: Played, people: dict[str, Person], known: Facts, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So the matrix would fail."""
    officer, written = people[place("Housing", Role.CASEWORKER)], played.journey.canaries.written
    monkeypatch.setattr(Knowledge, "_entries", lambda *_: vocabulary.covered(vocabulary.EVERYTHING))
    hidden = {written[where] for where in places(played) if not known.may_know(officer.agency_id, where)}
    assert read(played, officer, known.tasks) & hidden
