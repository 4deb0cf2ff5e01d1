"""The page on which people look after access tokens."""

from __future__ import annotations

from tests.integration.web.office import Desk, Office


def make(desk: Desk, **values: object) -> str:
    """The token that the page shows, empty when it shows none."""
    desk.get("/tokens")
    desk.submit("Make a token", name="Import", scopes=["tasks:read", "events:read"], days="30", **values)
    return str(desk.page.xpath("string(//p[contains(@class, 'app-token')]/code)"))


def test_a_token_is_shown_once_and_works_until_it_is_revoked(office: Office) -> None:
    desk = office.enter("Nurse 1")
    token = make(desk)
    assert token.startswith("rp_")
    client = office.app.test_client()
    assert client.get("/api/v1/me", headers={"Authorization": f"Bearer {token}"}).status_code == 200
    answer = desk.get("/tokens")
    assert token not in answer.text
    assert "Read tasks; Read what happens, without content" in desk.text
    assert "Last used" in desk.text
    assert answer.headers["Cache-Control"] == "no-store"
    desk.submit("Revoke")
    desk.get("/tokens")
    assert "Revoked" in desk.text
    assert client.get("/api/v1/me", headers={"Authorization": f"Bearer {token}"}).status_code == 401


def test_what_is_missing_is_named_and_what_was_typed_is_kept(office: Office) -> None:
    desk = office.enter("Outreach worker 1")
    desk.get("/tokens")
    answer = desk.submit("Make a token", name="", scopes=["tasks:read"], days="30")
    assert answer.status_code == 400
    assert [link for link in desk.links() if link.startswith("#")] == ["#field-name"]
    assert desk.page.xpath("//input[@value='tasks:read']/@checked")


def test_a_manager_makes_a_token_for_another_system(office: Office) -> None:
    desk = office.enter("Housing manager 1")
    desk.get("/tokens")
    team = desk.page.xpath("//input[starts-with(@value, 'team:')]/@value")[0]
    token = make(desk, holder=team)
    told = office.app.test_client().get("/api/v1/me", headers={"Authorization": f"Bearer {token}"}).json
    assert told is not None
    assert told["name"] == "Import"
    assert "team:" not in office.enter("Housing officer 1").get("/tokens").text
