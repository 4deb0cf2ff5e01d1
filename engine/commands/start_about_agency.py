"""Starting a pathway about an agency, such as its charter."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from engine.commands.outcome import Outcome, outcome_of
from engine.commands.settle import settle
from engine.commands.starting import new_instance
from engine.commands.work import Work
from engine.domain.pathway_settings import Subject
from engine.domain.permissions import Permission, require
from engine.errors import InvalidInput, InvalidState, NotFound
from engine.store import agencies, instances, subjects
from engine.store.definitions import VersionRecord
from engine.store.keys import SubjectCipher


@dataclass(frozen=True, slots=True)
class StartAboutAgency:
    """Start a published pathway about an agency; the coordinating team stands as the one that started it.

    For commissioners and the partnership coordinator. Refuses: NotPermitted, NotFound (pathway not published),
    InvalidState (not about an agency, not started by people, or running for it already), InvalidInput (agency).
    """

    pathway: str
    agency_id: UUID


def start_about_agency(work: Work, command: StartAboutAgency) -> Outcome:
    require(work.actor, Permission.START_ABOUT_AGENCY)
    version = _version(work, command.pathway)
    agency = agencies.lock_agency(work.tx, command.agency_id)
    if agency is None or not agency.is_active:
        raise InvalidInput("Expected an agency that takes part.", {"agency": "Choose an agency"})
    running = instances.running_about_agencies(work.tx)
    if any(each.pathway == command.pathway and each.subject_id == agency.id for each in running):
        raise InvalidState(f"Expected to start this, but “{version.title}” is running for {agency.name} already.")
    team = agencies.coordinating_team(work.tx)
    if team is None:
        raise InvalidState("Expected the partnership to have a coordinating team, but it has none.")
    place = (team.agency_id, team.id)
    live = new_instance(work, version, (Subject.AGENCY.value, agency.id), cipher_of(work, agency.id), place)
    live.begin({})
    settle(live)
    said = {"pathway": command.pathway, "agency": str(place[0]), "team": str(place[1])}
    work.audit("started", "instance", live.record.id, None, **said)
    return outcome_of(live)


def cipher_of(work: Work, agency_id: UUID) -> SubjectCipher:
    """The key of the agency, made when something is written about it for the first time."""
    return subjects.cipher(work.tx, agency_id) or subjects.create_key(work.tx, agency_id, Subject.AGENCY.value)


def _version(work: Work, key: str) -> VersionRecord:
    found = work.shelf.published(work.tx, key)
    if found is None:
        raise NotFound("There is no such pathway.")
    version, pathway = found
    if pathway.settings.subject is not Subject.AGENCY:
        raise InvalidState(f"Expected a pathway about an agency, but “{version.title}” is about something else.")
    if not pathway.settings.start.by_hand:
        raise InvalidState(f"Expected a pathway that people start, but “{version.title}” is started by others only.")
    return version
