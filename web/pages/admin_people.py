"""People, for administrators: inviting them, what they are in which agency, absences, and leaving."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from engine.commands import (
    AddRole,
    ChangePerson,
    InvitePerson,
    MarkLeaver,
    RemoveRole,
    RemoveSecondStep,
    SendInvitation,
)
from engine.config import folder_of
from engine.domain.actors import Role
from engine.domain.form_fields import Field, FieldType, Form, Option
from engine.errors import EngineError, InvalidInput
from engine.queries import PersonPage, people, person_page, work_places
from web import auth, current
from web.pages.fixed import answers, ask, attempt, form_page, kept, options

pages = Blueprint("people", __name__, url_prefix="/admin/people")

ROLES = tuple(Option(role.value, role.label.capitalize()) for role in Role)
NAME = ask("name", FieldType.TEXT, "Name", required=True, help="As colleagues will see it")
EMAIL = ask("email", FieldType.EMAIL, "Email address", required=True, max_length=254)
DUTY = ask("duty", FieldType.CHOICES, "On duty", options=(Option("yes", "Is told first when something is late"),))
LONGEST_SEARCH = 100


@pages.get("")
def listing() -> str:
    """Everybody, by name; or those whose name or address holds what was looked for."""
    search = request.args.get("search", "").strip()[:LONGEST_SEARCH]
    current.searched("people", search)
    with current.reading() as view:
        page = people(view, search, request.args.get("after") or None)
    return render_template("admin/people.html", page=page, search=search, is_first="after" not in request.args)


@pages.get("/invite")
def invite_form() -> Response:
    """Whom to invite, and as what."""
    return form_page("admin/invite.html", invitation_form(), {}, **mail_words())


def mail_words() -> dict[str, Any]:
    """Whether mail is sent, and the folder in which it is kept where it is not."""
    smtp_url = current.config().smtp_url
    return {"mail": bool(smtp_url), "mail_folder": folder_of(smtp_url)}


@pages.post("/invite")
@auth.fresh
def invite() -> Response:
    """Add the person, and send her a link with which she chooses her password."""
    form = invitation_form()

    def action() -> None:
        given = answers(form)
        agency_id, team_id = place_of(given["place"])
        command = InvitePerson(
            given["email"], given["name"], agency_id, team_id, given["roles"] or (), bool(given["duty"])
        )
        current.execute(command)

    refused = attempt(action, lambda error: form_page("admin/invite.html", form, {}, at_place(error), **mail_words()))
    return refused or done("The invitation is on its way.", url_for("people.listing"))


@pages.get("/<uuid:account_id>")
def show(account_id: UUID) -> str:
    """The person: what she is where, and when she is away."""
    return render_template("admin/person.html", page=read(account_id))


@pages.get("/<uuid:account_id>/edit")
def edit_form(account_id: UUID) -> Response:
    """Her name, and her address until she has signed in."""
    page = read(account_id)
    return form_page("admin/person_edit.html", CHANGES, kept({"name": page.name, "email": page.email}), page=page)


@pages.post("/<uuid:account_id>/edit")
def edit(account_id: UUID) -> Response:
    """Correct name and address."""

    def action() -> None:
        given = answers(CHANGES)
        current.execute(ChangePerson(account_id, given["name"], given["email"]))

    page = read(account_id)
    refused = attempt(action, lambda error: form_page("admin/person_edit.html", CHANGES, {}, error, page=page))
    return refused or done("The change is saved.", url_for("people.show", account_id=account_id))


@pages.get("/<uuid:account_id>/role")
def role_form(account_id: UUID) -> Response:
    """Which role to give her, and where."""
    return form_page("admin/role.html", giving_form(), {}, page=read(account_id))


@pages.post("/<uuid:account_id>/role")
@auth.fresh
def give_role(account_id: UUID) -> Response:
    """Give her the role."""
    form, page = giving_form(), read(account_id)

    def action() -> None:
        given = answers(form)
        agency_id, team_id = place_of(given["place"])
        current.execute(AddRole(account_id, agency_id, team_id, given["role"], bool(given["duty"])))

    refused = attempt(action, lambda error: form_page("admin/role.html", form, {}, at_place(error), page=page))
    return refused or done("She has the role from now on.", url_for("people.show", account_id=account_id))


@pages.post("/<uuid:account_id>/role/<uuid:membership_id>/remove")
@auth.fresh
def take_role(account_id: UUID, membership_id: UUID) -> Response:
    """Take the role from her; what she may not do any more goes back to its team."""
    current.execute(RemoveRole(membership_id))
    return done("She does not hold the role any more.", url_for("people.show", account_id=account_id))


@pages.post("/<uuid:account_id>/link")
def send_link(account_id: UUID) -> Response:
    """Send her a link with which she chooses her password."""
    current.execute(SendInvitation(account_id))
    return done("A new link is on its way. Links sent before do not work any more.", back_to(account_id))


@pages.post("/<uuid:account_id>/second-step/remove")
@auth.fresh
def remove_second_step(account_id: UUID) -> Response:
    """She has lost it; she sets up another when she signs in."""
    current.execute(RemoveSecondStep(account_id))
    return done("Her second step is removed, and she is signed out. She sets up another one.", back_to(account_id))


@pages.get("/<uuid:account_id>/leave")
def leave_form(account_id: UUID) -> str:
    """Say what happens when she leaves, before it does."""
    return render_template("admin/leave.html", page=read(account_id))


@pages.post("/<uuid:account_id>/leave")
def leave(account_id: UUID) -> Response:
    """She has left: signed out everywhere, and what she held is back with its team."""
    current.execute(MarkLeaver(account_id))
    return done("She has left. What she held is back with its team, and its manager is told.", back_to(account_id))


CHANGES = Form("person", "Name and address", (NAME, EMAIL))


def invitation_form() -> Form:
    roles = ask("roles", FieldType.CHOICES, "Roles", required=True, options=ROLES, help="She holds all of them there")
    return Form("invite", "Invite a person", (NAME, EMAIL, place_field(), roles, DUTY))


def giving_form() -> Form:
    role = ask("role", FieldType.CHOICE, "Role", required=True, options=ROLES)
    return Form("role", "Give a role", (place_field(), role, DUTY))


def place_field() -> Field:
    with current.reading() as view:
        places = options(work_places(view))
    words = "Choose a team for those who work on cases"
    return ask("place", FieldType.CHOICE, "Agency and team", required=True, options=places, help=words)


def place_of(value: str) -> tuple[UUID, UUID | None]:
    """The agency and team that an answer names."""
    agency_id, _, team_id = value.partition(":")
    return UUID(agency_id), UUID(team_id) if team_id else None


def at_place(error: EngineError) -> EngineError:
    """What is wrong with agency or team, said beside the one field that asks for both."""
    if isinstance(error, InvalidInput):
        named = {"agency_id": "place", "team_id": "place"}
        error.fields = {named.get(key, key): words for key, words in error.fields.items()}
    return error


def read(account_id: UUID) -> PersonPage:
    with current.reading() as view:
        return person_page(view, account_id)


def back_to(account_id: UUID) -> str:
    return url_for("people.show", account_id=account_id)


def done(words: str, target: str) -> Response:
    flash(words, "success")
    return redirect(target)
