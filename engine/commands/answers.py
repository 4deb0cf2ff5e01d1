"""Idempotency: the same key returns the first answer and has one effect."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from engine.commands.codec import encode
from engine.commands.outcome import RUNNING, Outcome, TaskNow
from engine.commands.work import NextStep, Work
from engine.errors import Conflict, InvalidInput
from engine.store import idempotency
from engine.store.idempotency import AnswerRecord
from engine.store.unit_of_work import Transaction

MAX_KEY = 80


def once(work: Work, command: Any, key: str, handle: Callable[[Work, Any], Any]) -> Any:
    """The answer kept under the key, or the answer of carrying the command out now, kept for the next time."""
    if not 1 <= len(key) <= MAX_KEY:
        raise InvalidInput(f"Expected an idempotency key of 1 to {MAX_KEY} characters, but it has {len(key)}.")
    account_id = work.person().account_id
    name, fingerprint = _identity(work.tx, command)
    kept = idempotency.get(work.tx, account_id, key)
    if kept is not None:
        if (kept.command, kept.fingerprint) != (name, fingerprint):
            raise Conflict("Expected a new idempotency key for a new request, but this one was used for another.")
        return _read(kept.answer)
    answer = handle(work, command)
    written = json.dumps(_plain(answer), separators=(",", ":"))
    idempotency.answers.add(work.tx, AnswerRecord(account_id, key, name, fingerprint, written, work.now))
    return answer


def is_kept(tx: Transaction, account_id: UUID, command: Any, key: str) -> bool:
    """Whether this very command has been answered under the key."""
    kept = idempotency.get(tx, account_id, key)
    return kept is not None and (kept.command, kept.fingerprint) == _identity(tx, command)


def _identity(tx: Transaction, command: Any) -> tuple[str, bytes]:
    """The name of a command and a keyed hash of its fields."""
    return type(command).__name__, tx.keys.audit_code(json.dumps(encode(command), sort_keys=True).encode())


def _plain(answer: Any) -> Any:
    if isinstance(answer, Outcome):
        return {"kind": "outcome", **json.loads(json.dumps(asdict(answer), default=_text))}
    if isinstance(answer, TaskNow):
        return {"kind": "task", **json.loads(json.dumps(asdict(answer), default=_text))}
    if isinstance(answer, UUID):
        return {"kind": "id", "id": str(answer)}
    if answer is None:
        return {"kind": "none"}
    raise TypeError(f"An answer of the kind {type(answer).__name__} cannot be given again.")


def _text(value: Any) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)


def _read(written: str) -> Any:
    content = json.loads(written)
    kind = content.pop("kind")
    if kind == "none":
        return None
    if kind == "id":
        return UUID(content["id"])
    return _task(content) if kind == "task" else _outcome(content)


def _outcome(content: dict[str, Any]) -> Outcome:
    """An outcome as it was kept, perhaps before it said how it left the task and the referral."""
    return Outcome(
        instance_id=UUID(content["instance_id"]),
        case_id=UUID(content["case_id"]) if content["case_id"] else None,
        reference=content["reference"],
        ended=content["ended"],
        next_steps=tuple(_step(step) for step in content["next_steps"]),
        state=content.get("state", RUNNING),
        task=_task(content["task"]) if content.get("task") else None,
    )


def _task(content: dict[str, Any]) -> TaskNow:
    assignee_id = UUID(content["assignee_id"]) if content["assignee_id"] else None
    return TaskNow(UUID(content["task_id"]), content["version"], content["state"], assignee_id)


def _step(step: dict[str, Any]) -> NextStep:
    due_at = datetime.fromisoformat(step["due_at"]) if step["due_at"] else None
    instance_id, task_id = (UUID(step[key]) if step.get(key) else None for key in ("instance_id", "task_id"))
    return NextStep(step["title"], step["holder"], due_at, step["due_words"], instance_id, task_id)
