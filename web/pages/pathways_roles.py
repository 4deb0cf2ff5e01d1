"""The roles of a draft: what each is called, and who holds it."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, render_template, url_for
from werkzeug.wrappers import Response

from engine.commands.drafts_outline import AddLane, ChangeLane
from engine.domain.form_fields import FieldType, Form, Option
from engine.domain.routing import HOLDERS, BindKind
from engine.errors import EngineError, NotFound
from engine.queries.pathways_outline import BundleRead, RoleRow
from engine.queries.teams import teams
from web import current
from web.pages.fixed import answers, ask, form_page, kept
from web.pages.pathways_draft import draft_of
from web.pages.pathways_steps import TEMPLATE, tried
from web.wording import sentence

pages = Blueprint("draft_roles", __name__, url_prefix="/drafts/<uuid:draft_id>/roles")

OFFERED = (BindKind.STARTER, BindKind.CASE_LEAD, BindKind.COORDINATOR)
OPTIONS = tuple(Option(kind.value, sentence(HOLDERS[kind])) for kind in OFFERED)


def role_form(bundle: BundleRead, role: RoleRow | None) -> Form:
    """What a role is called and who holds it: by what is known of the referral, or always the same team."""
    own = role.key if role else ""
    managers = [Option(f"managers_of:{each.key}", f"The managers of “{each.label}”") for each in bundle.roles]
    managers = [each for each in managers if each.value != f"managers_of:{own}"]
    places = [Option(f'= "{place.team_id}"', f"{place.agency}: {place.team}") for place in teams(current.engine())]
    known = [*OPTIONS, *managers, *places]
    if role and role.bind not in [each.value for each in known]:
        known.insert(0, Option(role.bind, f"As now: {role.bind}"))
    fields = (
        ask("label", FieldType.TEXT, "Name of the role", required=True, max_length=120),
        ask("bind", FieldType.CHOICE, "Who holds it?", required=True, options=tuple(known)),
    )
    return Form("role", f"Change the role “{role.label}”" if role else "Add a role", fields)


@pages.get("")
def roles(draft_id: UUID) -> str:
    """The roles of the pathway and who holds each."""
    draft, bundle = draft_of(draft_id)
    names = {f'= "{place.team_id}"': f"{place.agency}: {place.team}" for place in teams(current.engine())}
    words = {**names, **{kind.value: sentence(words) for kind, words in HOLDERS.items()}}
    labels = {f"managers_of:{role.key}": f"The managers of “{role.label}”" for role in bundle.roles}
    return render_template("pathways/roles.html", draft=draft, bundle=bundle, holders={**words, **labels})


@pages.get("/new")
def new_role(draft_id: UUID) -> Response:
    """A further role, such as an agency that takes part from now on."""
    return role_page(draft_id, "")


@pages.get("/<role>")
def role(draft_id: UUID, role: str) -> Response:
    """One role, to be changed."""
    return role_page(draft_id, role)


def role_page(draft_id: UUID, key: str, error: EngineError | None = None) -> Response:
    draft, bundle = draft_of(draft_id)
    row = role_of(bundle, key)
    adding = url_for("draft_roles.add_role", draft_id=draft_id)
    changing = url_for("draft_roles.change_role", draft_id=draft_id, role=row.key) if row else adding
    return form_page(
        TEMPLATE,
        role_form(bundle, row),
        kept({"label": row.label, "bind": row.bind} if row else {}),
        error,
        draft=draft,
        caption="Roles",
        action=changing,
        button="Save" if row else "Add the role",
    )


def role_of(bundle: BundleRead, key: str) -> RoleRow | None:
    row = next((each for each in bundle.roles if each.key == key), None)
    if key and row is None:
        raise NotFound("There is no such role in this draft.")
    return row


@pages.post("/new")
def add_role(draft_id: UUID) -> Response:
    """Add the role, with a lane of its own in the diagram."""
    _, bundle = draft_of(draft_id)

    def action() -> None:
        given = answers(role_form(bundle, None))
        current.execute(AddLane(draft_id, current.seen_version(), given["label"], given["bind"]))

    return tried(action, lambda error: role_page(draft_id, "", error), draft_id, "The role is added.")


@pages.post("/<role>")
def change_role(draft_id: UUID, role: str) -> Response:
    """Save the role."""
    _, bundle = draft_of(draft_id)
    row = role_of(bundle, role)

    def action() -> None:
        given = answers(role_form(bundle, row))
        current.execute(ChangeLane(draft_id, current.seen_version(), role, given["label"], given["bind"]))

    return tried(action, lambda error: role_page(draft_id, role, error), draft_id, "The role is saved.")
