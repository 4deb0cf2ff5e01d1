"""A pathway's form as controls, rendered by the real templates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

import lxml.html
import pytest
from flask import Flask, render_template_string
from werkzeug.datastructures import MultiDict

from engine.domain.form_fields import MAX_ROWS, Field, FieldType, Form, Option, Sensitivity
from engine.domain.forms import read_form
from web import forms
from web.app import teach_templates

PROCESSES = Path(__file__).resolve().parents[3] / "processes"
TEMPLATE = """{% from "parts/form.html" import field %}
<form>{% for control in controls %}{{ field(control) }}{% endfor %}</form>"""
OPTIONS = (Option("a", "First"), Option("b", "Second"))


@cache
def templates() -> Flask:
    """An application that only renders."""
    app = Flask("web")
    teach_templates(app)
    return app


def rendered(
    form: Form,
    values: Mapping[str, Sequence[str]] | None = None,
    errors: Mapping[str, str] | None = None,
    choices: Mapping[str, Sequence[Option]] | None = None,
) -> lxml.html.HtmlElement:
    with templates().app_context():
        html = render_template_string(TEMPLATE, controls=forms.controls(form, values or {}, errors, choices))
    return lxml.html.fromstring(html)


def form_of(*fields: Field) -> Form:
    return Form(key="f", title="A form", fields=fields)


def one(kind: FieldType, **settings: object) -> Field:
    given = {"label": "The question", "sensitivity": Sensitivity.NONE, **rows_of(kind), **settings}
    return Field(key="q", type=kind, **given)  # type: ignore[arg-type]


def rows_of(kind: FieldType) -> dict[str, object]:
    """What a field of rows has besides."""
    column = Field("what", FieldType.TEXT, "What is it?", Sensitivity.NONE)
    return {"columns": (column,), "row": "Row"} if kind is FieldType.ROWS else {}


def shipped_forms() -> list[Path]:
    return sorted(PROCESSES.glob("*/forms/*.toml"))


CHOSEN = (FieldType.SERVICE, FieldType.AREA)
"""What there is to choose from comes from the directory."""


@pytest.mark.parametrize("path", shipped_forms(), ids=lambda path: f"{path.parts[-3]}/{path.stem}")
def test_every_field_of_every_shipped_form_is_labelled(path: Path) -> None:
    form = read_form(path.read_text(encoding="utf-8"), str(path))
    page = rendered(form, choices={field.key: OPTIONS for field in form.fields if field.type in CHOSEN})
    labels = {label.get("for") for label in page.iter("label")}
    inputs = [*page.iter("input"), *page.iter("textarea"), *page.iter("select")]
    assert {element.get("name").split("-")[0] for element in inputs} == {field.key for field in form.fields}
    assert all(element.get("id") in labels for element in inputs)
    ids = [element.get("id") for element in page.iter() if element.get("id")]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("kind", [kind for kind in FieldType if kind not in (FieldType.DATE, FieldType.ROWS)])
def test_what_was_typed_is_shown_again(kind: FieldType) -> None:
    typed = "yes" if kind is FieldType.YES_NO else "b"
    page = rendered(form_of(one(kind, options=OPTIONS)), {"q": [typed]})
    shown = [element.get("value") for element in page.xpath("//input[@checked] | //input[@type!='radio' and @value]")]
    shown += [element.text.strip() for element in page.iter("textarea")]
    shown += [element.get("value") for element in page.xpath("//option[@selected]")]
    assert typed in shown


def test_a_date_is_three_inputs_that_keep_what_was_typed_even_if_it_is_no_date() -> None:
    page = rendered(form_of(one(FieldType.DATE)), {"q-day": ["31"], "q-month": ["February"], "q-year": ["2027"]})
    assert [element.get("value") for element in page.iter("input")] == ["31", "February", "2027"]


def test_rows_show_what_was_typed_and_one_that_is_blank() -> None:
    page = rendered(form_of(one(FieldType.ROWS)), {"q-1-what": ["b"], "q-3-what": ["c"], "q": ["nonsense"]})
    assert [element.get("value") or "" for element in page.iter("input")] == ["b", "", "c", ""]
    assert [legend.text_content().strip() for legend in page.iter("legend")][1:] == ["Row 1", "Row 2", "Row 3", "Row 4"]
    assert [button.get("name") for button in page.iter("button")] == ["add-row"]


def test_no_more_rows_are_offered_than_are_taken() -> None:
    page = rendered(form_of(one(FieldType.ROWS)), {f"q-{MAX_ROWS}-what": ["b"]})
    assert len(list(page.iter("input"))) == MAX_ROWS
    assert not list(page.iter("button"))


def test_a_date_kept_as_one_text_is_taken_apart() -> None:
    page = rendered(form_of(one(FieldType.DATE)), {"q": ["2027-02-03"]})
    assert [element.get("value") for element in page.iter("input")] == ["3", "2", "2027"]


@pytest.mark.parametrize("kind", list(FieldType))
def test_an_error_is_shown_with_its_field_and_the_summary_leads_there(kind: FieldType) -> None:
    form = form_of(one(kind, options=OPTIONS))
    page = rendered(form, errors={"q": "Enter something else"})
    (message,) = page.find_class("govuk-error-message")
    assert "Enter something else" in message.text_content()
    described = page.xpath(f"//*[contains(concat(' ', @aria-describedby, ' '), ' {message.get('id')} ')]")
    assert described
    shown = forms.controls(form, {})
    (entry,) = forms.summary({"q": "Enter something else"}, shown)
    assert entry["text"] == "Enter something else"
    assert page.xpath(f"//*[@id='{entry['href'].removeprefix('#')}']")


def test_an_error_without_a_field_is_still_in_the_summary() -> None:
    assert forms.summary({}, (), "Expected a form, but got none.") == [{"text": "Expected a form, but got none."}]
    assert forms.summary({"other": "Unknown"}, ()) == [{"text": "Unknown"}]


def test_help_is_a_hint_that_belongs_to_the_input() -> None:
    page = rendered(form_of(one(FieldType.TEXT, help="As she says it")))
    (hint,) = page.find_class("govuk-hint")
    (element,) = page.iter("input")
    assert hint.text_content().strip() == "As she says it"
    assert element.get("aria-describedby") == hint.get("id")


@pytest.mark.parametrize("label", list(Sensitivity))
def test_only_special_and_criminal_answers_are_marked_as_sensitive(label: Sensitivity) -> None:
    page = rendered(form_of(one(FieldType.TEXT, sensitivity=label)))
    assert bool(page.find_class("app-sensitive")) == (label in (Sensitivity.SPECIAL, Sensitivity.CRIMINAL))


def test_optional_answers_say_so() -> None:
    page = rendered(form_of(one(FieldType.TEXT), Field("r", FieldType.TEXT, "R", Sensitivity.NONE, required=True)))
    assert [label.text_content().strip() for label in page.iter("label")] == ["The question (optional)", "R"]


def test_markup_in_labels_options_values_and_errors_is_shown_not_run() -> None:
    evil = "<script>alert(1)</script>"
    fields = [
        Field(f"q{index}", kind, evil, Sensitivity.SPECIAL, help=evil, options=(Option(evil, evil),), **rows_of(kind))  # type: ignore[arg-type]
        for index, kind in enumerate(FieldType)
    ]
    values = {field.key: [evil] for field in fields}
    page = rendered(form_of(*fields), values, {field.key: evil for field in fields})
    assert not list(page.iter("script"))
    assert evil in page.text_content()


def test_services_found_for_this_case_go_before_what_the_form_declares() -> None:
    page = rendered(form_of(one(FieldType.SERVICE)), choices={"q": (Option("7", "Night shelter"),)})
    assert [element.get("value") for element in page.iter("input")] == ["7"]


def test_one_of_many_is_a_list_to_choose_from() -> None:
    many = tuple(Option(str(number), f"Number {number}") for number in range(20))
    page = rendered(form_of(one(FieldType.CHOICE, options=many)), {"q": ["7"]})
    (chosen,) = page.xpath("//option[@selected]")
    assert chosen.get("value") == "7"


def test_our_own_hidden_fields_are_not_taken_for_answers() -> None:
    sent = MultiDict([("csrf-token", "x"), ("form-key", "y"), ("seen-version", "3"), ("q", "1"), ("q", "2")])
    assert forms.typed(sent) == {"q": ["1", "2"]}
