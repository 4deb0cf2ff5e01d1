"""Searching: on the record, whether anything is found or not, and never what was searched for."""

from __future__ import annotations

from dataclasses import dataclass

from engine.commands.casework import text_of
from engine.commands.work import Work
from engine.domain.permissions import Permission, require
from engine.store import finding

MAX_SEARCH = 100


@dataclass(frozen=True, slots=True)
class SearchCases:
    """Record that somebody searches for a reference or a name (1 to 100 characters). The audit trail keeps a code.

    For caseworkers and managers. `queries.find_cases` gives what they may see. Refuses: InvalidInput (field `search`).
    """

    search: str


@dataclass(frozen=True, slots=True)
class NoteSearch:
    """Record that somebody searches a list of what she may see, by a reference or name. The audit trail keeps a code.

    `what` names the list: cases, work, team, stalled, tasks, referrals, people. For everybody who is signed in.
    """

    what: str
    search: str


def search_cases(work: Work, command: SearchCases) -> None:
    require(work.actor, Permission.SEARCH_CASES)
    text = text_of("search", command.search, MAX_SEARCH, "a reference or a name")
    work.audit("cases_searched", code=finding.code(work.tx, text))


def note_search(work: Work, command: NoteSearch) -> None:
    code = finding.code(work.tx, command.search[:MAX_SEARCH])
    work.person()
    work.audit("list_searched", of=command.what, code=code)
