"""What somebody cannot see survives her edit: an answer left empty takes nothing away from the person's record."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engine.domain.form_fields import FieldType, Form
from engine.domain.forms import validate
from tests.integration.canary.words import shipped_forms

FORMS = {key: form for key, form in shipped_forms().items() if any(field.person for field in form.fields)}
EMPTY: dict[FieldType, list[object]] = {FieldType.CHOICES: [[], ""]}


def open_to_all(form: Form) -> Form:
    """The form as it is for somebody from whom nothing has to be asked, with each of its fields shown."""
    return replace(form, fields=tuple(replace(field, required=False, show_when="") for field in form.fields))


@pytest.mark.parametrize("key", FORMS)
def test_each_field_of_her_record_that_is_left_empty_stays_as_it_was(key: str) -> None:
    """Governance rule 7, for each shipped form and each of its fields that are kept on her record."""
    form = open_to_all(FORMS[key])
    assert validate(form, {}, lambda *_: False).person == {}
    for field in form.fields:
        for nothing in EMPTY.get(field.type, [""]):
            assert validate(form, {field.key: nothing}, lambda *_: False).person == {}


def test_there_are_such_forms() -> None:
    assert {"record_contact", "send_referral"} <= FORMS.keys()
