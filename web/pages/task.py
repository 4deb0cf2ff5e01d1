"""One task: what is asked and why, its form, and everything that can be done with it."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from engine.commands import (
    CommentOnTask,
    CompleteTask,
    DelegateTask,
    ReassignTask,
    ResolveTask,
    SaveDraft,
    SetTaskDates,
    ViewTask,
)
from engine.domain.form_fields import Field, FieldType, Form, Option, Sensitivity
from engine.domain.forms import validate
from engine.errors import Conflict, EngineError, InvalidInput, InvalidState, NotFound
from engine.queries import TaskPage, movable_here, task_page
from web import current, forms
from web.pages import done
from web.pages.task_rows import about, answers
from web.rows import ADD_ROW, blank_row
from web.wording import LONDON

pages = Blueprint("task", __name__, url_prefix="/tasks/<uuid:task_id>")

PRIORITIES = (Option("90", "Urgent"), Option("50", "Normal"), Option("20", "Low"))
START_OF_DAY = time(9, 0)
LONGEST_COMMENT = 4000
ENGINE = "engine"
"""Where a task comes from that says that something is late or broken: whoever is told may have to move it."""
COMMENT = Form(
    key="new_comment",
    title="Comment",
    fields=(
        Field(
            "new_comment",
            FieldType.LONG_TEXT,
            "Your comment",
            Sensitivity.NONE,
            help="Everyone who works on this referral can read it. Write only what they need.",
            required=True,
            max_length=LONGEST_COMMENT,
        ),
    ),
)
DATES = Form(
    key="dates",
    title="Dates",
    fields=(
        Field("new_follow_up", FieldType.DATE, "Follow up on", Sensitivity.NONE, help="The deadline stays as it is."),
        Field("new_priority", FieldType.CHOICE, "Priority", Sensitivity.NONE, options=PRIORITIES),
    ),
)
HAND_OVER = {
    "reassign": {
        "label": "Reassign to a colleague",
        "hint": "The task becomes theirs and leaves your list.",
        "button": "Reassign",
    },
    "delegate": {
        "label": "Delegate to a colleague",
        "hint": "They work on it and hand it back; you complete it.",
        "button": "Delegate",
    },
}
COLLEAGUE_INPUTS = tuple(f"{verb}-to" for verb in HAND_OVER)


@pages.get("")
def show(task_id: UUID) -> Response:
    """The task; that it was opened goes on the record."""
    return task_view(task_id)


@pages.post("/complete")
def complete(task_id: UUID) -> Response:
    """Complete the task with its form, and say what happens next; or save what was typed and give another row."""
    values = forms.typed(request.form)
    if ADD_ROW in request.form:
        return add_row(task_id, values)
    try:
        outcome = current.execute(CompleteTask(task_id, current.seen_version(), values))
    except EngineError as error:
        return refused(task_id, error, values)
    return done.tell(outcome)


def add_row(task_id: UUID, values: dict[str, list[str]]) -> Response:
    """Save what was typed, and go on at a row that is blank."""
    try:
        current.execute(SaveDraft(task_id, values))
        with current.reading() as view:
            field = task_page(view, task_id).form.field(request.form[ADD_ROW])
    except EngineError as error:
        return refused(task_id, error, values)
    return redirect(url_for("task.show", task_id=task_id, _anchor=blank_row(field, values) if field else None))


@pages.post("/save")
def save(task_id: UUID) -> Response:
    """Keep what was typed without checking it, to go on later."""
    values = forms.typed(request.form)
    try:
        current.execute(SaveDraft(task_id, values))
    except EngineError as error:
        return refused(task_id, error, values)
    flash("Saved. You can go on with it whenever you like.", "success")
    return redirect(url_for("task.show", task_id=task_id))


@pages.post("/comment")
def comment(task_id: UUID) -> Response:
    """Add a comment for everyone who works on the task."""
    values = forms.typed(request.form)
    try:
        accepted = validate(COMMENT, forms.flat(values), forms.no_rule)
        current.execute(CommentOnTask(task_id, accepted.values["new_comment"]))
    except EngineError as error:
        return refused(task_id, error, values)
    flash("Your comment has been added.", "success")
    return redirect(url_for("task.show", task_id=task_id, _anchor="comments"))


@pages.post("/reassign")
def reassign(task_id: UUID) -> Response:
    """Make the task a colleague's."""
    return hand_over(task_id, "reassign", ReassignTask, "The task has been reassigned.")


