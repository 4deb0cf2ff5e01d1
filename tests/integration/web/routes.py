"""Every address of the application: who may open it and how. A page that is not in this table fails the suite."""

from __future__ import annotations

from typing import NamedTuple

ANYONE = "anyone"
SIGNED_IN = "signed in"
BEARER = "bearer of a token"


class Route(NamedTuple):
    """One endpoint. What a signed-in person sees there is bounded by the engine's scope, never by the address."""

    rule: str
    methods: frozenset[str]
    who: str


def reads(rule: str, who: str = SIGNED_IN) -> Route:
    return Route(rule, frozenset({"GET"}), who)


def changes(rule: str, who: str = SIGNED_IN) -> Route:
    return Route(rule, frozenset({"POST"}), who)


def of_api(rule: str, method: str = "GET") -> Route:
    return Route(f"/api/v1{rule}", frozenset({method}), BEARER)


ROUTES = {
    "static": reads("/static/<path:filename>", ANYONE),
    "health.alive": reads("/health", ANYONE),
    "health.ready": reads("/ready", ANYONE),
    "sign_in.form": reads("/sign-in", ANYONE),
    "sign_in.enter": changes("/sign-in", ANYONE),
    "sign_in.out": changes("/sign-out", ANYONE),
    "sign_in.first_administrator": reads("/first-administrator", ANYONE),
    "sign_in.create_first_administrator": changes("/first-administrator", ANYONE),
    "work.index": reads("/"),
    "work.tasks": reads("/work"),
    "work.claim": changes("/tasks/<uuid:task_id>/claim"),
    "work.release": changes("/tasks/<uuid:task_id>/release"),
    "task.show": reads("/tasks/<uuid:task_id>"),
    "task.complete": changes("/tasks/<uuid:task_id>/complete"),
    "task.save": changes("/tasks/<uuid:task_id>/save"),
    "task.comment": changes("/tasks/<uuid:task_id>/comment"),
    "task.reassign": changes("/tasks/<uuid:task_id>/reassign"),
    "task.delegate": changes("/tasks/<uuid:task_id>/delegate"),
    "task.resolve": changes("/tasks/<uuid:task_id>/resolve"),
    "task.dates": changes("/tasks/<uuid:task_id>/dates"),
    "done.show": reads("/done/<uuid:instance_id>"),
    "contact.form": reads("/contact"),
    "contact.record": changes("/contact"),
    "case.listing": reads("/cases"),
    "case.show": reads("/cases/<uuid:case_id>"),
    "case.start_form": reads("/cases/<uuid:case_id>/start/<pathway>"),
    "case.start_referral": changes("/cases/<uuid:case_id>/start/<pathway>"),
    "entries.listing": reads("/cases/<uuid:case_id>/entries/<kind>"),
    "entries.note_form": reads("/cases/<uuid:case_id>/notes/new"),
    "entries.write_note": changes("/cases/<uuid:case_id>/notes"),
    "entries.goal_form": reads("/cases/<uuid:case_id>/goals/new"),
    "entries.write_goal": changes("/cases/<uuid:case_id>/goals"),
    "entries.close_goal": changes("/cases/<uuid:case_id>/goals/<uuid:entry_id>/close"),
    "entries.comment_form": reads("/cases/<uuid:case_id>/comments/new"),
    "entries.comment": changes("/cases/<uuid:case_id>/comments/<about>"),
    "entries.file_form": reads("/cases/<uuid:case_id>/files/new"),
    "entries.attach": changes("/cases/<uuid:case_id>/files"),
    "entries.file": reads("/cases/<uuid:case_id>/files/<uuid:entry_id>"),
    "entries.remove": changes("/cases/<uuid:case_id>/files/<uuid:entry_id>/remove"),
    "planning.form": reads("/referrals/<uuid:instance_id>/add-task"),
    "planning.add": changes("/referrals/<uuid:instance_id>/add-task"),
    "case.withdraw_form": reads("/referrals/<uuid:instance_id>/withdraw"),
    "case.withdraw": changes("/referrals/<uuid:instance_id>/withdraw"),
    "pausing.form": reads("/referrals/<uuid:instance_id>/pause"),
    "pausing.pause": changes("/referrals/<uuid:instance_id>/pause"),
    "pausing.resume": changes("/referrals/<uuid:instance_id>/resume"),
    "consents.listing": reads("/cases/<uuid:case_id>/consents"),
    "consents.withdraw": changes("/cases/<uuid:case_id>/consents/<uuid:consent_id>/withdraw"),
    "diagram.show": reads("/referrals/<uuid:instance_id>"),
    "diagram.xml": reads("/referrals/<uuid:instance_id>/diagram.bpmn"),
    "moving.form": reads("/referrals/<uuid:instance_id>/move/<lane>"),
    "moving.move": changes("/referrals/<uuid:instance_id>/move/<lane>"),
    "notices.listing": reads("/notices"),
    "notices.mark_read": changes("/notices/read"),
    "invitation.form": reads("/invitation/<token>", ANYONE),
    "invitation.choose": changes("/invitation/<token>", ANYONE),
    "people.listing": reads("/admin/people"),
    "people.invite_form": reads("/admin/people/invite"),
    "people.invite": changes("/admin/people/invite"),
    "people.show": reads("/admin/people/<uuid:account_id>"),
    "people.edit_form": reads("/admin/people/<uuid:account_id>/edit"),
    "people.edit": changes("/admin/people/<uuid:account_id>/edit"),
    "people.role_form": reads("/admin/people/<uuid:account_id>/role"),
    "people.give_role": changes("/admin/people/<uuid:account_id>/role"),
    "people.take_role": changes("/admin/people/<uuid:account_id>/role/<uuid:membership_id>/remove"),
    "people.send_link": changes("/admin/people/<uuid:account_id>/link"),
    "people.leave_form": reads("/admin/people/<uuid:account_id>/leave"),
    "people.leave": changes("/admin/people/<uuid:account_id>/leave"),
    "agencies.listing": reads("/admin/agencies"),
    "agencies.new_form": reads("/admin/agencies/new"),
    "agencies.add": changes("/admin/agencies/new"),
    "agencies.show": reads("/admin/agencies/<uuid:agency_id>"),
    "agencies.change": changes("/admin/agencies/<uuid:agency_id>"),
    "agencies.team_form": reads("/admin/agencies/<uuid:agency_id>/team"),
    "agencies.add_team": changes("/admin/agencies/<uuid:agency_id>/team"),
    "agencies.rename_form": reads("/admin/agencies/teams/<uuid:team_id>"),
    "agencies.rename_team": changes("/admin/agencies/teams/<uuid:team_id>"),
    "directory.listing": reads("/directory"),
    "directory.new_form": reads("/directory/new"),
    "directory.add": changes("/directory/new"),
    "directory.edit_form": reads("/directory/<uuid:service_id>"),
    "directory.edit": changes("/directory/<uuid:service_id>"),
    "directory.confirm": changes("/directory/<uuid:service_id>/confirm"),
    "directory.closure_listing": reads("/admin/closures"),
    "directory.add_closure": changes("/admin/closures"),
    "directory.remove_closure": changes("/admin/closures/<uuid:closure_id>/remove"),
    "absences.listing": reads("/absences"),
    "absences.record": changes("/absences"),
    "absences.form_for": reads("/admin/people/<uuid:account_id>/absence"),
    "absences.record_for": changes("/admin/people/<uuid:account_id>/absence"),
    "absences.cancel": changes("/absences/<uuid:absence_id>/cancel"),
    "rota.listing": reads("/rota"),
    "rota.turn_form": reads("/rota/<uuid:team_id>"),
    "rota.add": changes("/rota/<uuid:team_id>"),
    "rota.remove": changes("/rota/turns/<uuid:turn_id>/remove"),
    "tokens.listing": reads("/tokens"),
    "tokens.create": changes("/tokens"),
    "tokens.revoke": changes("/tokens/<uuid:token_id>/revoke"),
    "api.openapi": reads("/api/v1/openapi.json", ANYONE),
    "api.get_me": of_api("/me"),
    "api.list_tasks": of_api("/tasks"),
    "api.count_open_tasks": of_api("/tasks/count"),
    "api.get_task": of_api("/tasks/<uuid:task_id>"),
    "api.claim_task": of_api("/tasks/<uuid:task_id>/claim", "POST"),
    "api.release_task": of_api("/tasks/<uuid:task_id>/release", "POST"),
    "api.complete_task": of_api("/tasks/<uuid:task_id>/complete", "POST"),
    "api.comment_on_task": of_api("/tasks/<uuid:task_id>/comments", "POST"),
    "api.list_referrals": of_api("/referrals"),
    "api.count_all_referrals": of_api("/referrals/count"),
    "api.get_referral": of_api("/referrals/<uuid:referral_id>"),
    "api.start_referral": of_api("/referrals", "POST"),
    "api.send_message": of_api("/referrals/<uuid:referral_id>/messages", "POST"),
    "api.list_cases": of_api("/cases"),
    "api.get_case": of_api("/cases/<uuid:case_id>"),
    "api.list_definitions": of_api("/definitions"),
    "api.count_definitions": of_api("/definitions/count"),
    "api.get_definition": of_api("/definitions/<uuid:definition_id>"),
    "api.get_definition_files": of_api("/definitions/<uuid:definition_id>/files"),
    "api.propose_definition": of_api("/definitions", "POST"),
    "api.list_services": of_api("/services"),
    "api.count_services": of_api("/services/count"),
    "api.list_events": of_api("/events"),
    "api.list_webhooks": of_api("/webhooks"),
    "api.get_webhook": of_api("/webhooks/<uuid:webhook_id>"),
    "api.add_webhook": of_api("/webhooks", "POST"),
    "api.remove_webhook": of_api("/webhooks/<uuid:webhook_id>", "DELETE"),
}
