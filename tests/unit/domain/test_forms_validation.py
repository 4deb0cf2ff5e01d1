"""What a person sends is accepted typed, or refused with a sentence per field; nothing undeclared gets in."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from engine.domain.form_fields import ANYWHERE, Field, FieldType, Form, Sensitivity
from engine.domain.forms import COMMENT_FORM, Submission, read_form, validate
from engine.errors import InvalidInput
from tests.unit.domain.form_example import FORM, LEAST, SERVICE, evaluate


def accept(**sent: object) -> Submission:
    return validate(FORM, {**LEAST, **sent}, evaluate)


def refused(**sent: object) -> dict[str, str]:
    with pytest.raises(InvalidInput) as caught:
        accept(**sent)
    return caught.value.fields


def test_answers_are_kept_as_json_types() -> None:
    submission = accept(
        words=" line one\r\nline two ",
        count="1,0",
        hours="12.50",
        **{"seen_on-day": "3", "seen_on-month": "4", "seen_on-year": "2026"},
        seen_at="9.05",
        danger_now="yes",
        needs=["health", "housing", "health"],
        service=SERVICE.upper(),
        consent="given",
        phone="+44 (0)7700 900-982",
        email="name@example.com",
    )
    assert submission.values == {
        "alias": "Bee",
        "words": "line one\nline two",
        "count": 10,
        "hours": "12.50",
        "seen_on": "2026-04-03",
        "seen_at": "09:05",
        "danger_now": True,
        "outcome": "open",
        "needs": ["housing", "health"],
        "service": SERVICE,
        "consent": "given",
        "phone": "+44 (0)7700 900-982",
        "email": "name@example.com",
    }
    assert submission.routing == {
        "alias": "Bee",
        "count": 10,
        "hours": Decimal("12.50"),
        "seen_on": date(2026, 4, 3),
        "danger_now": True,
        "needs": ["housing", "health"],
        "service": SERVICE,
    }
    assert submission.person == {"alias": "Bee", "phone": "+44 (0)7700 900-982"}
    assert submission.dropped == ()


def test_what_is_left_empty_is_kept_as_nothing_and_clears_the_pathway() -> None:
    submission = accept(count="", hours="  ")
    assert submission.values["words"] is None
    assert submission.values["needs"] == []
    assert submission.routing["count"] is None
    assert "phone" not in submission.person


def test_only_fields_seen_by_the_pathway_become_routing_variables() -> None:
    assert set(accept().routing) == {"alias", "count", "hours", "seen_on", "danger_now", "needs", "service"}


def test_a_hidden_field_is_dropped_even_when_it_was_sent() -> None:
    submission = accept(outcome="advice", phone="not a phone number")
    assert "phone" not in submission.values
    assert "phone" in submission.dropped


def test_identity_is_discarded_when_the_form_says_so() -> None:
    submission = accept(outcome="advice", email="name@example.com", words="cold")
    assert submission.identity_discarded
    assert "alias" not in submission.values
    assert "email" not in submission.values
    assert submission.values["words"] == "cold"
    assert submission.routing["alias"] is None
    assert submission.person == {}
    assert submission.dropped == ("alias", "email")


def test_all_mistakes_are_named_at_once() -> None:
    assert refused(alias="", danger_now="", outcome="", count="many") == {
        "alias": "Enter an answer to “What should we call her?”",
        "danger_now": "Select yes or no for “Is she in danger now?”",
        "outcome": "Select outcome",
        "count": "Children must be a whole number, like 3",
    }


@pytest.mark.parametrize(
    ("key", "sent", "sentence"),
    [
        ("alias", "elevenchars", "“What should we call her?” must be 10 characters or less"),
        ("alias", ["a", "b"], "“What should we call her?” must be one answer given as text"),
        ("alias", {"a": 1}, "“What should we call her?” must be one answer given as text"),
        ("alias", 7, "“What should we call her?” must be one answer given as text"),
        ("alias", "a\x00b", "“What should we call her?” must not include control characters"),
        ("alias", "a\ud800", "“What should we call her?” must not include control characters"),
        ("words", "x" * 4001, "Her words must be 4,000 characters or less"),
        ("count", "-1", "Children must be 0 or more"),
        ("count", "21", "Children must be 20 or less"),
        ("count", "1.5", "Children must be a whole number, like 3"),
        ("count", "٣", "Children must be a whole number, like 3"),
        ("count", "9" * 5000, "Children must be a whole number, like 3"),
        ("hours", "1e5", "Hours since must be a number, like 12.5"),
        ("hours", "0.4", "Hours since must be 0.5 or more"),
        ("hours", "NaN", "Hours since must be a number, like 12.5"),
        ("seen_on", "2026-02-30", "Date seen must be a real date"),
        ("seen_at", "24:00", "Time seen must be a real time, like 09:30"),
        ("seen_at", "noon", "Time seen must be a real time, like 09:30"),
        ("danger_now", "maybe", "“Is she in danger now?” must be one of the answers on offer"),
        ("outcome", "closed", "Outcome must be one of the answers on offer"),
        ("needs", ["housing", "gold"], "Needs must be one of the answers on offer"),
        ("needs", [{"a": 1}], "Needs must be one of the answers on offer"),
        ("needs", 5, "Needs must be one of the answers on offer"),
        ("service", "the nearest", "Service must be one of the answers on offer"),
        ("consent", "yes", "Consent to share must be one of the answers on offer"),
        ("phone", "123", "Phone number must be a phone number, like 01632 960 001 or +44 7700 900 982"),
        ("email", "name@example", "Email address must be an email address, like name@example.com"),
        ("email", f"a@{'b' * 250}.com", "Email address must be 200 characters or less"),
    ],
)
def test_a_wrong_answer_is_refused_in_words(key: str, sent: object, sentence: str) -> None:
    assert refused(**{key: sent}) == {key: sentence}


@pytest.mark.parametrize(
    ("parts", "sentence"),
    [
        (("", "4", "2026"), "Date seen must include a day"),
        (("3", "", ""), "Date seen must include a month and year"),
        (("31", "2", "2026"), "Date seen must be a real date"),
        (("3", "13", "2026"), "Date seen must be a real date"),
        (("3", "smarch", "2026"), "Date seen must be a real date"),
        (("3", "4", "26"), "Date seen must have a year of 4 numbers"),
        (("3", "4", "99999"), "Date seen must be a real date"),
    ],
)
def test_a_wrong_date_is_refused_in_words(parts: tuple[str, str, str], sentence: str) -> None:
    names = ("seen_on-day", "seen_on-month", "seen_on-year")
    assert refused(**dict(zip(names, parts, strict=True))) == {"seen_on": sentence}


def test_a_month_may_be_named() -> None:
    sent = {"seen_on-day": "3", "seen_on-month": "March", "seen_on-year": "2026"}
    assert accept(**sent).values["seen_on"] == "2026-03-03"


def test_json_clients_may_send_booleans_whole_numbers_and_single_choices() -> None:
    submission = accept(danger_now=True, count=3, needs="health", seen_on="2026-04-03")
    assert (submission.values["danger_now"], submission.values["count"]) == (True, 3)
    assert (submission.values["needs"], submission.values["seen_on"]) == (["health"], "2026-04-03")
    assert accept(danger_now=False).values["danger_now"] is False


def test_unknown_fields_are_refused_by_name() -> None:
    assert refused(is_admin="yes", **{"alias-day": "1"}) == {
        "alias-day": "The form has no such field",
        "is_admin": "The form has no such field",
    }


def test_a_flood_of_unknown_fields_is_answered_briefly() -> None:
    fields = refused(**{f"{'x' * 100}{number}": "" for number in range(50)}, **{"\ud800": ""})
    assert len(fields) == 1
    assert all(len(name) <= 60 for name in fields)


def test_a_service_must_be_on_offer_and_the_pathway_gets_its_context() -> None:
    offered = {SERVICE: {"agency": "a", "team": "t"}}
    submission = validate(FORM, {**LEAST, "service": SERVICE}, evaluate, offered)
    assert submission.values["service"] == SERVICE
    assert submission.routing["service"] == {"agency": "a", "team": "t"}
    assert validate(FORM, LEAST, evaluate, offered).routing["service"] is None
    with pytest.raises(InvalidInput) as caught:
        validate(FORM, {**LEAST, "service": SERVICE.replace("7", "8")}, evaluate, offered)
    assert caught.value.fields == {"service": "Service must be one of the answers on offer"}


def test_labels_that_start_with_an_abbreviation_keep_their_case() -> None:
    text = 'title = "t"\n[[field]]\nkey = "gp"\ntype = "text"\nlabel = "GP name"\nrequired = true\nsensitivity="none"'
    with pytest.raises(InvalidInput) as caught:
        validate(read_form(text, "f.toml"), {}, evaluate)
    assert caught.value.fields == {"gp": "Enter GP name"}


def test_a_task_without_a_form_takes_one_optional_comment() -> None:
    assert validate(COMMENT_FORM, {}, evaluate).values == {"comment": None}
    assert validate(COMMENT_FORM, {"comment": "rang twice"}, evaluate).values == {"comment": "rang twice"}


def test_a_service_that_takes_nobody_on_is_refused_where_the_form_says_so_and_taken_elsewhere() -> None:
    offered, closed = {SERVICE: {"agency": "a", "team": "t"}}, {SERVICE: "Hostel has no place left"}
    sent = {**LEAST, "service": SERVICE}
    assert validate(FORM, sent, evaluate, offered, closed).values["service"] == SERVICE
    fields = tuple(replace(field, offered_only=field.key == "service") for field in FORM.fields)
    with pytest.raises(InvalidInput) as caught:
        validate(replace(FORM, fields=fields), sent, evaluate, offered, closed)
    assert caught.value.fields == {"service": "Hostel has no place left"}


@pytest.mark.parametrize("area", ["Harbour", ANYWHERE.value])
def test_an_area_is_one_of_the_directory_or_not_said(area: str) -> None:
    asked = Form("where", "Where", (Field("area", FieldType.AREA, "Area", Sensitivity.CONTACT),))
    assert validate(asked, {"area": area}, evaluate, areas=["Harbour"]).values == {"area": area}
    with pytest.raises(InvalidInput) as caught:
        validate(asked, {"area": "12 High Street"}, evaluate, areas=["Harbour"])
    assert caught.value.fields == {"area": "Area must be one of the answers on offer"}