@pages.post("/delegate")
def delegate(task_id: UUID) -> Response:
    """Let a colleague do the task and get it back."""
    return hand_over(task_id, "delegate", DelegateTask, "The task has been delegated.")


@pages.post("/resolve")
def resolve(task_id: UUID) -> Response:
    """Hand a delegated task back to whoever delegated it."""
    try:
        current.execute(ResolveTask(task_id, current.seen_version()))
    except EngineError as error:
        return refused(task_id, error, {})
    flash("The task is back with the person who delegated it.", "success")
    return redirect(url_for("work.tasks"))


@pages.post("/dates")
def dates(task_id: UUID) -> Response:
    """Change when to follow up and how urgent it is; the deadline is the pathway's and stays."""
    values = forms.typed(request.form)
    try:
        accepted = validate(DATES, forms.flat(values), forms.no_rule)
        with current.reading() as view:
            priority = int(accepted.values["new_priority"] or task_page(view, task_id).priority)
        command = SetTaskDates(task_id, current.seen_version(), morning_of(accepted.values["new_follow_up"]), priority)
        current.execute(command)
    except EngineError as error:
        return refused(task_id, error, values, opened="dates")
    flash("Changed.", "success")
    return redirect(url_for("task.show", task_id=task_id))


def hand_over(task_id: UUID, verb: str, command: Any, words: str) -> Response:
    """Reassign or delegate to the chosen colleague."""
    try:
        to = chosen_colleague(verb)
        current.execute(command(task_id, current.seen_version(), to))
    except InvalidInput as error:
        told = next(iter(error.fields.values()), error.message)
        return refused(task_id, InvalidInput(error.message, {f"{verb}-to": told}), {}, opened="hand")
    except EngineError as error:
        return refused(task_id, error, {}, opened="hand")
    flash(words, "success")
    return redirect(url_for("work.tasks"))


def chosen_colleague(verb: str) -> UUID:
    """The account chosen in the list."""
    try:
        return UUID(request.form.get("to-account", ""))
    except ValueError:
        message = "Choose a colleague"
        raise InvalidInput(message, {f"{verb}-to": message}) from None


def refused(task_id: UUID, error: EngineError, values: dict[str, list[str]], opened: str = "") -> Response:
    """Show the task again with what was typed, whether it was wrong or someone, or a deadline, was first."""
    if isinstance(error, InvalidInput):
        return task_view(task_id, values, error, opened=opened)
    if not isinstance(error, Conflict | InvalidState):
        raise error
    try:
        return task_view(task_id, values, changed=error.message)
    except NotFound:
        return make_response(render_template("task/gone.html", message=error.message, values=forms.flat(values)), 409)


def task_view(
    task_id: UUID,
    values: dict[str, list[str]] | None = None,
    error: InvalidInput | None = None,
    changed: str = "",
    opened: str = "",
) -> Response:
    """The page, with the values given or else those kept; 400 or 409 when it shows a refusal. It goes on the record."""
    current.record(ViewTask(task_id))
    with current.reading() as view:
        page = task_page(view, task_id)
        movable = movable_here(view, page.instance_id) if page.origin == ENGINE else None
    typed = page.values if values is None or opened else values
    found = error.fields if error else {}
    rendered = forms.controls(page.form, typed, found, page.choices)
    extra = {form.key: forms.controls(form, values or {}, found) for form in (COMMENT, DATES)}
    every = [*rendered, *extra[COMMENT.key], *extra[DATES.key]]
    body = render_template(
        "task/task.html",
        task=page,
        movable=movable,
        rendered=rendered,
        extra=extra,
        errors=forms.summary(found, every, error.message, COLLEAGUE_INPUTS) if error else [],
        answers=answers(page, typed),
        about=about(page),
        is_overdue=is_overdue(page),
        hand_over=HAND_OVER,
        found=found,
        changed=changed,
        kept=typed if changed else {},
        opened=opened,
    )
    return make_response(body, 400 if error else 409 if changed else 200)


def is_overdue(page: TaskPage) -> bool:
    """Whether the deadline of an open task has passed, by the engine's clock."""
    return page.due_at is not None and not page.read_only and page.due_at <= current.engine().clock.now()


def morning_of(day: str | None) -> datetime | None:
    """The start of the working day in London on that date."""
    return None if day is None else datetime.combine(datetime.fromisoformat(day), START_OF_DAY, LONDON)
