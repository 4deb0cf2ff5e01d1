"""The table of who may ask for what, and the sentence when they may not."""

from uuid import UUID

import pytest

from engine.domain.actors import Actor, Membership, Party, Role, System
from engine.domain.permissions import RULES, Permission, is_permitted, require
from engine.errors import NotPermitted

AGENCY, OTHER = UUID(int=1), UUID(int=2)


def person(role: Role) -> Actor:
    return Actor(UUID(int=100), 1, "Person 1", (Membership(AGENCY, None, role),))


COORDINATOR = Actor(UUID(int=101), 1, "Coordinator 1", (), is_coordinator=True)
CONTENT = {
    Permission.READ_CASE,
    Permission.SEARCH_CASES,
    Permission.RECORD_CONSENT,
    Permission.DISCLOSE,
    Permission.CLAIM_TASK,
    Permission.COMPLETE_TASK,
    Permission.SAVE_DRAFT,
    Permission.COMMENT_TASK,
    Permission.BREAK_GLASS,
    Permission.LINK_IDENTITY,
}
DEFINITIONS = {
    Permission.EDIT_DEFINITION,
    Permission.APPROVE_DEFINITION,
    Permission.PUBLISH_DEFINITION,
    Permission.CHANGE_PARAMETER,
    Permission.APPROVE_PARAMETER,
    Permission.MIGRATE_INSTANCE,
    Permission.REDATE_TIMERS,
}


def permitted(party: Party) -> set[Permission]:
    return {permission for permission in Permission if is_permitted(party, permission)}


def test_every_permission_has_a_rule_that_lets_someone() -> None:
    assert set(RULES) == set(Permission)
    assert all(rule.roles or rule.coordinator or rule.system for rule in RULES.values())


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.COMMISSIONER, Role.PRIVACY_OFFICER])
def test_only_caseworkers_and_managers_come_near_case_content(role: Role) -> None:
    assert not permitted(person(role)) & CONTENT
    assert permitted(person(Role.CASEWORKER)) >= CONTENT
    assert permitted(person(Role.MANAGER)) >= CONTENT


def test_the_coordinator_sees_status_and_gets_things_going_again_and_nothing_of_the_content() -> None:
    sees = {Permission.SEE_STATUS, Permission.SEE_REPORTS, Permission.SEE_TEAM_WORK}
    moves = {Permission.NUDGE, Permission.REBIND_LANE, Permission.RETRY_INCIDENT, Permission.START_ABOUT_AGENCY}
    assert permitted(COORDINATOR) == sees | moves


def test_definitions_belong_to_commissioners() -> None:
    assert permitted(person(Role.COMMISSIONER)) >= DEFINITIONS
    for role in set(Role) - {Role.COMMISSIONER}:
        assert not permitted(person(role)) & DEFINITIONS


def test_people_and_agencies_belong_to_administrators() -> None:
    holders = {role for role in Role if Permission.MANAGE_ACCOUNTS in permitted(person(role))}
    assert holders == {Role.ADMINISTRATOR}


def test_audit_and_erasure_belong_to_the_privacy_officer() -> None:
    for permission in (Permission.READ_AUDIT, Permission.ERASE_PERSON, Permission.REVIEW_BREAK_GLASS):
        assert {role for role in Role if permission in permitted(person(role))} == {Role.PRIVACY_OFFICER}


def test_the_clock_and_messages_belong_to_the_system() -> None:
    system = permitted(System(1))
    own = {Permission.TRIGGER_TIMER, Permission.DELIVER_MESSAGE, Permission.RETURN_CALL, Permission.RUN_DAILY_JOBS}
    assert system >= own
    assert Permission.READ_CASE not in system
    for role in Role:
        assert not permitted(person(role)) & own


def test_a_role_counts_only_in_its_agency_when_one_is_named() -> None:
    manager = person(Role.MANAGER)
    require(manager, Permission.REBIND_LANE, AGENCY)
    with pytest.raises(NotPermitted) as caught:
        require(manager, Permission.REBIND_LANE, OTHER)
    assert caught.value.message == (
        "Expected a manager of that agency or the partnership coordinator to move a lane to another team, "
        "but Person 1 holds the role manager."
    )


@pytest.mark.parametrize(
    ("party", "permission", "sentence"),
    [
        (
            person(Role.ADMINISTRATOR),
            Permission.READ_CASE,
            "Expected a caseworker or a manager to read a case, but Person 1 holds the role administrator.",
        ),
        (
            COORDINATOR,
            Permission.MANAGE_AGENCIES,
            "Expected an administrator to manage agencies and teams, but Coordinator 1 holds no role.",
        ),
        (
            System(1),
            Permission.SEE_STATUS,
            (
                "Expected a caseworker or a manager or the partnership coordinator to see the status of referrals, "
                "but the system asked."
            ),
        ),
        (
            person(Role.MANAGER),
            Permission.TRIGGER_TIMER,
            "Expected the system to fire a timer, but Person 1 holds the role manager.",
        ),
    ],
)
def test_a_refusal_says_who_may(party: Party, permission: Permission, sentence: str) -> None:
    with pytest.raises(NotPermitted) as caught:
        require(party, permission)
    assert caught.value.message == sentence
