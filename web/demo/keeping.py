"""What is kept besides cases in the demonstration: who is on duty, who is away, what is to be signed and approved."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from engine.commands import AddTurn, RecordAbsence, StartAboutAgency
from engine.commands.publishing_parameters import ProposeParameter
from engine.domain.working_days import Calendar
from web.demo.cast import Cast, Days, Member, Story

WORKING_WEEK = range(5)


def rota_of_the_clinic(cast: Cast, days: Days) -> Story:
    """The clinic's manager is on duty on working days, and says so herself."""
    yield days.back(14, 9, 30)
    manager = cast.members["clinic.manager"]
    team_id = manager.actor.memberships[0].team_id
    assert team_id is not None
    for weekday in WORKING_WEEK:
        manager.engine.execute(AddTurn(team_id, manager.actor.account_id, weekday, None), manager.actor)


def absence_in_housing(cast: Cast, days: Days) -> Story:
    """One of housing is away for a week, and a colleague stands in for her."""
    at = days.back(1, 15, 0)
    yield at
    away, deputy = cast.members["housing3"], cast.members["housing2"]
    first = Calendar().local(at).date()
    command = RecordAbsence(away.actor.account_id, first, first + timedelta(days=7), deputy.actor.account_id)
    away.engine.execute(command, away.actor)


def charter_of_the_surgery(cast: Cast, days: Days) -> Story:
    """The surgery has let its charter lapse; the coordinator asks it to sign again."""
    yield days.back(3, 11, 0)
    coordinator, manager = cast.members["coordinator1"], cast.members["surgery.manager"]
    coordinator.engine.execute(StartAboutAgency("charter_signup", agency_of(manager)), coordinator.actor)


def shorter_deadline(cast: Cast, days: Days) -> Story:
    """One commissioner proposes to tell her sooner; another has to approve it."""
    yield days.back(2, 14, 0)
    first = cast.members["commissioner1"]
    source = "Agreed by the partnership’s board"
    note = "Women told us that two days without a word are too long."
    proposed = ProposeParameter("triage.tell", "1 working day", "local", source, days.ahead(4), note)
    first.engine.execute(proposed, first.actor)


def agency_of(member: Member) -> UUID:
    return member.actor.memberships[0].agency_id


KEPT = (rota_of_the_clinic, absence_in_housing, charter_of_the_surgery, shorter_deadline)
