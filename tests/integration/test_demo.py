"""The demonstration: who is in it, what state everything is in, and that it is honest."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from uuid import UUID

import pytest

from engine.bootstrap import Engine, build, upgrade
from engine.clock import FixedClock
from engine.commands import SignIn
from engine.config import Config
from engine.domain.actors import Role
from engine.errors import InvalidState
from engine.queries.teams import teams
from engine.store import absences, accounts, agencies, cases, colleagues, instances, notices, outbox, rota, tasks
from engine.store.unit_of_work import Transaction
from tests.integration.conftest import migrate
from tests.support.postgres import DatabaseUrls, Server
from web.demo.folder import deploy_shipped, fill
from web.demo.partnership import PASSWORD, sign_ins

NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)


def opened(urls: DatabaseUrls, now: datetime) -> Engine:
    config = Config(
        database_url=urls.application,
        database_owner_url=urls.owner,
        secret_key="s" * 40,
        master_keys=(("test", b"k" * 32),),
        base_url="http://pathways.test",
    )
    upgrade(config)
    engine = build(config, FixedClock(now))
    deploy_shipped(engine)
    return engine


@pytest.fixture(
    scope="module", params=["sqlite", pytest.param("postgresql", marks=[pytest.mark.postgresql, pytest.mark.slow])]
)
def demo(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """The demonstration as it is on a Tuesday morning, for looking at."""
    url = f"sqlite:///{tmp_path_factory.mktemp('demo')}/pathways.sqlite3"
    server: Server | None = request.getfixturevalue("postgres_server") if request.param == "postgresql" else None
    urls = server.clone_database(server.template("pathways", migrate)) if server else DatabaseUrls(url, url)
    engine = opened(urls, NOW)
    fill(engine)
    yield engine
    engine.close()
    if server:
        server.drop_database(urls)


@pytest.fixture
def tx(demo: Engine) -> Iterator[Transaction]:
    with demo.database.read(1, demo.clock.now()) as reading:
        yield reading


def test_twelve_agencies_of_every_kind_have_three_people_or_more_each(demo: Engine, tx: Transaction) -> None:
    known = agencies.all_agencies(tx)
    assert len(known) == 12
    assert {agency.kind for agency in known} == {"council", "charity", "housing", "health", "police", "faith"}
    people = {agency.name: {person.id for person, _ in colleagues.in_agencies(tx, [agency.id])} for agency in known}
    assert [name for name, found in people.items() if len(found) < 3] == ["Harbour Church Food Bank"]
    assert [agency.name for agency in known if not agency.has_accounts] == ["Harbour Church Food Bank"]
    assert len(teams(demo)) == 13


def test_a_case_can_be_handed_over_within_an_agency(demo: Engine, tx: Transaction) -> None:
    (outreach,) = [agency.id for agency in agencies.all_agencies(tx) if agency.name == "Night Lights Outreach"]
    both = {place.team_id for place in teams(demo) if place.agency_id == outreach}
    assert len(both) == 2
    assert {held.team_id for held in accounts.memberships_of(tx, _id(tx, "outreach3@example.org"))} == both


def test_every_role_is_held_and_people_are_named_after_their_work(tx: Transaction) -> None:
    held = colleagues.in_agencies(tx, [agency.id for agency in agencies.all_agencies(tx)])
    assert {member.role for _, member in held} == {role.value for role in Role}
    assert all(person.email.endswith("@example.org") for person, _ in held)


def test_those_who_are_shown_can_sign_in_with_the_passphrase_that_is_shown(demo: Engine) -> None:
    *lines, last = sign_ins()
    assert PASSWORD in last
    for line in (lines[0], lines[-1]):
        assert demo.execute(SignIn(line.split()[0], PASSWORD, "127.0.0.1")).token


def test_every_agreement_is_in_force_but_one_and_the_directory_has_areas_hours_and_capacity(tx: Transaction) -> None:
    known = {agency.id: agency.name for agency in agencies.all_agencies(tx)}
    lapsed = [
        name
        for agency_id, name in known.items()
        if not any(signed.expires_on > NOW.date() for signed in agencies.agreements_of(tx, agency_id))
    ]
    assert lapsed == ["Station Road Surgery"]
    services = agencies.all_services(tx)
    assert all(service.areas for service in services)
    assert any(service.hours for service in services)
    assert any(service.capacity for service in services)
    assert "sexual health" in {service.kind for service in services}


def test_there_is_a_referral_in_every_state(tx: Transaction) -> None:
    everything = instances.everything(tx)
    outcomes = {record.outcome for record in everything if record.ended_at is not None}
    assert outcomes == {
        "Advice only",
        "Out of area",
        "Declined, door open",
        "Case open with a lead worker",
        "done",
        "rejected",
        "withdrawn: her choice",
        "client declined",
        "lost contact",
    }
    assert {record.state for record in everything} == {"running", "suspended", "completed"}
    waiting = {task.title for task in tasks.all_open(tx) if task.origin == "pathway"}
    assert waiting == {
        "Agree first steps",
        "Make safe now",
        "Check for duplicates",
        "Allocate lead worker",
        "Make a safety plan",
        "Keep in touch with her",
        "Send referral",
        "Approve sharing",
        "Review sharing without agreement",
        "Change or stop the referral",
        "Acknowledge",
        "Accept or reject",
        "Record contact attempt",
        "Report outcome",
        "Read why it was rejected",
        "Take stock",
    }


def test_what_is_late_was_late_and_the_duty_manager_was_told_then(tx: Transaction) -> None:
    late = [task for task in tasks.all_open(tx) if task.title == "Acknowledgement is late"]
    assert [(task.assignee_id, task.created_at < NOW) for task in late] == [
        (person.id, True) for person in [accounts.by_email(tx, "housing.manager@example.org")] if person is not None
    ]
    cause = tasks.get(tx, late[0].cause_task_id) if late[0].cause_task_id else None
    assert cause is not None
    assert cause.due_at is not None
    assert cause.due_at <= late[0].created_at
    assert "late" in {notice.kind for notice in notices.of_account(tx, _id(tx, "outreach1@example.org"))}


def test_a_partner_without_accounts_has_a_referral_that_the_sender_answers_for(tx: Transaction) -> None:
    (food_bank,) = [agency.id for agency in agencies.all_agencies(tx) if not agency.has_accounts]
    (task,) = [task for task in tasks.all_open(tx) if task.agency_id == food_bank]
    sender = accounts.memberships_of(tx, _id(tx, "outreach3@example.org"))[0]
    assert (task.title, task.team_id) == ("Accept or reject", sender.team_id)


def test_a_conversation_without_a_case_left_nothing_of_her(tx: Transaction) -> None:
    unopened = {
        case.person_id for case in cases.case_files.all(tx, cases.case_files.selection()) if case.state == "contact"
    }
    people = [person for person in cases.persons.all(tx, cases.persons.selection()) if person.id in unopened]
    assert len(people) == 3
    assert all(person.alias_mark is None for person in people)


def test_nothing_is_left_to_send_nothing_happened_later_than_now_and_fsck_finds_nothing(demo: Engine) -> None:
    with demo.database.read(1, demo.clock.now()) as tx:
        assert outbox.waiting(tx, 10) == []
        assert max(record.last_progress_at for record in instances.everything(tx)) <= NOW
    assert demo.fsck() == []


def test_a_database_with_people_in_it_is_not_filled_again(demo: Engine) -> None:
    with pytest.raises(InvalidState, match="empty database"):
        fill(demo)


@pytest.mark.slow
@pytest.mark.parametrize(
    "now",
    [
        datetime(2026, 12, 28, 2, 30, tzinfo=UTC),
        datetime(2027, 1, 1, 23, 59, tzinfo=UTC),
        datetime(2027, 3, 29, 8, 0, tzinfo=UTC),
        datetime(2028, 2, 29, 12, 0, tzinfo=UTC),
        datetime(2026, 10, 25, 1, 30, tzinfo=UTC),
    ],
    ids=["bank holiday", "new year", "easter monday", "leap day", "clocks go back"],
)
def test_it_can_be_made_at_any_time(urls: DatabaseUrls, now: datetime) -> None:
    engine = opened(urls, now)
    try:
        fill(engine)
        assert engine.fsck() == []
    finally:
        engine.close()


def _id(tx: Transaction, email: str) -> UUID:
    person = accounts.by_email(tx, email)
    assert person is not None
    return person.id


def test_somebody_is_away_somebody_has_turns_of_duty_and_an_agency_is_asked_to_sign(tx: Transaction) -> None:
    away = absences.current(tx, [_id(tx, "housing3@example.org")])
    assert [row.deputy_id for row in away.values()] == [_id(tx, "housing2@example.org")]
    clinic = accounts.memberships_of(tx, _id(tx, "clinic.manager@example.org"))[0]
    assert clinic.team_id is not None
    assert len(rota.of_teams(tx, [clinic.team_id], NOW.date())) == 5
    surgery = accounts.memberships_of(tx, _id(tx, "surgery.manager@example.org"))[0]
    (about,) = instances.running_about_agencies(tx)
    assert (about.pathway, about.subject_id) == ("charter_signup", surgery.agency_id)
