"""The privacy officer's page: the trail by case, person, kind and day; bounded, without content, itself on record."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from engine.commands import SearchCases
from engine.domain.actors import Role
from engine.domain.deeds import DeedKind, actions_of
from engine.errors import NotPermitted
from engine.queries import AuditLine, AuditQuestion, audit_trail
from engine.queries.audit_search import PAGE
from engine.store import accounts, audit, cases
from engine.store.audit import AuditRecord
from engine.testing import Person
from tests.integration.audit.reading import ALIAS, Glass
from tests.integration.web.office import Desk

AGENCIES = (
    ("Council", "Coordination"),
    ("Outreach charity", "Street team"),
    ("Housing", "Options"),
    ("Clinic", "Outreach nurses"),
)
PRIVACY = Role.PRIVACY_OFFICER.value


@pytest.fixture(scope="module")
def officers(glass: Glass) -> dict[str, Person]:
    """A privacy officer of each agency."""
    made = {
        agency: glass.house.person(f"Privacy officer of {agency}", agency, team, [PRIVACY]) for agency, team in AGENCIES
    }
    glass.people |= {f"privacy officer of {agency}": person for agency, person in made.items()}
    return made


@pytest.fixture
def desk(glass: Glass, officers: dict[str, Person]) -> Desk:
    return glass.desk("privacy officer of Council")


def question(glass: Glass, **more: object) -> AuditQuestion:
    today = glass.house.clock.now().date()
    return AuditQuestion(today - timedelta(days=1), today, **more)  # type: ignore[arg-type]


def told(glass: Glass, officer: Person, asked: AuditQuestion) -> list[AuditLine]:
    """All pages."""
    found: list[AuditLine] = []
    after = None
    with glass.house.engine.reading(officer.actor) as view:
        while True:
            page = audit_trail(view, asked, after)
            found += page.lines
            after = page.next_cursor
            if after is None:
                return found


def may_read(glass: Glass, agency_id: object) -> Iterator[AuditRecord]:
    """What a privacy officer of the agency may read: of its people, and of cases in which it takes or took part."""
    with glass.house.engine.database.read(1, glass.house.clock.now()) as tx:
        for row in audit.everything(tx):
            held = accounts.memberships_of(tx, row.account_id) if row.account_id else []
            parts = cases.participants_of(tx, row.case_id) if row.case_id else []
            if agency_id in {member.agency_id for member in held} | {part.agency_id for part in parts}:
                yield row


@pytest.mark.parametrize("agency", [agency for agency, _ in AGENCIES])
def test_each_reads_exactly_what_concerns_her_agency_and_the_coordinating_one_everything(
    glass: Glass, officers: dict[str, Person], agency: str
) -> None:
    lines = told(glass, officers[agency], question(glass))
    with glass.house.engine.database.read(1, glass.house.clock.now()) as tx:
        everything = audit.everything(tx)
    expected = everything if agency == "Council" else list(may_read(glass, officers[agency].agency_id))
    assert len(lines) == len(expected)
    assert sorted(line.at for line in lines) == sorted(row.at for row in expected)
    assert agency == "Council" or len(lines) < len(everything)


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.PRIVACY_OFFICER])
def test_nobody_else_reads_it(glass: Glass, role: Role) -> None:
    person = glass.house.person(f"Another {role.value}", "Housing", "Options", [role.value])
    glass.people[f"another {role.value}"] = person
    with glass.house.engine.reading(person.actor) as view, pytest.raises(NotPermitted):
        audit_trail(view, question(glass))
    other = glass.desk(f"another {role.value}")
    assert other.get("/audit").status_code == 403
    other.get("/notices")
    assert "/audit" not in [str(target) for target in other.page.xpath("//header//a/@href")]


def test_a_case_is_asked_for_by_its_reference(glass: Glass, officers: dict[str, Person]) -> None:
    reference = glass.hers[0]
    lines = told(glass, officers["Council"], question(glass, reference=reference.lower()))
    with glass.house.engine.database.read(1, glass.house.clock.now()) as tx:
        rows = audit.of_case(tx, glass.cases[0])
    assert len(lines) == len(rows)
    assert {line.reference for line in lines} == {reference}


def test_a_case_of_others_answers_as_one_that_does_not_exist(glass: Glass, officers: dict[str, Person]) -> None:
    foreign = told(glass, officers["Clinic"], question(glass, reference=glass.hers[0]))
    missing = told(glass, officers["Clinic"], question(glass, reference="RP-2222-222"))
    assert foreign == missing == []


def test_people_are_asked_for_by_a_part_of_their_name(glass: Glass, officers: dict[str, Person]) -> None:
    lines = told(glass, officers["Council"], question(glass, person="outreach worker"))
    assert {line.who for line in lines} == {"Outreach worker 1"}
    assert told(glass, officers["Council"], question(glass, person="nobody of this name")) == []


@pytest.mark.parametrize("kind", DeedKind)
def test_a_kind_of_deed_is_asked_for(glass: Glass, officers: dict[str, Person], kind: DeedKind) -> None:
    lines = told(glass, officers["Council"], question(glass, kind=kind))
    with glass.house.engine.database.read(1, glass.house.clock.now()) as tx:
        rows = [row for row in audit.everything(tx) if row.action in actions_of(kind)]
    assert len(lines) == len(rows)
    assert {line.kind for line in lines} <= {kind.label}


def test_days_bound_what_is_told(glass: Glass, officers: dict[str, Person]) -> None:
    today = glass.house.clock.now().date()
    before = AuditQuestion(today - timedelta(days=9), today - timedelta(days=1))
    assert told(glass, officers["Council"], before) == []


def test_the_page_shows_rows_without_content_and_leads_on(glass: Glass, desk: Desk) -> None:
    for _ in range(PAGE):
        glass.people["worker"].do(SearchCases("Robin"))
    assert desk.get("/audit").status_code == 200
    assert "Outreach worker 1" in desk.text
    assert ALIAS not in desk.text
    older = [link for link in desk.links() if "after=" in link]
    assert older
    desk.get(older[0])
    assert "Back to the newest" in desk.text


def test_the_day_of_a_privacy_officer_begins_there(desk: Desk) -> None:
    assert desk.get("/").headers["Location"].endswith("/audit")


def test_asking_for_a_case_is_on_its_record_and_codes_stand_for_words(glass: Glass, desk: Desk) -> None:
    before = glass.left("privacy officer of Council")
    desk.get("/audit", query_string={"reference": glass.hers[0], "person": "Outreach worker"})
    assert glass.left("privacy officer of Council")[len(before) :] == ["audit_searched"]
    with glass.house.engine.database.read(1, glass.house.clock.now()) as tx:
        row = audit.of_case(tx, glass.cases[0])[-1]
    assert "Outreach" not in row.detail
    assert glass.hers[0] not in row.detail


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"first_day-day": "40", "first_day-month": "1", "first_day-year": "2026"}, "From"),
        (
            {
                "first_day-day": "2",
                "first_day-month": "1",
                "first_day-year": "2027",
                "last_day-day": "1",
                "last_day-month": "1",
                "last_day-year": "2027",
            },
            "The first day must not be after the last",
        ),
        ({"after": "changed"}, "Start from the first page"),
    ],
)
def test_what_cannot_be_asked_is_said_beside_the_form(desk: Desk, asked: dict[str, str], words: str) -> None:
    assert desk.get("/audit", query_string=asked).status_code == 400
    assert "There is a problem" in desk.text
    assert words in desk.text
