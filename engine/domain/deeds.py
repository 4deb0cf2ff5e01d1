"""What was done, in words: every action of the audit trail, of which kind it is, and how people read it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class DeedKind(StrEnum):
    """What people look for when they ask who did something."""

    READ = "read"
    SEARCH = "search"
    EXPORT = "export"
    SHARE = "share"
    ERASURE = "erasure"
    CASEWORK = "casework"
    SIGN_IN = "sign_in"
    PEOPLE = "people"
    PATHWAYS = "pathways"
    ENGINE = "engine"

    @property
    def label(self) -> str:
        return _LABELS[self]


_LABELS = {
    DeedKind.READ: "Looking at something",
    DeedKind.SEARCH: "Searching",
    DeedKind.EXPORT: "Printing and taking out",
    DeedKind.SHARE: "Consent and sharing",
    DeedKind.ERASURE: "Keeping and erasing records",
    DeedKind.CASEWORK: "Work on cases",
    DeedKind.SIGN_IN: "Signing in",
    DeedKind.PEOPLE: "People, agencies and services",
    DeedKind.PATHWAYS: "Pathways and deadlines",
    DeedKind.ENGINE: "What the engine does by itself",
}


@dataclass(frozen=True, slots=True)
class Deed:
    """One action of the audit trail. `words` go on from who did it: “Outreach worker 1 …”."""

    kind: DeedKind
    words: str


_WORDS: Mapping[DeedKind, Mapping[str, str]] = {
    DeedKind.READ: {
        "case_bars_viewed": "looked at who must not know of her case",
        "case_viewed": "opened her case",
        "task_viewed": "opened a task about her",
        "referral_viewed": "opened a referral of hers",
        "offer_viewed": "opened the offer of her case",
        "emergency_missed": "tried to open a case in an emergency, and found none",
        "emergency_opened": "opened her case in an emergency",
        "emergency_viewed": "looked at why her case was opened in an emergency",
        "file_viewed": "opened a file about her",
        "accesses_viewed": "looked at who has seen her record",
        "access_viewed": "read all that is kept about her, to answer her",
        "record_viewed": "looked at how long her record is kept",
    },
    DeedKind.SEARCH: {
        "cases_searched": "searched for a case",
        "list_searched": "searched a list",
        "audit_searched": "searched the audit trail",
    },
    DeedKind.EXPORT: {
        "access_exported": "saved the answer to her request",
        "accesses_printed": "printed who has seen her record",
        "accesses_exported": "saved who has seen her record as a PDF",
    },
    DeedKind.SHARE: {
        "consent_recorded": "wrote down that she agrees to sharing",
        "consent_withdrawn": "wrote down that she no longer agrees to sharing",
        "consent_asked_anew": "was asked anew for her consent, because she took it back",
        "disclosure_stopped": "stopped sharing because she took her consent back",
        "withdrawal_to_act_on": "asked for what was shared to be looked at, because she took her consent back",
        "disclosed": "shared information about her",
    },
    DeedKind.ERASURE: {
        "access_answered": "gave her what is kept about her",
        "access_extended": "took longer to answer what is kept about her",
        "access_gone_through": "chose what is left out of the answer to her",
        "access_looked_over": "looked over the answer to her",
        "access_requested": "wrote down that she asks what is kept about her",
        "identity_checked": "wrote down how it was made sure that she asks",
        "erased": "erased a record",
        "erased_again": "erased records again that a backup had brought back",
        "erasure_approved": "approved that her record is erased",
        "erasure_kept": "left a record as it was, though its erasure was approved",
        "hold_ended": "ended a hold on her record",
        "hold_placed": "had her record kept longer",
    },
    DeedKind.CASEWORK: {
        "contact_confirmed": "wrote down how it is safe to reach her",
        "contact_to_ask": "asked her team how she can be reached safely",
        "action_asked": "asked for an action of her plan",
        "cancelled": "ended a referral",
        "called": "started a part of a referral",
        "case_bar_lifted": "let somebody know of her case again",
        "case_barred": "said who must not know of her case",
        "case_handed_over": "handed her case over",
        "case_offered": "offered her case to another team",
        "cases_merged": "merged two cases of hers",
        "comment_written": "wrote a comment",
        "draft_saved": "saved a draft about her",
        "emergency_ended": "ended an emergency access to her case",
        "emergency_escalated": "told that an emergency access waits to be reviewed",
        "emergency_reviewed": "reviewed an emergency access to her case",
        "identity_linked": "wrote down what her full name is",
        "file_removed": "removed a file about her",
        "file_written": "attached a file about her",
        "goal_closed": "closed a goal of hers",
        "goal_written": "wrote down a goal of hers",
        "lane_rebound": "moved a part of a referral to another team",
        "message_delivered": "passed on news of a referral",
        "message_sent": "sent news of a referral",
        "note_written": "wrote a contact note",
        "offer_accepted": "took over the lead of her case",
        "offer_declined": "declined to lead her case",
        "offer_escalated": "told managers that an offer waits",
        "offer_withdrawn": "took back the offer of her case",
        "over_capacity": "took a place more than there are",
        "redated": "moved the deadlines of a referral",
        "referred_again": "made a referral once more",
        "resumed": "let a referral go on",
        "returned": "came back from a part of a referral",
        "start_handed_over": "handed over who stands for a referral",
        "started": "started a referral",
        "suspended": "paused a referral",
        "task_claimed": "took a task about her",
        "task_commented": "commented on a task about her",
        "task_completed": "completed a task about her",
        "task_dates_set": "changed when a task about her is followed up",
        "task_delegated": "lent a task about her",
        "task_handed_over": "handed over a task about her",
        "task_nudged": "asked for news of a task about her",
        "task_reassigned": "gave a task about her to somebody else",
        "task_released": "put a task about her back",
        "task_resolved": "handed a lent task back",
    },
    DeedKind.SIGN_IN: {
        "authenticator_added": "set up an authenticator app",
        "authenticator_removed": "removed an authenticator app",
        "passkey_added": "added a passkey",
        "passkey_failed": "failed to sign in with a passkey",
        "passkey_removed": "removed a passkey",
        "passkey_renamed": "renamed a passkey",
        "password_changed": "changed the password",
        "password_reset": "chose a new password by a link",
        "proved_again": "proved again who it was",
        "recovery_code_used": "used a recovery code",
        "recovery_codes_made": "made recovery codes",
        "reset_asked": "asked for a new password",
        "reset_failed": "failed to prove who it was for a new password",
        "reset_sent": "sent somebody a link for a new password",
        "second_step_failed": "failed at the second step of signing in",
        "second_step_removed": "removed a person’s second step",
        "session_ended": "ended a session",
        "sessions_ended": "ended all other sessions",
        "sign_in_failed": "failed to sign in",
        "signed_in": "signed in",
        "signed_out": "signed out",
        "token_created": "created an access token",
        "token_revoked": "revoked an access token",
    },
    DeedKind.PEOPLE: {
        "absence_cancelled": "cancelled an absence",
        "absence_recorded": "recorded an absence",
        "account_changed": "changed a person’s name or address",
        "account_created": "added a person",
        "agency_changed": "changed an agency",
        "agency_created": "added an agency",
        "agreement_ended": "ended an agreement",
        "agreement_signed": "recorded an agreement",
        "closure_day_added": "added a day of closure",
        "closure_day_removed": "removed a day of closure",
        "installed": "set up the installation",
        "invitation_accepted": "accepted an invitation",
        "invited": "invited a person",
        "left": "recorded that a person has left",
        "role_given": "gave a person a role",
        "role_taken": "took a role from a person",
        "service_account_created": "added a service account",
        "service_added": "added a service to the directory",
        "service_changed": "changed a service of the directory",
        "service_checked": "checked a service of the directory",
        "team_added": "added a team",
        "team_renamed": "renamed a team",
        "turn_added": "added a turn of duty",
        "turn_removed": "removed a turn of duty",
        "webhook_added": "added a webhook",
        "webhook_removed": "removed a webhook",
    },
    DeedKind.PATHWAYS: {
        "declined": "declined a version of a pathway",
        "deployed": "deployed a version of a pathway",
        "draft discarded": "discarded a draft of a pathway",
        "draft saved": "saved a draft of a pathway",
        "draft started": "started a draft of a pathway",
        "parameter entered": "entered a value of a deadline or limit",
        "proposed": "proposed a version of a pathway",
        "published": "published a version of a pathway",
        "redating": "moved running deadlines",
        "value declined": "declined a value of a deadline or limit",
        "value proposed": "proposed a value of a deadline or limit",
        "value withdrawn": "took back a proposed value",
    },
    DeedKind.ENGINE: {
        "deadline_passed": "noticed that a deadline passed",
        "incident": "recorded a fault",
        "incident_resolved": "closed a fault",
        "incident_retried": "tried again after a fault",
        "keys_rotated": "wrapped keys by a new master key",
        "letter_given_up": "gave up sending something",
        "start_failed": "met a fault at the start of a pathway",
        "timer_fired": "let a timer fire",
    },
}
DEEDS: Mapping[str, Deed] = {
    action: Deed(kind, words) for kind, actions in _WORDS.items() for action, words in actions.items()
}


def deed(action: str) -> Deed:
    """The words for an action; one that has none is told by its own name, as a thing of the engine."""
    return DEEDS.get(action) or Deed(DeedKind.ENGINE, action.replace("_", " "))


def actions_of(kind: DeedKind) -> list[str]:
    """All actions of a kind."""
    return list(_WORDS[kind])
