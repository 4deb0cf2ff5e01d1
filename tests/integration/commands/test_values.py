"""Values of deadlines and limits: proposed by one, approved by another, and nothing changes before that."""

from __future__ import annotations

from datetime import date, timedelta
from threading import Barrier, Thread
from uuid import UUID, uuid4

import pytest

from engine.commands.publishing_parameters import (
    ApproveParameter,
    DeclineParameter,
    ProposeParameter,
    WithdrawParameter,
)
from engine.domain.actors import Role
from engine.errors import Conflict, EngineError, InvalidInput, InvalidState, NotFound, NotPermitted
from engine.queries import notices, preview_redating
from engine.queries.parameter_proposals import ProposedValue, proposal_of_value, proposed_values, waiting_values
from engine.queries.pathways_time import ParameterRow, parameter_row, parameters
from engine.store import audit
from engine.testing import House, Person
from tests.integration.commands.conftest import Staff
from tests.integration.commands.test_redating import NAME, timed

MONTH = timedelta(days=30)


@pytest.fixture
def first(house: House) -> Person:
    return house.person("Commissioner 1", "Council", "Commissioning", roles=("commissioner",))


@pytest.fixture
def second(house: House) -> Person:
    return house.person("Commissioner 2", "Council", "Commissioning", roles=("commissioner",))


@pytest.fixture(autouse=True)
def deployed(staff: Staff) -> None:
    staff.house.deploy(timed())


def today(who: Person) -> date:
    return who.house.clock.now().date()


def proposal(who: Person, value: str = "3 working days", after: timedelta = MONTH, name: str = NAME) -> UUID:
    command = ProposeParameter(name, value, "local", "Agreed in November", today(who) + after, "It took too long.")
    made: UUID = who.do(command)
    return made


def row(who: Person) -> ParameterRow:
    with who.house.engine.reading(who.actor) as view:
        return parameter_row(view, NAME)


def values(who: Person) -> list[tuple[str, str]]:
    return [(value.value, value.state) for value in row(who).values]


def approve(who: Person, proposal_id: UUID) -> None:
    who.do(ApproveParameter(proposal_id, row(who).seen))


def history(who: Person) -> list[ProposedValue]:
    with who.house.engine.reading(who.actor) as view:
        return list(proposed_values(view, NAME))


def told(who: Person) -> list[str]:
    with who.house.engine.reading(who.actor) as view:
        return [notice.text for notice in notices(view)]


def test_nothing_changes_until_a_second_person_approves_and_then_from_its_day_on(
    staff: Staff, first: Person, second: Person
) -> None:
    staff.worker.start("timed")
    before = values(first)
    made = proposal(first, after=timedelta(days=1))
    assert values(first) == before == [("5 working days", "in force")]
    staff.house.clock.advance(timedelta(days=1))
    with staff.house.engine.reading(second.actor) as view:
        assert not preview_redating(view, NAME).is_any
        page = proposal_of_value(view, made)
    assert (page.proposal.state, page.proposal.by, page.proposal.is_own) == ("waiting", "Commissioner 1", False)
    assert page.instead_of is not None
    assert page.instead_of.value == "5 working days"
    assert "3 working days" in page.example.words
    second.do(ApproveParameter(made, page.row.seen))
    assert values(first) == [("3 working days", "in force"), ("5 working days", "past")]
    entered = row(first).values[0]
    assert (entered.by, entered.approved_by) == ("Commissioner 1", "Commissioner 2")
    with staff.house.engine.reading(second.actor) as view:
        assert preview_redating(view, NAME).is_any
    assert staff.house.engine.fsck() == []


def test_who_proposed_a_value_neither_approves_nor_declines_it_but_takes_it_back(first: Person, second: Person) -> None:
    made = proposal(first)
    for command in (ApproveParameter(made, row(first).seen), DeclineParameter(made, "no")):
        with pytest.raises(NotPermitted, match="a second person"):
            first.do(command)
    with pytest.raises(NotPermitted, match="Decline it"):
        second.do(WithdrawParameter(made))
    first.do(WithdrawParameter(made))
    for decision in (ApproveParameter(made, row(second).seen), DeclineParameter(made, "no")):
        with pytest.raises(Conflict, match="decided meanwhile"):
            second.do(decision)
    assert values(first) == [("5 working days", "in force")]
    assert [each.state for each in history(first)] == ["withdrawn"]


def test_a_refusal_says_why_and_is_final(first: Person, second: Person) -> None:
    made = proposal(first)
    with pytest.raises(InvalidInput) as refusal:
        second.do(DeclineParameter(made, "  "))
    assert list(refusal.value.fields) == ["reason"]
    second.do(DeclineParameter(made, "The police need longer."))
    with pytest.raises(Conflict, match="decided meanwhile"):
        first.do(WithdrawParameter(made))
    (line,) = history(first)
    assert (line.state, line.decided_by, line.reason) == ("declined", "Commissioner 2", "The police need longer.")
    assert values(first) == [("5 working days", "in force")]
    assert proposal(first) != made


