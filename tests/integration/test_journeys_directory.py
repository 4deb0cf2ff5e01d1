"""Choosing a service: what a sender is shown, what is refused, and who holds the places."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from uuid import UUID

import pytest

from engine import queries
from engine.commands import AddService, ClaimTask, CompleteTask, Outcome
from engine.errors import InvalidInput
from engine.queries import Choice
from engine.store import capacity, notices
from engine.testing import House, Person, as_sent
from tests.integration.town import SENDING, Town, found

OFFICE = {day: ["09:00", "17:00"] for day in ("Mon", "Tue", "Wed", "Thu", "Fri")}


@pytest.fixture
def town(house: House) -> Town:
    return found(house)


def offer(town: Town, name: str, **entered: object) -> UUID:
    """A service of the housing agency, open always and without limit unless said otherwise."""
    values = {"kind": "housing", "areas": ["Town"], "hours": {}, **entered}
    service_id: UUID = town.house.engine.execute(AddService(town.officer.team_id, name=name, **values))  # type: ignore[arg-type]
    return service_id


def shown(town: Town) -> list[Choice]:
    """What the worker may choose from now, for a new referral."""
    town.worker.start("referral_handshake", town.contact().case_id)
    task = next(task for task in reversed(town.worker.tasks()) if task.title == "Send referral")
    with town.house.engine.reading(town.worker.actor) as view:
        return list(queries.task_page(view, task.id).choices["service"])


def in_use(town: Town, service_id: UUID) -> int:
    with town.house.engine.database.read(1, town.house.clock.now()) as tx:
        return capacity.taken(tx).get(service_id, 0)


def acknowledged(town: Town, service_id: UUID) -> Outcome:
    started = town.referral(service_id)
    (task,) = [task for task in town.open_of(started.instance_id) if task.title == "Acknowledge"]
    town.officer.do(ClaimTask(task.id, task.version))
    town.officer.do(CompleteTask(task.id, task.version + 1, as_sent({"seen_by_name": "Housing officer 1"})))
    return started


def accept(town: Town, started: Outcome, person: Person | None = None) -> Outcome:
    officer = person or town.officer
    (task,) = [task for task in town.open_of(started.instance_id) if task.title == "Accept or reject"]
    officer.do(ClaimTask(task.id, task.version))
    answer: Outcome = officer.do(CompleteTask(task.id, task.version + 1, as_sent({"answer": "accept"})))
    return answer


def test_services_are_shown_best_first_with_what_speaks_for_and_against(house: House) -> None:
    house.clock.set(datetime(2026, 11, 28, 20, 0, tzinfo=UTC))  # a Saturday night
    town = found(house)
    offer(town, "Day rooms", hours=OFFICE, capacity=5)
    offer(town, "Full house", capacity=0)
    offer(town, "Hostel", capacity=2)
    offer(town, "Shut for repairs", is_accepting=False)
    town.lapsed_partner()
    assert [(choice.label, choice.hint) for choice in shown(town) if choice.hint.startswith("Housing")] == [
        ("Housing: Housing advice (Town)", "Housing: accepts referrals"),
        ("Housing: Hostel (Town)", "Housing: 2 places left"),
        ("Housing: Day rooms (Town)", "Housing: 5 places left; closed now, opens Monday 09:00"),
        (
            "Unsigned charity: Spare rooms (Town)",
            "Housing: accepts referrals; no charter in force, so only somebody in danger now can be referred",
        ),
        ("Housing: Shut for repairs (Town)", "Housing: does not accept referrals now"),
        ("Housing: Full house (Town)", "Housing: has no place left"),
    ]


@pytest.mark.parametrize(
    ("entered", "why"),
    [
        ({"capacity": 0}, "Hostel has no place left. Choose another service"),
        ({"is_accepting": False}, "Hostel does not accept referrals now. Choose another service"),
    ],
)
def test_a_service_that_takes_nobody_on_is_refused_beside_the_field(
    town: Town, entered: dict[str, object], why: str
) -> None:
    service_id = offer(town, "Hostel", **entered)
    with pytest.raises(InvalidInput) as refusal:
        town.referral(service_id)
    assert refusal.value.fields == {"service": why}
    assert "Send referral" in town.titles_of(town.worker)


def test_a_service_that_filled_up_after_it_was_shown_is_refused_when_it_is_sent(town: Town) -> None:
    service_id = offer(town, "Hostel", capacity=1)
    first = acknowledged(town, service_id)
    (choice,) = [choice for choice in shown(town) if choice.value == str(service_id)]
    assert choice.hint == "Housing: 1 place left"
    accept(town, first)
    with pytest.raises(InvalidInput, match="need to be changed") as refusal:
        town.worker.complete("Send referral", **{**SENDING, "service": str(service_id)})
    assert refusal.value.fields == {"service": "Hostel has no place left. Choose another service"}


def test_only_an_accepted_referral_that_runs_holds_a_place(town: Town) -> None:
    service_id = offer(town, "Hostel", capacity=2)
    started = acknowledged(town, service_id)
    assert in_use(town, service_id) == 0
    accept(town, started)
    assert in_use(town, service_id) == 1
    town.officer.complete("Record contact attempt", attempt="reached")
    town.officer.complete("Report outcome", result="met")
    assert in_use(town, service_id) == 1
    town.worker.complete("Read the outcome", read=True)
    assert in_use(town, service_id) == 0


def test_a_place_is_free_again_when_the_part_of_the_service_ends(town: Town) -> None:
    service_id = offer(town, "Hostel", capacity=2)
    started = acknowledged(town, service_id)
    accept(town, started)
    town.officer.complete("Record contact attempt", attempt="declined")
    town.worker.complete("Read the outcome", read=True)
    assert in_use(town, service_id) == 0


def test_the_receiver_may_take_one_too_many_and_everybody_concerned_notices(town: Town) -> None:
    service_id = offer(town, "Hostel", capacity=1)
    first, second = (acknowledged(town, service_id) for _ in range(2))
    assert [step.title for step in accept(town, first).next_steps] == ["Record contact attempt"]
    told = [step.title for step in accept(town, second).next_steps]
    assert "Hostel has taken on 2 for 1 places" in told
    town.house.worker.tick()
    with town.house.engine.database.read(1, town.house.clock.now()) as tx:
        kinds = [notice.kind for notice in notices.notices.all(tx, notices.notices.selection())]
    assert kinds.count("over_capacity") == 1


def test_two_who_accept_for_the_last_place_at_once_do_not_both_miss_it(town: Town) -> None:
    service_id = offer(town, "Hostel", capacity=1)
    colleague = town.house.person("Housing officer 2", "Housing", "Options")
    waiting = [(acknowledged(town, service_id), person) for person in (town.officer, colleague)]
    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(lambda pair: accept(town, *pair), waiting))
    over = [step.title for answer in answers for step in answer.next_steps if "has taken on" in step.title]
    assert over == ["Hostel has taken on 2 for 1 places"]
    assert in_use(town, service_id) == 2
