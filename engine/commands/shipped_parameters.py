"""Entering the values of deadlines and limits that a pathway ships, when it is published."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from uuid import UUID

from engine.commands.work import Work
from engine.domain.parameters import Parameter
from engine.domain.pathway_settings import PathwaySettings
from engine.domain.shipping import KeptOut, is_in_force
from engine.domain.working_days import Calendar
from engine.errors import Conflict
from engine.store import definitions
from engine.store.definitions import ParameterRecord


def enter_shipped(work: Work, settings: PathwaySettings, chosen: Collection[str] = ()) -> tuple[KeptOut, ...]:
    """Enter what is entered by itself (`engine.domain.shipping`), and what of the rest was chosen.

    Answers what stays out. A chosen value holds from its day on, from today when that has passed. Refuses, with
    Conflict, a choice that there is none to make any more.
    """
    out = {each.name: each for each in work.shelf.kept_out(work.tx, settings)}
    if not out.keys() >= set(chosen):
        message = "Expected the deadlines as you saw them, but their values have changed meanwhile."
        raise Conflict(f"{message} Look at the differences again.")
    for shipped in settings.parameters:
        if shipped.name in chosen:
            _choose(work, shipped)
        elif shipped.name not in out and not is_in_force(shipped, work.shelf.known(work.tx, shipped.name)):
            _enter(work, shipped, None)
    return tuple(each for name, each in out.items() if name not in chosen)


def _choose(work: Work, shipped: Parameter) -> None:
    today = Calendar().local(work.now).date()
    value = replace(shipped, valid_from=max(today, shipped.valid_from))
    same = [row for row in definitions.parameter_rows(work.tx, value.name) if row.valid_from == value.valid_from]
    for row in same:
        definitions.drop_parameter(work.tx, row)
    record = _enter(work, value, work.person().account_id)
    work.audit(
        "parameter entered",
        "parameter",
        record.id,
        parameter=value.name,
        value=value.value,
        valid_from=value.valid_from.isoformat(),
        before=same[0].value if same else None,
    )


def _enter(work: Work, value: Parameter, by: UUID | None) -> ParameterRecord:
    row = value.name, value.value, value.parameter_class.value, value.source, value.valid_from
    record = ParameterRecord(work.tx.new_id(), *row, work.now, by)
    definitions.enter_parameter(work.tx, record)
    return record
