"""Her shared file: the referrals that run for her, who takes part and what happened; starting and withdrawing."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from engine.commands import SearchCases, SendMessage, ViewCase, ViewReferral
from engine.domain.form_fields import Field, FieldType, Form, Option, Sensitivity
from engine.domain.forms import validate
from engine.domain.permissions import Permission, is_permitted
from engine.errors import InvalidInput, NotFound
from engine.queries import Referral, case_page, cases, diagram, find_cases, merged_into, offers_received, plan_actions
from web import current, forms
from web.pages import case_sections, done
from web.pages.starting import read_start, start, start_view

pages = Blueprint("case", __name__)

LISTING = "case/cases.html"
START_TEMPLATE = "case/start.html"
LONGEST_REFERENCE = 40
REASONS = (
    Option("her choice", "She no longer wants it"),
    Option("consent withdrawn", "She takes back her consent"),
    Option("needs changed", "What she needs has changed"),
    Option("another service", "Another service is helping her"),
    Option("not safe", "It is not safe to go on"),
    Option("sent in error", "It was sent in error"),
)
WITHDRAW = Form(
    key="withdraw",
    title="Withdraw this referral",
    fields=(Field("code", FieldType.CHOICE, "Why is it withdrawn?", Sensitivity.NONE, required=True, options=REASONS),),
)


@pages.get("/cases")
def listing() -> str:
    """The cases this person takes part in."""
    reference = request.args.get("reference", "").strip()[:LONGEST_REFERENCE]
    current.searched("cases", reference)
    with current.reading() as view:
        page = cases(view, reference=reference, after=request.args.get("after") or None)
        offers = offers_received(view)
    first = "after" not in request.args
    return render_template(LISTING, page=page, offers=offers, reference=reference, is_first=first)


@pages.post("/cases/find")
def find() -> Response:
    """The cases with that reference, or of somebody who is called so; in no address, because a name may be in it."""
    search = request.form.get("search", "").strip()
    try:
        current.execute(SearchCases(search))
    except InvalidInput as error:
        with current.reading() as view:
            page, offers = cases(view), offers_received(view)
        errors = forms.summary(error.fields, (), error.message, plain=("search",))
        body = render_template(LISTING, page=page, offers=offers, search=search, errors=errors, is_first=True)
        return make_response(body, 400)
    with current.reading() as view:
        page = find_cases(view, search)
    return make_response(render_template(LISTING, page=page, search=search, is_found=True, is_first=True))


@pages.get("/cases/<uuid:case_id>")
def show(case_id: UUID) -> Response | str:
    """The case; that it was opened goes on the record."""
    try:
        current.record(ViewCase(case_id))
    except NotFound:
        return lead_on(case_id)
    with current.reading() as view:
        page, sections = case_page(view, case_id), case_sections.read(view, case_id)
        actions = plan_actions(view, case_id)
    may_add = is_permitted(view.actor, Permission.ADD_TASK) and case_id not in view.actor.opened
    return render_template("case/case.html", case=page, actions=actions, may_add=may_add, **sections)


def lead_on(case_id: UUID) -> Response:
    """To the case into which this one was merged, for those who may open that; else it does not exist."""
    with current.reading() as view:
        kept = merged_into(view, case_id)
    if kept is None:
        raise NotFound("There is no such case.")
    return redirect(url_for("case.show", case_id=kept))


@pages.get("/cases/<uuid:case_id>/start/<pathway>")
def start_form(case_id: UUID, pathway: str) -> Response:
    """What starting this pathway for her asks."""
    return start_view(START_TEMPLATE, read_start(pathway, case_id), case_id)


@pages.post("/cases/<uuid:case_id>/start/<pathway>")
def start_referral(case_id: UUID, pathway: str) -> Response:
    """Start the pathway for her."""
    return start(START_TEMPLATE, pathway, case_id)


@pages.get("/referrals/<uuid:instance_id>/withdraw")
def withdraw_form(instance_id: UUID) -> Response:
    """Ask why before anything is withdrawn."""
    return withdraw_view(instance_id)


@pages.post("/referrals/<uuid:instance_id>/withdraw")
def withdraw(instance_id: UUID) -> Response:
    """Withdraw the referral; those who hold a task of it are told."""
    values = forms.typed(request.form)
    try:
        validate(WITHDRAW, forms.flat(values), forms.no_rule)
        outcome = current.execute(SendMessage(instance_id, "withdraw", values))
    except InvalidInput as error:
        return withdraw_view(instance_id, error)
    return done.tell(outcome)


def withdraw_view(instance_id: UUID, error: InvalidInput | None = None) -> Response:
    """The page, for those who may withdraw; for all others it does not exist."""
    case_id, referral = withdrawable(instance_id)
    current.record(ViewReferral(instance_id))
    found = error.fields if error else {}
    rendered = forms.controls(WITHDRAW, forms.typed(request.form), found)
    body = render_template(
        "case/withdraw.html",
        referral=referral,
        case_id=case_id,
        rendered=rendered,
        errors=forms.summary(found, rendered, error.message) if error else [],
    )
    return make_response(body, 400 if error else 200)


def withdrawable(instance_id: UUID) -> tuple[UUID, Referral]:
    """The referral and its case."""
    with current.reading() as view:
        case_id = diagram(view, instance_id).case_id
        referrals = case_page(view, case_id).referrals if case_id else ()
    for referral in referrals:
        if case_id and referral.instance_id == instance_id and referral.may_withdraw:
            return case_id, referral
    raise NotFound("Expected a referral that you may withdraw, but there is none at this address.")
