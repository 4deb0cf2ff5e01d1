"""Who may open which page, and that reading changes nothing."""

from __future__ import annotations

from uuid import uuid4

import pytest
from flask import Flask
from werkzeug.routing import Rule

from tests.integration.web.office import Office
from tests.integration.web.routes import ANYONE, ROUTES, SIGNED_IN
from web import auth
from web.pages import navigation

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
IMPLIED = frozenset({"HEAD", "OPTIONS"})
ELSEWHERE = frozenset({"sign_in", "own_sign_in", "second_step", "proving", "tokens"})
"""What is about oneself and stands beside the navigation."""


def rules(app: Flask) -> list[Rule]:
    return list(app.url_map.iter_rules())


def address(rule: Rule) -> str:
    """An address of the page, of a record that does not exist."""
    with_ids = {name: uuid4() for name in rule.arguments}
    values = {**with_ids, "pathway": "referral_handshake", "filename": "icon.svg", "number": 1}
    return str(rule.build({name: values[name] for name in rule.arguments})[1])  # type: ignore[index]


def test_every_page_is_in_the_table_with_its_address_and_methods(office: Office) -> None:
    found = {rule.endpoint: (rule.rule, frozenset(rule.methods or ()) - IMPLIED) for rule in rules(office.app)}
    assert found == {endpoint: (route.rule, route.methods) for endpoint, route in ROUTES.items()}
    assert len(rules(office.app)) == len(ROUTES)


def test_a_page_that_reads_is_never_one_that_changes(office: Office) -> None:
    for rule in rules(office.app):
        methods = frozenset(rule.methods or ())
        assert methods <= SAFE or not methods & SAFE - {"OPTIONS"}, rule


def test_only_the_pages_of_the_table_are_open_to_anyone(office: Office) -> None:
    with office.app.app_context():
        opened = {rule.endpoint for rule in rules(office.app) if auth.is_public(rule.endpoint)}
    assert opened == {endpoint for endpoint, route in ROUTES.items() if route.who == ANYONE}


@pytest.mark.parametrize("endpoint", [endpoint for endpoint, route in ROUTES.items() if route.who == SIGNED_IN])
def test_nobody_gets_past_the_sign_in(office: Office, endpoint: str) -> None:
    (rule,) = office.app.url_map.iter_rules(endpoint)
    desk = office.visitor()
    if "GET" in ROUTES[endpoint].methods:
        answer = desk.get(address(rule))
        assert answer.status_code == 302
        assert answer.location.startswith("/sign-in?next=")
    else:
        desk.get("/sign-in")
        answer = desk.post(address(rule), {"csrf-token": desk.token()})
        assert answer.status_code == 401
        assert desk.heading == "Sign in"


def test_every_part_of_the_site_but_ones_own_belongs_to_one_entry_of_the_navigation(office: Office) -> None:
    claimed = [section for _, _, sections in navigation.ENTRIES for section in sections if "." not in section]
    with_pages = {rule.endpoint.partition(".")[0] for rule in rules(office.app) if "." in rule.endpoint}
    with office.app.app_context():
        signed_in = {
            name for name in with_pages if not all(auth.is_public(each) for each in endpoints(office.app, name))
        }
    assert len(claimed) == len(set(claimed))
    assert {name for name in signed_in if not name.startswith("api")} - set(claimed) <= ELSEWHERE


def endpoints(app: Flask, blueprint: str) -> list[str]:
    return [rule.endpoint for rule in rules(app) if rule.endpoint.partition(".")[0] == blueprint]


@pytest.mark.parametrize(
    ("name", "path", "entry"),
    [
        ("Administrator 1", "/directory", "Directory"),
        ("Administrator 1", "/admin/closures", "Days of closure"),
        ("Outreach manager 1", "/team/pathways", "Team work"),
        ("Commissioner 1", "/team/pathways", "Where referrals are"),
    ],
)
def test_one_entry_of_the_navigation_is_marked(office: Office, name: str, path: str, entry: str) -> None:
    desk = office.enter(name)
    desk.get(path)
    marked = desk.page.xpath("//nav//li[contains(@class, '--active')]")
    assert [item.text_content().strip() for item in marked] == [entry]
