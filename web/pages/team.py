"""Team work, for managers and the coordinator: who has what, and giving work to somebody else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import parse_qsl, urlsplit
from uuid import UUID

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from engine.commands import Nudge, ReassignMany, TakeOver
from engine.errors import Conflict, EngineError, InvalidInput, InvalidState, NotFound, NotPermitted
from engine.queries import team_work
from web import current
from web.auth import local_path
from web.errors import status_of
from web.pages import stalled
from web.pages.team_words import COLLEAGUE, LISTS, LONGEST_REFERENCE, address, refusal
from web.wording import counted

pages = Blueprint("team", __name__, url_prefix="/team")

SHOWS = {"all": "All", "overdue": "Overdue", "unclaimed": "Unclaimed", "approvals": "For approval"}
OF_OTHERS = ("all", "overdue")
DOWN = "-down"
ORDERS = {
    "due": "Nearest deadline first",
    "due-down": "Furthest deadline first",
    "age": "Longest open first",
    "age-down": "Newest first",
    "still": "Longest without progress first",
    "still-down": "Latest progress first",
    "holder": "Held by, A to Z",
    "holder-down": "Held by, Z to A",
}
OF_REFERRALS = ("still", "still-down")
"""How long a task is without progress is how long it is open."""
TASKS = "task"
REFUSALS = (InvalidInput, InvalidState, Conflict, NotPermitted, NotFound)


@pages.get("")
def listing() -> Response:
    """A list of work or of referrals; unknown filters are taken as the widest, so that an old bookmark still works."""
    return view_of(request.args)


@pages.post("/reassign")
def reassign() -> Response:
    """Give the chosen tasks to a colleague, and come back to the list they were chosen on."""
    tasks, back = request.form.getlist(TASKS), local_path(request.form.get("back", ""))
    try:
        current.execute(ReassignMany(tasks, colleague()))
    except REFUSALS as error:
        return again(back, error, tasks)
    flash(f"{counted(len(tasks), 'task')} reassigned.", "success")
    return redirect(back)


@pages.post("/tasks/<uuid:task_id>/take-over")
def take_over(task_id: UUID) -> Response:
    """Become the holder of the task."""
    return press(TakeOver(task_id, current.seen_version()), "The task is yours.")


@pages.post("/tasks/<uuid:task_id>/nudge")
def nudge(task_id: UUID) -> Response:
    """Ask whoever holds the step to move it on."""
    return press(Nudge(task_id), "Whoever holds it is told that somebody waits.")


def press(command: Any, words: str) -> Response:
    back = local_path(request.form.get("back", ""))
    try:
        current.execute(command)
    except (InvalidState, Conflict) as error:
        return again(back, error, ())
    flash(words, "success")
    return redirect(back)


def colleague() -> UUID:
    """The account chosen in the list."""
    try:
        return UUID(request.form.get(COLLEAGUE, ""))
    except ValueError:
        message = "Choose a colleague"
        raise InvalidInput(message, {COLLEAGUE: message}) from None


def again(back: str, error: EngineError, ticked: Sequence[str]) -> Response:
    """The list that the buttons were on, with why it was refused and what was ticked."""
    address = urlsplit(back)
    arguments = dict(parse_qsl(address.query))
    show = stalled.view_of if address.path == url_for("stalled.listing") else view_of
    return show(arguments, error, ticked)


def view_of(args: Mapping[str, str], error: EngineError | None = None, ticked: Sequence[str] = ()) -> Response:
    """The page; with `error`, why what was pressed on it was refused."""
    chosen = filters(args)
    holder = UUID(chosen["person"]) if chosen["person"] else None
    current.searched("team", chosen["reference"])
    with current.reading() as view:
        page = team_work(
            view,
            chosen["whose"],
            chosen["show"],
            chosen["order"].removesuffix(DOWN),
            chosen["reference"],
            holder,
            args.get("after") or None,
            is_reversed=chosen["order"].endswith(DOWN),
        )
    shows = SHOWS if page.whose == "ours" else {key: SHOWS[key] for key in OF_OTHERS}
    body = render_template(
        "work/team.html",
        page=page,
        chosen={**chosen, "whose": page.whose},
        tabs={key: LISTS[key] for key in page.lists},
        shows=shows,
        orders=orders(page.whose == "ours"),
        errors=refusal(error),
        ticked=frozenset(ticked),
        receiver=request.form.get(COLLEAGUE, ""),
        is_first="after" not in args,
        back=address("team.listing", chosen, args),
    )
    return make_response(body, status_of(error) if error else 200)


def filters(args: Mapping[str, str]) -> dict[str, str]:
    """The filters of the address, each within what there is."""
    whose, order = args.get("whose", ""), args.get("order", "")
    is_ours = whose not in LISTS or whose == "ours"
    shown = tuple(SHOWS) if is_ours else OF_OTHERS
    show = args.get("show", "all")
    return {
        "whose": whose if whose in LISTS else "",
        "show": show if show in shown else "all",
        "order": order if order in orders(is_ours) else "due",
        "reference": args.get("reference", "").strip()[:LONGEST_REFERENCE],
        "person": identifier(args.get("person", "")) if is_ours else "",
    }


def orders(is_ours: bool) -> dict[str, str]:
    """The orders that a list has, as people choose them."""
    return {key: words for key, words in ORDERS.items() if not (is_ours and key in OF_REFERRALS)}


def identifier(text: str) -> str:
    """An identifier as it is written; nothing for what is none."""
    try:
        return str(UUID(text))
    except ValueError:
        return ""
