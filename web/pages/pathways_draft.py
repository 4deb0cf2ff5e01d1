"""A draft as its outline: every step, way and deadline, what is to be mended, and where to change each."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from engine.bootstrap import lint_pathway
from engine.commands.drafts import DiscardDraft, SaveDiagram
from engine.domain.timer_words import in_words
from engine.errors import EngineError
from engine.queries.pathways import DraftFiles, draft_files
from engine.queries.pathways_outline import BundleRead, bundle_read
from engine.queries.pathways_time import Example, deadline_example
from web import current
from web.errors import status_of
from web.pages.pathways_files import as_xml, as_zip

pages = Blueprint("drafts", __name__, url_prefix="/drafts/<uuid:draft_id>")


def draft_of(draft_id: UUID) -> tuple[DraftFiles, BundleRead]:
    """The draft and what can be read of it; for others than commissioners there is none."""
    with current.reading() as view:
        draft = draft_files(view, draft_id)
    return draft, bundle_read(draft.files)


@pages.get("")
def show(draft_id: UUID) -> str:
    """The outline with what is to be mended."""
    draft, bundle = draft_of(draft_id)
    found = lint_pathway(draft.files, draft.known)
    errors = [each for each in found if each.severity == "error"]
    warnings = [each for each in found if each.severity != "error"]
    return render_template(
        "pathways/draft.html", draft=draft, bundle=bundle, to_mend=errors, to_consider=warnings, link=place_of(bundle)
    )


def place_of(bundle: BundleRead) -> dict[str, str]:
    """Where each element that a finding may name stands on the page of the draft."""
    steps = {row.id: f"#step-{row.id}" for row in bundle.steps}
    return {**{way.id: f"#step-{row.id}" for row in bundle.steps for way in row.ways}, **steps}


@pages.get("/diagram.bpmn")
def diagram(draft_id: UUID) -> Response:
    """The diagram of the draft as BPMN 2.0."""
    return as_xml(draft_of(draft_id)[0].files)


@pages.get("/bundle.zip")
def bundle(draft_id: UUID) -> Response:
    """All files of the draft."""
    draft, _ = draft_of(draft_id)
    return as_zip(draft.files, f"{draft.line.pathway}-draft.zip")


@pages.get("/editor")
def editor(draft_id: UUID) -> str:
    """The diagram to draw in; the outline changes the same without a mouse."""
    draft, bundle = draft_of(draft_id)
    return render_template("pathways/editor.html", draft=draft, choices=choices_of(bundle))


def choices_of(bundle: BundleRead) -> dict[str, list[dict[str, str]]]:
    """What the properties of a step can be chosen from: forms with what the pathway may see of each, and deadlines."""
    forms = [
        {
            "value": key,
            "label": form.title if form else key,
            "seen": ", ".join(field.label for field in form.fields if field.seen_by_pathway) if form else "",
        }
        for key, form in bundle.forms.items()
    ]
    known = bundle.settings.parameters if bundle.settings else ()
    return {"forms": forms, "deadlines": [{"value": each.name, "label": each.value} for each in known]}


@pages.post("/diagram")
def save_diagram(draft_id: UUID) -> tuple[dict[str, object], int] | dict[str, object]:
    """Keep what was drawn; answers in JSON with the findings on it, or why it was not kept.

    `seen` is what this saving wrote: who saves meanwhile is not saved over by the next one.
    """
    try:
        written = current.execute(SaveDiagram(draft_id, current.seen_version(), request.form.get("xml", "")))
        return {**checked(draft_id), "seen": written}
    except EngineError as error:
        return {"message": str(error)}, status_of(error)


@pages.get("/findings.json")
def checked(draft_id: UUID) -> dict[str, object]:
    """What is to be mended in the draft as it is kept, by element; and the number of the saving."""
    draft, _ = draft_of(draft_id)
    found = lint_pathway(draft.files, draft.known)
    lines = [
        {"severity": each.severity, "element": each.element_id, "message": each.message, "remedy": each.remedy}
        for each in found
    ]
    return {"seen": draft.seen, "saved_by": draft.line.saved_by, "findings": lines}


@pages.get("/deadline.json")
def deadline(draft_id: UUID) -> dict[str, object]:
    """What a deadline would be if it started now, the text that the diagram keeps for it, and that text in words."""
    _, bundle = draft_of(draft_id)
    example = example_of(bundle, request.args.get("words", ""))
    return {
        "example": example.words,
        "wrong": example.is_wrong,
        "text": example.text,
        "said": in_words(example.text),
    }


def example_of(bundle: BundleRead, words: str) -> Example:
    """The example for what was typed, with the values that the draft itself ships."""
    declared = {each.name: each.value for each in bundle.settings.parameters} if bundle.settings else {}
    with current.reading() as view:
        return deadline_example(view, words, declared)


@pages.post("/discard")
def discard(draft_id: UUID) -> AnyResponse:
    """Give the draft up."""
    draft, _ = draft_of(draft_id)
    current.execute(DiscardDraft(draft_id, current.seen_version()))
    flash("The draft is gone. What is published stays as it is.", "success")
    return redirect(url_for("pathways.show", pathway=draft.line.pathway))
