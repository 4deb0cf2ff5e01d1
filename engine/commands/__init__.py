"""What can be done: one file per action or small family of actions, each a frozen dataclass and its handler.

A command says in its docstring who may, what it refuses, and what it answers. `dispatch` carries it out.
"""

from __future__ import annotations

from engine.commands.absences import CancelAbsence, RecordAbsence
from engine.commands.add_task import AddTask
from engine.commands.agencies import ChangeAgency, RenameTeam
from engine.commands.attachments import AttachFile, RemoveFile, ViewFile
from engine.commands.barring import BarFromCase, LiftBar, ViewBars
from engine.commands.comments import CommentOnCase
from engine.commands.complete_task import CompleteTask
from engine.commands.consents import RecordConsent, WithdrawConsent
from engine.commands.deploy import DeployedVersion, DeployPathway
from engine.commands.directory import (
    AddClosureDay,
    AddService,
    ChangeService,
    ConfirmService,
    RemoveClosureDay,
    SignAgreement,
)
from engine.commands.emergency import (
    ChaseEmergencies,
    EndEmergency,
    OpenInEmergency,
    ReviewEmergency,
    ViewEmergency,
)
from engine.commands.enrolling import (
    BeginApp,
    ConfirmApp,
    Enrolled,
    MakeRecoveryCodes,
    RemoveApp,
    RemoveSecondStep,
)
from engine.commands.erasing import ApproveErasure, EndHold, PlaceHold, ViewRecord
from engine.commands.goals import CloseGoal, WriteGoal
from engine.commands.hand_over import AnswerOffer, ChaseOffers, OfferCase, ViewOffer, WithdrawOffer
from engine.commands.hooks import AddWebhook, RemoveWebhook
from engine.commands.incidents import RetryIncident
from engine.commands.invitations import AcceptInvitation, InvitePerson, SendInvitation
from engine.commands.merge_cases import MergeCases
from engine.commands.notes import WriteNote
from engine.commands.nudge import Nudge
from engine.commands.outcome import Outcome, TaskNow
from engine.commands.passkeys import AddPasskey, ProveByPasskey, RemovePasskey, RenamePasskey, SignInByPasskey
from engine.commands.passwords import PasswordHash
from engine.commands.people import AddTeam, CreateAccount, CreateAgency, CreateFirstAdministrator
from engine.commands.propose import ProposePathway
from engine.commands.reaching import ConfirmContact, PlanContact
from engine.commands.reading_audit import SearchAudit, ViewAccesses
from engine.commands.reassign_many import ReassignMany
from engine.commands.rebind_lane import RebindLane
from engine.commands.redate_timers import RedateTimers
from engine.commands.refer_again import ReferAgain
from engine.commands.resets import AskReset, ChangePassword
from engine.commands.resume_process import ResumeProcess
from engine.commands.roles import AddRole, ChangePerson, MarkLeaver, RemoveRole
from engine.commands.rota import AddTurn, RemoveTurn
from engine.commands.rotating import Rotated, RotateKeys
from engine.commands.search_cases import NoteSearch, SearchCases
from engine.commands.second_step import EnterCode, ProveAgain
from engine.commands.send_message import SendMessage
from engine.commands.sessions import EndOtherSessions, EndSession, SignedInSession, Visit
from engine.commands.sign_in import SignIn, SignOut
from engine.commands.start_about_agency import StartAboutAgency
from engine.commands.start_process import StartProcess
from engine.commands.subject_requests import (
    AnswerRequest,
    CheckIdentity,
    ExtendRequest,
    LeaveOut,
    LookOver,
    OpenRequest,
    ViewAnswer,
)
from engine.commands.suspend_process import SuspendProcess
from engine.commands.take_over import TakeOver
from engine.commands.task_actions import ClaimTask, DelegateTask, ReassignTask, ReleaseTask, ResolveTask, SetTaskDates
from engine.commands.task_writing import CommentOnTask, SaveDraft
from engine.commands.timers import TriggerTimer
from engine.commands.tokens import CreatedToken, CreateToken, NoteTokenUse, RevokeToken
from engine.commands.viewing import MarkNoticesRead, ViewCase, ViewReferral, ViewTask
from engine.commands.work import NextStep

__all__ = [
    "AcceptInvitation",
    "AddClosureDay",
    "AddPasskey",
    "AddRole",
    "AddService",
    "AddTask",
    "AddTeam",
    "AddTurn",
    "AddWebhook",
    "AnswerOffer",
    "AnswerRequest",
    "ApproveErasure",
    "AskReset",
    "AttachFile",
    "BarFromCase",
    "BeginApp",
    "CancelAbsence",
    "ChangeAgency",
    "ChangePassword",
    "ChangePerson",
    "ChangeService",
    "ChaseEmergencies",
    "ChaseOffers",
    "CheckIdentity",
    "ClaimTask",
    "CloseGoal",
    "CommentOnCase",
    "CommentOnTask",
    "CompleteTask",
    "ConfirmApp",
    "ConfirmContact",
    "ConfirmService",
    "CreateAccount",
    "CreateAgency",
    "CreateFirstAdministrator",
    "CreateToken",
    "CreatedToken",
    "DelegateTask",
    "DeployPathway",
    "DeployedVersion",
    "EndEmergency",
    "EndHold",
    "EndOtherSessions",
    "EndSession",
    "Enrolled",
    "EnterCode",
    "ExtendRequest",
    "InvitePerson",
    "LeaveOut",
    "LiftBar",
    "LookOver",
    "MakeRecoveryCodes",
    "MarkLeaver",
    "MarkNoticesRead",
    "MergeCases",
    "NextStep",
    "NoteSearch",
    "NoteTokenUse",
    "Nudge",
    "OfferCase",
    "OpenInEmergency",
    "OpenRequest",
    "Outcome",
    "PasswordHash",
    "PlaceHold",
    "PlanContact",
    "ProposePathway",
    "ProveAgain",
    "ProveByPasskey",
    "ReassignMany",
    "ReassignTask",
    "RebindLane",
    "RecordAbsence",
    "RecordConsent",
    "RedateTimers",
    "ReferAgain",
    "ReleaseTask",
    "RemoveApp",
    "RemoveClosureDay",
    "RemoveFile",
    "RemovePasskey",
    "RemoveRole",
    "RemoveSecondStep",
    "RemoveTurn",
    "RemoveWebhook",
    "RenamePasskey",
    "RenameTeam",
    "ResolveTask",
    "ResumeProcess",
    "RetryIncident",
    "ReviewEmergency",
    "RevokeToken",
    "RotateKeys",
    "Rotated",
    "SaveDraft",
    "SearchAudit",
    "SearchCases",
    "SendInvitation",
    "SendMessage",
    "SetTaskDates",
    "SignAgreement",
    "SignIn",
    "SignInByPasskey",
    "SignOut",
    "SignedInSession",
    "StartAboutAgency",
    "StartProcess",
    "SuspendProcess",
    "TakeOver",
    "TaskNow",
    "TriggerTimer",
    "ViewAccesses",
    "ViewAnswer",
    "ViewBars",
    "ViewCase",
    "ViewEmergency",
    "ViewFile",
    "ViewOffer",
    "ViewRecord",
    "ViewReferral",
    "ViewTask",
    "Visit",
    "WithdrawConsent",
    "WithdrawOffer",
    "WriteGoal",
    "WriteNote",
]
