"""Where the running referrals are: how many at each step of a pathway, as a table and on the diagram."""

from __future__ import annotations

from flask import Blueprint, Response, render_template

from engine.queries import heat, running_pathways
from web import current

pages = Blueprint("team_steps", __name__, url_prefix="/team/pathways")


@pages.get("")
def listing() -> str:
    """Every pathway, with how many referrals run on it."""
    with current.reading() as view:
        return render_template("work/pathways.html", lines=running_pathways(view))


@pages.get("/<pathway>")
def show(pathway: str) -> str:
    """How many referrals are at each step."""
    with current.reading() as view:
        page = heat(view, pathway)
    numbers = {step.element_id: step.count for step in page.steps if step.is_any and step.is_drawn}
    return render_template("work/steps.html", page=page, numbers=numbers)


@pages.get("/<pathway>/diagram.bpmn")
def diagram(pathway: str) -> Response:
    """The diagram that new referrals follow, as BPMN 2.0."""
    with current.reading() as view:
        page = heat(view, pathway)
    return Response(page.xml, content_type="application/xml; charset=utf-8")
