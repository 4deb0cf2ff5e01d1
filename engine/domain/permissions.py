"""Which role may run which kind of command: one table, one question.

A permission says who may ask at all. Whether this person may do it to this task or case is decided by `tasks` and by
the scope of what the person may see.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from engine.domain.actors import Party, Role, System
from engine.errors import NotPermitted


class Permission(StrEnum):
    """A kind of command or reading, named as the sentence “Expected … to <value>”."""

    START_PATHWAY = "start a pathway"
    ADD_TASK = "add a task"
    READ_CASE = "read a case"
    SEARCH_CASES = "search for a case"
    RECORD_CONSENT = "record a consent"
    DISCLOSE = "share information with another agency"
    CHANGE_PARTICIPANTS = "change who takes part in a case"
    WRITE_ON_CASE = "write on a case"
    HAND_OVER_CASE = "hand over a case"
    MERGE_CASES = "merge two cases of one person"
    CLAIM_TASK = "claim a task"
    RELEASE_TASK = "release a task"
    COMPLETE_TASK = "complete a task"
    SAVE_DRAFT = "save a draft"
    COMMENT_TASK = "comment on a task"
    DELEGATE_TASK = "lend a task"
    REASSIGN_TASK = "reassign a task"
    NUDGE = "ask for news of a referral"
    SEE_TEAM_WORK = "see the work of an agency"
    REBIND_LANE = "move a lane to another team"
    APPROVE_OVERRIDE = "approve an override"
    SUSPEND_INSTANCE = "suspend or resume a referral"
    WITHDRAW_INSTANCE = "withdraw a referral"
    LINK_IDENTITY = "write down what her full name is"
    BREAK_GLASS = "open a case in an emergency"
    BAR_FROM_CASE = "bar somebody from a case"
    SEE_STATUS = "see the status of referrals"
    SEE_REPORTS = "see reports"
    EDIT_DEFINITION = "edit a pathway"
    APPROVE_DEFINITION = "approve a version of a pathway"
    PUBLISH_DEFINITION = "publish a version of a pathway"
    CHANGE_PARAMETER = "change a parameter"
    APPROVE_PARAMETER = "approve a value of a parameter"
    MIGRATE_INSTANCE = "move a running referral to another version"
    REDATE_TIMERS = "re-date running deadlines"
    MANAGE_ACCOUNTS = "manage people"
    MANAGE_AGENCIES = "manage agencies and teams"
    MANAGE_DIRECTORY = "change the service directory"
    SET_ABSENCE = "record an absence"
    KEEP_ROTA = "keep the duty rota of a team"
    START_ABOUT_AGENCY = "start a pathway about an agency"
    SIGN_AGREEMENT = "sign an agreement"
    RETRY_INCIDENT = "retry an incident"
    READ_AUDIT = "read the audit trail"
    REVIEW_BREAK_GLASS = "review an emergency access"
    EXPORT_PERSON = "answer a subject access request"
    ERASE_PERSON = "erase a person's record"
    TRIGGER_TIMER = "fire a timer"
    DELIVER_MESSAGE = "deliver a message"
    RETURN_CALL = "return from a called pathway"
    RUN_DAILY_JOBS = "run the daily jobs"


@dataclass(frozen=True, slots=True)
class Rule:
    """Who may: people with one of `roles`, the partnership's coordinator, the system."""

    roles: frozenset[Role] = frozenset()
    coordinator: bool = False
    system: bool = False

    def words(self, where: str = "") -> str:
        """Who may, for a sentence; `where` says in which agency the roles count."""
        roles = [f"a {role.label}" if role is not Role.ADMINISTRATOR else "an administrator" for role in self._ordered]
        parts = [" or ".join(roles) + where] if roles else []
        parts += ["the partnership coordinator"] if self.coordinator else []
        return " or ".join(parts) or "the system"

    @property
    def _ordered(self) -> list[Role]:
        return [role for role in Role if role in self.roles]


def _rule(*roles: Role, coordinator: bool = False, system: bool = False) -> Rule:
    return Rule(frozenset(roles), coordinator, system)


_CASEWORK = _rule(Role.CASEWORKER, Role.MANAGER)
_CASEWORK_OR_SYSTEM = _rule(Role.CASEWORKER, Role.MANAGER, system=True)
_MANAGER = _rule(Role.MANAGER)
_COMMISSIONER = _rule(Role.COMMISSIONER)
_PRIVACY = _rule(Role.PRIVACY_OFFICER)
_SYSTEM = _rule(system=True)

