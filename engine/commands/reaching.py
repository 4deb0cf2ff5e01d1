"""Before somebody reaches her: the gate of safe contact, and writing down how it is safe (governance rule 9)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from engine.commands import letters
from engine.commands.casework import OpenedCase, open_case
from engine.commands.clocks import due
from engine.commands.details import keep_details
from engine.commands.projection import new_task, tell_next, watch
from engine.commands.submissions import evaluate_form
from engine.commands.work import Live, Work
from engine.domain.forms import validate
from engine.domain.safe_contact import (
    ANSWER_WITHIN,
    CONFIRM_FORM,
    HELD,
    HELD_INSTRUCTIONS,
    HELD_TITLE,
    PLAN_FORM,
    against,
)
from engine.errors import InvalidInput
from engine.store import cases, instances, tasks, timers
from engine.store.lanes import LaneRecord

Values = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class PlanContact:
    """Ask whether she may be reached now, in the way that `values` name (`engine.domain.safe_contact.PLAN_FORM`).

    For those who take part in the whole case. Answers None when it is safe as she said. Else the contact is held: a
    task of the engine asks the team that leads the case to ask her, and its id is the answer (that of the case where
    no referral runs). Either goes on the record. Refuses: NotFound (out of scope), InvalidState (closed), InvalidInput.
    """

    case_id: UUID
    values: Values


@dataclass(frozen=True, slots=True)
class ConfirmContact:
    """Write down how and when it is safe to reach her, as she said today (`engine.domain.safe_contact.CONFIRM_FORM`).

    For those who take part in the whole case. Refuses: NotFound (out of scope), InvalidState (case closed),
    InvalidInput (fields).
    """

    case_id: UUID
    values: Values


def plan_contact(work: Work, command: PlanContact) -> UUID | None:
    found = open_case(work, command.case_id).only_whole().only_open()
    way = str(validate(PLAN_FORM, _flat(command.values), evaluate_form).values["way"])
    person = cases.get_person(work.tx, found.record.person_id)
    known: Mapping[str, Any] = (
        found.cipher.open_json(cases.details_place(person.id), person.details_sealed) if person else {}
    )
    is_held = bool(against(known, way, work.now))
    work.audit("contact_held" if is_held else "contact_cleared", "case", found.record.id, found.record.id)
    return _hold(work, found) if is_held else None


def confirm_contact(work: Work, command: ConfirmContact) -> None:
    found = open_case(work, command.case_id).only_whole().only_open()
    given = validate(CONFIRM_FORM, _flat(command.values), evaluate_form).values
    if given["safe_from"] >= given["safe_until"]:
        message = "Expected a time that begins before it ends, but it does not."
        raise InvalidInput(message, {"safe_until": "Enter a time after the first"})
    shown = {field.key: given.get(field.key) for field in CONFIRM_FORM.fields}
    about = (found.record.person_id, found.record.id)
    keep_details(work, found.cipher, about, {**shown, "safe_hours": _hours(shown)})
    work.audit("contact_confirmed", "case", found.record.id, found.record.id)


def _flat(values: Values) -> dict[str, object]:
    return {name: given[0] if len(given) == 1 else list(given) for name, given in values.items()}


def _hours(given: Mapping[str, Any]) -> str:
    return f"{given['safe_days']}, {given['safe_from']} to {given['safe_until']}".capitalize()


def _hold(work: Work, found: OpenedCase) -> UUID:
    """Ask the team that leads the case, once, in a referral that runs. Without one, the record alone says so."""
    running = [each for each in instances.of_case(work.tx, found.record.id) if each.ended_at is None]
    if not running:
        return found.record.id
    live = work.lock(running[0].id)
    asked = [task.id for task in tasks.open_of_instance(work.tx, live.record.id) if task.kind == HELD]
    return asked[0] if asked else _ask(live, found)


def _ask(live: Live, found: OpenedCase) -> UUID:
    work, lead = live.work, found.record
    holder = LaneRecord(live.record.id, "", lead.lead_agency_id, lead.lead_team_id, False)
    deadline = due(live, ANSWER_WITHIN, {}, holder.agency_id)
    task = replace(new_task(live, holder, HELD_TITLE, HELD_INSTRUCTIONS, deadline, "engine"), kind=HELD)
    tasks.tasks.add(work.tx, task)
    timers.timers.add(work.tx, watch(live, task))
    work.audit("contact_to_ask", "task", task.id, lead.id)
    letters.announce(work, [task.id])
    tell_next(live, [task])
    return task.id
