"""Writing on a case: contact notes, her goals, comments and files; and reading what is older."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from engine.commands import AttachFile, CloseGoal, CommentOnCase, RemoveFile, ViewCase, ViewFile, WriteGoal, WriteNote
from engine.domain.casework import ANOTHER_DAY, Entry
from engine.domain.forms import validate
from engine.errors import InvalidInput, NotFound
from engine.queries import (
    CaseEntries,
    CommentPlace,
    case_entries,
    case_page,
    comment_places,
    download,
    entry_page,
)
from web import current, forms
from web.pages import case_forms
from web.pages.case_forms import Writing

pages = Blueprint("entries", __name__, url_prefix="/cases/<uuid:case_id>")

HEADINGS = {Entry.NOTE: "Contact notes", Entry.GOAL: "Her goals", Entry.COMMENT: "Comments", Entry.FILE: "Files"}


@pages.get("/entries/<kind>")
def listing(case_id: UUID, kind: str) -> str:
    """Everything of one kind that is for this person to read, a page at a time."""
    current.record(ViewCase(case_id))
    with current.reading() as view:
        if kind not in list(Entry):
            raise NotFound("There is no such kind of entry.")
        case, page = case_page(view, case_id), entry_page(view, case_id, kind, request.args.get("after") or None)
    return render_template("case/entries.html", case=case, page=page, heading=HEADINGS[Entry(kind)])


@pages.get("/notes/new")
def note_form(case_id: UUID) -> Answer:
    """The short form for a contact note, on a page of its own."""
    entries = known(case_id)
    with current.reading() as view:
        return case_forms.page(about_case(case_id), case_forms.of_note(view, case_id, entries.whole))


@pages.post("/notes")
def write_note(case_id: UUID) -> Answer:
    """Keep the note; the same form sent twice counts once."""
    entries = known(case_id)
    with current.reading() as view:
        writing = case_forms.of_note(view, case_id, entries.whole)
    try:
        given = checked(writing)
        chosen = given["contact_day"]
        day = date.fromisoformat(dated(given.get("day")) if chosen == ANOTHER_DAY else chosen)
        audience = case_forms.audience(entries, given.get("audience"))
        current.execute(WriteNote(case_id, given["contact_kind"], given["note"], day, audience))
    except InvalidInput as error:
        return case_forms.page(about_case(case_id), writing, error)
    return back(case_id, "The note is saved.", "notes")


@pages.get("/goals/new")
def goal_form(case_id: UUID) -> Answer:
    """Ask what she wants."""
    whole(known(case_id))
    return case_forms.page(about_case(case_id), case_forms.of_goal(case_id))


@pages.post("/goals")
def write_goal(case_id: UUID) -> Answer:
    """Keep a goal in her words."""
    whole(known(case_id))
    writing = case_forms.of_goal(case_id)
    try:
        current.execute(WriteGoal(case_id, checked(writing)["goal"]))
    except InvalidInput as error:
        return case_forms.page(about_case(case_id), writing, error)
    return back(case_id, "The goal is saved.", "goals")


@pages.post("/goals/<uuid:entry_id>/close")
def close_goal(case_id: UUID, entry_id: UUID) -> Answer:
    """She has reached it, or no longer wants it."""
    current.execute(CloseGoal(case_id, entry_id, request.form.get("state", "")))
    return back(case_id, "The goal is closed. It stays on her record.", "goals")


@pages.get("/comments/new")
def comment_form(case_id: UUID) -> Answer:
    """A comment on the whole case, or on one referral (`about`)."""
    known(case_id)
    place, places = found_place(case_id, request.args.get("about", ""))
    return case_forms.page(about_case(case_id), case_forms.of_comment(case_id, place, places))


@pages.post("/comments/<about>")
def comment(case_id: UUID, about: str) -> Answer:
    """Keep the comment, and have those told who were named."""
    known(case_id)
    place, places = found_place(case_id, about)
    writing = case_forms.of_comment(case_id, place, places)
    try:
        given = checked(writing)
        mentions = tuple(UUID(named) for named in given.get("mentions") or ())
        current.execute(CommentOnCase(case_id, place.instance_id, given["comment"], mentions))
    except InvalidInput as error:
        return case_forms.page(about_case(case_id), writing, error)
    return back(case_id, "The comment is saved.", "comments")


@pages.get("/files/new")
def file_form(case_id: UUID) -> Answer:
    """Ask for a file."""
    entries = known(case_id)
    return case_forms.page(about_case(case_id), case_forms.of_file(case_id, entries.whole))


@pages.post("/files")
def attach(case_id: UUID) -> Answer:
    """Attach the file, when what is in it is allowed."""
    entries = known(case_id)
    writing = case_forms.of_file(case_id, entries.whole)
    try:
        audience = case_forms.audience(entries, checked(writing).get("audience"))
        sent = request.files.get("file")
        if sent is None or not sent.filename:
            raise InvalidInput("Expected a file, but none was chosen.", {"file": "Choose a file"})
        current.execute(AttachFile(case_id, sent.filename, sent.stream.read(), audience))
    except InvalidInput as error:
        return case_forms.page(about_case(case_id), writing, error)
    return back(case_id, "The file is attached.", "files")


@pages.get("/files/<uuid:entry_id>")
def file(case_id: UUID, entry_id: UUID) -> Response:
    """The file, to be saved and never shown in the browser; that it was opened goes on the record."""
    current.execute(ViewFile(case_id, entry_id))
    with current.reading() as view:
        found = download(view, case_id, entry_id)
    answer = Response(found.content, mimetype="application/octet-stream")
    answer.headers.set("Content-Disposition", "attachment", filename=found.name)
    return answer


@pages.post("/files/<uuid:entry_id>/remove")
def remove(case_id: UUID, entry_id: UUID) -> Answer:
    """Destroy a file that was attached in error."""
    current.execute(RemoveFile(case_id, entry_id))
    return back(case_id, "The file is removed. What was in it is gone.", "files")


def known(case_id: UUID) -> CaseEntries:
    """What may be written on the case. NotFound for those who take no part, before anything sent is looked at."""
    with current.reading() as view:
        return case_entries(view, case_id)


def whole(entries: CaseEntries) -> None:
    if not entries.whole:
        raise NotFound("There is no such case.")


def about_case(case_id: UUID) -> dict[str, object]:
    """The case, for the heading of the page; that it was opened goes on the record."""
    current.record(ViewCase(case_id))
    with current.reading() as view:
        return {"case": case_page(view, case_id)}


def found_place(case_id: UUID, wanted: str) -> tuple[CommentPlace, tuple[CommentPlace, ...]]:
    """What the comment is about; the first place there is when nothing is named."""
    with current.reading() as view:
        places = comment_places(view, case_id)
    for place in places:
        if wanted in ("", case_forms.key(place)):
            return place, places
    raise NotFound("There is nothing here on which you may comment.")


def checked(writing: Writing) -> dict[str, Any]:
    accepted = validate(writing.form, forms.flat(forms.typed(request.form)), case_forms.another_day)
    return dict(accepted.values)


def dated(given: object) -> str:
    if not given:
        raise InvalidInput("Expected the day of the contact, but none was given.", {"day": "Enter the day"})
    return str(given)


def back(case_id: UUID, words: str, section: str) -> Answer:
    flash(words, "success")
    return redirect(url_for("case.show", case_id=case_id, _anchor=section))
