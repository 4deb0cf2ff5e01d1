"""After a step: carry out operations, then write what changed to tasks, timers, waits, history and state.

The execution says what it waits for before and after; the difference is what the tables need. Nothing else reads or
writes the projections, so they cannot drift from the state (`fsck` proves it).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial

from engine.bpmn.occurrences import DecisionTaken, EndReached, EscalationRaised, MergeConflict, Occurrence, StepPassed
from engine.bpmn.waits import (
    CallWait,
    MessageWait,
    OperationWait,
    SignalWait,
    TimerWait,
    UserTaskWait,
    Wait,
    is_beside,
)
from engine.commands import letters
from engine.commands.conflicts import report_conflict
from engine.commands.escalations import escalate
from engine.commands.noting import write_events
from engine.commands.operations import perform
from engine.commands.participation import stop_sharing
from engine.commands.projection import open_waits
from engine.commands.standing_still import go_on
from engine.commands.throwing import throw
from engine.commands.work import Live
from engine.domain.by_hand import outlasting
from engine.domain.events import MessageDelivered, OperationPerformed
from engine.domain.pausing import SUSPENDED, Pause
from engine.errors import DefinitionError
from engine.feel import to_json
from engine.store import history, instances, messages, suspensions, tasks, timers
from engine.store.history import StepRecord, TraceRecord
from engine.store.instances import state_place
from engine.store.messages import MessageWaitRecord

MAX_OPERATIONS = 200


@dataclass(frozen=True)
class Change:
    """What an execution has begun to wait for, and what it waits for no longer."""

    new: tuple[Wait, ...]
    gone: tuple[Wait, ...]


def besides(waits: Iterable[Wait], token: int) -> tuple[tuple[Wait, ...], tuple[int, ...]]:
    """The waits without the one of that token, and what may end with it: its own token and those of what it is in."""
    others = tuple(wait for wait in waits if wait.token != token)
    inside = (around for wait in waits if wait.token == token for around in getattr(wait, "inside", ()))
    return others, (token, *inside)


def settle(live: Live, before: tuple[Wait, ...] = (), ended_tokens: tuple[int, ...] = ()) -> None:
    """Bring an instance to rest and write everything, after each event that moved the execution.

    `before` is what it waited for before the event, without what the event itself ended, whose row the caller has
    written; `ended_tokens` are what may have ended with that (see `besides`).
    """
    _operate(live)
    change = _difference(before, live.execution.waits)
    _close(live, change.gone, ended_tokens)
    _open(live, change.new)
    news = live.news()
    _tell(live, news)
    _write(live, news)


def _operate(live: Live) -> None:
    for _ in range(MAX_OPERATIONS):
        waiting = next((wait for wait in live.execution.waits if isinstance(wait, OperationWait)), None)
        if waiting is None:
            if _deliver_buffered(live):
                continue
            return
        result = live.stepping(partial(perform, live, waiting))
        live.stepping(partial(live.execution.complete, waiting.token, result))
        live.note(OperationPerformed(waiting.token, result))
    raise live.failure(DefinitionError(f"The pathway {live.record.pathway} asks for operations without end."))


def _deliver_buffered(live: Live) -> bool:
    """Hand over a message that came before the instance waited for it. False when there is none, or it is paused."""
    if live.record.event_count == 0 or live.record.state == SUSPENDED:
        return False
    awaited = {wait.name: wait.token for wait in live.execution.waits if isinstance(wait, MessageWait)}
    if not awaited:
        return False
    for letter in messages.buffered(live.work.tx, live.record.id, sorted(awaited)):
        payload = live.cipher.open_json(messages.inbox_place(letter.id), letter.payload_sealed)
        messages.forget_buffered(live.work.tx, letter.id)
        live.stepping(partial(live.execution.deliver, awaited[letter.name], payload))
        live.note(MessageDelivered(awaited[letter.name], payload))
        return True
    return False


def _difference(before: Iterable[Wait], after: Iterable[Wait]) -> Change:
    old = {wait.token: wait for wait in before if not isinstance(wait, OperationWait)}
    new = {wait.token: wait for wait in after}
    return Change(
        new=tuple(wait for token, wait in new.items() if token not in old),
        gone=tuple(wait for token, wait in old.items() if token not in new),
    )


def _close(live: Live, gone: tuple[Wait, ...], ended_tokens: tuple[int, ...]) -> None:
    if live.execution.result is not None:
        _close_everything(live)
    elif gone or ended_tokens:
        _close_gone(live, gone, ended_tokens)
    for wait in gone:
        if isinstance(wait, CallWait):
            letters.cancel_child(live, wait.token)


def _close_gone(live: Live, gone: tuple[Wait, ...], ended_tokens: tuple[int, ...]) -> None:
    tx, instance_id = live.work.tx, live.record.id
    taken_away = [wait.token for wait in gone if isinstance(wait, UserTaskWait)]
    if taken_away:
        tasks.close_tokens(tx, instance_id, taken_away)
    tokens = _alive(gone).union(ended_tokens) - _alive(live.execution.waits)
    if live.has_engine_tasks:
        tasks.close_caused_by(tx, instance_id, tokens)
    timers.forget_tokens(tx, instance_id, tokens)
    heard = [wait.token for wait in gone if isinstance(wait, MessageWait | SignalWait)]
    if heard:
        messages.forget_waits(tx, instance_id, heard)


def _alive(waits: Iterable[Wait]) -> set[int]:
    """The activities and events that these waits show to be going on: they themselves, their hosts, what is around."""
    shown = ((wait.token, getattr(wait, "host_token", None), *getattr(wait, "inside", ())) for wait in waits)
    return {token for tokens in shown for token in tokens if token is not None}


def _close_everything(live: Live) -> None:
    """What is open ends with the instance, but for what is still to be arranged by hand, whose clock goes on."""
    tx, instance_id = live.work.tx, live.record.id
    left = outlasting(tasks.open_of_instance(tx, instance_id)) if live.has_engine_tasks else ()
    tasks.close_all(tx, instance_id, but=left)
    timers.forget_all(tx, instance_id, but=left)
    messages.forget_all(tx, instance_id)
    current = suspensions.current(tx, instance_id) if left and live.record.state == SUSPENDED else None
    if current is not None:
        go_on(live, Pause(current.suspended_at, current.until), live.work.now)


def _open(live: Live, new: tuple[Wait, ...]) -> None:
    user_tasks = [wait for wait in new if isinstance(wait, UserTaskWait)]
    clocks = [wait for wait in new if isinstance(wait, TimerWait)]
    open_waits(live, user_tasks, clocks)
    messages.message_waits.add(
        live.work.tx,
        *(_awaited(live, wait) for wait in new if isinstance(wait, MessageWait | SignalWait)),
    )
    for wait in new:
        if isinstance(wait, CallWait):
            letters.start_child(live, wait.token)


def _awaited(live: Live, wait: MessageWait | SignalWait) -> MessageWaitRecord:
    element = live.pathway.definition.elements[wait.element_id]
    return MessageWaitRecord(
        live.record.id,
        wait.token,
        "message" if isinstance(wait, MessageWait) else "signal",
        wait.name,
        wait.element_id,
        element.lane or None,
        is_beside(wait, element.kind),
    )


def _tell(live: Live, news: Sequence[Occurrence]) -> None:
    for occurrence in news:
        if isinstance(occurrence, EscalationRaised):
            escalate(live, occurrence)
        elif isinstance(occurrence, MergeConflict):
            report_conflict(live, occurrence)
        else:
            throw(live, occurrence)


def _write(live: Live, news: Sequence[Occurrence]) -> None:
    steps = _steps(live, news)
    history.steps.add(live.work.tx, *steps)
    _write_traces(live, news)
    moved = replace(live.record, step_count=live.record.step_count + len(steps), last_progress_at=live.work.now)
    live.record = moved
    if live.execution.result is not None:
        _end(live, news)
    write_events(live)
    state = live.execution.state()
    live.record = replace(live.record, state_sealed=live.cipher.seal(state_place(live.record.id), state))
    instances.save(live.work.tx, live.record)


def _steps(live: Live, news: Sequence[Occurrence]) -> list[StepRecord]:
    passed = (item for item in news if isinstance(item, StepPassed))
    account, first = live.work.actor.account_id, live.record.step_count + 1
    return [
        StepRecord(live.record.id, number, step.element_id, step.kind, step.ended, live.work.now, account)
        for number, step in enumerate(passed, start=first)
    ]


def _write_traces(live: Live, news: Sequence[Occurrence]) -> None:
    tx = live.work.tx
    for taken in news:
        if isinstance(taken, DecisionTaken):
            trace_id = tx.new_id()
            sealed = live.cipher.seal_json(history.trace_place(trace_id), to_json(taken.trace))
            history.traces.add(
                tx, TraceRecord(trace_id, live.record.id, taken.element_id, taken.decision, sealed, tx.now)
            )


def _end(live: Live, news: Sequence[Occurrence]) -> None:
    ends = [item for item in news if isinstance(item, EndReached)]
    outcome = live.record.outcome or (ends[-1].name or ends[-1].element_id if ends else "Ended")
    if live.record.state == SUSPENDED:
        suspensions.end(live.work.tx, live.record.id, live.work.now, None)
    live.record = replace(live.record, state="completed", outcome=outcome[:80], ended_at=live.work.now)
    stop_sharing(live)
    if live.record.parent_id is not None:
        letters.return_to_caller(live)
