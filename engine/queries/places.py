"""Who holds something, and until when, in the words people read; looked up once for a whole page."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from engine.domain.deadlines import describe_due
from engine.domain.working_days import Calendar
from engine.queries.view import View
from engine.store import agencies
from engine.store.agencies import Holder


class Places:
    """Agencies and teams by id, as words. `teams` are looked up at once, others when they are asked for."""

    def __init__(self, view: View, teams: Iterable[UUID] = ()) -> None:
        self._view = view
        self._holders: dict[UUID, Holder] = agencies.holders(view.tx, teams)
        self._agencies: dict[UUID, str] = {}
        self._calendars: dict[UUID, Calendar] = {}

    def holder(self, agency_id: UUID, team_id: UUID) -> str:
        """The agency and its team. For an agency without accounts, also the team that records its replies."""
        team = self._holder(team_id)
        if team is None:
            return self.agency(agency_id)
        if team.agency_id == agency_id:
            return team.words
        return f"{self.agency(agency_id)} (replies recorded by {team.words})"

    def team(self, team_id: UUID | None) -> str:
        """The name of the team alone; empty when there is none."""
        team = self._holder(team_id) if team_id else None
        return team.team if team else ""

    def agency_of(self, team_id: UUID) -> UUID | None:
        """The agency a team belongs to."""
        team = self._holder(team_id)
        return team.agency_id if team else None

    def agency(self, agency_id: UUID) -> str:
        if not self._agencies:
            self._agencies = {agency.id: agency.name for agency in agencies.all_agencies(self._view.tx)}
        return self._agencies.get(agency_id, "")

    def due_words(self, due_at: datetime | None, agency_id: UUID) -> str:
        """A deadline as “due tomorrow 17:00” or “2 working days overdue”, by the agency's own calendar."""
        if due_at is None:
            return ""
        if agency_id not in self._calendars:
            self._calendars[agency_id] = Calendar(closed_days=agencies.closed_days(self._view.tx, agency_id))
        return describe_due(due_at, self._view.now, self._calendars[agency_id])

    def _holder(self, team_id: UUID) -> Holder | None:
        if team_id not in self._holders:
            self._holders |= agencies.holders(self._view.tx, [team_id])
        return self._holders.get(team_id)
