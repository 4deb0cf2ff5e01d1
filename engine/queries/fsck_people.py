"""The blind indexes of persons against what their records say."""

from __future__ import annotations

from collections.abc import Iterator

from engine.queries.fsck_parts import Parts
from engine.store import cases, subjects
from engine.store.keys import SealBroken
from engine.store.unit_of_work import Transaction

MARKED = ("alias", "name")


def person_problems(tx: Transaction) -> Iterator[Parts]:
    """Persons whose record does not open, or is found under another alias or name than the record says."""
    for person in cases.everybody(tx):
        try:
            cipher = subjects.cipher(tx, person.id)
            if cipher is None:
                raise SealBroken("Expected a key for her record, but there is none.")
            details = cipher.open_json(cases.details_place(person.id), person.details_sealed)
        except SealBroken as broken:
            yield "person", str(person.id), "details_sealed", broken.message
            continue
        for name in MARKED:
            expected = tx.keys.mark(name, str(details[name])) if details.get(name) else None
            if getattr(person, f"{name}_mark") != expected:
                yield "person", str(person.id), f"{name}_mark", f"Expected the blind index of her {name}."
