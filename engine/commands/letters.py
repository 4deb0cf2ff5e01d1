"""Commands from one instance to others, through the outbox: right after the commit, by the worker at the latest.

What a letter says about a person is sealed; names of commands and identifiers are in clear.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from engine.commands.work import Live, Work
from engine.store import instances, outbox
from engine.store.keys import SubjectCipher
from engine.store.outbox import OutboxRecord


def start_child(live: Live, token: int) -> None:
    """Start the pathway that a call activity names."""
    _send(live.work, "start_child", live.record.id, {"parent_id": str(live.record.id), "token": token})


def start_pathway(live: Live, key: str) -> None:
    """Start another pathway for the same subject and case."""
    _send(live.work, "start_pathway", live.record.id, {"from_id": str(live.record.id), "pathway": key})


def cancel_child(live: Live, token: int) -> None:
    """End the called instance, because its caller no longer waits for it."""
    child = instances.child_of(live.work.tx, live.record.id, token)
    if child is not None and child.ended_at is None:
        cancel_instance(live.work, child.id)


def cancel_instance(work: Work, instance_id: UUID) -> None:
    """End an instance, with all that it called."""
    _send(work, "cancel_child", instance_id, {"child_id": str(instance_id)})


def pause_called(work: Work, instance_id: UUID, caller_id: UUID) -> None:
    """Pause a called instance together with the one that called it."""
    _send(work, "pause_called", instance_id, {"child_id": str(instance_id), "caller_id": str(caller_id)})


def resume_called(work: Work, instance_id: UUID, caller_id: UUID) -> None:
    """Let a called instance go on that was paused together with the one that called it."""
    _send(work, "resume_called", instance_id, {"child_id": str(instance_id), "caller_id": str(caller_id)})


def hand_over_kept(work: Work, instance_id: UUID) -> None:
    """Hand an instance that goes on what came for it while it was paused."""
    _send(work, "hand_over_kept", instance_id, {"instance_id": str(instance_id)})


def give_back(work: Work, instance_id: UUID, account_id: UUID) -> None:
    """Give back what a person holds of an instance and may not do any more."""
    _send(work, "give_back", instance_id, {"instance_id": str(instance_id), "account_id": str(account_id)})


def taken_back(work: Work, instance_id: UUID) -> None:
    """Ask the sender of a referral to act on it, because she has taken back what it rests on."""
    _send(work, "taken_back", instance_id, {"instance_id": str(instance_id)})


def remind_caller(work: Work, child_id: UUID, caller_id: UUID) -> None:
    """Give once more the final variables of a called instance that ended while its caller was paused."""
    _send(work, "return_to_caller", caller_id, {"child_id": str(child_id)})


def redate(work: Work, instance_id: UUID, parameter: str, clocks: Mapping[str, list[str]], by: UUID | None) -> None:
    """Move clocks of an instance from where they were seen to where they are wanted."""
    content = {"instance_id": str(instance_id), "parameter": parameter, "clocks": clocks, "by": str(by) if by else None}
    _send(work, "redate", instance_id, content)


def return_to_caller(live: Live) -> None:
    """Give the final variables of a called instance back to its caller."""
    _send(live.work, "return_to_caller", live.record.parent_id, {"child_id": str(live.record.id)})


def route(live: Live, kind: str, name: str, payload: Mapping[str, Any]) -> None:
    """Bring a thrown message or signal to the instances that wait for it."""
    letter_id = live.work.tx.new_id()
    sealed = live.cipher.seal_json(outbox.payload_place(letter_id), dict(payload))
    content = {
        "sender_id": str(live.record.id),
        "kind": kind,
        "name": name,
        "sealed": base64.b85encode(sealed).decode(),
    }
    _send(live.work, "route", live.record.id, content, letter_id)


def hand_over(
    work: Work, cipher: SubjectCipher, receiver: tuple[UUID, int], thrown: Mapping[str, Any], thrown_in: UUID
) -> None:
    """Bring what was thrown in a letter to one referral that waits for it at a token, in a unit of work of its own.

    `thrown` has the sender (`sender_id`), the `name` and the `payload`.
    """
    letter_id = work.tx.new_id()
    sealed = cipher.seal_json(outbox.payload_place(letter_id), dict(thrown["payload"]))
    content = {
        "sender_id": thrown["sender_id"],
        "token": receiver[1],
        "name": thrown["name"],
        "thrown_in": str(thrown_in),
        "sealed": base64.b85encode(sealed).decode(),
    }
    _send(work, "hand_over", receiver[0], content, letter_id)


def open_sealed(cipher: SubjectCipher, letter: OutboxRecord, sealed: str) -> Any:
    return cipher.open_json(outbox.payload_place(letter.id), base64.b85decode(sealed))


def _send(
    work: Work, command: str, instance_id: UUID | None, content: Mapping[str, Any], letter_id: UUID | None = None
) -> None:
    payload = json.dumps({"command": command, **content}, separators=(",", ":"))
    work.follow_ups.append(outbox.put(work.tx, "command", payload, instance_id, letter_id))


def announce(work: Work, task_ids: list[UUID], kind: str = "new_task") -> None:
    """Have the people whom new tasks concern told. Who they are is worked out after the commit."""
    if task_ids:
        payload = json.dumps({"kind": kind, "tasks": [str(task_id) for task_id in task_ids]}, separators=(",", ":"))
        outbox.put(work.tx, "notify", payload)


def tell_lanes(live: Live, team_ids: list[UUID], account_ids: Iterable[UUID] = (), kind: str = "late") -> None:
    """Have the teams told that something about a referral of theirs is late (or what `kind` says), and these people
    whoever is on duty."""
    if team_ids:
        teams, people = [str(team_id) for team_id in team_ids], sorted(str(account_id) for account_id in account_ids)
        content = {"kind": kind, "teams": teams, "people": people, "case_id": str(live.record.case_id)}
        outbox.put(live.work.tx, "notify", json.dumps(content, separators=(",", ":")), live.record.id)
