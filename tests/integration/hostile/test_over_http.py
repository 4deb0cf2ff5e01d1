"""The same over HTTP: a page in plain words, never a fault of ours, and nothing stored."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from werkzeug.test import TestResponse

from tests.integration.hostile.answers import WRONG_TEXTS
from tests.integration.hostile.counting import nothing_stored
from tests.integration.web.office import Desk, Office, furnish, open_office
from tests.integration.web.routes import ROUTES

CONTACT = {"outcome": "opened", "alias": "Robin"}
TRACES = ("Traceback", 'File "', "engine/", "sqlalchemy", "werkzeug")
BIG = 3 * 1024 * 1024
FILE = b'--x\r\nContent-Disposition: form-data; name="goals"; filename="big"\r\n\r\n' + b"x" * BIG + b"\r\n--x--\r\n"


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    place: Path = tmp_path_factory.mktemp("hostile")
    furnished = furnish(tmp_path_factory.mktemp("furnished"))
    with open_office(place, furnished) as opened:
        yield opened


@pytest.fixture(scope="module")
def desk(office: Office) -> Desk:
    """A worker with an open task of her own."""
    made = office.enter("Outreach worker 1")
    made.get("/contact")
    answer = made.submit("Save contact", **CONTACT, danger_now="no", under_18="no")
    assert answer.status_code == 302
    made.get("/work?whose=team")
    return made


@pytest.fixture(scope="module")
def task(desk: Desk) -> str:
    desk.get("/work?whose=team")
    path = str(desk.page.xpath("//a[normalize-space()='Agree first steps']/@href")[0])
    desk.get(path)
    desk.post(f"{path}/claim", {"csrf-token": desk.token(), "seen-version": "1"})
    return path


def refused(answer: TestResponse, *statuses: int) -> None:
    text = answer.get_data(as_text=True)
    assert answer.status_code in statuses, (answer.status_code, text[:300])
    assert not [trace for trace in TRACES if trace in text]
    assert "<h1" in text


def hidden(desk: Desk) -> dict[str, str]:
    return {"csrf-token": desk.token(), "seen-version": "2"}


@pytest.mark.parametrize("what", [name for name in WRONG_TEXTS if name != "a lone surrogate"])
@pytest.mark.parametrize("field", ["alias", "her_words", "outcome", "phone", "nobody_asked"])
def test_a_wrong_contact_is_shown_again_with_what_was_typed(office: Office, desk: Desk, what: str, field: str) -> None:
    desk.get("/contact")
    sent: dict[str, Any] = {**CONTACT, "safe_channel": "text", **hidden(desk), field: WRONG_TEXTS[what]}
    with nothing_stored(office.engine):
        refused(desk.post("/contact", sent), 400)
    is_kept = field != "alias" and what != "a NUL"  # no browser sends a NUL, so nobody has typed it
    assert not is_kept or desk.page.xpath("//input[@name='alias']/@value") == ["Robin"]


@pytest.mark.parametrize("verb", ["complete", "save", "comment", "dates", "reassign", "delegate"])
@pytest.mark.parametrize("what", [name for name in WRONG_TEXTS if name != "a lone surrogate"])
def test_a_wrong_answer_on_a_task_is_shown_again(office: Office, desk: Desk, task: str, verb: str, what: str) -> None:
    desk.get(task)
    names = {
        "complete": "goals",
        "save": "goals",
        "comment": "new_comment",
        "dates": "new_follow_up-day",
        "reassign": "to-account",
        "delegate": "to-account",
    }
    with nothing_stored(office.engine):
        refused(desk.post(f"{task}/{verb}", {**hidden(desk), names[verb]: WRONG_TEXTS[what]}), 400)


def test_a_form_without_its_hidden_fields_or_with_wrong_ones_changes_nothing(
    office: Office, desk: Desk, task: str
) -> None:
    desk.get(task)
    token = desk.token()
    for version in ("", "x", "-1", "9" * 400, "1e3", "\0"):
        with nothing_stored(office.engine):
            refused(desk.post(f"{task}/complete", {"csrf-token": token, "seen-version": version}), 409, 400)
    for wrong in (
        {},
        {"csrf-token": ""},
        {"csrf-token": "\0"},
        {"csrf-token": token + "x"},
        {"csrf-token": "x" * 5_000},
    ):
        with nothing_stored(office.engine):
            refused(desk.post(f"{task}/complete", wrong), 400)
    for key in ("x" * 5_000, "\0" * 100):
        with nothing_stored(office.engine):
            values = {"csrf-token": token, "seen-version": "2", "form-key": key, "goals": "x"}
            refused(desk.post(f"{task}/save", values), 400)


BODIES: dict[str, tuple[bytes, str]] = {
    "no UTF-8": (b"alias=\xff\xfe\xed\xa0\x80&outcome=opened", "application/x-www-form-urlencoded"),
    "JSON": (b'{"alias": "Robin", "outcome": "opened"}', "application/json"),
    "JSON nested without end": (b"[" * 100_000, "application/json"),
    "XML": (b"<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><a>&b;</a>", "application/xml"),
    "no type at all": (b"alias=Robin", ""),
    "a type that is none": (b"alias=Robin", "x" * 500),
    "parts without a boundary": (b"--x\r\n\r\n", "multipart/form-data"),
    "parts that never end": (
        b'--x\r\nContent-Disposition: form-data; name="alias"\r\n\r\nRob',
        "multipart/form-data; boundary=x",
    ),
    "a file where a text is asked": (
        b'--x\r\nContent-Disposition: form-data; name="alias"; filename="a.exe"\r\n\r\nRob\r\n--x--\r\n',
        "multipart/form-data; boundary=x",
    ),
    "a thousand empty fields": (
        b"&".join(b"f%d=" % number for number in range(990)),
        "application/x-www-form-urlencoded",
    ),
    "percent signs": (b"%%%=%zz&alias=%", "application/x-www-form-urlencoded"),
}


@pytest.mark.parametrize("what", BODIES)
@pytest.mark.parametrize("path", ["/contact", "/sign-in", "/notices/read", "task"])
def test_a_body_of_another_kind_is_refused(office: Office, desk: Desk, task: str, path: str, what: str) -> None:
    body, kind = BODIES[what]
    target = f"{task}/complete" if path == "task" else path
    with nothing_stored(office.engine):
        answer = desk.client.post(target, data=body, headers={"Content-Type": kind})
        refused(answer, 400)


@pytest.mark.parametrize("path", ["/contact", "/sign-in", "task"])
def test_a_body_beyond_all_measure_is_refused_unread(office: Office, desk: Desk, task: str, path: str) -> None:
    target = f"{task}/save" if path == "task" else path
    desk.get(task)
    with nothing_stored(office.engine):
        one_field = desk.client.post(target, data={**hidden(desk), "goals": "x" * BIG})
        many_fields = desk.client.post(target, data={**hidden(desk), **{f"f{number}": "" for number in range(50_000)}})
        a_file = desk.client.post(target, data=FILE, content_type="multipart/form-data; boundary=x")
        for answer in (one_field, many_fields, a_file):
            refused(answer, 400, 413)


STRANGE = ("\0", "'", '"', "<script>", "../../etc/passwd", "%00", "\ud7ff", "x" * 3_000, "-1", "null", "{{7*7}}", "𝕏")


@pytest.mark.parametrize("text", STRANGE, ids=[ascii(text)[:20] for text in STRANGE])
def test_strange_addresses_are_no_fault_of_ours(office: Office, desk: Desk, text: str) -> None:
    written = quote(text, safe="", errors="surrogatepass")
    targets = [f"/{name}/{written}" for name in ("tasks", "cases", "referrals", "done", "static", "notices")]
    targets += [f"/work?{name}={written}" for name in ("whose", "show", "reference", "after")]
    targets += [f"/cases?{name}={written}" for name in ("reference", "after")]
    targets += [f"/sign-in?next={written}", f"/{written}"]
    with nothing_stored(office.engine):
        for target in targets:
            answer = desk.client.get(target)
            assert answer.status_code < 500, target
            assert "<script>" not in answer.get_data(as_text=True), target


@pytest.mark.parametrize("text", ["\xff", "x" * 4_000, "1.", ".", "1.'; DROP TABLE session; --", "\x01"])
def test_a_made_up_session_is_no_session(office: Office, text: str) -> None:
    visitor = office.visitor()
    visitor.client.set_cookie("pathways_session", text)
    visitor.client.set_cookie("pathways_form", text)
    with nothing_stored(office.engine):
        assert visitor.client.get("/work").status_code == 302


def test_every_page_refuses_a_method_that_it_does_not_have(office: Office, desk: Desk) -> None:
    with nothing_stored(office.engine):
        for route in ROUTES.values():
            path = route.rule.replace("<pathway>", "referral_handshake").replace("<path:filename>", "x")
            path = (
                path.replace("<uuid:task_id>", "0" * 8)
                .replace("<uuid:case_id>", "1")
                .replace("<uuid:instance_id>", "1")
            )
            for method in ("PUT", "DELETE", "PATCH", "TRACE"):
                assert 400 <= desk.client.open(path, method=method).status_code < 500, path
