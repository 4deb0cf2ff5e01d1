"""Everything that somebody can open, opened: all pages, with the identifiers of all records."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from uuid import UUID

from flask import Flask
from sqlalchemy import Table, select

from engine.store.accounts import account
from engine.store.agencies import agency, directory_service, team
from engine.store.bars import case_bar
from engine.store.cases import case_file
from engine.store.definitions import definition_version
from engine.store.drafts import definition_draft
from engine.store.emergencies import emergency_access
from engine.store.entries import case_entry
from engine.store.erasures import erasure
from engine.store.hand_overs import case_offer
from engine.store.instances import process_instance
from engine.store.parameter_proposals import parameter_proposal
from engine.store.subject_requests import subject_request
from engine.store.tasks import user_task
from engine.store.unit_of_work import Transaction
from engine.testing import House
from tests.integration.canary.journey import Watched

SKIPPED = {"static"}
ADMINISTERED = {"account_id": account, "agency_id": agency, "team_id": team, "service_id": directory_service}
"""What administrators and managers keep, by its name in addresses."""
NAMES = {
    "pathway": ["referral_handshake"],
    "lane": ["sender", "receiver"],
    "token": ["none"],
    "kind": ["note"],
    "number": ["1"],
    "step_id": ["send_referral"],
    "flow_id": ["flow_sla_to_with_service"],
    "role": ["sender"],
    "form": ["send_referral"],
    "key": ["ask"],
    "column": ["what"],
    "decision": ["sla"],
    "name": ["handshake.send"],
}
"""What stands in addresses besides identifiers."""


def known_ids(house: House) -> dict[str, list[str]]:
    """Identifiers to try, by their name in addresses: of each kind of task and referral the last, and every case."""
    with house.engine.database.read(1, house.clock.now()) as tx:
        tasks = tx.run(select(user_task.c.title, user_task.c.asked_by_id, user_task.c.id).order_by(user_task.c.id))
        titles = {row[0]: row[2] for row in tasks}
        started = select(process_instance.c.pathway, process_instance.c.outcome, process_instance.c.id)
        instances = {row[:2]: row[2] for row in tx.run(started.order_by(process_instance.c.id))}
        cases = [row[0] for row in tx.run(select(case_file.c.id))]
        kept = {name: _first_and_last(tx, of) for name, of in ADMINISTERED.items()}
        kept["offer_id"] = list(tx.run(select(case_offer.c.id)).scalars())
        files = select(case_entry.c.id).where(case_entry.c.kind == "file").order_by(case_entry.c.id)
        kept["entry_id"] = list(tx.run(files).scalars())
        kept["version_id"] = _first_and_last(tx, definition_version)
        kept["proposal_id"] = list(tx.run(select(parameter_proposal.c.id)).scalars()) or [UUID(int=0)]
        kept["request_id"] = list(tx.run(select(subject_request.c.id)).scalars()) or [UUID(int=0)]
        kept["erasure_id"] = list(tx.run(select(erasure.c.id)).scalars()) or [UUID(int=0)]
        kept["emergency_id"] = list(tx.run(select(emergency_access.c.id)).scalars()) or [UUID(int=0)]
        kept["bar_id"] = list(tx.run(select(case_bar.c.id)).scalars()) or [UUID(int=0)]
        kept["draft_id"] = list(tx.run(select(definition_draft.c.id)).scalars()) or [UUID(int=0)]
    found = {"task_id": set(titles.values()), "case_id": cases, "instance_id": instances.values(), **kept}
    return {name: [str(each) for each in ids] for name, ids in found.items()} | NAMES


def _first_and_last(tx: Transaction, of: Table) -> list[UUID]:
    """Two records of a kind that the same page shows for each."""
    found = list(tx.run(select(of.c.id).order_by(of.c.id)).scalars())
    return [found[0], found[-1]]


def addresses(app: Flask, ids: dict[str, list[str]]) -> list[str]:
    """Each page that can be opened, with each identifier."""
    found = [f"/{page}?whose={whose}" for page in ("team", "stalled") for whose in ("sent", "received", "partnership")]
    found += ["/work?whose=team", "/work?whose=team&show=overdue", "/cases?reference=R"]
    for rule in app.url_map.iter_rules():
        if "GET" not in (rule.methods or ()) or rule.endpoint in SKIPPED or rule.endpoint.startswith("api."):
            continue
        names = sorted(rule.arguments)
        for values in product(*(ids[name] for name in names)):
            built = rule.build(dict(zip(names, values, strict=True)))
            assert built is not None
            found.append(str(built[1]))
    return found


def crawl(desk: Watched, paths: list[str]) -> Iterator[tuple[str, int, str]]:
    """Address, status and all of the answer: its headers and its text."""
    for path in paths:
        answer = desk.get(path)
        text = answer.get_data().decode(errors="replace")
        yield path, answer.status_code, f"{answer.headers}\n{text}"
