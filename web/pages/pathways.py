"""Pathways for commissioners: the list, the versions of one with what runs on each, and one version to read."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, Response, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response as AnyResponse

from engine.commands.drafts import StartDraft
from engine.queries import pathways as queries
from engine.queries.heat import covers_all, is_exact
from engine.queries.parameter_proposals import waiting_values
from engine.queries.pathways import pathway_page, version_files
from engine.queries.pathways_outline import bundle_read
from web import current
from web.pages.pathways_files import as_xml, as_zip

pages = Blueprint("pathways", __name__, url_prefix="/pathways")

STATES = {
    "proposed": ("Waiting for approval", "govuk-tag--yellow"),
    "published": ("In use for new referrals", "govuk-tag--green"),
    "retired": ("Earlier version", "govuk-tag--grey"),
    "declined": ("Declined", "govuk-tag--red"),
}


@pages.get("")
def listing() -> str:
    """Every pathway of the partnership, and what waits to be decided."""
    with current.reading() as view:
        lines = queries.pathways(view)
        counting = {"covers_all": covers_all(view), "is_exact": is_exact(view)}
        values = waiting_values(view)
    waiting = [(line, version) for line in lines for version in line.proposals]
    return render_template("pathways/listing.html", lines=lines, waiting=waiting, values=values, **counting)


@pages.get("/<pathway>")
def show(pathway: str) -> str:
    """The versions of one pathway, its drafts, and how many referrals run on each version."""
    with current.reading() as view:
        page = pathway_page(view, pathway)
    return render_template("pathways/pathway.html", page=page, states=STATES)


@pages.post("/<pathway>/versions/<int:number>/draft")
def start(pathway: str, number: int) -> AnyResponse:
    """Begin a draft as a copy of that version."""
    draft_id: UUID = current.execute(StartDraft(pathway, number))
    flash("This is a draft: nothing changes for anybody until a second person has approved it.", "success")
    return redirect(url_for("drafts.show", draft_id=draft_id))


@pages.get("/<pathway>/versions/<int:number>")
def version(pathway: str, number: int) -> str:
    """One version as its outline and its diagram."""
    with current.reading() as view:
        page = version_files(view, pathway, number)
    return render_template("pathways/version.html", page=page, bundle=bundle_read(page.files), states=STATES)


@pages.get("/<pathway>/versions/<int:number>/diagram.bpmn")
def diagram(pathway: str, number: int) -> Response:
    """The diagram of that version as BPMN 2.0."""
    with current.reading() as view:
        page = version_files(view, pathway, number)
    return as_xml(page.files)


@pages.get("/<pathway>/versions/<int:number>/bundle.zip")
def bundle(pathway: str, number: int) -> Response:
    """All files of that version, to keep or to open in another editor."""
    with current.reading() as view:
        page = version_files(view, pathway, number)
    return as_zip(page.files, f"{pathway}-{number}.zip")
