"""Handing a case over: offering it to another team, and what that team answers."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from engine.commands import AnswerOffer, OfferCase, ViewCase, ViewOffer, WithdrawOffer
from engine.domain.form_fields import Form, Option
from engine.domain.forms import validate
from engine.domain.hand_over import DECLINE_FORM, offer_form
from engine.errors import InvalidInput
from engine.queries import case_page, offer_page, teams_to_lead
from web import current, forms

pages = Blueprint("hand_over", __name__)


@pages.get("/cases/<uuid:case_id>/hand-over")
def form(case_id: UUID) -> Response:
    """Ask which team should lead, and why."""
    return form_view(case_id)


@pages.post("/cases/<uuid:case_id>/hand-over")
def offer(case_id: UUID) -> Response:
    """Offer the case; the lead stays as it is until the other team accepts."""
    asked = offerable(case_id)
    try:
        given = validate(asked, forms.flat(forms.typed(request.form)), forms.no_rule).values
        current.execute(OfferCase(case_id, UUID(given["team_id"]), given["why"], given["stays"]))
    except InvalidInput as error:
        return form_view(case_id, error)
    flash("The case is offered. You lead it until they accept; you are told when they answer.", "success")
    return redirect(url_for("case.show", case_id=case_id))


@pages.get("/offers/<uuid:offer_id>")
def show(offer_id: UUID) -> Response:
    """The offer, for those it is made to; that it was read goes on the record."""
    return offer_view(offer_id)


@pages.post("/offers/<uuid:offer_id>/accept")
def accept(offer_id: UUID) -> Response:
    """Lead the case from now on."""
    with current.reading() as view:
        offer_page(view, offer_id)
    current.execute(AnswerOffer(offer_id, accept=True))
    with current.reading() as view:
        case_id = offer_page(view, offer_id).case_id
    flash("Your team leads the case now. What was open with the team before is with yours.", "success")
    return redirect(url_for("case.show", case_id=case_id) if case_id else url_for("case.listing"))


@pages.post("/offers/<uuid:offer_id>/decline")
def decline(offer_id: UUID) -> Response:
    """Say why the team cannot take it; the lead stays as it is."""
    with current.reading() as view:
        offer_page(view, offer_id)
    try:
        given = validate(DECLINE_FORM, forms.flat(forms.typed(request.form)), forms.no_rule).values
        current.execute(AnswerOffer(offer_id, accept=False, why_not=given["why_not"]))
    except InvalidInput as error:
        return offer_view(offer_id, error)
    flash("The case stays with the team that offered it. They are told why.", "success")
    return redirect(url_for("case.listing"))


@pages.post("/offers/<uuid:offer_id>/withdraw")
def withdraw(offer_id: UUID) -> Response:
    """Take the offer back."""
    with current.reading() as view:
        case_id = offer_page(view, offer_id).case_id
    current.execute(WithdrawOffer(offer_id))
    flash("The offer is taken back. Your team goes on leading the case.", "success")
    return redirect(url_for("case.show", case_id=case_id) if case_id else url_for("case.listing"))


def form_view(case_id: UUID, error: InvalidInput | None = None) -> Response:
    asked = offerable(case_id)
    current.record(ViewCase(case_id))
    with current.reading() as view:
        case = case_page(view, case_id)
    found = error.fields if error else {}
    rendered = forms.controls(asked, forms.typed(request.form), found)
    errors = forms.summary(found, rendered, error.message) if error else []
    has_team = bool(asked.fields[0].options)
    body = render_template("case/hand_over.html", case=case, rendered=rendered, errors=errors, has_team=has_team)
    return make_response(body, 400 if error else 200)


def offer_view(offer_id: UUID, error: InvalidInput | None = None) -> Response:
    current.record(ViewOffer(offer_id))
    with current.reading() as view:
        found = offer_page(view, offer_id)
    wrong = error.fields if error else {}
    rendered = forms.controls(DECLINE_FORM, forms.typed(request.form), wrong)
    errors = forms.summary(wrong, rendered, error.message) if error else []
    body = render_template("case/offer.html", offer=found, rendered=rendered, errors=errors)
    return make_response(body, 400 if error else 200)


def offerable(case_id: UUID) -> Form:
    """The form, for those who may hand the case over; for all others it does not exist."""
    with current.reading() as view:
        teams = teams_to_lead(view, case_id)
    return offer_form(Option(team.value, team.label) for team in teams)
