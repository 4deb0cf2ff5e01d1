"""Agencies and their teams, for administrators."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, render_template, url_for
from werkzeug.wrappers import Response

from engine.commands import AddTeam, ChangeAgency, CreateAgency, RenameTeam
from engine.domain.form_fields import FieldType, Form, Option
from engine.queries import agency_line, agency_lines, team_of_agency
from web import current
from web.pages.admin_people import done
from web.pages.fixed import answers, ask, attempt, form_page, kept

pages = Blueprint("agencies", __name__, url_prefix="/admin/agencies")

KINDS = tuple(
    Option(kind, kind.capitalize()) for kind in ("charity", "council", "faith", "health", "housing", "police")
)
NAME = ask("name", FieldType.TEXT, "Name", required=True)
KIND = ask("kind", FieldType.CHOICE, "Kind of agency", required=True, options=KINDS)
ACCOUNTS = ask(
    "has_accounts",
    FieldType.YES_NO,
    "Do its people sign in?",
    required=True,
    help="If not, referrals to it are answered for by whoever sends them, who records its replies.",
)
TEAM = ask("team", FieldType.TEXT, "Name of its first team", required=True)
NEW = Form("agency", "Add an agency", (NAME, KIND, ACCOUNTS, TEAM))
TAKES_PART = ask(
    "is_active",
    FieldType.YES_NO,
    "Does it take part in the partnership?",
    required=True,
    help="Services of an agency that does not are offered no more. Its open tasks must be finished or moved first.",
)
CHANGES = Form("agency", "Change the agency", (NAME, KIND, ACCOUNTS, TAKES_PART))
NAMED = Form("team", "Name of the team", (NAME,))


@pages.get("")
def listing() -> str:
    """Every agency with its teams."""
    with current.reading() as view:
        return render_template("admin/agencies.html", agencies=agency_lines(view))


@pages.get("/new")
def new_form() -> Response:
    """What to know of an agency."""
    with current.reading() as view:
        agency_lines(view)
    return form_page("admin/agency_new.html", NEW, {})


@pages.post("/new")
def add() -> Response:
    """Add the agency with its first team."""

    def action() -> None:
        given = answers(NEW)
        current.execute(CreateAgency(given["name"], given["kind"], given["team"], given["has_accounts"]))

    refused = attempt(action, lambda error: form_page("admin/agency_new.html", NEW, {}, error))
    return refused or done("The agency is added.", url_for("agencies.listing"))


@pages.get("/<uuid:agency_id>")
def show(agency_id: UUID) -> Response:
    """The agency, to be changed, and its teams."""
    with current.reading() as view:
        agency = agency_line(view, agency_id)
    yes_no = {"has_accounts": agency.has_accounts, "is_active": agency.is_active}
    values = kept({"name": agency.name, "kind": agency.kind} | {key: said(value) for key, value in yes_no.items()})
    return form_page("admin/agency.html", CHANGES, values, partner=agency)


@pages.post("/<uuid:agency_id>")
def change(agency_id: UUID) -> Response:
    """Save the changes."""
    with current.reading() as view:
        agency = agency_line(view, agency_id)

    def action() -> None:
        given = answers(CHANGES)
        taking_part = given["has_accounts"], given["is_active"]
        current.execute(ChangeAgency(agency_id, given["name"], given["kind"], *taking_part))
        current.forget_agencies()

    refused = attempt(action, lambda error: form_page("admin/agency.html", CHANGES, {}, error, partner=agency))
    return refused or done("The change is saved.", url_for("agencies.listing"))


@pages.get("/<uuid:agency_id>/team")
def team_form(agency_id: UUID) -> Response:
    """What a new team is called."""
    with current.reading() as view:
        agency = agency_line(view, agency_id)
    return form_page(
        "admin/team.html", NAMED, {}, partner=agency, target=url_for("agencies.add_team", agency_id=agency_id)
    )


@pages.post("/<uuid:agency_id>/team")
def add_team(agency_id: UUID) -> Response:
    """Add a team to the agency."""
    with current.reading() as view:
        words = {"partner": agency_line(view, agency_id), "target": url_for("agencies.add_team", agency_id=agency_id)}

    def action() -> None:
        current.execute(AddTeam(agency_id, answers(NAMED)["name"]))

    refused = attempt(action, lambda error: form_page("admin/team.html", NAMED, {}, error, **words))
    return refused or done("The team is added.", url_for("agencies.show", agency_id=agency_id))


@pages.get("/teams/<uuid:team_id>")
def rename_form(team_id: UUID) -> Response:
    """What the team is to be called."""
    with current.reading() as view:
        team, agency_id = team_of_agency(view, team_id)
        agency = agency_line(view, agency_id)
    target = url_for("agencies.rename_team", team_id=team_id)
    return form_page("admin/team.html", NAMED, kept({"name": team.name}), partner=agency, target=target)


@pages.post("/teams/<uuid:team_id>")
def rename_team(team_id: UUID) -> Response:
    """Give the team another name."""
    with current.reading() as view:
        _, agency_id = team_of_agency(view, team_id)
        words = {"partner": agency_line(view, agency_id), "target": url_for("agencies.rename_team", team_id=team_id)}

    def action() -> None:
        current.execute(RenameTeam(team_id, answers(NAMED)["name"]))

    refused = attempt(action, lambda error: form_page("admin/team.html", NAMED, {}, error, **words))
    return refused or done("The team has its new name.", url_for("agencies.show", agency_id=agency_id))


def said(value: bool) -> str:
    return "yes" if value else "no"
