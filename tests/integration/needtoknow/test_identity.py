"""Rule 11: a case runs under what she wants to be called; who she is, is linked in her whole case, and on record."""

from __future__ import annotations

from uuid import UUID

import pytest

from engine.commands import MergeCases
from engine.errors import NotPermitted
from engine.store import audit
from processes import bundle
from tests.integration.queries.conftest import HER, Town

LINKED = "identity_linked"


def linked(town: Town, case_id: UUID) -> list[UUID | None]:
    """By whom her full name was written down."""
    with town.house.engine.database.read(1, town.house.clock.now()) as tx:
        return [row.account_id for row in audit.of_case(tx, case_id) if row.action == LINKED]


def contact(town: Town, **more: str) -> UUID:
    """A contact with nothing of her but what is said."""
    case_id = town.outreach.start("contact_and_triage", None, **{**HER, **more}).case_id
    assert case_id is not None
    return case_id


def test_a_case_under_an_alias_alone_links_nothing_and_its_full_name_is_on_record_once(town: Town) -> None:
    case_id = contact(town, alias="Wren 1")
    assert linked(town, case_id) == []
    town.outreach.start("contact_and_triage", case_id, **{**HER, "alias": "Wren 1", "name": "Winifred One"})
    assert linked(town, case_id) == [town.outreach.account_id]
    town.colleague.start("contact_and_triage", case_id, **{**HER, "alias": "Wren 1", "name": "Winifred One"})
    assert linked(town, case_id) == [town.outreach.account_id]
    town.colleague.start("contact_and_triage", case_id, **{**HER, "alias": "Wren 1", "name": "Winifred Uno"})
    assert linked(town, case_id) == [town.outreach.account_id, town.colleague.account_id]


def test_a_name_that_comes_with_the_contact_is_on_record_too(town: Town) -> None:
    assert linked(town, contact(town, alias="Wren 2", name="Winifred Two")) == [town.outreach.account_id]


def test_a_name_that_comes_from_another_case_of_hers_is_on_record(town: Town) -> None:
    kept, other = contact(town, alias="Wren 3"), contact(town, alias="Wren 3", name="Winifred Three")
    assert linked(town, kept) == []
    town.outreach.do(MergeCases(kept, other, "She said so"))
    assert linked(town, kept) == [town.outreach.account_id] * 2  # on the other case, and on the one that is kept


def test_who_takes_part_in_one_referral_only_cannot_link_it(town: Town) -> None:
    files = dict(bundle("referral_handshake"))
    form = next(name for name in files if name.endswith("forms/acknowledge.toml"))
    files[form] += b"""
[[field]]
key = "full_name"
type = "text"
label = "Her full name"
sensitivity = "identity"
person = "name"
"""
    town.house.deploy(files)
    case_id = contact(town, alias="Wren 4")
    started = town.refer(case_id)
    with pytest.raises(NotPermitted):
        town.do(town.housing, started.instance_id, "Acknowledge", seen_by_name="Officer", full_name="Winifred Four")
    assert linked(town, case_id) == []
