"""A form is read strictly: whatever is unknown, missing or impossible is refused with its place."""

import pytest

from engine.domain.forms import FieldType, Sensitivity, read_form
from engine.errors import DefinitionError

FILE = "processes/contact/forms/record_contact.toml"
FIELD = '[[field]]\nkey = "alias"\ntype = "text"\nlabel = "Alias"\nsensitivity = "identity"\n'


def form_with(field: str, head: str = 'title = "Record a contact"\n') -> str:
    return f"{head}\n{field}"


def refusal(text: str) -> DefinitionError:
    with pytest.raises(DefinitionError) as caught:
        read_form(text, FILE)
    return caught.value


def test_a_full_form_is_read() -> None:
    form = read_form(
        """
title = "Record a contact"
intro = "Only what is needed."
discard_identity_when = "= outcome = \\"advice only\\""
[[field]]
key = "alias"
type = "text"
label = "Alias"
help = "What she wants to be called"
required = true
max_length = 80
sensitivity = "identity"
person = "alias"
[[field]]
key = "hours"
type = "decimal"
label = "Hours since"
minimum = 0
maximum = 72.5
sensitivity = "special"
seen_by_pathway = true
show_when = "= alias != null"
[[field]]
key = "channel"
type = "choice"
label = "Safe channel"
options = [ { value = "text", label = "Text message" }, { value = "call", label = "Call" } ]
sensitivity = "contact"
""",
        FILE,
    )
    assert (form.key, form.title, form.intro) == ("record_contact", "Record a contact", "Only what is needed.")
    assert form.discard_identity_when == 'outcome = "advice only"'
    alias, hours, channel = form.fields
    assert (alias.type, alias.required, alias.max_length, alias.person) == (FieldType.TEXT, True, 80, "alias")
    assert (str(hours.minimum), str(hours.maximum), hours.show_when) == ("0", "72.5", "alias != null")
    assert hours.seen_by_pathway
    assert not alias.seen_by_pathway
    assert [option.value for option in channel.options] == ["text", "call"]
    assert (channel.option_label("call"), channel.option_label("pigeon")) == ("Call", "pigeon")
    assert (channel.sensitivity, channel.identifies, hours.identifies) == (Sensitivity.CONTACT, True, False)
    assert form.field("hours") is hours
    assert form.field("nothing") is None


def test_lengths_default_by_type() -> None:
    long = FIELD.replace('"text"', '"long_text"').replace("alias", "words")
    form = read_form(form_with(FIELD + long), FILE)
    assert [field.max_length for field in form.fields] == [200, 4000]


def test_consent_offers_given_refused_and_not_asked() -> None:
    form = read_form(form_with(FIELD.replace('"text"', '"consent"')), FILE)
    assert [option.value for option in form.fields[0].options] == ["given", "refused", "not_asked"]


def test_a_field_without_label_of_sensitivity_is_refused_at_its_line() -> None:
    error = refusal(form_with(FIELD + FIELD.replace("alias", "name").replace('sensitivity = "identity"\n', "")))
    assert "Expected the field “name” to have a label of sensitivity" in error.message
    assert (error.file, error.line) == (FILE, 8)
    assert "special" in error.remedy


