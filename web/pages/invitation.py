"""Choosing a password with the link that was sent."""

from __future__ import annotations

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from engine.commands import AcceptInvitation
from engine.errors import InvalidInput
from engine.queries import invitation
from web import auth, current
from web.pages.sign_in import linked

pages = Blueprint("invitation", __name__, url_prefix="/invitation")


@pages.get("/<token>")
@auth.public
def form(token: str) -> Response:
    """Ask for a password. Opening the link changes nothing: mail is opened by machines too."""
    return view_of(token)


@pages.post("/<token>")
@auth.public
def choose(token: str) -> Response:
    """Keep the password; from now on she can sign in."""
    try:
        current.engine().execute(AcceptInvitation(token, request.form.get("password", "")), None)
    except InvalidInput as error:
        return view_of(token, error)
    auth.forget()
    flash("Your password is set. Sign in with it.", "success")
    return auth.end(redirect(url_for("sign_in.form")))


def view_of(token: str, error: InvalidInput | None = None) -> Response:
    found = invitation(current.engine(), token)
    fields = error.fields if error else {}
    body = render_template(
        "invitation.html",
        invited=found,
        token=token,
        fields=fields,
        errors=linked(fields, error.message if error else ""),
    )
    return make_response(body, 400 if error else 200)
