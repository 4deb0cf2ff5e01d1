"""What differs between two versions, said so that somebody who draws no diagrams understands it."""

from __future__ import annotations

from dataclasses import replace

from engine.bpmn import editing
from engine.bpmn.diff import difference
from engine.dmn.editing import sheets, write_rules
from engine.domain.forms import read_form
from engine.domain.pathway_settings import read_settings
from engine.domain.toml_writing import write_form, write_settings
from tests.unit.bpmn.test_editing import diagram, shipped

KEY = "contact_and_triage"


def said(changed: dict[str, bytes]) -> list[str]:
    """The words for replacing these files of the shipped pathway."""
    return [change.words for change in difference(shipped(KEY), {**shipped(KEY), **changed})]


def test_the_same_files_differ_in_nothing() -> None:
    assert said({}) == []


def test_a_name_a_deadline_and_a_reminder_are_told_one_by_one() -> None:
    xml = editing.change_deadline(*diagram(KEY), "tell_her", "= working days(2)")
    xml = editing.change_step(xml, "x", "tell_her", "Tell her today", "So that she knows.")
    assert said({f"{KEY}.bpmn": xml}) == [
        "Step “Tell her what was arranged” is now called “Tell her today”.",
        "Step “Tell her today”: the deadline changes from “triage.tell” to “2 working days”.",
        "Step “Tell her today”: what is asked and why is worded differently: “So that she knows.”.",
        "Event “Late” on “Tell her today”: the time changes from “triage.tell” to “2 working days”.",
    ]


def test_a_condition_is_told_with_both_ends_of_its_way() -> None:
    xml = editing.change_flow(*diagram(KEY), "flow_what_happened_to_open_case", "opened", 'outcome = "yes"')
    way = "The way from “Is a case opened?” to “Open the case”"
    change = 'the condition changes from “outcome = "opened"” to “outcome = "yes"”.'
    assert said({f"{KEY}.bpmn": xml}) == [f"{way}: {change}"]


def test_questions_roles_and_values_are_told() -> None:
    name = "forms/tell_her.toml"
    form = read_form(shipped(KEY)[name].decode(), name)
    first, *others = form.fields
    words = write_form(replace(form, fields=(*others, replace(first, label="Was she told?", required=False))))
    settings = read_settings(shipped(KEY)["process.toml"].decode(), "process.toml")
    lane = replace(settings.lanes["lead"], bind="coordinator")
    toml = write_settings(replace(settings, lanes={**settings.lanes, "lead": lane}, parameters=settings.parameters[1:]))
    found = said({name: words.encode(), "process.toml": toml.encode()})
    assert f"Role “{lane.label}” is held by coordinator instead of = lead_service." in found
    assert f"“{settings.parameters[0].name}” is no longer used." in found
    assert any("the question changes from" in each and "Was she told?" in each for each in found)
    assert any(each.endswith("the questions are in another order.") for each in found)


def test_rules_are_told_by_their_number_and_their_words() -> None:
    xml = shipped(KEY)["triage.dmn"]
    sheet = next(each for each in sheets(xml, "triage.dmn") if each.decision == "first_response")
    kept = sheet.rules[1:]
    changed = write_rules(xml, "triage.dmn", sheet.decision, [*kept[:-1], replace(kept[-1], note="Always")])
    found = said({"triage.dmn": changed})
    assert len(found) == 2
    assert found[0].startswith("Decision “First response”: rule 1 removed: “Danger now true:")
    assert found[1].startswith("Decision “First response”, rule 7: “always:")
    assert found[1].endswith("(Always)”.")
