"""Three years of one woman: four agencies, custody over a winter, a wish to leave, a return, and a year that holds."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from engine.commands import ResumeProcess, SignAgreement
from engine.domain.working_days import Calendar
from engine.queries import plan_actions
from engine.store import cases, instances, tasks
from engine.store.instances import InstanceRecord
from engine.store.tasks import TaskRecord
from engine.store.unit_of_work import Transaction
from engine.testing import House, Person, Value
from tests.integration.town import found

LONDON = ZoneInfo("Europe/London")
MOST = 8 * 1024
"""Bytes of state that a referral may take, however long it lasts."""
TOUCH, REVIEW, LOOK_BACK = "Keep in touch with her", "Review with all agencies", "Look back with her"
SEEN: dict[str, Value] = {"contact": "reached", "her_words": "It goes"}
PLAN: dict[str, Value] = {"goals": "A door that locks", "risk": "high", "recent_harm": True}
REVIEWED: dict[str, Value] = {"her_view": "It goes", "rag": "amber", "news": "carry on"}
LOOKED: dict[str, Value] = {"her_view": "I am still here", "stage": "leaving", "risk": "low", "going": "going on"}
ACTION: dict[str, Value] = {"result": "done", "outcome_words": "Done with her"}


def row(number: int, what: str, owner: Person, due: str) -> dict[str, Value]:
    return {f"actions-{number}-what": what, f"actions-{number}-owner": str(owner.team_id), f"actions-{number}-due": due}


class Life:
    """Her case as the people around her work on it, day after day."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.town = found(house)
        self.police, self.liaison = self.town.police()
        lead = house.service("Street support", "Outreach charity", "Street team", kind="other")
        contact = self.town.contact(needs=["housing", "safety"], exploitation="yes")
        self.town.worker.complete("Agree first steps", services_wanted=["housing"])
        self.town.coordinator.complete("Allocate lead worker", lead_service=str(lead))
        self.town.worker.complete("Arrange by hand: modern slavery (NRM or duty to notify)")
        assert contact.case_id is not None
        self.case_id = contact.case_id

    @contextmanager
    def reading(self) -> Iterator[Transaction]:
        with self.house.engine.database.read(1, self.house.clock.now()) as tx:
            yield tx

    def until(self, day: str, hour: int = 11) -> None:
        """Let the days pass until that morning in London, the worker at its post."""
        end = datetime.combine(date.fromisoformat(day), datetime.min.time(), LONDON).replace(hour=hour).astimezone(UTC)
        while (left := end - self.house.clock.now()) > timedelta(0):
            step = min(left, timedelta(days=14))
            self.house.advance(seconds=step.total_seconds())

    def open(self, title: str) -> TaskRecord:
        (task,) = [task for task in self.house.open_tasks() if task.title == title]
        return task

    def referrals(self) -> list[InstanceRecord]:
        with self.reading() as tx:
            return instances.of_case(tx, self.case_id)

    def running(self, pathway: str) -> InstanceRecord:
        (found,) = [each for each in self.referrals() if each.pathway == pathway and each.ended_at is None]
        return found

    def sizes(self) -> dict[str, int]:
        with self.reading() as tx:
            held = [instances.look_at(tx, each.id) for each in instances.of_case(tx, self.case_id)]
            return {each.record.title: len(instances.open_state(each)) for each in held if each is not None}

    def local(self, task: TaskRecord) -> datetime:
        return Calendar().local(task.due_order)

    def refer(self, receiver: Person, service: str, need: str) -> None:
        """One referral that is sent, taken on and helps."""
        self.town.worker.complete("Send referral", **{**self.town.sending(), "service": service, "need": need})
        receiver.complete("Acknowledge", seen_by_name="Duty worker")
        receiver.complete("Accept or reject", answer="accept")
        receiver.complete("Record contact attempt", attempt="reached")

    def finish(self, receiver: Person) -> None:
        receiver.complete("Report outcome", result="met")
        self.town.worker.complete("Read the outcome", read=True)

    def in_touch_until(self, day: str, risk: str, every: int = 13) -> None:
        """Contact and reviews on time, until that day."""
        while self.house.clock.now().date() < date.fromisoformat(day):
            next_day = min(self.house.clock.now().date() + timedelta(days=every), date.fromisoformat(day))
            self.until(next_day.isoformat())
            titles = {task.title for task in self.house.open_tasks()}
            if REVIEW in titles:
                self.town.worker.complete(REVIEW, **REVIEWED, risk=risk)
            elif TOUCH in titles:
                self.town.worker.complete(TOUCH, **SEEN, news="carry on")

    def out_until(self, day: str) -> None:
        """Weekly contact until the next day to look back, and that."""
        while LOOK_BACK not in {task.title for task in self.house.open_tasks()}:
            self.until((self.house.clock.now().date() + timedelta(days=7)).isoformat())
            if "Be in touch" in {task.title for task in self.house.open_tasks()}:
                self.town.worker.complete("Be in touch", contact="reached", going="going on")
        assert self.house.clock.now().date() <= date.fromisoformat(day)


