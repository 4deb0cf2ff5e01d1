"""The engine's own commands between instances, from the outbox: effect and settlement are one unit of work."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID

from engine.bpmn.runtime import Execution
from engine.bpmn.waits import CallWait, MessageWait, SignalWait
from engine.commands import letters
from engine.commands.ending import end_instance
from engine.commands.kept import hand_over, keep
from engine.commands.letters import open_sealed
from engine.commands.pausing import pause_with_caller, resume
from engine.commands.redate_timers import redate
from engine.commands.released import give_back
from engine.commands.settle import besides, settle
from engine.commands.starting import Call, new_instance
from engine.commands.taking_back import ask_sender
from engine.commands.work import Live, StepFailed, Work
from engine.domain.events import CallReturned, MessageDelivered
from engine.domain.pausing import SUSPENDED
from engine.domain.permissions import Permission, require
from engine.errors import DefinitionError
from engine.store import instances, messages, outbox, subjects, suspensions
from engine.store.instances import Held
from engine.store.messages import InboxRecord
from engine.store.outbox import OutboxRecord


@dataclass(frozen=True, slots=True)
class DeliverLetter:
    """Carry out one command of the outbox. For the engine only. Nothing happens when it was carried out before."""

    letter_id: UUID


def deliver_letter(work: Work, command: DeliverLetter) -> bool:
    """Returns whether the letter was still to be delivered."""
    require(work.actor, Permission.DELIVER_MESSAGE)
    letter = outbox.take(work.tx, command.letter_id)
    if letter is None or letter.kind != "command":
        return False
    content = json.loads(letter.payload)
    _COMMANDS[content["command"]](work, content, letter)
    outbox.delivered(work.tx, letter)
    return True


def _start_child(work: Work, content: Mapping[str, Any], letter: OutboxRecord) -> None:
    parent_id, token = UUID(content["parent_id"]), int(content["token"])
    caller = work.lock(parent_id, timers_first=False)
    if caller.record.ended_at is not None:
        return
    waiting = next(
        (wait for wait in caller.execution.waits if isinstance(wait, CallWait) and wait.token == token), None
    )
    if waiting is None or instances.child_of(work.tx, parent_id, token) is not None:
        return
    place = _lane_place(caller, waiting)
    child = _instance_for(caller, waiting.called, place, Call(parent_id, token, waiting.element_id))
    _begin(caller, child, waiting.inputs)
    if caller.record.state == SUSPENDED:
        letters.pause_called(work, child.record.id, parent_id)
    said = {"pathway": waiting.called, "agency": str(place[0]), "team": str(place[1])}
    called_by = {"caller": str(parent_id), "token": token, "element": waiting.element_id}
    work.audit("called", "instance", child.record.id, child.record.case_id, **said, **called_by)


def _start_pathway(work: Work, content: Mapping[str, Any], letter: OutboxRecord) -> None:
    held = instances.look_at(work.tx, UUID(content["from_id"]))
    if held is None:
        return
    origin = Live(work, held.record, held.cipher, held)
    place = (held.record.starter_agency_id, held.record.starter_team_id)
    started = _instance_for(origin, content["pathway"], place, None)
    _begin(origin, started, {})
    said = {"pathway": content["pathway"], "agency": str(place[0]), "team": str(place[1])}
    work.audit("started", "instance", started.record.id, started.record.case_id, **said)


def _begin(origin: Live, started: Live, variables: Mapping[str, Any]) -> None:
    """Begin an instance that another asked for. A fault in it counts as one of the other, which is there already."""
    try:
        started.begin(variables)
        settle(started)
    except StepFailed as failure:
        raise StepFailed(origin.record.id, failure, failure.element_id) from failure


def _instance_for(origin: Live, pathway: str, place: tuple[UUID, UUID], parent: Call | None) -> Live:
    found = origin.work.shelf.published(origin.work.tx, pathway)
    if found is None:
        error = DefinitionError(f"Expected the pathway {pathway!r} to be published, but it is not.")
        raise origin.failure(error)
    record = origin.record
    case = (record.case_id, record.business_key) if record.case_id else None
    subject = (record.subject_type, record.subject_id)
    return new_instance(origin.work, found[0], subject, origin.cipher, place, case, parent)


def _lane_place(caller: Live, waiting: CallWait) -> tuple[UUID, UUID]:
    """The team for which a called pathway starts: that of the lane in which the call is drawn."""
    bound = caller.bindings.get(caller.pathway.definition.elements[waiting.element_id].lane)
    if bound is not None:
        return bound.agency_id, bound.team_id
    return caller.record.starter_agency_id, caller.record.starter_team_id


def _return_to_caller(work: Work, content: Mapping[str, Any], letter: OutboxRecord) -> None:
    held = instances.look_at(work.tx, UUID(content["child_id"]))
    if held is None or held.record.parent_id is None or held.record.parent_token is None:
        return
    caller = work.lock(held.record.parent_id)
    token = held.record.parent_token
    before = caller.execution.waits
    if caller.record.ended_at is not None or not any(wait.token == token for wait in before):
        return
    if caller.record.state == SUSPENDED:
        return  # asked again when it goes on
    values = _final_variables(work, held)
    caller.stepping(partial(caller.execution.complete, token, values))
    caller.note(CallReturned(token, values))
    settle(caller, *besides(before, token))
    work.audit("returned", "instance", caller.record.id, caller.record.case_id)


def _final_variables(work: Work, held: Held) -> dict[str, Any]:
    pathway = work.shelf.get(work.tx, held.record.version_id)
    ended = Execution.resume(pathway.definition, instances.open_state(held), pathway)
    return dict(ended.result or {}) | {"outcome": (ended.result or {}).get("outcome", held.record.outcome)}


def _cancel_child(work: Work, content: Mapping[str, Any], letter: OutboxRecord) -> None:
    child = work.lock(UUID(content["child_id"]), timers_first=False)
    if child.record.ended_at is None:
        end_instance(child, "cancelled", "No longer needed")
        work.audit("cancelled", "instance", child.record.id, child.record.case_id)


def _route(work: Work, content: Mapping[str, Any], letter: OutboxRecord) -> None:
    """Bring a message to the referrals of the same case that wait for it; keep it for the caller when none does yet.

    Where several wait, each gets a letter of its own: one that cannot take it holds up no other.
    """
    sender = instances.look_at(work.tx, UUID(content["sender_id"]))
    if sender is None:
        return
    payload = open_sealed(sender.cipher, letter, content["sealed"])
    receivers = _receivers(work, sender, content["kind"], content["name"])
    if len(receivers) == 1:
        _deliver_at(work, *receivers[0], payload, letter.id)
    for receiver in receivers if len(receivers) > 1 else ():
        letters.hand_over(work, sender.cipher, receiver, {**content, "payload": payload}, letter.id)
    if not receivers and content["kind"] == "message" and sender.record.parent_id is not None:
        _keep_for(work, sender.record.parent_id, content["name"], payload)


def _hand_over(work: Work, content: Mapping[str, Any], letter: OutboxRecord) -> None:
    sender = instances.look_at(work.tx, UUID(content["sender_id"]))
    if sender is not None and letter.instance_id is not None:
        payload = open_sealed(sender.cipher, letter, content["sealed"])
        thrown_in = UUID(content["thrown_in"]) if "thrown_in" in content else letter.id
        _deliver_at(work, letter.instance_id, int(content["token"]), payload, thrown_in)


def _receivers(work: Work, sender: Held, kind: str, name: str) -> list[tuple[UUID, int]]:
    found = []
    for wait in messages.waits_for(work.tx, kind, name):
        held = instances.look_at(work.tx, wait.instance_id)
        if held is None:
            continue
        if kind == "signal" or _place(held) == _place(sender):
            found.append((wait.instance_id, wait.token))
    return sorted(found)


def _place(held: Held) -> tuple[UUID, UUID | None]:
    """Whom an instance is about, and in which case: agencies and the partnership have none."""
    return held.record.subject_id, held.record.case_id


def _deliver_at(work: Work, instance_id: UUID, token: int, payload: Mapping[str, Any], thrown_in: UUID) -> None:
    live = work.lock(instance_id)
    before = live.execution.waits
    heard = next((wait for wait in before if isinstance(wait, MessageWait | SignalWait) and wait.token == token), None)
    if heard is not None and live.record.state == SUSPENDED:
        keep(live, heard, payload, thrown_in)
    elif heard is not None:
        live.stepping(partial(live.execution.deliver, token, payload))
        live.note(MessageDelivered(token, dict(payload)))
        settle(live, before)
        work.audit("message_delivered", "instance", live.record.id, live.record.case_id)


def _keep_for(work: Work, instance_id: UUID, name: str, payload: Mapping[str, Any]) -> None:
    held = instances.look_at(work.tx, instance_id)
    cipher = subjects.cipher(work.tx, held.record.subject_id) if held else None
    if held is None or cipher is None or held.record.ended_at is not None:
        return
    inbox_id = work.tx.new_id()
    sealed = cipher.seal_json(messages.inbox_place(inbox_id), dict(payload))
    messages.inbox.add(work.tx, InboxRecord(inbox_id, instance_id, name, sealed, work.now))


def _pause_called(work: Work, content: Mapping[str, Any], letter: OutboxRecord) -> None:
    pause_with_caller(work.lock(UUID(content["child_id"])))


def _resume_called(work: Work, content: Mapping[str, Any], letter: OutboxRecord) -> None:
    """What was paused with its caller goes on with it; what was paused for itself, or again, does not."""
    child = work.lock(UUID(content["child_id"]))
    current = suspensions.current(work.tx, child.record.id)
    caller_pauses = suspensions.current(work.tx, UUID(content["caller_id"]))
    if current is not None and current.caller_id == UUID(content["caller_id"]) and caller_pauses is None:
        resume(child, current, work.now)


def _hand_over_kept(work: Work, content: Mapping[str, Any], letter: OutboxRecord) -> None:
    hand_over(work.lock(UUID(content["instance_id"])))


def _redate(work: Work, content: Mapping[str, Any], letter: OutboxRecord) -> None:
    redate(work.lock(UUID(content["instance_id"])), content)


def _give_back(work: Work, content: Mapping[str, Any], letter: OutboxRecord) -> None:
    give_back(work.lock(UUID(content["instance_id"]), timers_first=False), UUID(content["account_id"]))


def _taken_back(work: Work, content: Mapping[str, Any], letter: OutboxRecord) -> None:
    ask_sender(work.lock(UUID(content["instance_id"]), timers_first=False))


_COMMANDS: Mapping[str, Callable[[Work, Mapping[str, Any], OutboxRecord], None]] = {
    "start_child": _start_child,
    "start_pathway": _start_pathway,
    "return_to_caller": _return_to_caller,
    "cancel_child": _cancel_child,
    "pause_called": _pause_called,
    "resume_called": _resume_called,
    "hand_over_kept": _hand_over_kept,
    "redate": _redate,
    "give_back": _give_back,
    "taken_back": _taken_back,
    "route": _route,
    "hand_over": _hand_over,
}
