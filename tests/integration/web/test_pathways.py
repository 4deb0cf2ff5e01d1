"""A commissioner changes a pathway without a mouse and without scripts; a second person approves it."""

from __future__ import annotations

import io
import zipfile
from uuid import UUID

import pytest

from tests.integration.web.office import Desk, Office
from web.pages import pathways_draft

KEY = "contact_and_triage"


@pytest.fixture
def first(own_office: Office) -> Desk:
    return own_office.enter("Commissioner 1")


@pytest.fixture
def second(own_office: Office) -> Desk:
    return own_office.enter("Commissioner 2")


def start_draft(desk: Desk, key: str = KEY) -> str:
    """A draft from the version in use; its address."""
    desk.get(f"/pathways/{key}")
    answer = desk.submit("Start a draft")
    assert answer.status_code == 302, desk.text
    desk.get(answer.location)
    return str(answer.location)


def saved(desk: Desk, button: str, **values: object) -> None:
    """Send the form on the page, and open where it leads."""
    answer = desk.submit(button, **values)
    assert answer.status_code == 302, desk.text
    desk.get(answer.location)


def publish(first: Desk, second: Desk, draft: str) -> None:
    first.get(f"{draft}/publish")
    answer = first.submit("Send for approval", note="The police asked for it.")
    assert answer.status_code == 302, first.text
    second.get(answer.location)
    saved(second, "Approve and publish")


def test_every_step_of_a_draft_can_be_opened_and_its_page_says_the_deadline(first: Desk) -> None:
    draft = start_draft(first)
    assert "Nothing stands in the way of publishing." in first.text
    links = {link for link in first.links() if link.startswith(draft) and not link.endswith(".zip")}
    for link in sorted(links):
        assert first.get(link).status_code == 200, link
    first.get(f"{draft}/steps/record_contact")
    assert first.heading == "Change “Record contact”"
    assert "If it started now:" in first.text
    assert first.page.xpath("//input[@name='deadline']/@value") == ["triage.record"]


def test_a_deadline_and_a_step_are_changed_and_told_in_plain_words(first: Desk, second: Desk) -> None:
    draft = start_draft(first)
    first.get(f"{draft}/steps/tell_her")
    saved(first, "Save", deadline="3 working days")
    first.get(f"{draft}/ways/flow_open_case_to_decide_triage/add")
    saved(first, "Add the step", name="Ask the police", lane="coordination", deadline="2 working days")
    assert "Ask the police" in first.text
    first.get(f"{draft}/publish")
    assert "“Tell her what was arranged”: the deadline changes from “triage.tell” to “3 working days”." in first.text
    assert "Step “Ask the police” added, for Coordination, after “Open the case”, due in 2 working days." in first.text
    publish(first, second, draft)
    assert "In use for new referrals" in second.text
    assert "Approved by Commissioner 2" in second.text


def test_what_is_typed_wrong_is_said_beside_its_field_and_nothing_is_lost(first: Desk) -> None:
    draft = start_draft(first)
    first.get(f"{draft}/steps/tell_her")
    answer = first.submit("Save", name="Tell her at once", deadline="3 workign days")
    assert answer.status_code == 400
    assert "“3 workign days” is none" in first.text
    assert first.page.xpath("//input[@name='name']/@value") == ["Tell her at once"]
    assert first.page.xpath("//input[@name='deadline']/@value") == ["3 workign days"]


def test_who_saves_over_somebody_is_told_and_keeps_what_was_typed(first: Desk, second: Desk) -> None:
    draft = start_draft(first)
    first.get(f"{draft}/steps/tell_her")
    second.get(f"{draft}/steps/make_safe")
    saved(second, "Save", name="Make her safe now")
    answer = first.submit("Save", name="Tell her today")
    assert answer.status_code == 409
    assert "Commissioner 2 has saved it meanwhile" in first.text
    assert first.page.xpath("//input[@name='name']/@value") == ["Tell her today"]
    saved(first, "Save")
    assert "Tell her today" in first.text
    assert "Make her safe now" in first.text


