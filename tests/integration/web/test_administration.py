"""An administrator keeps people, agencies, the directory and days of closure; and sees no case."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest

from engine.notify.templates import Letter
from engine.testing import PASSWORD
from engine.worker import Worker
from tests.integration.web.office import EMAILS, Desk, Office

NEW = "Support worker 9"
ADDRESS = "support9@example.org"
PHRASE = "lantern harbour pebble"


class Postbox:
    """Keeps what would have been sent."""

    def __init__(self) -> None:
        self.letters: list[Letter] = []

    def send(self, letter: Letter, at: Any) -> None:
        self.letters.append(letter)


def posted(office: Office) -> list[Letter]:
    postbox = Postbox()
    Worker(office.engine, postbox).tick()
    return postbox.letters


def place(desk: Desk, label: str) -> str:
    """The answer whose label this is."""
    found = desk.page.xpath(f"//option[normalize-space()='{label}']/@value")
    named = desk.page.xpath(f"//label[normalize-space()='{label}']/@for")
    return str(found[0] if found else desk.page.xpath(f"//input[@id='{named[0]}']/@value")[0])


def invite(office: Office, **changes: object) -> Desk:
    desk = office.enter("Administrator 1")
    desk.get("/admin/people/invite")
    where = place(desk, "Riverside Women’s Centre, Support")
    desk.submit(
        "Send the invitation", **{"name": NEW, "email": ADDRESS, "place": where, "roles": ["caseworker"], **changes}
    )
    return desk


def link(office: Office) -> str:
    (letter,) = [letter for letter in posted(office) if letter.to == ADDRESS]
    (found,) = re.findall(r"http://\S+", letter.text)
    return str(found).removeprefix("http://pathways.test")


def accept(office: Office, path: str, password: str = PHRASE) -> Desk:
    desk = office.visitor()
    desk.get(path)
    desk.submit("Set my password", password=password)
    return desk


def signs_in(office: Office, email: str, password: str) -> bool:
    desk = office.visitor()
    desk.get("/sign-in")
    return desk.submit("Sign in", email=email, password=password).status_code == 302


def open_person(desk: Desk, name: str) -> str:
    desk.get(f"/admin/people?search={name}")
    (path,) = [str(each) for each in desk.page.xpath(f"//a[normalize-space()='{name}']/@href")]
    desk.get(path)
    return path


def test_whoever_is_invited_chooses_her_password_with_the_link_once(own_office: Office) -> None:
    invite(own_office)
    path = link(own_office)
    assert not signs_in(own_office, ADDRESS, PHRASE)
    assert own_office.visitor().get(path).status_code == 200
    assert accept(own_office, path).path == path
    assert signs_in(own_office, ADDRESS, PHRASE)
    again = own_office.visitor()
    assert again.get(path).status_code == 404
    assert again.post(path, {}).status_code == 400


def test_the_message_names_nobody_and_nothing(own_office: Office) -> None:
    invite(own_office)
    (letter,) = [letter for letter in posted(own_office) if letter.to == ADDRESS]
    assert letter.subject == "Please sign in"
    for word in (NEW, "Riverside", "Support", "Administrator", "Referral", "case"):
        assert word not in letter.text


def test_a_link_runs_out_after_a_week_and_a_newer_one_takes_its_place(own_office: Office) -> None:
    desk = invite(own_office)
    first = link(own_office)
    open_person(desk, NEW)
    desk.submit("Send a link to choose a password")
    second = link(own_office)
    assert own_office.visitor().get(first).status_code == 404
    own_office.clock.advance(timedelta(days=7))
    assert own_office.visitor().get(second).status_code == 404


@pytest.mark.parametrize("spoilt", [lambda text: text[:-2], lambda text: "z" + text[1:], lambda _: "x"])
def test_a_link_that_was_guessed_leads_nowhere(own_office: Office, spoilt: Any) -> None:
    invite(own_office)
    start, _, token = link(own_office).rpartition("/")
    assert own_office.visitor().get(f"{start}/{spoilt(token)}").status_code == 404


def test_a_weak_password_is_refused_beside_its_field_and_the_link_still_works(own_office: Office) -> None:
    invite(own_office)
    path = link(own_office)
    desk = accept(own_office, path, "short")
    assert "Password must be between 12 and 200 characters" in desk.text
    accept(own_office, path)
    assert signs_in(own_office, ADDRESS, PHRASE)


def test_what_is_wrong_in_an_invitation_is_said_and_what_was_typed_stays(own_office: Office) -> None:
    desk = invite(own_office, email=EMAILS["Nurse 1"])
    assert "an account has it already" in desk.text
    assert desk.page.xpath("//input[@name='name']/@value") == [NEW]
    desk = invite(own_office, roles=[], email="no address")
    assert desk.page.xpath("//a[@href='#field-roles']")
    assert desk.page.xpath("//a[@href='#field-email']")


def test_a_caseworker_is_invited_into_a_team(own_office: Office) -> None:
    desk = own_office.enter("Administrator 1")
    desk.get("/admin/people/invite")
    where = place(desk, "Riverside Women’s Centre, the whole agency")
    desk.submit("Send the invitation", name=NEW, email=ADDRESS, place=where, roles=["caseworker"])
    assert "Choose the team in which she works" in desk.text
    assert desk.page.xpath("//a[starts-with(@href, '#field-place')]")


def test_a_leaver_is_signed_out_at_once_and_what_she_held_is_back_with_the_team(own_office: Office) -> None:
    worker = own_office.enter("Outreach worker 1")
    worker.get("/contact")
    answer = worker.submit("Save contact", outcome="opened", alias="Amber", danger_now="no")
    assert answer.status_code == 302, worker.text
    worker.get("/work?whose=team")
    worker.get(str(worker.page.xpath("//a[normalize-space()='Agree first steps']/@href")[0]))
    worker.submit("Claim this task")
    admin = own_office.enter("Administrator 1")
    person = open_person(admin, "Outreach worker 1")
    admin.get(f"{person}/leave")
    admin.submit("She has left")
    assert worker.get("/work").status_code == 302
    assert not signs_in(own_office, EMAILS["Outreach worker 1"], PASSWORD)
    colleague = own_office.enter("Outreach worker 2")
    colleague.get("/work?whose=team&show=unclaimed")
    assert "Agree first steps" in colleague.text
    Worker(own_office.engine).tick()
    manager = own_office.enter("Outreach manager 1")
    manager.get("/notices")
    assert "Tasks of somebody who has left" in manager.text
    admin.get(person)
    assert "Has left" in admin.text
    admin.submit("Invite her again")
    assert not signs_in(own_office, EMAILS["Outreach worker 1"], PASSWORD)


def test_an_administrator_changes_roles_but_not_her_own(own_office: Office) -> None:
    desk = own_office.enter("Administrator 1")
    person = open_person(desk, "Nurse 1")
    desk.get(f"{person}/role")
    desk.submit("Give the role", place=place(desk, "Harbour Clinic, the whole agency"), role="manager")
    desk.get(person)
    assert "Manager" in desk.text
    desk.submit("Take away")
    own = open_person(desk, "Administrator 1")
    assert f"{own}/role" not in desk.links()
    desk.get(f"{own}/role")
    answer = desk.submit("Give the role", place=place(desk, "Harbour Clinic, Sexual health"), role="caseworker")
    assert answer.status_code == 403
    assert "another administrator" in desk.text


def test_agencies_and_teams_are_added_renamed_and_leave(own_office: Office) -> None:
    desk = own_office.enter("Administrator 1")
    desk.get("/admin/agencies/new")
    desk.submit("Add the agency", name="Quay Legal Advice", kind="charity", has_accounts="yes", team="Advisers")
    desk.get("/admin/agencies")
    agency = str(desk.page.xpath("//a[normalize-space()='Quay Legal Advice']/@href")[0])
    desk.get(f"{agency}/team")
    desk.submit("Save", name="Reception")
    desk.get(agency)
    desk.get(str(desk.page.xpath("//a[contains(., 'Rename')]/@href")[0]))
    desk.submit("Save", name="Front desk")
    desk.get(agency)
    desk.submit("Save", name="Quay Law", is_active="no")
    desk.get("/admin/agencies")
    assert "Quay Law" in desk.text
    assert "Does not take part" in desk.text
    assert "Front desk" in desk.text


def test_the_agency_that_coordinates_cannot_leave(own_office: Office) -> None:
    desk = own_office.enter("Administrator 1")
    desk.get("/admin/agencies")
    agency = str(desk.page.xpath("//li[contains(., 'coordinates')]//a/@href")[0])
    desk.get(agency)
    answer = desk.submit("Save", is_active="no")
    assert answer.status_code == 409
    assert "coordinates the partnership" in desk.text


def test_a_manager_keeps_the_entries_of_her_agency_and_no_others(own_office: Office) -> None:
    manager = own_office.enter("Housing manager 1")
    manager.get("/directory")
    assert "Town Housing: Housing options" in manager.text
    assert "Harbour Clinic" not in manager.text
    entry = str(manager.page.xpath("//a[contains(@href, '/directory/') and contains(., 'Housing options')]/@href")[0])
    manager.get(entry)
    manager.submit("Save", capacity="12", mon="9:00 to 17.30", areas="Centre, Harbour", is_accepting="no")
    manager.get(entry)
    assert manager.page.xpath("//input[@name='mon']/@value") == ["09:00 to 17:30"]
    manager.get("/directory")
    assert "0 of 12 places in use" in manager.text
    assert "Takes nobody on" in manager.text
    admin = own_office.enter("Administrator 1")
    admin.get("/directory")
    clinic = str(admin.page.xpath("//a[contains(., 'Harbour Clinic')]/@href")[0])
    assert manager.get(clinic).status_code == 404
    assert manager.post(f"{clinic}/confirm", {"csrf-token": admin.token()}).status_code in (400, 404)


def test_hours_that_cannot_be_read_are_refused_beside_their_day(own_office: Office) -> None:
    desk = own_office.enter("Administrator 1")
    desk.get("/directory/new")
    team = place(desk, "Town Housing, Housing options")
    entry = {"team": team, "name": "Drop-in", "kind": "housing", "is_accepting": "yes"}
    assert desk.submit("Save", tue="mornings", **entry).status_code == 400
    assert desk.page.xpath("//a[@href='#field-tue']")
    assert desk.submit("Save", tue="", **entry).status_code == 302


def test_a_day_of_closure_is_added_and_removed(own_office: Office) -> None:
    desk = own_office.enter("Administrator 1")
    day = {"closed_on-day": "24", "closed_on-month": "12", "closed_on-year": "2026"}
    desk.get("/admin/closures")
    desk.submit("Add the day", agency="everybody", reason="The partnership rests", **day)
    desk.get("/admin/closures")
    assert "Thu 24 Dec 2026" in desk.text
    desk.submit("Remove")
    desk.get("/admin/closures")
    assert "The partnership rests" not in desk.text


PAGES = ("/admin/people", "/admin/people/invite", "/admin/agencies", "/admin/agencies/new", "/admin/closures")


@pytest.mark.parametrize("who", ["Outreach worker 1", "Housing manager 1", "Coordinator 1"])
def test_the_pages_of_administration_are_for_administrators(office: Office, who: str) -> None:
    desk = office.enter(who)
    for path in PAGES:
        assert desk.get(path).status_code == 403, path
        assert path not in [str(each) for each in desk.page.xpath("//nav//a/@href")]
