"""Questions of a draft's forms that are answered in rows, with their columns as a table."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, request, url_for
from werkzeug.wrappers import Response

from engine.commands.drafts_questions import ChangeQuestion, ChangeRows, MoveQuestion, RemoveQuestion
from engine.domain.form_fields import Field as Question
from engine.domain.form_fields import FieldType, Form, Option
from engine.errors import EngineError, NotFound
from web import current
from web.pages.fixed import answers, ask, attempt, form_page, kept
from web.pages.pathways_draft import draft_of
from web.pages.pathways_steps import TEMPLATE, went_on
from web.pages.pathways_tables import KINDS, SENSITIVITY, address, form_of, question_form, values_of

pages = Blueprint("draft_rows", __name__, url_prefix="/drafts/<uuid:draft_id>/tables/forms/<form>/rows")

NO_COLUMN = (FieldType.CHOICES, FieldType.CONSENT, FieldType.AREA)
OF_COLUMNS: dict[FieldType, str] = {
    **{kind: words for kind, words in KINDS.items() if kind not in NO_COLUMN},
    FieldType.TEAM: "A team that takes part",
}
NOT_OF_COLUMNS = ("seen_by_pathway", "show_when")
ROWS = (
    ask("label", FieldType.TEXT, "Question", required=True, max_length=300),
    ask("help", FieldType.LONG_TEXT, "Help below the question", max_length=1000),
    ask("row", FieldType.TEXT, "What is one row called?", help="For example Action.", required=True, max_length=60),
    ask("required", FieldType.YES_NO, "Must there be a row?", required=True),
    ask(
        "sensitivity",
        FieldType.CHOICE,
        "What does the answer tell?",
        required=True,
        options=tuple(Option(each.value, words) for each, words in SENSITIVITY.items()),
    ),
    ask(
        "tracked",
        FieldType.YES_NO,
        "Is each row an action that is chased as a task of its own?",
        help="It then needs the columns what, owner and due.",
        required=True,
    ),
    ask("show_when", FieldType.LONG_TEXT, "Asked only when", help='For example outcome = "opened".', max_length=500),
)


def rows_of(form: Form, key: str) -> Question:
    found = form.field(key)
    if found is None or found.type is not FieldType.ROWS:
        raise NotFound("There is no such question in this form.")
    return found


@pages.get("/new")
def new_rows(draft_id: UUID, form: str) -> Response:
    """A further question that is answered in rows."""
    return new_page(draft_id, form)


def new_page(draft_id: UUID, key: str, error: EngineError | None = None) -> Response:
    draft, bundle = draft_of(draft_id)
    form = form_of(bundle, key)
    return form_page(
        TEMPLATE,
        Form("rows", "Add a question answered in rows", ROWS),
        {},
        error,
        draft=draft,
        caption=form.title,
        action=url_for("draft_rows.add_rows", draft_id=draft_id, form=key),
        button="Add the question",
        back=address(draft_id, key),
        back_text=form.title,
    )


@pages.post("/new")
def add_rows(draft_id: UUID, form: str) -> Response:
    """Add the question, with the columns that its rows need."""
    refused = attempt(lambda: save_rows(draft_id, form, ""), lambda error: new_page(draft_id, form, error))
    return refused or went_on("The question is added.", address(draft_id, form))


def save_rows(draft_id: UUID, form: str, key: str) -> None:
    given = answers(Form("rows", "Rows", ROWS))
    words = {name: given.get(name) or "" for name in ("label", "help", "row", "sensitivity", "show_when")}
    is_required, is_tracked = (given[name] in (True, "yes") for name in ("required", "tracked"))
    seen = current.seen_version()
    current.execute(ChangeRows(draft_id, seen, form, key, required=is_required, tracked=is_tracked, **words))


@pages.get("/<key>")
def rows(draft_id: UUID, form: str, key: str) -> Response:
    """A question that is answered in rows, and its columns in order."""
    return rows_page(draft_id, form, key)


def rows_page(draft_id: UUID, form_key: str, key: str, error: EngineError | None = None) -> Response:
    draft, bundle = draft_of(draft_id)
    form = form_of(bundle, form_key)
    asked = rows_of(form, key)
    return form_page(
        "pathways/rows.html",
        Form("rows", f"Change “{asked.label}”", ROWS),
        {**values_of(asked), **kept({"row": asked.row, "tracked": "yes" if asked.tracked else "no"})},
        error,
        draft=draft,
        shown=form,
        question=asked,
        kinds=OF_COLUMNS,
        sensitivity=SENSITIVITY,
    )


def place_of(draft_id: UUID, form: str, key: str) -> str:
    return url_for("draft_rows.rows", draft_id=draft_id, form=form, key=key)


@pages.post("/<key>")
def change_rows(draft_id: UUID, form: str, key: str) -> Response:
    """Save what is said of the question and its rows."""
    refused = attempt(lambda: save_rows(draft_id, form, key), lambda error: rows_page(draft_id, form, key, error))
    return refused or went_on("The question is saved.", place_of(draft_id, form, key))


@pages.get("/<key>/new-column")
def new_column(draft_id: UUID, form: str, key: str) -> Response:
    """A further column."""
    return column_page(draft_id, form, key, "")


@pages.get("/<key>/columns/<column>")
def column(draft_id: UUID, form: str, key: str, column: str) -> Response:
    """One column, to be changed."""
    return column_page(draft_id, form, key, column)


def column_of(rows: Question, column: str) -> Question | None:
    found = next((each for each in rows.columns if each.key == column), None)
    if column and found is None:
        raise NotFound("There is no such column in this question.")
    return found


def column_form(column: Question | None) -> Form:
    """What can be said of a column: as of a question, but for what belongs to whole questions."""
    title = f"Change “{column.label}”" if column else "Add a column"
    asked = [each for each in question_form(column, OF_COLUMNS).fields if each.key not in NOT_OF_COLUMNS]
    return Form("column", title, tuple(asked))


def column_page(draft_id: UUID, form: str, key: str, column_key: str, error: EngineError | None = None) -> Response:
    draft, bundle = draft_of(draft_id)
    rows = rows_of(form_of(bundle, form), key)
    column = column_of(rows, column_key)
    place = place_of(draft_id, form, key)
    return form_page(
        TEMPLATE,
        column_form(column),
        values_of(column) if column else {},
        error,
        draft=draft,
        caption=rows.label,
        action=f"{place}/columns/{column_key}" if column else f"{place}/new-column",
        button="Save" if column else "Add the column",
        back=place,
        back_text=rows.label,
    )


@pages.post("/<key>/new-column")
def add_column(draft_id: UUID, form: str, key: str) -> Response:
    """Add the column."""
    return save_column(draft_id, form, key, "")


@pages.post("/<key>/columns/<column>")
def change_column(draft_id: UUID, form: str, key: str, column: str) -> Response:
    """Save the column."""
    return save_column(draft_id, form, key, column)


def save_column(draft_id: UUID, form: str, key: str, column: str) -> Response:
    _, bundle = draft_of(draft_id)
    known = column_of(rows_of(form_of(bundle, form), key), column)

    def action() -> None:
        given = answers(column_form(known))
        names = ("label", "help", "type", "sensitivity", "options")
        words = {**{name: given.get(name) or "" for name in names}, "show_when": "", "within": key}
        is_required, seen = given["required"] in (True, "yes"), current.seen_version()
        command = ChangeQuestion(draft_id, seen, form, column, required=is_required, seen_by_pathway=False, **words)
        current.execute(command)

    refused = attempt(action, lambda error: column_page(draft_id, form, key, column, error))
    return refused or went_on("The column is saved.", place_of(draft_id, form, key))


@pages.post("/<key>/columns/<column>/move")
def move_column(draft_id: UUID, form: str, key: str, column: str) -> Response:
    """Move the column one place up or down."""
    by = -1 if request.form.get("direction") == "up" else 1
    current.execute(MoveQuestion(draft_id, current.seen_version(), form, column, by, within=key))
    return went_on("The column is moved.", place_of(draft_id, form, key))


@pages.post("/<key>/columns/<column>/remove")
def remove_column(draft_id: UUID, form: str, key: str, column: str) -> Response:
    """Take the column out."""
    refused = attempt(
        lambda: current.execute(RemoveQuestion(draft_id, current.seen_version(), form, column, within=key)),
        lambda error: rows_page(draft_id, form, key, error),
    )
    return refused or went_on("The column is taken out.", place_of(draft_id, form, key))