def test_who_saves_while_the_answer_to_another_saving_is_made_is_not_saved_over(
    first: Desk, second: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft = start_draft(first)
    first.get(f"{draft}/editor")
    drawn = first.client.get(f"{draft}/diagram.bpmn").text
    sent = {"csrf-token": first.token(), "seen-version": "1"}
    looked = pathways_draft.draft_of

    def meanwhile(draft_id: UUID) -> object:
        monkeypatch.undo()
        second.get(f"{draft}/steps/make_safe")
        saved(second, "Save", name="Make her safe now")
        return looked(draft_id)

    monkeypatch.setattr(pathways_draft, "draft_of", meanwhile)
    changed = drawn.replace("Tell her what", "Tell her now what")
    said = first.client.post(f"{draft}/diagram", data={**sent, "xml": changed})
    again = {**sent, "seen-version": str(said.get_json()["seen"]), "xml": drawn}
    answer = first.client.post(f"{draft}/diagram", data=again)
    assert answer.status_code == 409
    assert "Commissioner 2 has saved it meanwhile" in answer.get_json()["message"]


def test_findings_keep_a_draft_from_being_published(first: Desk) -> None:
    draft = start_draft(first)
    first.get(f"{draft}/decisions/first_response")
    answer = first.submit("Save the rules", **{"rule-1-out-1": '"nowhere" +'})
    assert answer.status_code == 302, first.text
    first.get(draft)
    assert "to mend before it can be published" in first.text
    first.get(f"{draft}/publish")
    assert "To mend first" in first.text
    assert not [button for button in first.page.iter("button") if "Send for approval" in button.text_content()]


def test_what_is_doubtful_is_said_to_who_sends_it_and_to_who_approves_it(first: Desk, second: Desk) -> None:
    draft = start_draft(first)
    first.get(f"{draft}/ways/flow_any_referral_to_refer")
    saved(first, "Save", condition="count(services_wantd) > 0")
    first.get(f"{draft}/publish")
    assert "services_wantd" in first.text.partition("To consider before it is sent")[2]
    second.get(first.submit("Send for approval", note="Fewer referrals").location)
    assert "services_wantd" in second.text.partition("To consider before it is approved")[2]


def test_nobody_approves_what_they_proposed(first: Desk, second: Desk) -> None:
    draft = start_draft(first)
    first.get(f"{draft}/steps/tell_her")
    saved(first, "Save", deadline="1 working day")
    second.get("/pathways")
    assert "Draft of Contact and triage by Commissioner 1 saved Tue 24 Nov 2026, 09:30" in second.text
    first.get(f"{draft}/publish")
    proposal = first.submit("Send for approval", note="Sooner").location
    second.get("/pathways")
    assert "Contact and triage, version 2 proposed by Commissioner 1, Tue 24 Nov 2026, 09:30" in second.text
    first.get(proposal)
    assert "another commissioner has to approve it" in first.text
    answer = first.post(f"{proposal}/approve", {"csrf-token": first.token()})
    assert answer.status_code == 403
    second.get(proposal)
    saved(second, "Decline", reason="Two are enough.")
    assert "Declined by Commissioner 2" in second.text


def test_a_role_of_another_agency_is_added_with_a_lane_of_its_own(own_office: Office, first: Desk) -> None:
    draft = start_draft(first)
    first.get(f"{draft}/roles/new")
    label = first.page.xpath("//label[contains(., 'Harbour Clinic: Sexual health')]/@for")[0]
    saved(first, "Add the role", label="Clinic", bind=first.page.xpath(f"//input[@id='{label}']/@value")[0])
    first.get(f"{draft}/ways/flow_agree_first_steps_to_allocate_lead/add")
    saved(first, "Add the step", name="Offer a test", lane="clinic", deadline="5 days")
    assert "Nothing stands in the way of publishing." in first.text
    diagram = first.client.get(f"{draft}/diagram.bpmn").text
    assert 'bpmnElement="clinic"' in diagram
    assert "<bpmn:flowNodeRef>offer_a_test</bpmn:flowNodeRef>" in diagram
    first.get(f"{draft}/publish")
    assert "Role “Clinic” is held by Harbour Clinic, Sexual health." in first.text


def test_a_deadline_is_said_in_words_whatever_the_diagram_keeps_for_it(first: Desk) -> None:
    address = f"{start_draft(first)}/deadline.json"
    for typed in ("2 working days", "= working days(2)"):
        said = first.client.get(address, query_string={"words": typed}).get_json()
        assert (said["text"], said["said"], said["wrong"]) == ("= working days(2)", "2 working days", False)
    named = first.client.get(address, query_string={"words": '= deadline("triage.tell")'}).get_json()
    assert named["said"] == "triage.tell"


def test_a_step_is_taken_out_after_asking(first: Desk) -> None:
    draft = start_draft(first)
    first.get(f"{draft}/steps/tell_her/remove")
    assert "leads on to “Case open with a lead worker”" in first.text
    saved(first, "Remove the step")
    assert "Tell her what was arranged" not in [" ".join(th.text.split()) for th in first.page.xpath("//tbody//th")]


def test_questions_of_a_form_are_added_moved_and_removed(first: Desk) -> None:
    draft = start_draft(first)
    page = f"{draft}/tables/forms/tell_her"
    first.get(f"{page}/new-question")
    saved(
        first,
        "Add the question",
        label="How did she take it?",
        type="choice",
        options="well\nnot_well: Not so well",
        required="yes",
        sensitivity="special",
        seen_by_pathway="yes",
    )
    assert "How did she take it?" in first.text
    first.get(f"{page}/questions/how_did_she_take_it")
    assert first.page.xpath("string(//textarea[@name='options'])").strip() == "well\nnot_well: Not so well"
    first.get(page)
    saved(first, "Up “How did she take it?”")
    saved(first, "Remove “How did she take it?”")
    assert "How did she take it?" not in first.text


def test_a_deadline_of_a_new_name_holds_once_it_is_published(first: Desk, second: Desk) -> None:
    draft = start_draft(first)
    first.get(f"{draft}/deadlines/new")
    values = {"value": "3 days", "parameter_class": "local", "source": "Agreed with the police"}
    assert first.submit("Add it", name="triage.tell", **values).status_code == 400
    assert first.submit("Add it", name="Police", **values).status_code == 400
    saved(first, "Add it", name="police.answer", **values)
    first.get(f"{draft}/steps/tell_her")
    saved(first, "Save", deadline="police.answer")
    first.get(f"{draft}/publish")
    assert "“police.answer” added: 3 days from 2026-11-24 (Agreed with the police)" in first.text
    publish(first, second, draft)
    first.get("/deadlines/police.answer")
    assert "3 days from Tue 24 Nov 2026 09:30" in first.text


def test_a_pathway_is_taken_out_and_brought_in_as_it_was(first: Desk) -> None:
    archive = first.client.get(f"/pathways/{KEY}/versions/1/bundle.zip").data
    first.get("/pathways-import")
    answer = first.submit("Make it a draft", archive=(io.BytesIO(archive), "pathway.zip"))
    assert answer.status_code == 302, first.text
    first.get(answer.location)
    assert "Nothing stands in the way of publishing." in first.text
    first.get(f"{answer.location}/publish")
    assert "Nothing differs." in first.text


@pytest.mark.parametrize("name", ["../process.toml", "run.py", "/etc/passwd", "forms/../x.toml", "Forms/A.toml"])
def test_an_archive_with_other_files_is_refused(first: Desk, name: str) -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("process.toml", "x")
        archive.writestr(name, "x")
    first.get("/pathways-import")
    answer = first.submit("Make it a draft", archive=(io.BytesIO(made.getvalue()), "pathway.zip"))
    assert answer.status_code == 400
    assert "Expected a .zip file" in first.text


@pytest.mark.parametrize("way", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_an_archive_that_would_unfold_whole_is_refused(first: Desk, way: int) -> None:
    whole = zipfile.ZipFile(io.BytesIO(first.client.get(f"/pathways/{KEY}/versions/1/bundle.zip").data))
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", way) as archive:
        for name in whole.namelist():
            archive.writestr(name, whole.read(name))
    first.get("/pathways-import")
    answer = first.submit("Make it a draft", archive=(io.BytesIO(made.getvalue()), "pathway.zip"))
    assert answer.status_code == 400
    assert "compressed in an unusual way" in first.text


def test_an_archive_that_swells_is_refused(first: Desk) -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(30):
            archive.writestr(f"forms/f{number}.toml", b"x" * 500_000)
    first.get("/pathways-import")
    answer = first.submit("Make it a draft", archive=(io.BytesIO(made.getvalue()), "pathway.zip"))
    assert answer.status_code == 400
    assert "bytes in all" in first.text


@pytest.mark.parametrize("name", ["Outreach manager 1", "Nurse 1"])
def test_pathways_are_for_commissioners(own_office: Office, first: Desk, name: str) -> None:
    draft = start_draft(first)
    other = own_office.enter(name)
    assert other.get("/pathways").status_code == 403
    for path in (f"/pathways/{KEY}", draft, f"{draft}/publish", f"{draft}/editor", f"{draft}/steps/tell_her"):
        assert other.get(path).status_code == 404, path
