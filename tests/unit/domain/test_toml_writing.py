"""Forms and settings written as TOML read back as exactly the same."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.domain.form_fields import Field, FieldType, Form, Option, Sensitivity
from engine.domain.forms import read_form
from engine.domain.pathway_settings import read_settings
from engine.domain.toml_writing import write_form, write_settings

PROCESSES = Path(__file__).resolve().parents[3] / "processes"
FORMS = sorted(PROCESSES.glob("*/forms/*.toml"))
SETTINGS = sorted(PROCESSES.glob("*/process.toml"))


@pytest.mark.parametrize("path", FORMS, ids=lambda path: f"{path.parts[-3]}-{path.stem}")
def test_every_shipped_form_reads_back_as_itself(path: Path) -> None:
    name = f"forms/{path.name}"
    form = read_form(path.read_text(), name)
    assert read_form(write_form(form), name) == form


@pytest.mark.parametrize("path", SETTINGS, ids=lambda path: path.parts[-2])
def test_the_settings_of_every_shipped_pathway_read_back_as_themselves(path: Path) -> None:
    found = read_settings(path.read_text(), "process.toml")
    assert read_settings(write_settings(found), "process.toml") == found


WORDS = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=40).map(str.strip).filter(bool)
FIELDS = st.builds(
    Field,
    key=st.just("answer"),
    type=st.sampled_from([FieldType.TEXT, FieldType.YES_NO, FieldType.DATE]),
    label=WORDS,
    sensitivity=st.sampled_from(Sensitivity),
    help=st.just("") | WORDS,
    required=st.booleans(),
    seen_by_pathway=st.booleans(),
)


@settings(max_examples=60)
@given(WORDS, FIELDS, st.lists(WORDS, min_size=1, max_size=4, unique=True))
def test_any_words_read_back_as_themselves(title: str, field: Field, labels: list[str]) -> None:
    options = tuple(Option(label, label) for label in labels)
    chosen = replace(field, key="chosen", type=FieldType.CHOICE, options=options)
    form = Form("made", title, (field, chosen), intro=title, file="forms/made.toml")
    assert read_form(write_form(form), "forms/made.toml") == form
