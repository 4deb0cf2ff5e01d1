"""Which columns are made from something else, and which are facts that nothing else knows.

A column that is in neither list fails the suite: whoever adds one says here what it is.
"""

from __future__ import annotations

from collections.abc import Mapping

PATHWAY = "origin = 'pathway'"
OPEN = f"{PATHWAY} AND completed_at IS NULL"
CLOSED = f"{PATHWAY} AND completed_at IS NOT NULL"
ENGINE = "origin = 'engine'"
CAUSED = f"{ENGINE} AND kind = 'escalation'"
LATE = f"{ENGINE} AND kind = 'late'"
DRAWN = "kind NOT IN ('deadline', 'resume')"
WATCH = "kind = 'deadline'"
LAST = "kind = 'resume'"
STILL = "paused_remaining IS NOT NULL"
RUNS = "paused_remaining IS NULL"

PROJECTED: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "process_instance": {
        "pathway": ("",),
        "title": ("",),
        "state": ("state = 'running'", "state = 'completed'", "state = 'cancelled'", "state = 'suspended'"),
        "outcome": ("state = 'completed'", "state = 'cancelled'"),
        "subject_type": ("",),
        "subject_id": ("case_id IS NOT NULL",),
        "case_id": ("case_id IS NOT NULL",),
        "business_key": ("",),
        "parent_id": ("parent_id IS NOT NULL",),
        "parent_token": ("parent_id IS NOT NULL",),
        "state_sealed": ("state = 'running'", "state = 'cancelled'"),
        "event_count": ("",),
        "step_count": ("",),
        "started_at": ("",),
        "started_by": ("started_by IS NOT NULL",),
        "starter_agency_id": ("parent_id IS NULL", "parent_id IS NOT NULL"),
        "starter_team_id": ("parent_id IS NULL", "parent_id IS NOT NULL"),
        "last_progress_at": ("",),
        "ended_at": ("state = 'completed'", "state = 'cancelled'"),
    },
    "user_task": {
        "case_id": ("case_id IS NOT NULL",),
        "token": (OPEN, CLOSED),
        "element_id": (OPEN, CLOSED, CAUSED, f"{LATE} AND element_id IS NOT NULL"),
        "origin": (OPEN, ENGINE),
        "kind": (OPEN, ENGINE),
        "title": (OPEN, CLOSED, CAUSED, LATE),
        "instructions": (OPEN, CLOSED, CAUSED, LATE),
        "pathway": (OPEN,),
        "business_key": (OPEN,),
        "lane": (OPEN,),
        "agency_id": (OPEN, CLOSED),
        "team_id": (OPEN, CLOSED),
        "managers_only": (OPEN,),
        "state": (
            OPEN,
            CLOSED,
            "completed_at IS NULL AND assignee_id IS NOT NULL",
            f"{ENGINE} AND state = 'completed'",
        ),
        "assignee_id": ("state = 'completed' AND assignee_id IS NOT NULL", f"{OPEN} AND assignee_id IS NOT NULL"),
        "delegated_by_id": ("delegated_by_id IS NOT NULL",),
        "version": (OPEN, CLOSED, ENGINE),
        "form": (f"{OPEN} AND form IS NOT NULL",),
        "due_at": (f"{OPEN} AND due_at IS NOT NULL", f"{CLOSED} AND due_at IS NOT NULL", ENGINE),
        "due_order": (OPEN, CLOSED),
        "arithmetic": (OPEN, CLOSED, ENGINE),
        "deadline_class": (f"{OPEN} AND due_at IS NOT NULL", f"{CLOSED} AND due_at IS NOT NULL"),
        "follow_up_at": ("follow_up_at IS NOT NULL",),
        "priority": (OPEN, CLOSED, "follow_up_at IS NOT NULL"),
        "asked_by_id": (f"{PATHWAY} AND asked_by_id IS NOT NULL",),
        "cause_task_id": (CAUSED, LATE),
        "cause_token": (f"{CAUSED} AND cause_token IS NOT NULL", f"{LATE} AND cause_token IS NOT NULL"),
        "created_at": (OPEN, CLOSED),
        "completed_at": (CLOSED, f"{ENGINE} AND state = 'cancelled'"),
        "completed_by_id": ("completed_by_id IS NOT NULL",),
        "paused": (OPEN, f"{ENGINE} AND completed_at IS NULL", "paused AND completed_at IS NULL"),
    },
    "timer": {
        "token": (DRAWN, f"{WATCH} AND token IS NOT NULL"),
        "task_id": (WATCH,),
        "element_id": (DRAWN, f"{WATCH} AND element_id IS NOT NULL"),
        "kind": (DRAWN, WATCH, LAST),
        "text": (DRAWN, "kind = 'cycle'"),
        "interrupting": (DRAWN, WATCH),
        "started_at": (DRAWN, WATCH),
        "due_at": (f"{DRAWN} AND fired = 0", "fired > 0", WATCH, LAST, f"{DRAWN} AND {STILL}", f"{WATCH} AND {STILL}"),
        "next_try_at": (f"{DRAWN} AND {RUNS}", f"{WATCH} AND attempts = 0 AND {RUNS}", LAST),
        "deadline_class": (DRAWN, WATCH, LAST, STILL),
        "arithmetic": (f"{DRAWN} AND fired = 0", WATCH, LAST, STILL),
        "parameter": ("parameter IS NOT NULL",),
        "fired": (DRAWN, "fired > 0"),
        "attempts": (DRAWN, f"{WATCH} AND attempts = 0", STILL),
        "paused_remaining": (DRAWN, WATCH, LAST, f"{DRAWN} AND {STILL}", f"{WATCH} AND {STILL}"),
    },
    "suspension": {
        "suspended_at": ("",),
        "suspended_by": ("suspended_by IS NOT NULL",),
        "agency_id": ("agency_id IS NOT NULL",),
        "caller_id": ("caller_id IS NOT NULL",),
        "until": ("resumed_at IS NULL", "resumed_at IS NOT NULL"),
        "reason_sealed": ("reason_sealed IS NOT NULL",),
        "resumed_at": ("resumed_at IS NOT NULL",),
        "resumed_by": ("resumed_by IS NOT NULL",),
    },
    "message_wait": {
        "token": ("",),
        "kind": ("kind = 'message'", "kind = 'signal'"),
        "name": ("kind = 'message'", "kind = 'signal'"),
        "element_id": ("",),
    },
    "lane_binding": {"lane": ("",), "agency_id": ("",), "team_id": ("",), "managers_only": ("",)},
    "step_history": {
        "number": ("",),
        "element_id": ("",),
        "kind": ("",),
        "ended": ("ended = 'completed'", "ended = 'cancelled'"),
        "passed_at": ("",),
        "account_id": ("account_id IS NOT NULL",),
    },
    "definition_version": {"pathway": ("",), "content_hash": ("",), "bundle": ("",), "title": ("",), "start": ("",)},
    "person": {"details_sealed": ("",), "alias_mark": ("alias_mark IS NOT NULL",), "name_mark": ("",)},
    "audit_event": {
        "at": ("",),
        "account_id": ("",),
        "action": ("",),
        "record_type": ("",),
        "record_id": ("",),
        "case_id": ("",),
        "detail": ("",),
        "mac": ("",),
    },
    "audit_seal": {"number": ("",), "audit_id": ("",), "previous_hash": ("",), "hash": ("",)},
}
"""Table → column → one condition for each kind of row in which it is corrupted."""

