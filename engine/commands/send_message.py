"""A message from a person to a referral that waits for it, such as withdrawing it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID

from engine.bpmn.waits import MessageWait
from engine.commands.outcome import Outcome, outcome_of
from engine.commands.settle import settle
from engine.commands.work import Live, Work
from engine.domain.answers import has_control_characters
from engine.domain.events import MessageDelivered
from engine.domain.permissions import Permission, require
from engine.errors import InvalidInput, InvalidState, NotFound
from engine.store import visibility

MAX_VALUE = 500
MAX_VALUES = 20
_NAME = re.compile(r"[a-z][a-z0-9_]{0,59}", re.ASCII)


@dataclass(frozen=True, slots=True)
class SendMessage:
    """Deliver a message of that name to a referral. For members of the team that started it, or leads the case in its
    place since, and managers there.

    Refuses: NotFound (out of scope), InvalidState (the referral does not wait for such a message), InvalidInput.
    """

    instance_id: UUID
    name: str
    values: Mapping[str, Sequence[str]]


def send_message(work: Work, command: SendMessage) -> Outcome:
    actor = work.person()
    require(actor, Permission.WITHDRAW_INSTANCE)
    seen = visibility.instance(work.tx, actor, command.instance_id)
    if seen is None or not (seen.starter_team_id in actor.team_ids or actor.manages(seen.starter_agency_id)):
        raise NotFound("There is no such referral.")
    live = work.lock(command.instance_id)
    live.running()
    deliver(live, command.name, _payload(command.values))
    work.audit("message_sent", "instance", live.record.id, live.record.case_id, message=command.name[:60])
    return outcome_of(live)


def deliver(live: Live, name: str, payload: Mapping[str, Any]) -> None:
    """Deliver to the first wait for a message of that name. Refuses when the instance waits for none."""
    before = live.execution.waits
    waiting = next((wait for wait in before if isinstance(wait, MessageWait) and wait.name == name), None)
    if waiting is None:
        raise InvalidState("Expected the referral to wait for this, but it has moved on or has not come to it yet.")
    live.stepping(partial(live.execution.deliver, waiting.token, payload))
    live.note(MessageDelivered(waiting.token, dict(payload)))
    settle(live, before)


def _payload(values: Mapping[str, Sequence[str]]) -> dict[str, str]:
    if len(values) > MAX_VALUES:
        raise InvalidInput(f"Expected at most {MAX_VALUES} answers, but there are {len(values)}.")
    if not all(_NAME.fullmatch(name) for name in values):
        raise InvalidInput("Expected answers whose names are small letters, digits and underscores, but got others.")
    payload = {name: given[0] if given else "" for name, given in values.items()}
    unreadable = {
        name: "Take out the control characters" for name, text in payload.items() if has_control_characters(text)
    }
    if unreadable:
        raise InvalidInput("Expected answers that can be read, but they include control characters.", unreadable)
    too_long = {
        name: f"Must be {MAX_VALUE} characters or less" for name, text in payload.items() if len(text) > MAX_VALUE
    }
    if too_long:
        raise InvalidInput("Expected shorter answers.", too_long)
    return payload
