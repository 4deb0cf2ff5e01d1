"""Who has seen her record: on a page, on paper for her, and as a PDF."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, Response, render_template, request

from engine.commands import ViewAccesses
from engine.queries import Accesses, AccessLine, accesses
from web import auth, current
from web.printing import Paper
from web.wording import LONDON, counted, day, sentence

pages = Blueprint("accesses", __name__, url_prefix="/cases/<uuid:case_id>/seen")

TITLE = "Who has seen your record"
INTRO = (
    "This is about the record that the agencies below share about you. It says who looked at it or changed it, on "
    "which day, and what they did. It does not say what is written in it."
)
RIGHTS = (
    "You can ask to see what is written about you, and ask why somebody looked. You do not have to keep this paper: "
    "think of who else could find it."
)


@pages.get("")
def show(case_id: UUID) -> str:
    """The page; that it was looked at goes on the record, and is on it the next time."""
    with current.reading() as view:
        page = accesses(view, case_id, request.args.get("after") or None)
    current.record(ViewAccesses(case_id))
    return render_template("case/accesses.html", page=page, times=times, is_first="after" not in request.args)


@pages.get("/print")
def on_paper(case_id: UUID) -> str:
    """All of it without navigation, to print from the browser."""
    with current.reading() as view:
        page = accesses(view, case_id, limit=None)
    current.record(ViewAccesses(case_id, "print"))
    words = {"title": TITLE, "intro": INTRO, "rights": RIGHTS, "today": current.engine().clock.now()}
    return render_template("case/accesses_print.html", page=page, spoken=spoken, times=times, **words)


@pages.get("/accesses.pdf")
@auth.fresh
def pdf(case_id: UUID) -> Response:
    """All of it as a PDF, to be saved by who has just proved who she is."""
    with current.reading() as view:
        page = accesses(view, case_id, limit=None)
    current.record(ViewAccesses(case_id, "pdf"))
    answer = Response(document(page), mimetype="application/pdf")
    answer.headers.set("Content-Disposition", "attachment", filename=f"who-has-seen-{page.reference}.pdf")
    return answer


def document(page: Accesses) -> bytes:
    """The paper for her: no name on it, only the reference."""
    today = day(current.engine().clock.now())
    paper = Paper(TITLE, f"Record {page.reference}, as of {today}")
    paper.paragraph(INTRO)
    paper.paragraph(RIGHTS)
    paper.heading("Agencies")
    paper.paragraph(", ".join(page.agencies) or "None.")
    for number, line in enumerate(page.lines):
        if number == 0 or line.day != page.lines[number - 1].day:
            paper.heading(day(line.day))
        paper.lines([(f"{line.who}{place(line)}", f"{sentence(spoken(line))} {times(line)}")])
    return paper.done()


def spoken(line: AccessLine) -> str:
    """What was done, to her."""
    words = line.what
    for told, said in (("about her", "about you"), ("her case", "your record"), ("her record", "your record")):
        words = words.replace(told, said)
    return words.replace("of hers", "of yours").replace("her plan", "your plan")


def place(line: AccessLine) -> str:
    """Where the person works and as what, after the name."""
    role = f" ({line.roles})" if line.roles else ""
    return f", {line.agencies}{role}" if line.agencies else role


def times(line: AccessLine) -> str:
    """When, within the day, and how often."""
    first, last = (moment.astimezone(LONDON).strftime("%H:%M") for moment in (line.first, line.last))
    program = ", by a connected program" if line.by_program else ""
    if line.times == 1:
        return f"at {last}{program}"
    within = f"at {last}" if first == last else f"between {first} and {last}"
    return f"{counted(line.times, 'time')}, {within}{program}"
