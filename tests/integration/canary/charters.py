"""Two agencies and their charters, through the pages: every form of it filled in, with words in every field."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from engine.commands import StartAboutAgency
from engine.domain.actors import Role

if TYPE_CHECKING:
    from tests.integration.canary.journey import Journey

AGREED = ["answer", "share", "choice", "train", "listen"]


def sign(journey: Journey) -> None:
    """Outreach is asked to sign, does not at first, forgets something; the council’s charter is settled late."""
    _outreach(journey)
    _council(journey)


def _outreach(journey: Journey) -> None:
    town = journey.town
    _start(journey, "charter_signup", town.worker.agency_id)
    numbers = {"staff": "12", "trained": "4", "training_by": "", "readiness": "beginning"}
    journey.do(town.worker, "Take stock", "take_stock", **numbers)
    _sign(journey, signs="not now")
    journey.do(town.coordinator, "Talk it over", "talk_it_over", next_step="ask again")
    _sign(journey, signs="yes", agreement=AGREED)
    journey.do(town.coordinator, "Check what was signed", "check_charter", complete="no")
    _sign(journey, signs="yes", agreement=AGREED)
    journey.do(town.coordinator, "Check what was signed", "check_charter", complete="yes")


def _sign(journey: Journey, **chosen: object) -> None:
    """The telephone number is left empty: that word is known from a woman’s record."""
    address = f"{journey.canaries.word('sign_charter', 'contact_email')}@example.org"
    chosen = {**chosen, "contact_email": address, "contact_phone": ""}
    journey.do(journey.town.manager, "Sign the charter", "sign_charter", **chosen)


def _council(journey: Journey) -> None:
    coordinator = journey.town.coordinator
    manager = journey.town.house.person("Manager, council", "Council", "Coordination", (Role.MANAGER,))
    _start(journey, "charter_review", coordinator.agency_id)
    journey.do(coordinator, "Decide what comes next", "decide_lapsed", what_next="signs again")
    journey.do(manager, "Sign again", "review_charter", renews="no", trained_now="", readiness_now="")
    journey.do(coordinator, "Hand over before it leaves", "hand_over", handed_over="none")


def _start(journey: Journey, pathway: str, agency_id: UUID) -> None:
    journey.town.coordinator.do(StartAboutAgency(pathway, agency_id))
