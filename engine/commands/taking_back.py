"""She takes a consent back, and it holds at once: for what is disclosed, what is being typed, and what is under way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from engine.commands import letters
from engine.commands.clocks import due
from engine.commands.projection import new_task, tell_next, watch
from engine.commands.work import Live, Work
from engine.domain.consents import ANSWER_WITHIN, INSTRUCTIONS, TAKEN_BACK, TITLE
from engine.domain.form_fields import FieldType, Form
from engine.store import sharing, stopping, subjects, tasks, timers, writings
from engine.store.lanes import LaneRecord
from engine.store.tasks import TaskRecord
from engine.store.writings import DraftRecord


def take_back(work: Work, person_id: UUID, agency_id: UUID | None, purpose: str) -> None:
    """Withdraw what she agreed to with that agency for that purpose, and stop all that rests on it (rule 3).

    What people are typing about her asks for her consent anew, whichever service it is meant for: nothing that was
    ticked before counts after. Referrals that rest on it show nothing of her any more, and their senders are asked to
    act. What goes without her agreement, after a second person or in danger, rests on other grounds and stays.
    """
    _ask_anew(work, person_id)
    sharing.withdraw_consents(work.tx, person_id, agency_id, purpose, work.actor.account_id)
    rows = stopping.standing(work.tx, person_id, agency_id, purpose) if agency_id else []
    stopping.end(work.tx, rows)
    for row in rows:
        work.audit("disclosure_stopped", "disclosure", row.id, row.case_id, to=str(row.to_agency_id))
    for instance_id in dict.fromkeys(row.instance_id for row in rows):
        letters.taken_back(work, instance_id)


def _ask_anew(work: Work, person_id: UUID) -> None:
    for task, version_id in stopping.open_about(work.tx, person_id):
        form = work.shelf.get(work.tx, version_id).form(task.form)
        if any(field.type is FieldType.CONSENT for field in form.fields):
            stopping.ask_again(work.tx, task.id)
            _clear_drafts(work, person_id, task, form)
            work.audit("consent_asked_anew", "task", task.id, task.case_id)


def _clear_drafts(work: Work, person_id: UUID, task: TaskRecord, form: Form) -> None:
    cipher = subjects.cipher(work.tx, person_id)
    asked = {field.key for field in form.fields if field.type is FieldType.CONSENT}
    for kept in stopping.drafts_of(work.tx, task.id) if cipher else ():
        place = writings.draft_place(task.id, kept.account_id)
        values: Mapping[str, Any] = cipher.open_json(place, kept.values_sealed) if cipher else {}
        left = {name: given for name, given in values.items() if name not in asked}
        if cipher and left != values:
            record = DraftRecord(task.id, kept.account_id, cipher.seal_json(place, left), kept.saved_at)
            writings.keep_draft(work.tx, record)


def ask_sender(live: Live) -> None:
    """Ask the team that sent a referral to act on it: once, while the referral runs."""
    open_tasks = tasks.open_of_instance(live.work.tx, live.record.id)
    if live.record.ended_at is not None or any(task.kind == TAKEN_BACK for task in open_tasks):
        return
    record, work = live.record, live.work
    holder = LaneRecord(record.id, "", record.starter_agency_id, record.starter_team_id, False)
    deadline = due(live, ANSWER_WITHIN, {}, holder.agency_id)
    task = replace(new_task(live, holder, TITLE, INSTRUCTIONS, deadline, "engine"), kind=TAKEN_BACK)
    tasks.tasks.add(work.tx, task)
    timers.timers.add(work.tx, watch(live, task))
    work.audit("withdrawal_to_act_on", "task", task.id, record.case_id)
    letters.announce(work, [task.id])
    tell_next(live, [task])
