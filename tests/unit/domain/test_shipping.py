"""What a bundle ships never moves what people entered, or what others rest on, without somebody choosing it."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from engine.commands.people import OWN_PARAMETERS
from engine.domain.parameters import DeadlineClass, Parameter, resolve
from engine.domain.shipping import ENGINE_NAMES, INSTALLATION, Declared, Known, kept_out

NAME = "police.answer"


def value(text: str, year: int, name: str = NAME) -> Parameter:
    return Parameter(name, text, DeadlineClass.LOCAL, "Agreed", date(year, 1, 1))


def test_the_first_value_and_a_newer_one_of_the_pathway_alone_are_entered() -> None:
    assert kept_out([value("2 days", 2026)], {}, {}) == ()
    assert kept_out([value("2 days", 2026)], {NAME: [Known(value("5 days", 2022), False)]}, {}) == ()


def test_what_people_entered_stays_and_is_told() -> None:
    known = [Known(value("5 days", 2022), False), Known(value("3 days", 2025), True)]
    (found,) = kept_out([value("2 days", 2026)], {NAME: known}, {})
    entered = "the partnership entered 3 days from 2025-01-01; the bundle says 2 days from 2026-01-01."
    assert found.words == f"“{NAME}”: {entered}"


def test_what_another_pathway_ships_differently_stays_until_both_say_the_same() -> None:
    known = {NAME: [Known(value("5 days", 2022), False)]}
    (found,) = kept_out([value("2 days", 2026)], known, {NAME: [Declared("Triage", value("5 days", 2022))]})
    assert found.words.endswith(
        "in use is 5 days from 2022-01-01; the bundle says 2 days from 2026-01-01. It is shared with Triage."
    )
    assert kept_out([value("2 days", 2026)], known, {NAME: [Declared("Triage", value("2 days", 2026))]}) == ()


def test_what_every_pathway_rests_on_is_shared_with_all_of_them() -> None:
    assert frozenset(name for name, _value, _source in OWN_PARAMETERS) == ENGINE_NAMES
    known = {"task.default": [Known(value("10 days", 2022, "task.default"), False)]}
    (found,) = kept_out([value("1 day", 2026, "task.default")], known, {})
    assert found.shared_with == (INSTALLATION,)


@given(
    st.lists(
        st.tuples(st.sampled_from(["1 day", "2 days", "3 days"]), st.integers(2020, 2030), st.booleans()), max_size=5
    ),
    st.sampled_from(["1 day", "2 days", "3 days"]),
    st.integers(2020, 2030),
)
def test_what_is_entered_by_itself_never_changes_what_people_entered(
    entered: list[tuple[str, int, bool]], text: str, year: int
) -> None:
    known = [
        Known(value(each, since), by_people) for each, since, by_people in {row[1]: row for row in entered}.values()
    ]
    shipped = value(text, year)
    if kept_out([shipped], {NAME: known}, {}) or not any(each.by_people for each in known):
        return
    rows = [each.value for each in known]
    first = min(row.valid_from for row in rows)
    for day in (date(each, 6, 1) for each in range(max(first.year, 2020), 2032)):
        assert resolve([*rows, shipped], NAME, day).value == resolve(rows, NAME, day).value
