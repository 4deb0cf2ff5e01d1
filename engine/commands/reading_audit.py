"""Reading the audit trail is an action as well: it goes on the record before anything is shown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from engine.commands.work import Work
from engine.domain.permissions import Permission, require
from engine.errors import NotFound
from engine.store import audit_reading, finding, visibility

ACTIONS = {"page": "accesses_viewed", "print": "accesses_printed", "pdf": "accesses_exported"}
MAX_PERSON = 100


@dataclass(frozen=True, slots=True)
class ViewAccesses:
    """Record that a participant of the whole case looks at who has seen it, prints that, or takes it out as a PDF.

    NotFound for everybody else, as for a case that does not exist.
    """

    case_id: UUID
    how: Literal["page", "print", "pdf"] = "page"


@dataclass(frozen=True, slots=True)
class SearchAudit:
    """Record that a privacy officer searches the audit trail; on the record of the case, when it is of one.

    What she looks for is kept as codes. Refuses: NotPermitted (no privacy officer).
    """

    reference: str = ""
    person: str = ""
    kind: str = ""


def view_accesses(work: Work, command: ViewAccesses) -> None:
    actor = work.person()
    case = visibility.case(work.tx, actor, command.case_id)
    if case is None or not visibility.sees_whole_case(work.tx, actor, command.case_id):
        raise NotFound("There is no such case.")
    require(actor, Permission.READ_CASE)
    work.audit(ACTIONS[command.how], "case", case.id, case.id)


def search_audit(work: Work, command: SearchAudit) -> None:
    require(work.actor, Permission.READ_AUDIT)
    reference = command.reference.strip().upper()
    case = audit_reading.audited_case(work.tx, work.person(), reference) if reference else None
    codes = {"case": reference, "person": command.person[:MAX_PERSON].strip()}
    said = {f"{name}_code": finding.code(work.tx, text) for name, text in codes.items() if text}
    work.audit("audit_searched", "case" if case else None, case.id if case else None, case.id if case else None, **said)
