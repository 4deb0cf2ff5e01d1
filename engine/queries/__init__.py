"""What can be read: one query per file, each scoped to the one who asks, with frozen dataclasses as answers.

    with engine.reading(actor) as view:
        page = queries.my_work(view)

A record outside the actor's scope answers exactly as one that does not exist.
"""

from __future__ import annotations

from engine.queries.accesses import Accesses, AccessLine, accesses
from engine.queries.administration import PeopleList, PersonPage, deputies_for, people, person_page, work_places
from engine.queries.attachments import Download, download
from engine.queries.audit_check import AuditCheck
from engine.queries.audit_search import AuditLine, AuditPage, AuditQuestion, audit_trail
from engine.queries.barring import CaseBars, case_bars, case_named, governs
from engine.queries.case_page import CasePage, Participant, Startable, case_page
from engine.queries.case_sections import CaseSections, case_sections
from engine.queries.cases import CaseItem, CaseList, cases, find_cases
from engine.queries.charters import CharterLine, charters
from engine.queries.choices import Choice
from engine.queries.consents import (
    ConsentLine,
    GridRow,
    SharedLine,
    consent_grid,
    consents,
    may_agree_to,
    shared_about,
)
from engine.queries.consistency import fsck
from engine.queries.diagram import Diagram, StepRow, diagram
from engine.queries.duty import Invitation, OwnAbsences, TeamRota, invitation, own_absences, rotas
from engine.queries.emergencies import Emergency, emergencies_to_review, emergency_page
from engine.queries.entries import (
    CaseEntries,
    CommentPlace,
    EntryLine,
    EntryPage,
    case_entries,
    comment_places,
    entry_page,
)
from engine.queries.fsck import Problem
from engine.queries.hand_over import HandOver, Offer, hand_over, offer_page, offers_received, teams_to_lead
from engine.queries.health import Health, Readiness, health, readiness
from engine.queries.heat import HeatPage, RunningLine, StepLine, heat, running_pathways
from engine.queries.lanes import LanesPage, MovableLane, movable_here, movable_lanes
from engine.queries.lines import HistoryLine
from engine.queries.merge_cases import MergePreview, may_merge, merge_preview, merged_into
from engine.queries.my_work import WorkItem, WorkPage, my_work
from engine.queries.notices import Notice, notice_count, notices
from engine.queries.own_sign_in import AppSetUp, OwnSignIn, app_set_up, has_second_step, own_sign_in
from engine.queries.partners import (
    AgencyLine,
    ClosureLine,
    ServiceLine,
    agency_line,
    agency_lines,
    closures,
    offering_teams,
    service_line,
    service_lines,
    team_of_agency,
)
from engine.queries.passkeys import new_passkey_options, passkey_options
from engine.queries.pausing import Pausing, pausing
from engine.queries.plan_actions import AddTaskPage, PlanAction, add_task_page, plan_actions
from engine.queries.records import Certificate, RecordPage, Records, certificate, record_of, record_page, records
from engine.queries.redating import RedatedClock, Redating, preview_redating, redating_here
from engine.queries.refer_again import can_refer_again
from engine.queries.referrals import Referral
from engine.queries.setup import first_run
from engine.queries.stalled import Bucket, StalledPage, stalled
from engine.queries.start_page import StartPage, start_page
from engine.queries.subject_requests import Answer, Item, RequestPage, answer, request_page, requests
from engine.queries.task_page import Comment, TaskPage, task_page
from engine.queries.team_lines import TeamLine
from engine.queries.team_work import TeamPage, team_work
from engine.queries.view import View

__all__ = [
    "AccessLine",
    "Accesses",
    "AddTaskPage",
    "AgencyLine",
    "Answer",
    "AppSetUp",
    "AuditCheck",
    "AuditLine",
    "AuditPage",
    "AuditQuestion",
    "Bucket",
    "CaseBars",
    "CaseEntries",
    "CaseItem",
    "CaseList",
    "CasePage",
    "CaseSections",
    "Certificate",
    "CharterLine",
    "Choice",
    "ClosureLine",
    "Comment",
    "CommentPlace",
    "ConsentLine",
    "Diagram",
    "Download",
    "Emergency",
    "EntryLine",
    "EntryPage",
    "GridRow",
    "HandOver",
    "Health",
    "HeatPage",
    "HistoryLine",
    "Invitation",
    "Item",
    "LanesPage",
    "MergePreview",
    "MovableLane",
    "Notice",
    "Offer",
    "OwnAbsences",
    "OwnSignIn",
    "Participant",
    "Pausing",
    "PeopleList",
    "PersonPage",
    "PlanAction",
    "Problem",
    "Readiness",
    "RecordPage",
    "Records",
    "RedatedClock",
    "Redating",
    "Referral",
    "RequestPage",
    "RunningLine",
    "ServiceLine",
    "SharedLine",
    "StalledPage",
    "StartPage",
    "Startable",
    "StepLine",
    "StepRow",
    "TaskPage",
    "TeamLine",
    "TeamPage",
    "TeamRota",
    "View",
    "WorkItem",
    "WorkPage",
    "accesses",
    "add_task_page",
    "agency_line",
    "agency_lines",
    "answer",
    "app_set_up",
    "audit_trail",
    "can_refer_again",
    "case_bars",
    "case_entries",
    "case_named",
    "case_page",
    "case_sections",
    "cases",
    "certificate",
    "charters",
    "closures",
    "comment_places",
    "consent_grid",
    "consents",
    "deputies_for",
    "diagram",
    "download",
    "emergencies_to_review",
    "emergency_page",
    "entry_page",
    "find_cases",
    "first_run",
    "fsck",
    "governs",
    "hand_over",
    "has_second_step",
    "health",
    "heat",
    "invitation",
    "may_agree_to",
    "may_merge",
    "merge_preview",
    "merged_into",
    "movable_here",
    "movable_lanes",
    "my_work",
    "new_passkey_options",
    "notice_count",
    "notices",
    "offer_page",
    "offering_teams",
    "offers_received",
    "own_absences",
    "own_sign_in",
    "passkey_options",
    "pausing",
    "people",
    "person_page",
    "plan_actions",
    "preview_redating",
    "readiness",
    "record_of",
    "record_page",
    "records",
    "redating_here",
    "request_page",
    "requests",
    "rotas",
    "running_pathways",
    "service_line",
    "service_lines",
    "shared_about",
    "stalled",
    "start_page",
    "task_page",
    "team_of_agency",
    "team_work",
    "teams_to_lead",
    "work_places",
]
