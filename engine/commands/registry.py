"""Which handler carries out which command."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from engine.commands import (
    complete_task,
    consents,
    deliver,
    deploy,
    directory,
    people,
    rebind_lane,
    redate_timers,
    resume_process,
    send_message,
    sign_in,
    start_process,
    suspend_process,
    task_actions,
    task_writing,
    telling,
    timers,
    undelivered,
    upkeep,
    viewing,
)

Handler = Callable[[Any, Any], Any]

HANDLERS: Mapping[type[Any], Handler] = {
    sign_in.SignIn: sign_in.sign_in,
    sign_in.SignOut: sign_in.sign_out,
    sign_in.CountAttempt: sign_in.count_attempt,
    sign_in.RecordFailedSignIn: sign_in.record_failed_sign_in,
    people.CreateFirstAdministrator: people.create_first_administrator,
    people.CreateAccount: people.create_account,
    people.CreateAgency: people.create_agency,
    people.AddTeam: people.add_team,
    directory.AddService: directory.add_service,
    directory.SignAgreement: directory.sign_agreement,
    directory.AddClosureDay: directory.add_closure_day,
    deploy.DeployPathway: deploy.deploy_pathway,
    redate_timers.RedateTimers: redate_timers.redate_timers,
    start_process.StartProcess: start_process.start_process,
    suspend_process.SuspendProcess: suspend_process.suspend_process,
    resume_process.ResumeProcess: resume_process.resume_process,
    complete_task.CompleteTask: complete_task.complete_task,
    task_actions.ClaimTask: task_actions.claim_task,
    task_actions.ReleaseTask: task_actions.release_task,
    task_actions.ReassignTask: task_actions.reassign_task,
    task_actions.DelegateTask: task_actions.delegate_task,
    task_actions.ResolveTask: task_actions.resolve_task,
    task_actions.SetTaskDates: task_actions.set_task_dates,
    task_writing.SaveDraft: task_writing.save_draft,
    task_writing.CommentOnTask: task_writing.comment_on_task,
    rebind_lane.RebindLane: rebind_lane.rebind_lane,
    consents.WithdrawConsent: consents.withdraw_consent,
    send_message.SendMessage: send_message.send_message,
    viewing.ViewCase: viewing.view_case,
    viewing.ViewTask: viewing.view_task,
    viewing.ViewReferral: viewing.view_referral,
    viewing.MarkNoticesRead: viewing.mark_notices_read,
    timers.TriggerTimer: timers.trigger_timer,
    timers.PostponeTimer: timers.postpone_timer,
    deliver.DeliverLetter: deliver.deliver_letter,
    telling.TellPeople: telling.tell_people,
    undelivered.GiveUpLetter: undelivered.give_up_letter,
    undelivered.RetryLetter: undelivered.retry_letter,
    upkeep.SealAudit: upkeep.seal_audit,
    upkeep.Beat: upkeep.beat,
    upkeep.TidyUp: upkeep.tidy_up,
}
COMMANDS: Mapping[str, type[Any]] = {kind.__name__: kind for kind in HANDLERS}
