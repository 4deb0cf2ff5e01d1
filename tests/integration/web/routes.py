"""Every address of the application: who may open it and how. A page that is not in this table fails the suite."""

from __future__ import annotations

from typing import NamedTuple

ANYONE = "anyone"
SIGNED_IN = "signed in"


class Route(NamedTuple):
    """One endpoint. What a signed-in person sees there is bounded by the engine's scope, never by the address."""

    rule: str
    methods: frozenset[str]
    who: str


def reads(rule: str, who: str = SIGNED_IN) -> Route:
    return Route(rule, frozenset({"GET"}), who)


def changes(rule: str, who: str = SIGNED_IN) -> Route:
    return Route(rule, frozenset({"POST"}), who)


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
}
