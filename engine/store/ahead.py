"""Reading together, in one round trip, what a page is about to ask one after the other.

It changes no answer and decides nothing: who may see what is asked where it always is, and finds its answer waiting.
For readings only.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import chain
from typing import TYPE_CHECKING, Any, TypeAlias
from uuid import UUID

from sqlalchemy import Select

from engine.domain.actors import Actor
from engine.store import (
    agencies,
    cases,
    definitions,
    history,
    inbox,
    known,
    messages,
    names,
    sharing,
    suspensions,
    tasks,
    visibility,
)
from engine.store.records import few, partnership
from engine.store.tasks import TaskRecord

if TYPE_CHECKING:
    from engine.store.unit_of_work import Transaction

Questions: TypeAlias = list[tuple[Select[Any], dict[str, Any]]]
OF_EACH = (history.steps_of_each, suspensions.of_each, tasks.of_each, messages.waits_of_each)


def of_case(tx: Transaction, actor: Actor, case_id: UUID) -> None:
    """What the page of a case asks by the case alone, each question within its own scope."""
    of_this, here = partnership(tx, {"case_id": case_id}), partnership(tx, {})
    questions: Questions = [
        (visibility.asking_case(actor), partnership(tx, {"id": case_id})),
        (visibility.asking_instances_of_case(actor), of_this),
        (cases.selecting_participants, of_this),
        (sharing.selecting_disclosures, of_this),
        (known.selecting_submissions_of_case, of_this),
        (definitions.selecting_published, here),
        (agencies.selecting_agencies, here),
        (agencies.selecting_all_closures, here),
    ]
    *_, everybody, closed = _read(tx, questions)
    _see_closures(tx, closed, {row[0] for row in everybody})


def of_instances(tx: Transaction, instance_ids: Sequence[UUID], team_ids: Iterable[UUID]) -> None:
    """The steps, pauses, tasks and waits of referrals that the actor may open; and who these teams are."""
    some = [partnership(tx, ids) for ids in few("id", sorted(instance_ids))]
    questions: Questions = [(each.some, values) for each in OF_EACH for values in some]
    questions += [*inbox.asking_open(tx, instance_ids), *suspensions.asking_current(tx, instance_ids)]
    answers = iter(_read(tx, questions, team_ids))
    for each in OF_EACH:
        of_instance: dict[UUID, list[Sequence[Any]]] = defaultdict(list)
        for row in chain.from_iterable(next(answers) for _ in some):
            of_instance[row[each.place]].append(row)
        for instance_id in instance_ids:
            tx.expect(each.one, partnership(tx, {"instance_id": instance_id}), of_instance[instance_id])


def of_tasks(tx: Transaction, shown: Sequence[TaskRecord]) -> None:
    """Who holds tasks on a list, what their referrals are called, what stands still, and when agencies are closed."""
    questions: Questions = [
        (agencies.selecting_all_closures, partnership(tx, {})),
        *inbox.asking_titles(tx, [task.instance_id for task in shown]),
        *names.asking(tx, [task.assignee_id for task in shown]),
        *suspensions.asking_current(tx, [task.instance_id for task in shown if task.paused]),
    ]
    closed, *_ = _read(tx, questions, {task.team_id for task in shown})
    _see_closures(tx, closed, {task.agency_id for task in shown})


def _read(tx: Transaction, questions: Questions, team_ids: Iterable[UUID] = ()) -> list[Sequence[Sequence[Any]]]:
    """The answers, each kept for when it is asked again; and who the teams are."""
    teams = [(agencies.selecting_few_holders, partnership(tx, ids)) for ids in few("id", sorted(set(team_ids)))]
    every = [*questions, *teams]
    answers = tx.read_together(*every) if every else []
    for (statement, values), rows in zip(questions, answers, strict=False):
        tx.expect(statement, values, rows)
    for rows in answers[len(questions) :]:
        agencies.see_holders(tx, rows)
    return answers[: len(questions)]


def _see_closures(tx: Transaction, closed: Sequence[Sequence[Any]], agency_ids: Iterable[UUID]) -> None:
    for agency_id in agency_ids:
        agencies.see_closed_days(tx, agency_id, [row for row in closed if row[1] in (None, agency_id)])