RULES: Mapping[Permission, Rule] = {
    Permission.START_PATHWAY: _CASEWORK_OR_SYSTEM,
    Permission.ADD_TASK: _CASEWORK,
    Permission.READ_CASE: _CASEWORK,
    Permission.SEARCH_CASES: _CASEWORK,
    Permission.RECORD_CONSENT: _CASEWORK,
    Permission.DISCLOSE: _CASEWORK_OR_SYSTEM,
    Permission.CHANGE_PARTICIPANTS: _CASEWORK,
    Permission.CLAIM_TASK: _CASEWORK,
    Permission.WRITE_ON_CASE: _CASEWORK,
    Permission.HAND_OVER_CASE: _CASEWORK,
    Permission.MERGE_CASES: _CASEWORK,
    Permission.RELEASE_TASK: _CASEWORK,
    Permission.COMPLETE_TASK: _CASEWORK,
    Permission.SAVE_DRAFT: _CASEWORK,
    Permission.COMMENT_TASK: _CASEWORK,
    Permission.DELEGATE_TASK: _CASEWORK,
    Permission.REASSIGN_TASK: _CASEWORK,
    Permission.NUDGE: _rule(Role.CASEWORKER, Role.MANAGER, coordinator=True),
    Permission.SEE_TEAM_WORK: _rule(Role.MANAGER, coordinator=True),
    Permission.REBIND_LANE: _rule(Role.MANAGER, coordinator=True),
    Permission.APPROVE_OVERRIDE: _MANAGER,
    Permission.SUSPEND_INSTANCE: _MANAGER,
    Permission.WITHDRAW_INSTANCE: _CASEWORK,
    Permission.LINK_IDENTITY: _CASEWORK,
    Permission.BREAK_GLASS: _CASEWORK,
    Permission.BAR_FROM_CASE: _rule(Role.CASEWORKER, Role.MANAGER, Role.PRIVACY_OFFICER),
    Permission.SEE_STATUS: _rule(Role.CASEWORKER, Role.MANAGER, coordinator=True),
    Permission.SEE_REPORTS: _rule(Role.MANAGER, Role.COMMISSIONER, coordinator=True),
    Permission.EDIT_DEFINITION: _COMMISSIONER,
    Permission.APPROVE_DEFINITION: _COMMISSIONER,
    Permission.PUBLISH_DEFINITION: _rule(Role.COMMISSIONER, system=True),
    Permission.CHANGE_PARAMETER: _COMMISSIONER,
    Permission.APPROVE_PARAMETER: _COMMISSIONER,
    Permission.MIGRATE_INSTANCE: _COMMISSIONER,
    Permission.REDATE_TIMERS: _rule(Role.COMMISSIONER, system=True),
    Permission.MANAGE_ACCOUNTS: _rule(Role.ADMINISTRATOR, system=True),
    Permission.MANAGE_AGENCIES: _rule(Role.ADMINISTRATOR, system=True),
    Permission.MANAGE_DIRECTORY: _rule(Role.MANAGER, Role.ADMINISTRATOR, system=True),
    Permission.SET_ABSENCE: _rule(Role.CASEWORKER, Role.MANAGER, Role.ADMINISTRATOR),
    Permission.KEEP_ROTA: _MANAGER,
    Permission.START_ABOUT_AGENCY: _rule(Role.COMMISSIONER, coordinator=True),
    Permission.SIGN_AGREEMENT: _rule(Role.MANAGER, Role.COMMISSIONER, system=True),
    Permission.RETRY_INCIDENT: _rule(Role.MANAGER, Role.COMMISSIONER, coordinator=True, system=True),
    Permission.READ_AUDIT: _PRIVACY,
    Permission.REVIEW_BREAK_GLASS: _PRIVACY,
    Permission.EXPORT_PERSON: _PRIVACY,
    Permission.ERASE_PERSON: _PRIVACY,
    Permission.TRIGGER_TIMER: _SYSTEM,
    Permission.DELIVER_MESSAGE: _SYSTEM,
    Permission.RETURN_CALL: _SYSTEM,
    Permission.RUN_DAILY_JOBS: _SYSTEM,
}


def is_permitted(party: Party, permission: Permission, agency_id: UUID | None = None) -> bool:
    """Whether the party may ask for this at all; with `agency_id`, whether a role held in that agency says so."""
    rule = RULES[permission]
    if isinstance(party, System):
        return rule.system
    return (rule.coordinator and party.is_coordinator) or any(party.holds(role, agency_id) for role in rule.roles)


def require(party: Party, permission: Permission, agency_id: UUID | None = None) -> None:
    """Raises NotPermitted, saying who may and what the party is, unless the party may ask for this."""
    if is_permitted(party, permission, agency_id):
        return
    words = RULES[permission].words(" of that agency" if agency_id is not None else "")
    raise NotPermitted(f"Expected {words} to {permission.value}, but {_standing(party)}.")


def _standing(party: Party) -> str:
    if isinstance(party, System):
        return "the system asked"
    roles = " and ".join(role.label for role in Role if role in party.roles)
    return f"{party.name} holds the role {roles}" if roles else f"{party.name} holds no role"
