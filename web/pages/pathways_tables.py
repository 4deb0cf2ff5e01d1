"""The forms and decision tables of a draft, to be changed as tables and lists."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from engine.commands.drafts_questions import ChangeQuestion, MoveQuestion, RemoveQuestion
from engine.commands.drafts_tables import AddForm, ChangeForm
from engine.domain.form_fields import OPTION_TYPES, FieldType, Form, Option, Sensitivity
from engine.domain.form_fields import Field as Question
from engine.errors import EngineError, NotFound
from engine.queries.pathways_cases import examples
from engine.queries.pathways_outline import BundleRead
from web import current
from web.pages.fixed import answers, ask, attempt, form_page, kept
from web.pages.pathways_draft import draft_of
from web.pages.pathways_steps import TEMPLATE, went_on

pages = Blueprint("draft_tables", __name__, url_prefix="/drafts/<uuid:draft_id>/tables")

KINDS = {
    FieldType.TEXT: "A few words",
    FieldType.LONG_TEXT: "A longer text",
    FieldType.INTEGER: "A whole number",
    FieldType.DECIMAL: "A number",
    FieldType.DATE: "A day",
    FieldType.TIME: "A time of day",
    FieldType.YES_NO: "Yes or no",
    FieldType.CHOICE: "One of several answers",
    FieldType.CHOICES: "Any of several answers",
    FieldType.SERVICE: "A service of the directory",
    FieldType.CONSENT: "Her agreement",
    FieldType.AREA: "An area of the directory",
    FieldType.PHONE: "A telephone number",
    FieldType.EMAIL: "An email address",
}
SENSITIVITY = {
    Sensitivity.NONE: "Nothing about her",
    Sensitivity.IDENTITY: "Who she is",
    Sensitivity.CONTACT: "How to reach her",
    Sensitivity.SPECIAL: "Special category, such as health or sex life",
    Sensitivity.CRIMINAL: "Criminal offences",
}
TITLE = ask("title", FieldType.TEXT, "Name of the form", required=True, max_length=120)
INTRO = ask("intro", FieldType.LONG_TEXT, "What is said above the questions", max_length=1000)


@pages.get("")
def listing(draft_id: UUID) -> str:
    """Every form and decision of the draft, with what comes of the examples."""
    draft, bundle = draft_of(draft_id)
    return render_template("pathways/tables.html", draft=draft, bundle=bundle, examples=examples(draft.files))


def form_of(bundle: BundleRead, key: str) -> Form:
    form = bundle.forms.get(key)
    if form is None:
        raise NotFound("There is no such form in this draft, or it cannot be read.")
    return form


@pages.get("/forms/<form>")
def form(draft_id: UUID, form: str) -> Response:
    """The questions of a form, in order."""
    return listing_of_form(draft_id, form)


def listing_of_form(draft_id: UUID, key: str, error: EngineError | None = None) -> Response:
    draft, bundle = draft_of(draft_id)
    form = form_of(bundle, key)
    return form_page(
        "pathways/questions.html",
        Form("form", form.title, (TITLE, INTRO)),
        kept({"title": form.title, "intro": form.intro}),
        error,
        draft=draft,
        shown=form,
        kinds=KINDS,
        sensitivity=SENSITIVITY,
    )


@pages.post("/forms/<form>")
def change_form(draft_id: UUID, form: str) -> Response:
    """Save the name of the form and its introduction."""

    def action() -> None:
        given = answers(Form("form", "Form", (TITLE, INTRO)))
        current.execute(ChangeForm(draft_id, current.seen_version(), form, given["title"], given["intro"] or ""))

    refused = attempt(action, lambda error: listing_of_form(draft_id, form, error))
    return refused or went_on("The form is saved.", address(draft_id, form))


def address(draft_id: UUID, form: str) -> str:
    return url_for("draft_tables.form", draft_id=draft_id, form=form)


@pages.get("/new-form")
def new_form(draft_id: UUID) -> Response:
    """A further form."""
    return new_form_page(draft_id)


def new_form_page(draft_id: UUID, error: EngineError | None = None) -> Response:
    draft, _ = draft_of(draft_id)
    action = url_for("draft_tables.add_form", draft_id=draft_id)
    return form_page(
        TEMPLATE,
        Form("new", "Add a form", (TITLE,)),
        {},
        error,
        draft=draft,
        caption="Forms",
        action=action,
        button="Add the form",
    )


@pages.post("/new-form")
def add_form(draft_id: UUID) -> Response:
    """Add the form, with one question for a comment."""

    def action() -> None:
        title = answers(Form("new", "Add a form", (TITLE,)))["title"]
        current.execute(AddForm(draft_id, current.seen_version(), title))

    refused = attempt(action, lambda error: new_form_page(draft_id, error))
    return refused or went_on("The form is added.", url_for("draft_tables.listing", draft_id=draft_id))


def question_form(question: Question | None, offered: Mapping[FieldType, str] = KINDS) -> Form:
    """What can be said of a question. The kind of answer is chosen once: what was answered keeps its kind."""
    kinds = tuple(Option(kind.value, words) for kind, words in offered.items())
    guards = tuple(Option(each.value, words) for each, words in SENSITIVITY.items())
    fields = [
        ask("label", FieldType.TEXT, "Question", required=True, max_length=300),
        ask("help", FieldType.LONG_TEXT, "Help below the question", max_length=1000),
    ]
    if question is None:
        fields.append(ask("type", FieldType.CHOICE, "Kind of answer", required=True, options=kinds))
    if question is None or question.type in OPTION_TYPES:
        words = "One answer to a line. Conditions see the part before a colon, people the part after it."
        fields.append(ask("options", FieldType.LONG_TEXT, "Answers on offer", help=words, max_length=8000))
    fields += [
        ask("required", FieldType.YES_NO, "Must it be answered?", required=True),
        ask("sensitivity", FieldType.CHOICE, "What does the answer tell?", required=True, options=guards),
        ask(
            "seen_by_pathway",
            FieldType.YES_NO,
            "May the pathway see it?",
            help="Only then can conditions and decisions rest on it.",
            required=True,
        ),
        ask(
            "show_when", FieldType.LONG_TEXT, "Asked only when", help='For example outcome = "opened".', max_length=500
        ),
    ]
    return Form("question", f"Change “{question.label}”" if question else "Add a question", tuple(fields))


@pages.get("/forms/<form>/new-question")
def new_question(draft_id: UUID, form: str) -> Response:
    """A further question at the end of the form."""
    return question_page(draft_id, form, "")


@pages.get("/forms/<form>/questions/<key>")
def question(draft_id: UUID, form: str, key: str) -> Response:
    """One question, to be changed; one that is answered in rows has a page of its own."""
    _, bundle = draft_of(draft_id)
    asked = question_of(form_of(bundle, form), key)
    if asked is not None and asked.type is FieldType.ROWS:
        return redirect(url_for("draft_rows.rows", draft_id=draft_id, form=form, key=key))
    return question_page(draft_id, form, key)


def question_of(form: Form, key: str) -> Question | None:
    found = form.field(key) if key else None
    if key and found is None:
        raise NotFound("There is no such question in this form.")
    return found


def question_page(draft_id: UUID, key: str, question_key: str, error: EngineError | None = None) -> Response:
    draft, bundle = draft_of(draft_id)
    form = form_of(bundle, key)
    asked = question_of(form, question_key)
    return form_page(
        TEMPLATE,
        question_form(asked),
        values_of(asked) if asked else {},
        error,
        draft=draft,
        caption=form.title,
        action=question_address(draft_id, key, question_key),
        button="Save" if asked else "Add the question",
        back=address(draft_id, key),
        back_text=form.title,
    )


def question_address(draft_id: UUID, form: str, key: str) -> str:
    if key:
        return url_for("draft_tables.change_question", draft_id=draft_id, form=form, key=key)
    return url_for("draft_tables.add_question", draft_id=draft_id, form=form)


def values_of(asked: Question) -> dict[str, list[str]]:
    options = "\n".join(
        each.label if each.label == each.value else f"{each.value}: {each.label}" for each in asked.options
    )
    return kept(
        {
            "label": asked.label,
            "help": asked.help,
            "options": options,
            "required": "yes" if asked.required else "no",
            "sensitivity": asked.sensitivity.value,
            "seen_by_pathway": "yes" if asked.seen_by_pathway else "no",
            "show_when": asked.show_when,
        }
    )


@pages.post("/forms/<form>/new-question")
def add_question(draft_id: UUID, form: str) -> Response:
    """Add the question."""
    return save_question(draft_id, form, "")


@pages.post("/forms/<form>/questions/<key>")
def change_question(draft_id: UUID, form: str, key: str) -> Response:
    """Save the question."""
    return save_question(draft_id, form, key)


def save_question(draft_id: UUID, form: str, key: str) -> Response:
    _, bundle = draft_of(draft_id)
    asked = question_of(form_of(bundle, form), key)

    def action() -> None:
        given = answers(question_form(asked))
        names = ("label", "help", "type", "sensitivity", "options", "show_when")
        words = {name: given.get(name) or "" for name in names}
        required, is_seen = (given[name] in (True, "yes") for name in ("required", "seen_by_pathway"))
        command = ChangeQuestion(
            draft_id, current.seen_version(), form, key, required=required, seen_by_pathway=is_seen, **words
        )
        current.execute(command)

    refused = attempt(action, lambda error: question_page(draft_id, form, key, error))
    return refused or went_on("The question is saved.", address(draft_id, form))


@pages.post("/forms/<form>/questions/<key>/move")
def move_question(draft_id: UUID, form: str, key: str) -> Response:
    """Move the question one place up or down."""
    by = -1 if request.form.get("direction") == "up" else 1
    current.execute(MoveQuestion(draft_id, current.seen_version(), form, key, by))
    return went_on("The question is moved.", address(draft_id, form))


@pages.post("/forms/<form>/questions/<key>/remove")
def remove_question(draft_id: UUID, form: str, key: str) -> Response:
    """Take the question out."""
    refused = attempt(
        lambda: current.execute(RemoveQuestion(draft_id, current.seen_version(), form, key)),
        lambda error: listing_of_form(draft_id, form, error),
    )
    return refused or went_on("The question is taken out.", address(draft_id, form))
