"""Publishing a draft: what changes, a note, and the decision of a second person."""

from __future__ import annotations

from functools import reduce
from itertools import groupby
from uuid import UUID

from flask import Blueprint, flash, redirect, request, url_for
from werkzeug.wrappers import Response

from engine.bootstrap import lint_pathway
from engine.commands.publishing import ApproveVersion, DeclineVersion, ProposeDraft
from engine.domain.form_fields import FieldType, Form
from engine.errors import Conflict, EngineError
from engine.queries.pathways import proposal_files
from engine.queries.pathways_outline import Change, bundle_read, changes
from engine.queries.pathways_shipped import kept_out
from engine.queries.teams import teams
from web import current
from web.current import engine
from web.pages.fixed import answers, ask, attempt, form_page
from web.pages.pathways import STATES
from web.pages.pathways_draft import draft_of

pages = Blueprint("proposals", __name__)

NOTE = Form(
    "proposal",
    "Send for approval",
    (
        ask(
            "note",
            FieldType.LONG_TEXT,
            "Why is it changed?",
            help="Whoever approves it reads this, and it stays with the version.",
            required=True,
            max_length=2000,
        ),
    ),
)
REASON = Form(
    "refusal",
    "Decline",
    (ask("reason", FieldType.LONG_TEXT, "Why is it declined?", required=True, max_length=2000),),
)


def grouped(found: tuple[Change, ...]) -> list[tuple[str, list[str]]]:
    """Changes under what they are about, in the order found; teams by their names."""
    named = {f'whoever was chosen (= "{place.team_id}")': f"{place.agency}, {place.team}" for place in teams(engine())}

    def said(words: str) -> str:
        return reduce(lambda text, place: text.replace(place, named[place]), named, words)

    return [(about, [said(each.words) for each in some]) for about, some in groupby(found, key=lambda each: each.about)]


@pages.get("/drafts/<uuid:draft_id>/publish")
def compare(draft_id: UUID) -> Response:
    """What the draft changes, what keeps it from being published, and the note."""
    return compare_page(draft_id)


def compare_page(draft_id: UUID, error: EngineError | None = None) -> Response:
    draft, bundle = draft_of(draft_id)
    found = lint_pathway(draft.files, draft.known)
    errors = [each for each in found if each.severity == "error"]
    with current.reading() as view:
        kept = kept_out(view, draft.files)
    return form_page(
        "pathways/publish.html",
        NOTE,
        {},
        error,
        draft=draft,
        bundle=bundle,
        changes=grouped(changes(draft.base, draft.files)),
        to_mend=errors,
        to_consider=[each for each in found if each not in errors],
        kept=kept,
    )


@pages.post("/drafts/<uuid:draft_id>/publish")
def propose(draft_id: UUID) -> Response:
    """Put the draft forward for approval."""
    made: list[UUID] = []

    def action() -> None:
        given = answers(NOTE)
        made.append(current.execute(ProposeDraft(draft_id, current.seen_version(), given["note"])))

    refused = attempt(action, lambda error: compare_page(draft_id, error))
    if refused is not None:
        return refused
    flash("It waits for approval by another commissioner. Nothing changes until then.", "success")
    return redirect(url_for("proposals.show", version_id=made[0]))


@pages.get("/proposals/<uuid:version_id>")
def show(version_id: UUID) -> Response:
    """What a proposed version changes, to be approved or declined by a second person."""
    return proposal_page(version_id)


def proposal_page(version_id: UUID, error: EngineError | None = None) -> Response:
    with current.reading() as view:
        page = proposal_files(view, version_id)
        kept = kept_out(view, page.files) if page.line.state == "proposed" else ()
    bundle = bundle_read(page.files)
    return form_page(
        "pathways/proposal.html",
        REASON,
        {},
        error,
        page=page,
        bundle=bundle,
        states=STATES,
        changes=grouped(changes(page.published, page.files)),
        to_consider=lint_pathway(page.files) if page.line.state == "proposed" else [],
        kept=kept,
        chosen=request.form.getlist("chosen") if error else [],
    )


@pages.post("/proposals/<uuid:version_id>/approve")
def approve(version_id: UUID) -> Response:
    """Publish the version for new referrals."""

    def action() -> None:
        current.execute(ApproveVersion(version_id, compared(), tuple(request.form.getlist("chosen"))))

    refused = attempt(action, lambda error: proposal_page(version_id, error))
    return refused or decided(version_id, "It is published. New referrals follow it from now on; running ones do not.")


def compared() -> UUID | None:
    """The published version that the page compared with."""
    text = request.form.get("compared-with", "")
    try:
        return UUID(text) if text else None
    except ValueError:
        raise Conflict("Expected the version you compared with, but there is no such version. Open it again.") from None


@pages.post("/proposals/<uuid:version_id>/decline")
def decline(version_id: UUID) -> Response:
    """Turn the version down, with a reason."""

    def action() -> None:
        current.execute(DeclineVersion(version_id, answers(REASON)["reason"]))

    refused = attempt(action, lambda error: proposal_page(version_id, error))
    return refused or decided(version_id, "It is declined. What is published stays as it is.")


def decided(version_id: UUID, words: str) -> Response:
    flash(words, "success")
    with current.reading() as view:
        page = proposal_files(view, version_id)
    return redirect(url_for("pathways.show", pathway=page.pathway))
