"""Deadlines that a version ships against those that the partnership has: what stays, what is chosen, what is shared."""

from __future__ import annotations

import io
import zipfile

import pytest

from tests.integration.web.office import Desk, Office
from tests.integration.web.test_pathways import KEY, saved, start_draft
from tests.integration.web.test_values import propose


@pytest.fixture
def first(own_office: Office) -> Desk:
    return own_office.enter("Commissioner 1")


@pytest.fixture
def second(own_office: Office) -> Desk:
    return own_office.enter("Commissioner 2")


def shipping(desk: Desk, value: str, day: str) -> bytes:
    """The pathway in use with that value of `triage.tell`, from that day."""
    whole = zipfile.ZipFile(io.BytesIO(desk.client.get(f"/pathways/{KEY}/versions/1/bundle.zip").data))
    files = {name: whole.read(name) for name in whole.namelist()}
    before, heading, after = files["process.toml"].decode().partition('[parameters."triage.tell"]')
    _own, gap, rest = after.partition("\n\n")
    own = f'value = "{value}"\nclass = "local"\nsource = "A later edition"\nvalid_from = {day}'
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, content in {**files, "process.toml": f"{before}{heading}\n{own}{gap}{rest}".encode()}.items():
            archive.writestr(name, content)
    return made.getvalue()


def test_a_value_that_people_approved_stays_unless_whoever_publishes_chooses_otherwise(
    first: Desk, second: Desk
) -> None:
    second.get(propose(first))
    saved(second, "Approve")
    first.get("/pathways-import")
    archive = shipping(first, "4 working days", "2026-12-15")
    saved(first, "Make it a draft", archive=(io.BytesIO(archive), "pathway.zip"))
    draft = first.path
    first.get(f"{draft}/publish")
    words = "the partnership entered 1 working day from 2026-12-01; the bundle says 4 working days from 2026-12-15."
    assert words in first.text
    answer = first.submit("Send for approval", note="A later edition")
    second.get(answer.location)
    assert words in second.text
    assert "triage.tell: 4 working days instead of 1 working day" in second.text
    saved(second, "Approve and publish", chosen="triage.tell")
    second.get("/deadlines/triage.tell")
    assert "4 working days" in second.text


def test_a_deadline_of_another_pathway_is_shared_from_a_list(first: Desk) -> None:
    draft = start_draft(first)
    first.get(f"{draft}/deadlines/new")
    values = {"value": "3 days", "parameter_class": "local", "source": "Agreed"}
    assert first.submit("Add it", name="handshake.acknowledge", **values).status_code == 400
    assert "is in use already. Share it, or choose another name." in first.text
    first.get(f"{draft}/deadlines/share")
    assert first.submit("Share it", name="").status_code == 400
    saved(first, "Share it", name="handshake.acknowledge")
    assert "handshake.acknowledge" in first.text
    first.get(draft)
    assert "Nothing stands in the way of publishing." in first.text
    first.get(f"{draft}/publish")
    assert "Values that stay" not in first.text
