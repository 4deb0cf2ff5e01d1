"""Access tokens: made here, shown once, revoked here. For programs that speak to the API in one's name."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from engine.commands import CreatedToken, CreateToken, RevokeToken
from engine.domain.form_fields import Field, FieldType, Form, Option, Sensitivity
from engine.domain.forms import validate
from engine.domain.scopes import Scope
from engine.errors import InvalidInput
from engine.queries.choices import Choice
from engine.queries.tokens import access_tokens
from web import auth, current, forms

pages = Blueprint("tokens", __name__)

OWN = "me"
LASTS = (Option("30", "30 days"), Option("90", "90 days"), Option("365", "A year"))
NAME = Field(
    "name",
    FieldType.TEXT,
    "What is it for?",
    Sensitivity.NONE,
    help="So that you know it again, such as “Case file import”.",
    required=True,
    max_length=100,
)
SCOPES = Field(
    "scopes",
    FieldType.CHOICES,
    "What may it be used for?",
    Sensitivity.NONE,
    help="Never for more than its holder may do anyway. Choose only what is needed.",
    required=True,
    options=tuple(Option(scope.value, scope.label) for scope in Scope),
)
DAYS = Field("days", FieldType.CHOICE, "How long does it last?", Sensitivity.NONE, required=True, options=LASTS)


@pages.get("/tokens")
def listing() -> Response:
    """The tokens one looks after, and the form for a new one."""
    return view_of()


@pages.post("/tokens")
@auth.fresh
def create() -> Response:
    """Make a token and show it, this once."""
    values = forms.typed(request.form)
    try:
        accepted = validate(form_for(holders()), forms.flat(values), forms.no_rule).values
        whose = as_holder(accepted.get("holder") or OWN)
        command = CreateToken(accepted["name"], accepted["scopes"], int(accepted["days"]), **whose)
        made: CreatedToken = current.engine().execute(command, current.actor())
    except InvalidInput as error:
        return view_of(values, error)
    return view_of(made=made)


@pages.post("/tokens/<uuid:token_id>/revoke")
def revoke(token_id: UUID) -> Response:
    """End a token now."""
    current.execute(RevokeToken(token_id))
    flash("The token is revoked. What used it is refused from now on.", "success")
    return redirect(url_for("tokens.listing"))


def holders() -> tuple[Choice, ...]:
    """For whom besides oneself a token can be made."""
    with current.reading() as view:
        return access_tokens(view).holders


def form_for(others: tuple[Choice, ...]) -> Form:
    """The form; whose the token is to be is asked of those only who can make one for others."""
    options = (Option(OWN, "Me"), *(Option(choice.value, choice.label) for choice in others))
    holder = Field(
        "holder",
        FieldType.CHOICE,
        "Who is to hold it?",
        Sensitivity.NONE,
        help="Another system works as a caseworker of the team you choose, and stays when you leave.",
        required=True,
        options=options,
    )
    return Form("token", "New access token", (NAME, *((holder,) if others else ()), SCOPES, DAYS))


def as_holder(text: str) -> dict[str, UUID]:
    """Whose the token is to be, as the command takes it; nothing for oneself."""
    kind, _, written = text.partition(":")
    return {f"{kind}_id": UUID(written)} if written else {}


def view_of(
    values: dict[str, list[str]] | None = None, error: InvalidInput | None = None, made: CreatedToken | None = None
) -> Response:
    """The page; 400 when it shows a refusal."""
    with current.reading() as view:
        page = access_tokens(view)
    found = error.fields if error else {}
    rendered = forms.controls(form_for(page.holders), values or {}, found)
    errors = forms.summary(found, rendered, error.message) if error else []
    base = f"{current.config().base_url}/api/v1"
    body = render_template("tokens.html", page=page, rendered=rendered, errors=errors, made=made, base=base)
    return make_response(body, 400 if error else 200)
