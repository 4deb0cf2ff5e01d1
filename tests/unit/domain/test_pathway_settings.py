"""process.toml is read strictly; every mistake has its line."""

from datetime import date

import pytest

from engine.domain.parameters import DeadlineClass
from engine.domain.pathway_settings import LaneSettings, Start, Subject, read_settings
from engine.errors import DefinitionError

TEXT = """[pathway]
key = "referral_handshake"
title = "Referral to a service"
purpose = "So that nobody is dropped."
subject = "person"
start = "called"
start_form = "send"

[lanes.sender]
label = "Sender"
bind = "starter"
[lanes.receiver]
label = "Receiving service"
bind = "= service"
[lanes.receiver_managers]
label = "Managers"
bind = "managers_of:receiver"

[parameters."handshake.acknowledge"]
value = "1 working day"
class = "standard"
source = "Assumption of the partnership"
valid_from = 2022-01-13
[parameters."suppress.below"]
value = 5
class = "local"
source = "Assumption"
valid_from = 2022-01-13
"""


def test_settings_are_read() -> None:
    settings = read_settings(TEXT, "process.toml")
    assert (settings.key, settings.title, settings.purpose) == (
        "referral_handshake",
        "Referral to a service",
        "So that nobody is dropped.",
    )
    assert (settings.subject, settings.start, settings.start_form) == (Subject.PERSON, Start.CALLED, "send")
    assert settings.lanes["receiver"] == LaneSettings("receiver", "Receiving service", "= service")
    assert list(settings.lanes) == ["sender", "receiver", "receiver_managers"]
    acknowledge, suppress = settings.parameters
    assert (acknowledge.name, acknowledge.value) == ("handshake.acknowledge", "1 working day")
    assert (acknowledge.parameter_class, acknowledge.valid_from) == (DeadlineClass.STANDARD, date(2022, 1, 13))
    assert suppress.value == "5"


def test_parameters_and_a_start_form_may_be_left_out() -> None:
    text = TEXT[: TEXT.index("[parameters")].replace('start_form = "send"\n', "")
    settings = read_settings(text, "process.toml")
    assert (settings.parameters, settings.start_form) == ((), "")


@pytest.mark.parametrize(("start", "by_hand"), [("by_hand", True), ("both", True), ("called", False)])
def test_who_may_start_it_is_known(start: str, by_hand: bool) -> None:
    text = TEXT.replace('start = "called"', f'start = "{start}"')
    assert read_settings(text, "process.toml").start.by_hand is by_hand


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ('start = "called"', 'start = "hand"', 6, "one of by_hand, called, both, but it is “hand”"),
        ('subject = "person"', 'subject = "animal"', 5, "one of person, agency, partnership"),
        ('key = "referral_handshake"', 'key = "Referral"', 2, "a name in lower case, but it is “Referral”"),
        ('start_form = "send"', 'start_form = "forms/send.toml"', 7, "a name in lower case"),
        ('title = "Referral to a service"\n', "", 1, "[pathway] to have “title”, but it is missing"),
        ('start_form = "send"', 'start_from = "send"', 7, "Did you mean “start_form”?"),
        ('label = "Sender"\n', "", 9, "the lane “sender” to have “label”"),
        ('bind = "starter"', 'bind = "startre"', 11, "“startre” is not known"),
        ('bind = "starter"', 'bind = "subject_agency"', 11, "is for pathways about an agency"),
        ('bind = "managers_of:receiver"', 'bind = "managers_of:reciever"', 17, "Did you mean “receiver”?"),
        ('bind = "managers_of:receiver"', 'bind = "managers_of:receiver_managers"', 17, "“receiver_managers” is none"),
        ('label = "Sender"', 'lable = "Sender"', 10, "Did you mean “label”?"),
        ("[lanes.receiver]", '[lanes."Receiving service"]', 12, "Write [lanes.receiving_service]."),
        ('value = "1 working day"', 'value = "1 wroking day"', 20, "a length of time or a number"),
        ('value = "1 working day"\n', "", 19, "1 to 200 characters, but it has 0"),
        ('class = "standard"', 'class = "law"', 21, "one of statutory, standard, local"),
        ('source = "Assumption of the partnership"', 'source = ""', 22, "it is blank"),
        ("valid_from = 2022-01-13\n[", 'valid_from = "2022-01-13"\n[', 23, "to be a date"),
        ("valid_from = 2022-01-13\n[", "valid_from = 2022-01-13T09:00:00\n[", 23, "to be a date"),
        ('[parameters."handshake.acknowledge"]', '[parameters."Hand Shake"]', 19, "names in lower case with dots"),
        ('source = "Assumption"', 'sauce = "Assumption"', 27, "Did you mean “source”?"),
    ],
)
def test_a_mistake_is_refused_at_its_line(old: str, new: str, line: int, words: str) -> None:
    assert old in TEXT
    with pytest.raises(DefinitionError) as caught:
        read_settings(TEXT.replace(old, new, 1), "processes/x/process.toml")
    assert words in caught.value.message
    assert (caught.value.file, caught.value.line) == ("processes/x/process.toml", line)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "have “pathway”, but it is missing"),
        ("pathway = 1", "to be a table"),
        ("[pathway]\n[lane.x]", "Did you mean “lanes”?"),
        (TEXT[: TEXT.index("[lanes")], "have “lanes”, but it is missing"),
        (TEXT[: TEXT.index("[lanes")] + "[lanes]", "at least one lane"),
        (TEXT[: TEXT.index("[lanes")] + "[lanes]\nsender = 1", "the lane “sender” to be a table"),
        (TEXT[: TEXT.index("[parameters")] + "[parameters]\nx = 1", "the parameter “x” to be a table"),
    ],
)
def test_a_file_of_another_shape_is_refused(text: str, words: str) -> None:
    with pytest.raises(DefinitionError) as caught:
        read_settings(text, "process.toml")
    assert words in caught.value.message
