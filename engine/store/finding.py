"""Cases found by the name she uses or her full name, through blind indexes: whole names only, and only in scope."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, Uuid, and_, bindparam, exists, or_

from engine.domain.actors import Actor
from engine.store import scope
from engine.store.cases import CaseRecord, case_file, case_files, person
from engine.store.records import partnership

if TYPE_CHECKING:
    from engine.store.unit_of_work import Transaction

ALIAS, NAME = "alias", "name"


_merged = case_file.alias("merged")
_other = person.alias("other")


def _marked(of: Any) -> ColumnElement[bool]:
    return or_(of.c.alias_mark == bindparam("alias_mark"), of.c.name_mark == bindparam("name_mark"))


_known_before = exists().where(
    _merged.c.partnership_id == case_file.c.partnership_id,
    _merged.c.merged_into == case_file.c.id,
    _other.c.partnership_id == _merged.c.partnership_id,
    _other.c.id == _merged.c.person_id,
    _marked(_other),
)


@lru_cache(maxsize=2048)
def _named(actor: Actor) -> Select[Any]:
    return (
        case_files.selection(or_(_marked(person), _known_before), scope.cases(actor))
        .join(person, and_(person.c.partnership_id == case_file.c.partnership_id, person.c.id == case_file.c.person_id))
        .add_columns(person.c.alias_mark, person.c.name_mark)
        .order_by(case_file.c.id.desc())
        .limit(bindparam("most"))
    )


def named(tx: Transaction, actor: Actor, text: str, most: int) -> list[tuple[CaseRecord, frozenset[str]]]:
    """Cases in the actor's scope of somebody of that name, each with what it is: alias, name or both.

    Neither, when she was known so in a case that has been merged into it. Whether the actor may know that she is called
    so is for the caller to decide.
    """
    alias_mark, name_mark = tx.keys.mark(ALIAS, text), tx.keys.mark(NAME, text)
    values = {"alias_mark": alias_mark, "name_mark": name_mark, "most": most}
    found = []
    for *values_of_case, alias, name in tx.read(_named(actor), partnership(tx, values)):
        matches = {ALIAS} if alias == alias_mark else set()
        matches |= {NAME} if name == name_mark else set()
        found.append((CaseRecord(*values_of_case), frozenset(matches)))
    return found


def code(tx: Transaction, text: str) -> str:
    """What was searched for, as the audit trail keeps it: equal texts have equal codes, and no code says its text."""
    return tx.keys.mark("search", text).hex()


@lru_cache(maxsize=2048)
def _led_on(actor: Actor) -> Select[Any]:
    return case_files.selection(scope.cases(actor)).join(
        _merged,
        and_(
            _merged.c.partnership_id == case_file.c.partnership_id,
            _merged.c.merged_into == case_file.c.id,
            or_(_merged.c.id == bindparam("id", type_=Uuid), _merged.c.reference == bindparam("reference")),
        ),
    )


def led_on(tx: Transaction, actor: Actor, case_id: UUID | None = None, reference: str = "") -> CaseRecord | None:
    """The case into which the one with that id or reference was merged, when the actor may open it."""
    return case_files.one(tx, _led_on(actor), id=case_id, reference=reference)
