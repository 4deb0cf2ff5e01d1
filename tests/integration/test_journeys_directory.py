"""Choosing a service: what a sender is shown, what is refused, and who holds the places."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from uuid import UUID

import pytest

from engine import queries
from engine.commands import AddService, ClaimTask, CompleteTask, Outcome, SaveDraft
from engine.errors import InvalidInput
from engine.queries import Choice, TaskPage
from engine.store import capacity, notices
from engine.testing import House, Person, Value, as_sent
from processes import bundle
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


def sending(town: Town, **contact: Value) -> TaskPage:
    """The page on which the worker writes a referral for a woman who wants housing, as the contact called it."""
    lead = str(town.house.service("Street support", "Outreach charity", "Street team", kind="other"))
    town.contact(needs=["housing"], exploitation="yes", **contact)
    town.worker.complete("Agree first steps", services_wanted=["housing"])
    town.coordinator.complete("Allocate lead worker", lead_service=lead)
    with town.house.engine.reading(town.worker.actor) as view:
        return queries.task_page(view, town.worker.task("Send referral").id)


def of_housing(page: TaskPage) -> list[tuple[str, str]]:
    return [(found.label, found.hint) for found in page.choices["service"] if found.hint.startswith("Housing: ")]


def test_services_of_her_area_come_first_and_the_others_say_why_they_do_not_fit(town: Town) -> None:
    offer(town, "A house in the north", areas=["Northside"])
    offer(town, "Everywhere", areas=[], capacity=1)
    page = sending(town, area="Town")
    assert [choice.value for choice in page.choices["area"]] == ["Northside", "Town", "prefers not to say"]
    assert page.values == {"need": ["housing"], "urgency": ["soon"], "area": ["Town"]}
    assert of_housing(page) == [
        ("Housing: Housing advice (Town)", "Housing: accepts referrals"),
        ("Housing: Everywhere", "Housing: 1 place left"),
        ("Housing: A house in the north (Northside)", "Housing: does not cover Town"),
    ]


@pytest.mark.parametrize("said", [{}, {"area": "prefers not to say"}])
def test_without_an_area_no_service_is_put_behind_another(town: Town, said: dict[str, Value]) -> None:
    offer(town, "A house in the north", areas=["Northside"])
    page = sending(town, **said)
    assert {hint for _, hint in of_housing(page)} == {"Housing: accepts referrals"}


def test_another_area_chosen_for_one_referral_ranks_its_services_and_rules_nobody_out(town: Town) -> None:
    north = offer(town, "A house in the north", areas=["Northside"])
    task_id = sending(town, area="Town").task_id
    town.worker.do(ClaimTask(task_id, 1))
    town.worker.do(SaveDraft(task_id, {"area": ["Northside"]}))
    with town.house.engine.reading(town.worker.actor) as view:
        assert of_housing(queries.task_page(view, task_id))[0][0] == "Housing: A house in the north (Northside)"
    town.worker.complete("Send referral", **{**SENDING, "service": str(north), "area": "Town"})
    assert "Acknowledge" in town.titles_of(town.officer)


def test_a_referral_made_by_hand_starts_with_the_area_on_her_record(town: Town) -> None:
    case_id = town.contact(area="Town").case_id
    town.worker.start("referral_handshake", case_id)
    with town.house.engine.reading(town.worker.actor) as view:
        assert queries.task_page(view, town.worker.task("Send referral").id).values == {"area": ["Town"]}


def test_referrals_of_a_version_that_never_asked_for_an_area_go_on(town: Town) -> None:
    before = dict(bundle("referral_handshake"))
    form = before["forms/send_referral.toml"].decode()
    parts = form.split("[[field]]")
    before["forms/send_referral.toml"] = "[[field]]".join(part for part in parts if 'key = "area"' not in part).encode()
    town.house.deploy(before)
    started = town.worker.start("referral_handshake", town.contact(area="Town").case_id)
    town.house.deploy(bundle("referral_handshake"))
    with town.house.engine.reading(town.worker.actor) as view:
        assert queries.task_page(view, town.worker.task("Send referral").id).form.area is None
    town.worker.complete("Send referral", **town.sending())
    assert "Acknowledge" in town.titles(started.instance_id)


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
