"""What can be read: one query per file, each scoped to the one who asks, with frozen dataclasses as answers.

    with engine.reading(actor) as view:
        page = queries.my_work(view)

A record outside the actor's scope answers exactly as one that does not exist.
"""

from __future__ import annotations

from engine.queries.case_page import CasePage, Participant, Startable, case_page
from engine.queries.cases import CaseItem, CaseList, cases
from engine.queries.choices import Choice
from engine.queries.consents import ConsentLine, consents
from engine.queries.consistency import fsck
from engine.queries.diagram import Diagram, StepRow, diagram
from engine.queries.fsck import Problem
from engine.queries.health import Health, Readiness, health, readiness
from engine.queries.lanes import LanesPage, MovableLane, movable_here, movable_lanes
from engine.queries.lines import HistoryLine
from engine.queries.my_work import WorkItem, WorkPage, my_work
from engine.queries.notices import Notice, notice_count, notices
from engine.queries.pausing import Pausing, pausing
from engine.queries.redating import RedatedClock, Redating, preview_redating, redating_here
from engine.queries.referrals import Referral
from engine.queries.setup import first_run
from engine.queries.start_page import StartPage, start_page
from engine.queries.task_page import Comment, TaskPage, task_page
from engine.queries.view import View

__all__ = [
    "CaseItem",
    "CaseList",
    "CasePage",
    "Choice",
    "Comment",
    "ConsentLine",
    "Diagram",
    "Health",
    "HistoryLine",
    "LanesPage",
    "MovableLane",
    "Notice",
    "Participant",
    "Pausing",
    "Problem",
    "Readiness",
    "RedatedClock",
    "Redating",
    "Referral",
    "StartPage",
    "Startable",
    "StepRow",
    "TaskPage",
    "View",
    "WorkItem",
    "WorkPage",
    "case_page",
    "cases",
    "consents",
    "diagram",
    "first_run",
    "fsck",
    "health",
    "movable_here",
    "movable_lanes",
    "my_work",
    "notice_count",
    "notices",
    "pausing",
    "preview_redating",
    "readiness",
    "redating_here",
    "start_page",
    "task_page",
]
