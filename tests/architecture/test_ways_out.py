"""Every way out: where something about a woman is unsealed, and which gate stands before it (governance rules 2, 7, 9).

What is sealed under her key can leave only where it is opened. So each place that opens it is named here with what
holds it back; a new one fails this test until somebody has said which gate it goes through.
"""

from __future__ import annotations

import ast

from tests.architecture.source import dotted, modules

OPENS = {"open_json", "open_sealed", "open_state"}
STORE = "engine/store/"
"""Keeps what is sealed, and hands it over as it is, or with the cipher that opens it."""
KNOWLEDGE = "engine.queries.knowledge.Knowledge: whole case, or disclosed to the agency in this referral and still is"
WHOLE = "for those who take part in the whole case (or are offered it), by engine.store.scope"
AUDIENCE = "the audience that was chosen for it, by engine.store.scope.entries"
TASK = (
    "those whose work the task is, by engine.store.scope.tasks; words of a plan go to teams that `plans.parties` names"
)
INSIDE = "goes no further than the unit of work: into the process, or sealed again"
OWN = "of somebody who signs in, for herself: nothing about a woman"
CHECKED = "looks at it and tells only where something is wrong"
OFFICERS = (
    "privacy officers of an agency that leads the case or is or was in all of it, by engine.store.scope.records; "
    "what she asked for leaves once a second of them has looked it over"
)

GATES = {
    "engine/commands/actions.py": TASK,
    "engine/commands/deliver.py": INSIDE,
    "engine/commands/hand_over.py": WHOLE,
    "engine/commands/incidents.py": INSIDE,
    "engine/commands/kept.py": INSIDE,
    "engine/commands/letters.py": INSIDE,
    "engine/commands/merge_cases.py": WHOLE,
    "engine/commands/operations/accounting.py": INSIDE,
    "engine/commands/details.py": INSIDE,
    "engine/commands/reaching.py": INSIDE,
    "engine/commands/refer_again.py": WHOLE,
    "engine/commands/resets.py": OWN,
    "engine/commands/second_step.py": OWN,
    "engine/commands/settle.py": INSIDE,
    "engine/commands/subject_requests.py": OFFICERS,
    "engine/commands/taking_back.py": INSIDE,
    "engine/commands/work.py": INSIDE,
    "engine/queries/attachments.py": AUDIENCE,
    "engine/queries/barring.py": WHOLE,
    "engine/queries/consents.py": WHOLE,
    "engine/queries/diagram.py": CHECKED,
    "engine/queries/emergencies.py": "the privacy officers who review it, by engine.store.emergency_scope.may_review",
    "engine/queries/entries.py": AUDIENCE,
    "engine/queries/filled_in.py": KNOWLEDGE,
    "engine/queries/fsck.py": CHECKED,
    "engine/queries/fsck_pauses.py": CHECKED,
    "engine/queries/fsck_people.py": CHECKED,
    "engine/queries/hand_over.py": WHOLE,
    "engine/queries/knowledge.py": KNOWLEDGE,
    "engine/queries/own_sign_in.py": OWN,
    "engine/queries/pausing.py": "those who may open the referral, by engine.store.scope.instances",
    "engine/queries/plan_actions.py": TASK,
    "engine/queries/records.py": OFFICERS,
    "engine/queries/replay.py": CHECKED,
    "engine/queries/replies.py": KNOWLEDGE,
    "engine/queries/subject_requests.py": OFFICERS,
    "engine/queries/task_page.py": TASK,
}


def opens(call: ast.Call) -> bool:
    """Whether the call unseals something."""
    name = dotted(call.func).rpartition(".")
    return name[2] in OPENS or (name[2] == "open" and name[0].endswith("cipher"))


def test_every_place_that_unseals_something_is_named_with_the_gate_before_it() -> None:
    found = {module.path for module in modules("engine", "web") if any(map(opens, module.calls()))}
    outside = {path for path in found if not path.startswith(STORE)}
    assert outside - GATES.keys() == set(), "Say in GATES which gate stands before what this opens."
    assert GATES.keys() - outside == set(), "These open nothing any more: take them out of GATES."


def test_no_page_mail_webhook_or_api_unseals_anything_by_itself() -> None:
    assert {path for path in GATES if path.startswith(("web/", "engine/notify/", "engine/worker"))} == set()