FACTS: Mapping[str, Mapping[str, str]] = {
    "process_instance": {"id": "names the row", "version_id": "the version it began on is a decision"},
    "user_task": {"id": "names the row", "instance_id": "names whose row it is; found as a token too few and too many"},
    "timer": {"id": "names the row", "instance_id": "names whose row it is; found as a token too few and too many"},
    "suspension": {
        "id": "names the row",
        "instance_id": "names whose row it is; found as a pause too few and too many",
    },
    "message_wait": {"instance_id": "names whose row it is; found as a token too few and too many"},
    "lane_binding": {"instance_id": "names whose row it is; found as a lane unbound and one bound for nothing"},
    "step_history": {"instance_id": "names whose row it is; found as a node too few and too many"},
    "definition_version": {
        "id": "names the row",
        "version": "the number it was given",
        "state": "what commissioners decided about it",
        "deployed_at": "when it came",
        "deployed_by": "who brought it",
    },
    "person": {"id": "names the row", "created_at": "when she was met"},
    "audit_event": {"id": "names the row; changed, the keyed hash does not fit"},
    "audit_seal": {"sealed_at": "when the sealer came by"},
}

FACT_TABLES: Mapping[str, str] = {
    "absence": "who is away, and who stands in",
    "account": "who works here",
    "agency": "who takes part in the partnership",
    "agreement": "what was signed",
    "case_attachment": "what is in a file that somebody attached, sealed",
    "case_entry": "what somebody wrote on a case, sealed",
    "case_file": "the file itself, made by commands that are in the audit trail",
    "case_offer": "what one team asked of another, and what it answered",
    "case_participant": "who may see a case, and why",
    "closure_day": "what an agency entered",
    "consent": "what she said",
    "decision_trace": "how a decision came about, sealed",
    "definition_draft": "what commissioners work on",
    "definition_proposal": "who proposed a version and who approved it",
    "directory_service": "what an agency offers",
    "disclosure": "what was shared, on which basis",
    "draft": "what somebody typed, sealed",
    "duty_turn": "who is on duty when",
    "event": "what happened: the projections are made from it",
    "form_submission": "what was written, sealed",
    "heartbeat": "when the worker last ticked",
    "idempotency": "answers given, for a few days",
    "incident": "what failed",
    "invitation": "who was asked to choose a password",
    "membership": "who works where, as what",
    "message_inbox": "what came too early, sealed",
    "notice": "what people were told",
    "nudge": "who asked for news of a step",
    "outbox": "what is on its way",
    "parameter": "values with their source",
    "partnership": "the installation",
    "plan_action": "what was agreed, sealed; its task is checked",
    "service_place": "which referral holds a place, as its receiver decided",
    "session": "who is signed in",
    "sign_in_attempt": "who tried to sign in",
    "subject_key": "keys: a wrong one opens nothing",
    "task_comment": "what somebody wrote, sealed",
    "team": "who works together",
}
