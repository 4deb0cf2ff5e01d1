"""What is kept of a woman, and what is not."""

from __future__ import annotations

import json

import pytest

from engine.commands import StartProcess
from engine.domain.form_fields import Field, FieldType
from engine.domain.forms import read_form
from engine.testing import House, Value, as_sent
from processes import bundle
from tests.integration.everything import everything_kept
from tests.integration.town import found

NOT_HER = {"outcome", "advice_about"}
"""What is asked about a contact that says nothing about who she is."""


def canaries() -> dict[str, Value]:
    """Something to recognise in every field of the contact form."""
    text = bundle("contact_and_triage")["forms/record_contact.toml"].decode()
    form = read_form(text, "forms/record_contact.toml")
    return {field.key: _canary(field) for field in form.fields if field.key not in NOT_HER}


def _canary(field: Field) -> Value:
    if field.type is FieldType.YES_NO:
        return True
    if field.type is FieldType.AREA:
        return "Town"
    if field.type is FieldType.PHONE:
        return "07700 900461"
    if field.options:
        return "text" if field.key == "safe_channel" else field.options[0].value
    return f"canary-{field.key}"


def written(values: dict[str, Value]) -> list[str]:
    return [str(value) for value in values.values() if "canary" in str(value) or "07700" in str(value)]


@pytest.mark.parametrize("outcome", ["advice only", "out of area", "declined"])
def test_a_contact_without_a_case_keeps_nothing_that_was_typed_about_her(house: House, outcome: str) -> None:
    town, typed = found(house), canaries()
    sent = as_sent({**typed, "outcome": outcome})
    ended = town.worker.do(StartProcess("contact_and_triage", sent), key="sent-once")
    house.worker.tick()
    assert ended.ended is not None
    kept = everything_kept(house)
    assert [text for text in written(typed) if text in kept] == []
    (form,) = [line for line in kept.splitlines() if line.startswith("form_submission.values_sealed: ")]
    assert {key: value for key, value in json.loads(form.partition(": ")[2]).items() if value} == {"outcome": outcome}
    assert "person.details_sealed: {}" in kept
    assert "person.alias_mark: " not in kept
    assert "person.name_mark: " not in kept


def test_a_case_keeps_what_was_typed_and_only_sealed(house: House) -> None:
    town, typed = found(house), canaries()
    town.contact(**typed)
    kept = everything_kept(house).splitlines()
    sealed = "\n".join(line for line in kept if "_sealed: " in line)
    in_clear = "\n".join(line for line in kept if "_sealed: " not in line)
    shown = {"alias", "her_words", "phone", "safe_hours", "name", "must_not_know_more"}
    assert [key for key in shown if str(typed[key]) not in sealed] == []
    assert [text for text in written(typed) if text in in_clear] == []