@pytest.mark.parametrize(
    ("field", "line", "words"),
    [
        (FIELD + 'colour = "red"\n', 8, "found “colour”"),
        (FIELD + 'hepl = "x"\n', 8, "Did you mean “help”?"),
        (FIELD.replace('"text"', '"txt"'), 5, "to be one of text,"),
        (FIELD.replace('"identity"', '"secret"'), 7, "to be one of none,"),
        (FIELD.replace('"alias"', '"Alias"'), 4, "a name in lower case"),
        (FIELD.replace('"alias"', '"if"'), 4, "words of FEEL"),
        (FIELD.replace('"alias"', '"a-b"'), 4, "a name in lower case"),
        (FIELD.replace('"Alias"', '"  "'), 6, "it is blank"),
        (FIELD.replace('label = "Alias"\n', ""), 3, "have “label”, but it is missing"),
        (FIELD.replace('"Alias"', "7"), 6, "to be text"),
        (FIELD + "required = 1\n", 8, "true or false"),
        (FIELD + "max_length = 0\n", 8, "between 1 and 20000"),
        (FIELD + "max_length = true\n", 8, "a whole number"),
        (FIELD + "minimum = 1\n", 8, "only where the type is integer or decimal"),
        (FIELD + "options = []\n", 8, "only where the type is choice"),
        (FIELD.replace('"text"', '"integer"') + "max_length = 3\n", 8, "only where the type is a text type"),
        (FIELD.replace('"text"', '"integer"') + 'minimum = "one"\n', 8, "to be a number"),
        (FIELD.replace('"text"', '"integer"') + "minimum = nan\n", 8, "to be a number"),
        (FIELD.replace('"text"', '"integer"') + "minimum = 2\nmaximum = 1\n", 8, "minimum ≤ maximum"),
        (FIELD.replace('"text"', '"choice"'), 3, "have “options”, but it is missing"),
        (FIELD.replace('"text"', '"choice"') + "options = []\n", 8, "1 to 200 options"),
        (FIELD.replace('"text"', '"choice"') + 'options = ["a"]\n', 8, "one is not"),
        (FIELD.replace('"text"', '"choice"') + 'options = [{value = "a"}]\n', 8, "have “label”"),
        (FIELD.replace('"text"', '"choice"') + 'options = [{value="a",label="A",x=1}]\n', 8, "found “x”"),
        (
            FIELD.replace('"text"', '"choices"') + 'options = [{value="a",label="A"},{value="a",label="B"}]\n',
            8,
            "“a” repeats",
        ),
        (FIELD + 'person = "Her Name"\n', 8, "a name in lower case"),
        (FIELD + 'show_when = "outcome = 1"\n', 8, "starts with “=”"),
        (FIELD + 'show_when = "="\n', 8, "starts with “=”"),
        (FIELD + FIELD, 9, "used twice"),
    ],
)
def test_a_wrong_field_is_refused_at_its_line(field: str, line: int, words: str) -> None:
    error = refusal(form_with(field))
    assert words in error.message
    assert (error.file, error.line) == (FILE, line)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (form_with(FIELD, ""), "have “title”"),
        (form_with("", 'title = "Empty"\n'), "have “field”, but it is missing"),
        (form_with("", 'title = "Empty"\nfield = []\n'), "1 to 150 fields"),
        (form_with("", 'title = "Odd"\nfield = [1]\n'), "field 1 to be a table"),
        (form_with("", 'title = "Odd"\nfield = "alias"\n'), "a list"),
        (form_with(FIELD * 151), "1 to 150 fields, but the form has 151"),
        (form_with(FIELD, 'titel = "x"\n'), "Did you mean “title”?"),
        ("title = ", "readable TOML"),
        ("x = " + "[" * 5000, "nested too deeply"),
        ("#" * 200_001, "at most 200,000 characters"),
        ("x = 1e99999999999999999999", "readable TOML"),
    ],
)
def test_a_wrong_file_is_refused(text: str, words: str) -> None:
    error = refusal(text)
    assert words in error.message
    assert error.file == FILE


def test_wrong_syntax_is_refused_with_its_line() -> None:
    assert refusal('title = "a"\n\nintro = nonsense\n').line == 3


@pytest.mark.parametrize("kind", ["area", "yes_no"])
def test_only_answers_that_are_chosen_can_be_filled_in_beforehand(kind: str) -> None:
    known = FIELD.replace('"text"', f'"{kind}"') + "filled_in = true\n"
    assert read_form(form_with(known), FILE).fields[0].filled_in
    with pytest.raises(DefinitionError, match="only where the type is area or choice or choices or yes_no"):
        read_form(form_with(FIELD + "filled_in = true\n"), FILE)


def test_only_a_service_can_be_limited_to_what_is_on_offer() -> None:
    limited = FIELD.replace('"text"', '"service"') + "offered_only = true\n"
    assert read_form(form_with(limited), FILE).fields[0].offered_only
    with pytest.raises(DefinitionError, match="only where the type is service"):
        read_form(form_with(FIELD + "offered_only = true\n"), FILE)