def test_an_approval_counts_only_against_the_values_that_were_seen(first: Person, second: Person) -> None:
    seen = row(second).seen
    made, other = proposal(first), proposal(second, "2 working days", timedelta(days=10))
    approve(first, other)
    with pytest.raises(Conflict, match="another has been approved"):
        second.do(ApproveParameter(made, seen))
    assert [line.state for line in history(first)] == ["approved", "waiting"]
    approve(second, made)
    assert values(first) == [("3 working days", "coming"), ("2 working days", "coming"), ("5 working days", "in force")]


def test_a_day_that_passes_while_a_value_waits_makes_it_too_late(first: Person, second: Person) -> None:
    made = proposal(first, after=timedelta(days=1))
    first.house.clock.advance(timedelta(days=2))
    with first.house.engine.reading(second.actor) as view:
        assert [line.is_too_late for line in waiting_values(view)] == [True]
    with pytest.raises(InvalidState, match="has passed while it waited"):
        approve(second, made)
    assert values(first) == [("5 working days", "in force")]
    second.do(DeclineParameter(made, "Too late."))


def test_a_value_approved_for_the_same_day_takes_the_place_of_the_first(first: Person, second: Person) -> None:
    for value in ("1 day", "2 days"):
        approve(second, proposal(first, value, timedelta()))
    assert values(first) == [("2 days", "in force"), ("5 working days", "past")]


def test_of_one_day_one_value_waits_and_what_holds_anyway_is_not_proposed(first: Person, second: Person) -> None:
    made = proposal(first)
    with pytest.raises(InvalidState, match="one waits for approval"):
        proposal(second, "4 working days")
    proposal(second, "4 working days", MONTH + timedelta(days=1))
    approve(second, made)
    for said in ("3 working days", "3 Working  Days"):
        with pytest.raises(InvalidState, match="holds on that day anyway"):
            proposal(second, said)


@pytest.mark.parametrize(
    ("field", "change"),
    [
        ("valid_from", {"valid_from": -1}),
        ("valid_from", {"valid_from": 40_000}),
        ("value", {"value": "1 dya"}),
        ("value", {"value": "two days"}),
        ("value", {"value": "2"}),
        ("parameter_class", {"parameter_class": "vague"}),
        ("source", {"source": " "}),
        ("note", {"note": ""}),
    ],
)
def test_what_cannot_be_proposed_is_said_beside_its_field(
    first: Person, field: str, change: dict[str, str | int]
) -> None:
    given = {
        "value": "1 day",
        "parameter_class": "local",
        "source": "Agreed",
        "note": "Sooner",
        "valid_from": 0,
        **change,
    }
    day = today(first) + timedelta(days=int(given.pop("valid_from")))
    with pytest.raises(InvalidInput) as refusal:
        first.do(ProposeParameter(name=NAME, valid_from=day, **given))  # type: ignore[arg-type]
    assert list(refusal.value.fields) == [field]
    assert history(first) == []


def test_for_others_than_commissioners_there_is_nothing(staff: Staff, first: Person) -> None:
    made = proposal(first)
    for role in [role for role in Role if role is not Role.COMMISSIONER]:
        for agency, team in (("Charity", "Outreach"), ("Council", "Coordination")):
            person = staff.house.person(f"New {role}", agency, team, [role.value])
            with pytest.raises(NotPermitted):
                proposal(person)
            for command in (ApproveParameter(made, ""), DeclineParameter(made, "no"), WithdrawParameter(made)):
                with pytest.raises(NotFound):
                    person.do(command)
            with staff.house.engine.reading(person.actor) as view:
                with pytest.raises(NotFound):
                    proposal_of_value(view, made)
                for query in (parameters, waiting_values):
                    with pytest.raises(NotPermitted):
                        query(view)
    with pytest.raises(NotFound):
        first.do(WithdrawParameter(uuid4()))


def test_who_may_approve_is_told_and_who_proposed_hears_of_the_decision(
    staff: Staff, first: Person, second: Person
) -> None:
    made = proposal(first)
    waits = "A value of a deadline or limit waits for approval. You find it under Deadlines."
    assert [waits in told(who) for who in (first, second, staff.coordinator, staff.manager)] == [
        False,
        True,
        False,
        False,
    ]
    approve(second, made)
    assert told(first) == ["A value that you proposed has been decided on. You find it under Deadlines."]
    first.do(WithdrawParameter(proposal(first, "1 day")))
    assert len(told(first)) == 1
    with staff.house.engine.database.read(1, staff.house.clock.now()) as tx:
        done = [entry.action for entry in audit.everything(tx) if entry.record_type == "parameter proposal"]
    assert done == ["value proposed", "parameter entered", "value proposed", "value withdrawn"]


def test_of_two_who_approve_at_once_against_the_same_values_one_is_told_to_look_again(
    first: Person, second: Person
) -> None:
    third = first.house.person("Commissioner 3", "Council", "Commissioning", roles=("commissioner",))
    ids = [proposal(first), proposal(first, "2 working days", timedelta(days=10))]
    seen, together, answers = row(second).seen, Barrier(2), []

    def decide(who: Person, proposal_id: UUID) -> None:
        together.wait()
        try:
            answers.append(who.do(ApproveParameter(proposal_id, seen)))
        except EngineError as error:
            answers.append(type(error))

    threads = [Thread(target=decide, args=pair) for pair in zip((second, third), ids, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers, key=str) == [Conflict, None]
    assert sorted(line.state for line in history(first)) == ["approved", "waiting"]
