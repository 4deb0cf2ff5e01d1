"""What can be done: one file per action or small family of actions, each a frozen dataclass and its handler.

A command says in its docstring who may, what it refuses, and what it answers. `dispatch` carries it out.
"""

from __future__ import annotations

from engine.commands.complete_task import CompleteTask
from engine.commands.consents import WithdrawConsent
from engine.commands.deploy import DeployedVersion, DeployPathway
from engine.commands.directory import AddClosureDay, AddService, SignAgreement
from engine.commands.incidents import RetryIncident
from engine.commands.outcome import Outcome
from engine.commands.passwords import PasswordHash
from engine.commands.people import AddTeam, CreateAccount, CreateAgency, CreateFirstAdministrator
from engine.commands.rebind_lane import RebindLane
from engine.commands.redate_timers import RedateTimers
from engine.commands.resume_process import ResumeProcess
from engine.commands.send_message import SendMessage
from engine.commands.sign_in import SignedInSession, SignIn, SignOut
from engine.commands.start_process import StartProcess
from engine.commands.suspend_process import SuspendProcess
from engine.commands.task_actions import ClaimTask, DelegateTask, ReassignTask, ReleaseTask, ResolveTask, SetTaskDates
from engine.commands.task_writing import CommentOnTask, SaveDraft
from engine.commands.timers import TriggerTimer
from engine.commands.viewing import MarkNoticesRead, ViewCase, ViewReferral, ViewTask
from engine.commands.work import NextStep

__all__ = [
    "AddClosureDay",
    "AddService",
    "AddTeam",
    "ClaimTask",
    "CommentOnTask",
    "CompleteTask",
    "CreateAccount",
    "CreateAgency",
    "CreateFirstAdministrator",
    "DelegateTask",
    "DeployPathway",
    "DeployedVersion",
    "MarkNoticesRead",
    "NextStep",
    "Outcome",
    "PasswordHash",
    "ReassignTask",
    "RebindLane",
    "RedateTimers",
    "ReleaseTask",
    "ResolveTask",
    "ResumeProcess",
    "RetryIncident",
    "SaveDraft",
    "SendMessage",
    "SetTaskDates",
    "SignAgreement",
    "SignIn",
    "SignOut",
    "SignedInSession",
    "StartProcess",
    "SuspendProcess",
    "TriggerTimer",
    "ViewCase",
    "ViewReferral",
    "ViewTask",
    "WithdrawConsent",
]
