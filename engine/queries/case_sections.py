"""What the case page shows besides the case itself, read together: what was written, who leads, what can be done."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from engine.errors import NotFound
from engine.queries.barring import governs
from engine.queries.emergencies import Emergency, emergencies_of
from engine.queries.entries import READ_AT_ONCE, CaseEntries, entries_of
from engine.queries.hand_over import HandOver, hand_over_of
from engine.queries.merge_cases import may_merge_into
from engine.queries.refer_again import again_of
from engine.queries.view import View
from engine.store import entries, hand_overs, visibility
from engine.store.records import partnership


@dataclass(frozen=True, slots=True)
class CaseSections:
    """`again` are the referrals that the actor may make once more. `may_bar`: she may say who must not know of it."""

    entries: CaseEntries
    handing_over: HandOver
    again: frozenset[UUID]
    may_merge: bool
    may_bar: bool
    emergencies: tuple[Emergency, ...]


def case_sections(view: View, case_id: UUID) -> CaseSections:
    """The sections, for those who take part in the case. NotFound for everybody else."""
    case = visibility.case(view.tx, view.actor, case_id)
    if case is None:
        raise NotFound("There is no such case.")
    _read_ahead(view, case_id)
    whole = visibility.sees_whole_case(view.tx, view.actor, case_id)
    return CaseSections(
        entries=entries_of(view, case, whole),
        handing_over=hand_over_of(view, case, whole),
        again=again_of(view, case, whole),
        may_merge=may_merge_into(view, case, whole),
        may_bar=governs(view, case_id),
        emergencies=emergencies_of(view, case, whole),
    )


def _read_ahead(view: View, case_id: UUID) -> None:
    """Ask in one round trip what the sections ask one after the other."""
    of_this = partnership(view.tx, {"case_id": case_id})
    questions = [
        (entries.asking_latest(view.actor, READ_AT_ONCE), of_this),
        (hand_overs.selecting_of_case, of_this),
    ]
    for (statement, values), rows in zip(questions, view.tx.read_together(*questions), strict=True):
        view.tx.expect(statement, values, rows)
