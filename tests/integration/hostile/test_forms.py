"""Forms with wrong types, over-long text and unknown fields: refused by field, with nothing stored."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from engine.commands import CommentOnTask, CompleteTask, SaveDraft, SendMessage, SetTaskDates, StartProcess
from engine.errors import EngineError, InvalidInput, InvalidState
from engine.testing import House
from tests.integration.hostile.answers import LONE_SURROGATE, WRONG_CONTACTS, WRONG_TEXTS
from tests.integration.hostile.counting import nothing_stored
from tests.integration.town import Town, found


@pytest.fixture
def town(house: House) -> Town:
    return found(house)


def refused(town: Town, command: Any, key: str | None = None) -> EngineError:
    with nothing_stored(town.house.engine), pytest.raises((InvalidInput, InvalidState)) as refusal:
        town.worker.do(command, key)
    assert refusal.value.message.startswith("Expected ")
    return refusal.value


def test_a_wrong_contact_is_refused_at_its_field(town: Town) -> None:
    for what, (values, name) in WRONG_CONTACTS.items():
        refusal = refused(town, StartProcess("contact_and_triage", values))
        assert isinstance(refusal, InvalidInput), what
        assert name in refusal.fields or not name, (what, refusal.fields)
        assert all(len(text) < 300 for text in [refusal.message[:2_000], *refusal.fields.values()]), what
        refused(town, StartProcess("contact_and_triage", values), key=f"sent-{uuid4()}")


def test_a_wrong_answer_on_a_task_leaves_the_task_as_it_was(town: Town) -> None:
    case_id = town.contact().case_id
    started = town.worker.start("referral_handshake", case_id)
    task = town.worker.claim("Send referral")
    for text in WRONG_TEXTS.values():
        sent = {name: [str(value)] for name, value in town.sending().items() if name not in ("ask", "share")}
        values = {**sent, "share": ["alias"], "ask": [text]}
        refusal = refused(town, CompleteTask(task.id, task.version, values))
        assert isinstance(refusal, InvalidInput)
        assert set(refusal.fields) == {"ask"}
    assert town.titles(started.instance_id) == ["Send referral"]
    assert town.worker.task("Send referral") == task


@pytest.mark.parametrize("what", WRONG_TEXTS)
def test_a_comment_and_a_draft_hold_only_what_can_be_kept(town: Town, what: str) -> None:
    town.contact()
    task = town.worker.claim("Agree first steps")
    refused(town, CommentOnTask(task.id, WRONG_TEXTS[what]))
    refused(town, SaveDraft(task.id, {"goals": [WRONG_TEXTS[what]]}))


def test_a_draft_of_fields_that_the_form_does_not_have_is_refused(town: Town) -> None:
    town.contact()
    task = town.worker.claim("Agree first steps")
    for values in ({"is_admin": ["yes"]}, {"\0": ["x"]}, {LONE_SURROGATE: ["x"]}):
        refused(town, SaveDraft(task.id, values))
    refused(town, SetTaskDates(task.id, task.version, None, 10**9))


@pytest.mark.parametrize("what", WRONG_TEXTS)
def test_a_wrong_withdrawal_changes_nothing(town: Town, what: str) -> None:
    started = town.accepted()
    refused(town, SendMessage(started.instance_id, "withdraw", {"code": [WRONG_TEXTS[what]]}))
    refused(town, SendMessage(started.instance_id, WRONG_TEXTS[what], {"code": ["her choice"]}))
    refused(town, SendMessage(started.instance_id, "withdraw", {WRONG_TEXTS[what]: ["her choice"]}))
    assert town.instance(started.instance_id).state == "running"
