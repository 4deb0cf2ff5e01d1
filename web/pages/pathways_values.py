"""A proposed value of a deadline or limit: what it would change, and the decision of a second person."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from flask import Blueprint, flash, redirect, request, url_for
from werkzeug.wrappers import Response

from engine.commands.publishing_parameters import ApproveParameter, DeclineParameter, WithdrawParameter
from engine.errors import EngineError
from engine.queries.parameter_proposals import proposal_of_value
from web import current
from web.pages.fixed import answers, attempt, form_page
from web.pages.pathways_parameters import STATES, words_of_classes
from web.pages.pathways_publish import REASON
from web.wording import day

pages = Blueprint("values", __name__, url_prefix="/deadlines/proposals/<uuid:proposal_id>")


@pages.get("")
def show(proposal_id: UUID) -> Response:
    """What the value would change, to be approved or declined by a second person, or taken back."""
    return value_page(proposal_id)


def value_page(proposal_id: UUID, error: EngineError | None = None) -> Response:
    with current.reading() as view:
        page = proposal_of_value(view, proposal_id)
    classes = words_of_classes()
    return form_page("pathways/value.html", REASON, {}, error, page=page, states=STATES, classes=classes)


@pages.post("/approve")
def approve(proposal_id: UUID) -> Response:
    """Let the value hold from its day on."""
    command = ApproveParameter(proposal_id, request.form.get("seen-values", ""))
    return decided(proposal_id, lambda: command, "It is approved and holds from {day} on.")


@pages.post("/decline")
def decline(proposal_id: UUID) -> Response:
    """Turn the value down, with a reason."""
    words = "It is declined. The values stay as they were."
    return decided(proposal_id, lambda: DeclineParameter(proposal_id, answers(REASON)["reason"]), words)


@pages.post("/withdraw")
def withdraw(proposal_id: UUID) -> Response:
    """Take one's own proposal back."""
    return decided(proposal_id, lambda: WithdrawParameter(proposal_id), "It is taken back. Nothing has changed.")


def decided(proposal_id: UUID, command: Callable[[], object], words: str) -> Response:
    """Carry the decision out and say so on the page of the deadline; when it is refused, the proposal again."""
    refused = attempt(lambda: current.execute(command()), lambda error: value_page(proposal_id, error))
    if refused is not None:
        return refused
    with current.reading() as view:
        proposal = proposal_of_value(view, proposal_id).proposal
    flash(words.format(day=day(proposal.valid_from)), "success")
    return redirect(url_for("parameters.show", name=proposal.name))