def sign_again(life: Life) -> None:
    """The agencies renew the charter."""
    today = life.house.clock.now().date()
    for person in (life.town.officer, life.town.nurse, life.liaison):
        life.house.engine.execute(SignAgreement(person.agency_id, today, today.replace(year=today.year + 1)))


def first_year(life: Life) -> None:
    """Housing helps; harm, so that all look every week; two attempts miss her; custody over the winter."""
    town = life.town
    life.refer(town.officer, str(town.housing), "housing")
    rows = row(1, "A lock for her door", town.officer, "2026-12-29") | row(
        2, "See her at the drop-in", town.worker, "2027-03-12"
    )
    town.worker.complete("Make a safety plan", **PLAN, **rows)
    assert life.local(life.open(TOUCH)) == datetime(2026, 12, 7, 10, 0, tzinfo=LONDON)
    life.until("2026-11-30", hour=12)
    assert life.open(REVIEW).arithmetic.endswith(": Mon 7 Dec 17:00")
    town.worker.complete(REVIEW, **REVIEWED, risk="high")
    life.until("2026-12-10")
    town.worker.complete(TOUCH, contact="not reached")
    assert town.worker.complete("Look for her", outreach_found="found", looked_where="The arches").ended is None
    life.until("2026-12-24")
    town.worker.complete(TOUCH, **SEEN, news="away")
    away = life.open("Pause while she is away")
    assert away.arithmetic.endswith(
        "skipping the weekend and the bank holidays Fri 25 and Mon 28 Dec: Tue 29 Dec 17:00"
    )
    decided: dict[str, Value] = {"away_where": "custody", "away_decision": "pause", "away_until": "2027-03-20"}
    town.manager.complete("Pause while she is away", **decided, release_plan="Met at the gate")
    assert life.running("risk_reduction").state == "suspended"
    life.until("2027-02-01")
    assert life.open("See whether she is back").paused
    town.officer.complete("Action of her plan", **ACTION)
    life.until("2027-03-15")
    town.manager.do(ResumeProcess(away.instance_id))
    town.manager.complete("See whether she is back", is_back=True)
    town.worker.complete(REVIEW, **REVIEWED, risk="high")
    life.finish(town.officer)
    town.worker.complete("Tell her what was arranged", told="yes")
    life.until("2027-03-20")
    town.worker.complete(TOUCH, **SEEN, news="carry on")
    due = life.local(life.open(TOUCH))
    assert (due.date(), due.time(), due.utcoffset()) == (
        date(2027, 4, 3),
        datetime.min.time().replace(hour=11),
        timedelta(hours=1),
    )
    life.in_touch_until("2027-11-20", "high")


