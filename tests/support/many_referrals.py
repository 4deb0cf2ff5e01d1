"""Thousands of referrals in a partnership of twelve agencies, written straight into the tables: the same for one seed.

Times are realistic: they begin in working hours over the last eighteen months, most have ended, and the older one is
the rarer it still runs. Nothing can be stepped, since no referral has a state; lists and pages read them as any other.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from sqlalchemy import Table, create_engine, insert, text

from engine.domain.actors import Role
from engine.store import cases
from engine.store.cases import CaseRecord, ParticipantRecord, PersonRecord, case_file, case_participant, person
from engine.store.history import step_history
from engine.store.instances import InstanceRecord, process_instance
from engine.store.lanes import LaneRecord, lane_binding
from engine.store.messages import message_wait
from engine.store.sharing import DisclosureRow, disclosure
from engine.store.subjects import subject_key
from engine.store.tasks import NO_DEADLINE, TaskRecord, user_task
from engine.store.timers import timer
from engine.store.unit_of_work import Transaction
from engine.testing import House, Person
from processes import bundle
from tests.support.many_waits import waited_for

PATHWAY, TITLE = "referral_handshake", "Referral to a service"
AGENCIES, WORKERS = 12, 4
STRETCH = timedelta(days=540)
AT_ONCE = 500
STEPS = (
    ("send_referral", "Send referral", "sender", 1),
    ("acknowledge", "Acknowledge", "receiver", 2),
    ("accept_or_reject", "Accept or reject", "receiver", 4),
    ("record_attempt", "Record contact attempt", "receiver", 6),
    ("report_outcome", "Report outcome", "receiver", 28),
    ("read_outcome", "Read the outcome", "sender", 3),
)
"""Element, title, lane, and after how many days it is due."""


@dataclass
class Place:
    """An agency with one team, its workers and its manager."""

    agency_id: UUID
    team_id: UUID
    workers: list[Person]
    manager: Person


@dataclass
class Crowd:
    """The partnership, and the rows that wait to be written."""

    house: House
    random: Random
    places: list[Place]
    coordinator: Person
    version_id: UUID
    rows: dict[str, list[dict[str, Any]]] = field(default_factory=lambda: defaultdict(list))


def settle(house: House) -> Crowd:
    """Twelve agencies at work, and nothing to do yet."""
    places = []
    for number in range(1, AGENCIES + 1):
        name = f"Agency {number}"
        workers = [house.person(f"Worker {number}.{each}", name) for each in range(1, WORKERS + 1)]
        manager = house.person(f"Manager {number}", name, roles=(Role.MANAGER,))
        places.append(Place(manager.agency_id, manager.team_id, workers, manager))
    version = house.deploy(bundle(PATHWAY))
    return Crowd(
        house, Random(20_260_113), places, house.person("Coordinator 1", "Council", "Coordination"), version.version_id
    )


def refer(crowd: Crowd, count: int) -> None:
    """So many referrals, oldest first."""
    now, random = crowd.house.clock.now(), crowd.random
    moments = sorted(_working_moment(random, now) for _ in range(count))
    with crowd.house.engine.database.write(1, now) as tx:
        for number, moment in enumerate(moments):
            _referral(crowd, tx, number, moment, now)
            if number % AT_ONCE == AT_ONCE - 1:
                _write(crowd, tx)
        _write(crowd, tx)
    _analyse(crowd.house)


def _working_moment(random: Random, now: datetime) -> datetime:
    day = (now - STRETCH * random.random()).replace(hour=9, minute=0, second=0, microsecond=0)
    day -= timedelta(days=max(day.weekday() - 4, 0))
    return min(day + timedelta(minutes=random.randrange(8 * 60)), now)


def _uuid(random: Random, at: datetime) -> UUID:
    """An identifier that is ordered by time as those of the engine are."""
    high = int(at.timestamp() * 1000) << 80 | 0x7 << 76 | random.getrandbits(12) << 64
    return UUID(int=high | 0b10 << 62 | random.getrandbits(62))


def _referral(crowd: Crowd, tx: Transaction, number: int, began: datetime, now: datetime) -> None:
    random = crowd.random
    sender, receiver = random.sample(crowd.places, 2)
    case_id, instance_id = _uuid(random, began), _uuid(random, began)
    reference = f"RP-{number:07d}"
    person_id = _person(crowd, tx, number, began)
    case = CaseRecord(case_id, reference, person_id, "open", sender.agency_id, sender.team_id, began, None, None)
    _add(crowd, case_file, asdict(case))
    passed, ended_at = _life(random, began, now)
    progress = passed[-1] if passed else began
    _parts(crowd, case_id, instance_id, sender, receiver, began, ended_at)
    _instance(crowd, (instance_id, case_id, person_id, reference), sender, (began, progress, ended_at))
    waits = ended_at is None and number % 8 == 0
    if ended_at is None:
        for table, row in waited_for(instance_id, _uuid(random, progress), progress, now, waits):
            _add(crowd, table, row)
    for place, (element, title, lane, days) in enumerate(STEPS[: len(passed) + (ended_at is None and not waits)]):
        holder = sender if lane == "sender" else receiver
        asked = passed[place - 1] if place else began
        done = passed[place] if place < len(passed) else None
        step = (element, title, lane, asked, asked + timedelta(days=days), done)
        _task(crowd, (instance_id, case_id, reference), holder, step, place)


def _life(random: Random, began: datetime, now: datetime) -> tuple[list[datetime], datetime | None]:
    """When each step was done, and when all of it ended; None while it runs."""
    passed: list[datetime] = []
    at = began
    for _ in STEPS:
        at += timedelta(hours=random.expovariate(1 / 60))
        if at > now or random.random() < 0.02:
            return passed, None
        passed.append(at)
    return passed, passed[-1]


def _person(crowd: Crowd, tx: Transaction, number: int, began: datetime) -> UUID:
    person_id = _uuid(crowd.random, began)
    wrapped = tx.keys.new_wrapped_key(1, person_id)
    cipher = tx.keys.cipher(1, person_id, tx.keys.current_id, wrapped)
    sealed = cipher.seal_json(cases.details_place(person_id), {"alias": f"Robin {number}"})
    key = {"id": person_id, "subject_type": "person", "master_key_id": tx.keys.current_id, "wrapped": wrapped}
    _add(crowd, subject_key, {**key, "created_at": began, "destroyed_at": None})
    _add(crowd, person, asdict(PersonRecord(person_id, sealed, None, None, began)))
    return person_id


def _parts(
    crowd: Crowd,
    case_id: UUID,
    instance_id: UUID,
    sender: Place,
    receiver: Place,
    began: datetime,
    ended_at: datetime | None,
) -> None:
    leading = (sender.agency_id, sender.team_id, None, "Leads the case", began, None)
    taking = (receiver.agency_id, receiver.team_id, instance_id, "Receiving service", began, ended_at)
    for part in (leading, taking):
        _add(crowd, case_participant, asdict(ParticipantRecord(_uuid(crowd.random, began), case_id, *part)))
    for lane, place in (("sender", sender), ("receiver", receiver)):
        _add(crowd, lane_binding, asdict(LaneRecord(instance_id, lane, place.agency_id, place.team_id, False)))
    shared = (
        sender.agency_id,
        receiver.agency_id,
        "support",
        ["alias", "needs"],
        "6.1.a",
        "9.2.a",
        None,
        None,
        "share",
    )
    row = DisclosureRow(_uuid(crowd.random, began), case_id, instance_id, *shared, None, began, None)
    _add(crowd, disclosure, asdict(row))


def _instance(
    crowd: Crowd,
    ids: tuple[UUID, UUID, UUID, str],
    sender: Place,
    times: tuple[datetime, datetime, datetime | None],
) -> None:
    instance_id, case_id, person_id, reference = ids
    began, progress, ended_at = times
    record = InstanceRecord(
        id=instance_id,
        pathway=PATHWAY,
        version_id=crowd.version_id,
        title=TITLE,
        state="completed" if ended_at else "running",
        outcome="met" if ended_at else None,
        subject_type="person",
        subject_id=person_id,
        case_id=case_id,
        business_key=reference,
        parent_id=None,
        parent_token=None,
        state_sealed=None,
        event_count=0,
        step_count=0,
        started_at=began,
        started_by=sender.workers[0].account_id,
        starter_agency_id=sender.agency_id,
        starter_team_id=sender.team_id,
        last_progress_at=progress,
        ended_at=ended_at,
    )
    _add(crowd, process_instance, asdict(record))


def _task(crowd: Crowd, ids: tuple[UUID, UUID, str], holder: Place, step: tuple[Any, ...], place: int) -> None:
    instance_id, case_id, reference = ids
    element, title, lane, asked, due, done = step
    worker = crowd.random.choice([None, *holder.workers]) if done is None else holder.workers[place % WORKERS]
    account_id = worker.account_id if worker else None
    record = TaskRecord(
        id=_uuid(crowd.random, asked),
        instance_id=instance_id,
        case_id=case_id,
        token=place + 1,
        element_id=element,
        origin="pathway",
        kind="userTask",
        title=title,
        instructions="",
        pathway=PATHWAY,
        business_key=reference,
        lane=lane,
        agency_id=holder.agency_id,
        team_id=holder.team_id,
        managers_only=False,
        state="completed" if done else "claimed" if worker else "open",
        assignee_id=account_id,
        delegated_by_id=None,
        version=2 if worker else 1,
        form=element,
        due_at=due,
        due_order=due or NO_DEADLINE,
        arithmetic="",
        deadline_class="standard",
        follow_up_at=None,
        priority=50,
        asked_by_id=None,
        cause_task_id=None,
        cause_token=None,
        created_at=asked,
        completed_at=done,
        completed_by_id=account_id if done else None,
    )
    _add(crowd, user_task, asdict(record))
    if done:
        passing = {"instance_id": instance_id, "number": place, "element_id": element, "kind": "userTask"}
        _add(crowd, step_history, {**passing, "ended": "completed", "passed_at": done, "account_id": account_id})


def _add(crowd: Crowd, table: Table, row: dict[str, Any]) -> None:
    crowd.rows[table.name].append({"partnership_id": 1, **row})


TABLES = (
    subject_key, person, case_file, process_instance, case_participant, lane_binding, disclosure, user_task,
    step_history, message_wait, timer,
)  # fmt: skip


def _write(crowd: Crowd, tx: Transaction) -> None:
    for table in TABLES:
        if rows := crowd.rows.pop(table.name, []):
            tx.run(insert(table), rows)


def _analyse(house: House) -> None:
    """Let the database count what it has and tidy up, as PostgreSQL does by itself after a while."""
    url = house.engine.config.database_owner_url
    assert url
    sql = create_engine(url, isolation_level="AUTOCOMMIT")
    with sql.connect() as connection:
        connection.execute(text("VACUUM ANALYZE" if sql.dialect.name == "postgresql" else "ANALYZE"))
    sql.dispose()
