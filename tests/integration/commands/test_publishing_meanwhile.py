"""What commissioners decided stands: closed drafts take no saving, and what is brought waits until it is approved."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

import pytest

from engine.commands.drafts import DiscardDraft, StartDraft, clash, keep
from engine.commands.drafts_outline import ChangeStep
from engine.commands.publishing import ApproveVersion, ProposeDraft
from engine.commands.work import Work
from engine.errors import Conflict
from engine.queries.pathways import draft_files
from engine.queries.pathways_time import parameter_row
from engine.shelf import Shelf
from engine.store import definitions, drafts
from engine.store.drafts import DraftRecord
from engine.testing import House, Person
from tests.integration.commands.test_redating import NAME, timed

KEY = "timed"
Late = Callable[[Work, DraftRecord], object]


def published_id(house: House) -> UUID:
    with house.engine.database.read(1, house.clock.now()) as tx:
        version = definitions.published_of(tx, KEY)
    assert version is not None
    return version.id


def in_force(who: Person) -> str:
    with who.house.engine.reading(who.actor) as view:
        row = parameter_row(view, NAME).in_force
    assert row is not None
    return row.value


def shipping(value: str) -> dict[str, bytes]:
    """The pathway with another value of its deadline, from a later day on."""
    files = timed()
    settings = files["process.toml"].replace(b"5 working days", value.encode())
    return {**files, "process.toml": settings.replace(b"2020-01-01", b"2026-01-01")}


def by_people(house: House, first: Person, second: Person) -> None:
    """A version that commissioners have made and published, after the one that was deployed."""
    house.deploy(timed())
    draft = first.do(StartDraft(KEY, 1))
    first.do(ChangeStep(draft, 1, "plain", "Ask again", "", deadline=f'= deadline("{NAME}")'))
    with house.engine.reading(first.actor) as view:
        seen = draft_files(view, draft).seen
    version = first.do(ProposeDraft(draft, seen, "Agreed at the last meeting."))
    second.do(ApproveVersion(version, published_id(house)))


def saves(work: Work, draft: DraftRecord) -> object:
    return keep(work, draft, shipping("9 days"))


def discards(work: Work, draft: DraftRecord) -> None:
    drafts.close(work.tx, draft.id, draft.version, clash(work, draft))


@pytest.mark.parametrize("late", [saves, discards])
def test_who_read_a_draft_before_it_was_closed_is_told_so(house: House, first: Person, late: Late) -> None:
    """Two requests at once: both have found the draft open, and one has closed it."""
    house.deploy(timed())
    draft_id = first.do(StartDraft(KEY, 1))
    with house.engine.database.read(1, house.clock.now()) as tx:
        before = drafts.get(tx, draft_id)
    assert before is not None
    first.do(DiscardDraft(draft_id, before.version))

    def afterwards() -> None:
        with house.engine.database.write(1, house.clock.now()) as tx:
            late(Work(tx, first.actor, Shelf()), before)

    with pytest.raises(Conflict, match="Expected the draft as you saw it"):
        afterwards()
    with house.engine.database.read(1, house.clock.now()) as tx:
        after = drafts.get(tx, draft_id)
    assert after is not None
    assert (after.version, after.bundle, after.closed_at) == (before.version, before.bundle, house.clock.now())


def test_what_a_deployed_proposal_ships_is_not_in_force_until_people_approve_it(
    house: House, first: Person, second: Person
) -> None:
    by_people(house, first, second)
    proposal = house.deploy(shipping("2 working days"))
    assert (proposal.state, in_force(first)) == ("proposed", "5 working days")
    second.do(ApproveVersion(proposal.version_id, published_id(house)))
    assert in_force(first) == "2 working days"


def test_what_people_approved_is_decided_by_people_whoever_brought_it(
    house: House, first: Person, second: Person
) -> None:
    by_people(house, first, second)
    proposal = house.deploy(shipping("2 working days"))
    second.do(ApproveVersion(proposal.version_id, published_id(house)))
    assert published_id(house) == proposal.version_id
    again = house.deploy(shipping("3 working days"))
    assert (again.state, published_id(house)) == ("proposed", proposal.version_id)
    assert in_force(first) == "2 working days"