def goes_and_returns(life: Life) -> None:
    """She wants to leave; housing and the clinic are asked at once; after eight weeks she goes back."""
    town = life.town
    sign_again(life)
    if REVIEW in {task.title for task in life.house.open_tasks()}:
        town.worker.complete(REVIEW, **{**REVIEWED, "news": "exit"}, risk="high")
    else:
        town.worker.complete(TOUCH, **SEEN, news="exit")
    town.worker.complete("Write down her wish", said_it=True, her_words="I want out before it gets dark again")
    town.worker.complete("Look at what stands in the way", stage="preparing", barriers=["housing", "coercion"])
    rows = row(1, "A key safe", town.worker, "2028-01-14")
    asked: dict[str, Value] = {
        "goals": "My own kettle",
        "risk": "high",
        "services_wanted": ["housing", "sexual health"],
    }
    town.worker.complete("Plan how she leaves", **asked, **rows)
    life.refer(town.officer, str(town.housing), "housing")
    life.refer(town.nurse, str(town.clinic), "sexual health")
    for _ in range(2):
        life.out_until("2028-01-31")
        town.worker.complete(LOOK_BACK, **LOOKED)
    town.worker.complete("Be in touch", contact="reached", going="return")
    town.worker.complete("Talk about coming back", her_words="It was too quiet")
    assert life.running("exit_pathway").outcome == "back to risk reduction"
    town.worker.complete("Make a safety plan", **{**PLAN, "risk": "medium", "recent_harm": False})
    life.finish(town.officer)
    life.finish(town.nurse)
    assert {each.pathway for each in life.referrals() if each.ended_at is None} == {"risk_reduction"}


def second_year(life: Life) -> None:
    """In touch every few weeks; what was still to do when she left went with her, and came back with her."""
    town = life.town
    with life.house.engine.reading(town.worker.actor) as view:
        still = [action.title for action in plan_actions(view, life.case_id) if action.is_open]
    assert still == ["See her at the drop-in", "A key safe"]
    for _ in still:
        town.worker.complete("Action of her plan", **ACTION)
    life.in_touch_until("2028-11-20", "medium", every=27)


def leaves_for_good(life: Life) -> None:
    """Her wish again, in her words; police ask to be told when he is out; weekly, then less often, for a year."""
    town = life.town
    sign_again(life)
    if REVIEW in {task.title for task in life.house.open_tasks()}:
        town.worker.complete(REVIEW, **{**REVIEWED, "news": "exit"}, risk="low")
    else:
        town.worker.complete(TOUCH, **SEEN, news="exit")
    town.worker.complete("Write down her wish", said_it=True, her_words="Now")
    town.worker.complete("Look at what stands in the way", stage="leaving")
    town.worker.complete("Plan how she leaves", goals="To stay out", risk="low", services_wanted=["safety"])
    life.refer(life.liaison, str(life.police), "safety")
    life.finish(life.liaison)
    for _ in range(3):
        life.out_until("2029-03-10")
        town.worker.complete(LOOK_BACK, **{**LOOKED, "stage": "out"})
    assert life.open("Be in touch").arithmetic.startswith("14 days from")
    for day in ("2029-05-25", "2029-11-26"):
        while "See how she is" not in {task.title for task in life.house.open_tasks()}:
            life.until((life.house.clock.now().date() + timedelta(days=14)).isoformat())
            if "Be in touch" in {task.title for task in life.house.open_tasks()}:
                town.worker.complete("Be in touch", contact="reached", going="going on")
        town.worker.complete("See how she is", **{**LOOKED, "stage": "out"})
        assert life.house.clock.now().date() <= date.fromisoformat(day) + timedelta(days=14)


def test_three_years_end_correct_and_small(house: House) -> None:
    life = Life(house)
    for part in (first_year, goes_and_returns, second_year, leaves_for_good):
        part(life)
        assert max(life.sizes().values()) < MOST
    with life.reading() as tx:
        case = cases.get(tx, life.case_id)
        assert case is not None
        assert (case.state, case.outcome) == ("closed", "left for a year")
        assert tasks.all_open(tx) == []
    ended: dict[str, list[str | None]] = defaultdict(list)
    for each in life.referrals():
        ended[each.pathway].append(each.outcome)
    assert ended["exit_pathway"] == ["back to risk reduction", "Left for a year"]
    assert ended["risk_reduction"] == ["Exit pathway begun"] * 2
    assert house.engine.fsck() == []
