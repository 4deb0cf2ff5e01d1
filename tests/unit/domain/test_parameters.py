"""The value in force on a day is the one that counts; slips of the keyboard are refused."""

from datetime import date
from decimal import Decimal

import pytest

from engine.domain.parameters import DeadlineClass, Parameter, check_successor, is_same, resolve, validate_value
from engine.errors import DefinitionError


def row(value: str, valid_from: str, name: str = "nrm.recovery") -> Parameter:
    return Parameter(name, value, DeadlineClass.STATUTORY, "Modern slavery guidance", date.fromisoformat(valid_from))


ROWS = [row("30 days", "2022-12-13"), row("45 days", "2019-01-01"), row("5 working days", "2020-01-01", "nrm.grounds")]


@pytest.mark.parametrize(
    ("on", "value"), [("2022-12-12", "45 days"), ("2022-12-13", "30 days"), ("2030-01-01", "30 days")]
)
def test_the_value_in_force_on_the_day_counts(on: str, value: str) -> None:
    assert resolve(ROWS, "nrm.recovery", date.fromisoformat(on)).value == value


def test_of_two_values_from_the_same_day_the_later_row_counts() -> None:
    assert resolve([*ROWS, row("28 days", "2022-12-13")], "nrm.recovery", date(2023, 1, 1)).value == "28 days"


def test_a_day_before_the_first_value_is_refused() -> None:
    with pytest.raises(DefinitionError, match="a value on 2018-12-31, but its first is valid from 2019-01-01"):
        resolve(ROWS, "nrm.recovery", date(2018, 12, 31))


@pytest.mark.parametrize(
    ("name", "words"),
    [("nrm.recovry", "Did you mean “nrm.recovery”?"), ("zzz", "Known: nrm.grounds, nrm.recovery.")],
)
def test_an_unknown_name_is_refused_with_what_is_near(name: str, words: str) -> None:
    with pytest.raises(DefinitionError) as caught:
        resolve(ROWS, name, date(2023, 1, 1))
    assert words in caught.value.message


def test_without_any_parameter_that_is_said() -> None:
    with pytest.raises(DefinitionError, match="None is declared"):
        resolve([], "anything", date(2023, 1, 1))


@pytest.mark.parametrize(
    ("value", "kept"),
    [
        (" 3 working days ", "3 working days"),
        ("P5D", "P5D"),
        (14, "14"),
        (Decimal("0.5"), "0.5"),
        ("-3", "-3"),
        ("monthly panel", "monthly panel"),
        ("Panel", "Panel"),
    ],
)
def test_a_value_is_kept_as_text(value: object, kept: str) -> None:
    assert validate_value(value) == kept


@pytest.mark.parametrize(
    "value", ["", "  ", "x" * 201, "P5", "P", "3 workign days", "-1 working days", "same dya", "5d"]
)
def test_a_value_that_only_looks_like_a_length_of_time_is_refused(value: str) -> None:
    with pytest.raises(DefinitionError, match=r"Expected the value of review.interval"):
        validate_value(value, "review.interval")


@pytest.mark.parametrize("value", [True, None, ["P5D"], date(2026, 1, 1)])
def test_a_value_of_another_type_is_refused(value: object) -> None:
    with pytest.raises(DefinitionError, match="as text or a number"):
        validate_value(value)


@pytest.mark.parametrize(
    ("value", "former"), [("two days", "1 day"), ("2", "P1D"), ("2 days", "6"), ("six", "6"), ("", "same working day")]
)
def test_a_value_of_another_kind_than_the_former_is_refused(value: str, former: str) -> None:
    with pytest.raises(DefinitionError, match=f"as “{former}” was"):
        check_successor(value, former, "review.interval")


@pytest.mark.parametrize(("value", "former"), [("PT2H", "1 working day"), ("7", "6.5"), ("north", "south"), ("7", "x")])
def test_a_value_of_the_same_kind_follows(value: str, former: str) -> None:
    check_successor(value, former, "review.interval")


def test_the_same_length_is_the_same_however_it_is_written() -> None:
    assert is_same("4 hours", "PT4H")
    assert is_same("north", "north")
    assert not is_same("1 day", "1 working day")
    assert not is_same("4", "PT4H")


def test_only_statutory_deadlines_may_not_pause() -> None:
    assert [kind.value for kind in DeadlineClass if not kind.may_pause] == ["statutory"]
