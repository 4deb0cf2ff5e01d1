"""What does not concern somebody does not exist for them."""

from __future__ import annotations

from io import BytesIO
from uuid import uuid4

import pytest

from tests.integration.web.office import Desk, Office
from tests.integration.web.routes import ROUTES, SIGNED_IN
from tests.integration.web.test_routes import SAFE

READINGS = {"ViewAccesses", "ViewBars", "ViewCase", "ViewFile", "ViewRecord", "ViewReferral", "ViewTask"}
RECORDS = {endpoint: route for endpoint, route in ROUTES.items() if "<uuid:" in route.rule and route.who == SIGNED_IN}


@pytest.fixture(scope="module")
def ids(office: Office) -> dict[str, str]:
    """A case, its first pathway, an open task of it and a file."""
    desk = office.enter("Outreach worker 1")
    desk.get("/contact")
    answer = desk.submit("Save contact", outcome="opened", alias="Amber", under_18="no", danger_now="no")
    instance = answer.location.rsplit("/", 1)[1]
    desk.get(answer.location)
    (case,) = {link.rsplit("/", 1)[1] for link in desk.links() if link.startswith("/cases/")}
    desk.get("/work?whose=team")
    task = desk.page.xpath("//a[normalize-space()='Agree first steps']/@href")[0].rsplit("/", 1)[1]
    desk.get(f"/cases/{case}/files/new")
    desk.submit("Attach file", file=(BytesIO(b"Amber was here"), "Amber.txt"))
    desk.get(f"/cases/{case}")
    (entry,) = {link.rsplit("/", 1)[1] for link in desk.links() if "/files/" in link} - {"new"}
    return {"task_id": task, "case_id": case, "instance_id": instance, "entry_id": entry}


@pytest.fixture(scope="module")
def nurse(office: Office) -> Desk:
    """Somebody who has nothing to do with it."""
    return office.enter("Nurse 1")


def in_words(rule: str) -> str:
    """The rule with what it takes besides identifiers."""
    words = {"<pathway>": "referral_handshake", "<kind>": "note", "<about>": "case"}
    for name, word in words.items():
        rule = rule.replace(name, word)
    return rule


def token_of(desk: Desk) -> str:
    """The same for all that somebody sends while she is signed in."""
    if id(desk) not in TOKENS:
        desk.get("/work")
        TOKENS[id(desk)] = desk.token()
    return TOKENS[id(desk)]


def ask(desk: Desk, endpoint: str, ids: dict[str, str]) -> tuple[int, str]:
    path = in_words(RECORDS[endpoint].rule)
    for name, value in ids.items():
        path = path.replace(f"<uuid:{name}>", value)
    if RECORDS[endpoint].methods <= SAFE:
        answer = desk.get(path)
    else:
        values = {"csrf-token": token_of(desk), "seen-version": "1", "to-account": str(uuid4()), "code": "her choice"}
        answer = desk.post(path, {**values, "new_comment": "x"} if endpoint == "task.comment" else values)
    return answer.status_code, desk.text


@pytest.mark.parametrize("endpoint", RECORDS)
def test_a_record_out_of_scope_answers_exactly_as_one_that_does_not_exist(
    nurse: Desk, ids: dict[str, str], endpoint: str
) -> None:
    missing = {name: str(uuid4()) for name in ids}
    foreign_answer = ask(nurse, endpoint, ids)
    assert foreign_answer == ask(nurse, endpoint, missing)
    assert foreign_answer[0] in (403, 404)  # 403 where a role she does not hold is asked for, whatever the record
    assert "Amber" not in foreign_answer[1]


OTHERS = (
    "Housing officer 1",
    "Housing manager 1",
    "Coordinator 1",
    "Commissioner 1",
    "Privacy officer 1",
    "Administrator 1",
)
"""Each role, in agencies that have nothing to do with it."""
MAY = {("Coordinator 1", "team.nudge")}
"""The coordinator knows the status of all referrals, and may ask for news of each."""
TOKENS: dict[int, str] = {}


@pytest.fixture(scope="module")
def desks(office: Office) -> dict[str, Desk]:
    return {name: office.enter(name) for name in OTHERS}


@pytest.mark.parametrize("endpoint", RECORDS)
def test_no_role_in_another_agency_can_tell_it_from_one_that_does_not_exist(
    desks: dict[str, Desk], ids: dict[str, str], endpoint: str
) -> None:
    """Rule 6, for every address of a record × each role × agencies without a part; a new address is asked by itself."""
    for name, desk in desks.items():
        if (name, endpoint) in MAY:
            continue
        foreign = ask(desk, endpoint, ids)
        assert foreign == ask(desk, endpoint, {known: str(uuid4()) for known in ids}), name
        assert foreign[0] >= 400, name
        assert "Amber" not in foreign[1], name


@pytest.mark.parametrize("path", ["/work?whose=team", "/cases", "/notices"])
def test_lists_give_no_hint(nurse: Desk, ids: dict[str, str], path: str) -> None:
    nurse.get(path)
    assert ids["task_id"] not in " ".join(nurse.links())
    assert "Amber" not in nurse.text


def test_searching_by_reference_gives_no_hint(office: Office, nurse: Desk, ids: dict[str, str]) -> None:
    worker = office.enter("Outreach worker 1")
    worker.get(f"/tasks/{ids['task_id']}")
    reference = worker.page.xpath("//*[@class='app-reference']/text()")[0]
    nurse.get(f"/cases?reference={reference}")
    known = nurse.text.replace(reference, "")
    nurse.get("/cases?reference=RP-0000-000")
    assert nurse.text.replace("RP-0000-000", "") == known


def test_addresses_and_titles_carry_no_case_content(office: Office, ids: dict[str, str]) -> None:
    worker = office.enter("Outreach worker 1")
    for path in (f"/tasks/{ids['task_id']}", f"/cases/{ids['case_id']}", f"/referrals/{ids['instance_id']}"):
        worker.get(path)
        assert "Amber" not in worker.page.xpath("string(//title)")
        assert not [link for link in worker.links() if "amber" in link.lower()]


def test_an_administrator_sees_no_case(office: Office, ids: dict[str, str]) -> None:
    desk = office.enter("Administrator 1")
    for path in (f"/tasks/{ids['task_id']}", f"/cases/{ids['case_id']}", f"/referrals/{ids['instance_id']}"):
        assert desk.get(path).status_code == 404
    desk.get("/work?whose=team")
    assert "Amber" not in desk.text
    assert "Record a contact" not in desk.text


def test_reading_records_access_and_changes_nothing_else(office: Office, ids: dict[str, str]) -> None:
    """Reading a page runs no command but those that put the access on record."""
    ran: list[str] = []
    carry_out = office.engine.execute

    def noted(command: object, *rest: object, **named: object) -> object:
        ran.append(type(command).__name__)
        return carry_out(command, *rest, **named)  # type: ignore[arg-type]

    desk = office.enter("Outreach worker 1")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(office.engine, "execute", noted)
        for endpoint, route in ROUTES.items():
            if route.methods <= SAFE and endpoint != "static":
                path = in_words(route.rule)
                for name, value in ids.items():
                    path = path.replace(f"<uuid:{name}>", value)
                assert desk.get(path).status_code < 500, path
    assert set(ran) == READINGS
