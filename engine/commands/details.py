"""What is kept on a person's record."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from engine.commands.work import Work
from engine.domain.permissions import Permission, require
from engine.domain.safe_contact import confirmed
from engine.errors import NotPermitted
from engine.store import cases, visibility
from engine.store.keys import SubjectCipher

IDENTITY_LINKED = "identity_linked"
FULL_NAME = "name"
"""The entry of her record that says who she is; all else is known under what she wants to be called (rule 11)."""


def keep_details(work: Work, cipher: SubjectCipher, about: tuple[UUID, UUID | None], facts: Mapping[str, Any]) -> None:
    """Write facts on her record; the rest of it stays. `about`: the person, and the case in which she was asked.

    Whatever changes how she is reached says whether she was asked how that is safe (rule 9).
    """
    tx, (person_id, case_id) = work.tx, about
    person = cases.lock_person(tx, person_id) if facts else None
    if person is None:
        return
    place = cases.details_place(person_id)
    before: Mapping[str, Any] = cipher.open_json(place, person.details_sealed)
    details = {**before, **facts, **confirmed(before, facts, tx.now)}
    if details.get(FULL_NAME) != before.get(FULL_NAME):
        _link_identity(work, person_id, case_id)
    marks = {f"{name}_mark": tx.keys.mark(name, str(details[name])) for name in ("alias", "name") if details.get(name)}
    cases.change_person(tx, person_id, details_sealed=cipher.seal_json(place, details), **marks)


def _link_identity(work: Work, person_id: UUID, case_id: UUID | None) -> None:
    """Put on record that what she is called is linked with who she is, or that the link is changed. Refuses those who
    take part in one referral only.
    """
    require(work.actor, Permission.LINK_IDENTITY)
    if case_id is not None and not visibility.sees_whole_case(work.tx, work.person(), case_id):
        raise NotPermitted("Expected somebody who works on her whole case to write down her full name, but you do not.")
    work.audit(IDENTITY_LINKED, "person", person_id, case_id)
