"""Referrals in which nobody has anything to do: which of them are stalled, why, who holds them, where they are."""

from __future__ import annotations

from datetime import datetime, timedelta
from importlib import import_module
from uuid import UUID

import pytest
from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import Connection, create_engine, select, update

from engine.commands import Outcome, SendMessage, SuspendProcess
from engine.queries import heat, stalled, team_work
from engine.queries.heat import HeatPage
from engine.queries.team_lines import TeamLine
from engine.store import instances, timers
from engine.store.messages import message_wait
from engine.store.migrations.protection import seeing_every_partnership
from engine.testing import Person
from tests.integration.queries.conftest import Town
from tests.support.bpmn_models import (
    boundary,
    call,
    catch,
    diagram,
    element,
    end,
    event,
    event_gateway,
    flows,
    start,
    sub_process,
    timer,
)
from tests.support.bundles import asked, bundle

REPLY = element("message", "reply_message", name="reply")
STOP = element("message", "stop_message", name="stop")
FOR_A_LONG_TIME, A_WHILE = 20, 5
"""Days; the limit is 14."""


def pathways() -> list[dict[str, bytes]]:
    """One that waits for a message, one for a moment and meanwhile for a message, and three that call each other."""
    reply, no_reply = catch("await_reply", event("message", "reply_message")), catch("no_reply", timer("P60D"))
    answered = [start(), event_gateway("which"), reply, no_reply, end(), end("given_up")]
    inside = (start("in"), catch("in_spring", timer("P90D")), end("out"), *flows("in > in_spring", "in_spring > out"))
    seasonal = [
        start(),
        sub_process("season", *inside),
        boundary("stopped", "season", event("message", "stop_message")),
    ]
    look = flows("start > which", "which > await_reply", "which > no_reply", "await_reply > end", "no_reply > given_up")
    spring = [end(), end("ended"), *flows("start > season", "season > end", "stopped > ended")]
    help_her = [start(), asked("help_her"), end(), *flows("start > help_her", "help_her > end")]
    calls = [start(), call("get_help", "helping"), end(), *flows("start > get_help", "get_help > end")]
    further = [start(), call("get_caller", "calling"), end(), *flows("start > get_caller", "get_caller > end")]
    return [
        bundle("answered", diagram(*answered, *look, key="answered", definitions=REPLY)),
        bundle("seasonal", diagram(*seasonal, *spring, key="seasonal", definitions=STOP)),
        bundle("helping", diagram(*help_her, key="helping")),
        bundle("calling", diagram(*calls, key="calling")),
        bundle("further", diagram(*further, key="further")),
    ]


def partnered(key: str, team_id: UUID, first: str = "") -> dict[str, bytes]:
    """One that waits for an answer at a step of that team, after the team has done the `first` step, if any."""
    waits = ("which", "await_reply", "no_reply")
    lane = element("lane", "partner", _refs((*((first,) if first else ()), *waits)), name="partner")
    parts = [element("laneSet", "lanes", lane), start(), *((asked(first),) if first else ()), event_gateway("which")]
    parts += [catch("await_reply", event("message", "reply_message")), catch("no_reply", timer("P60D")), end()]
    begun = flows(f"start > {first}", f"{first} > which") if first else flows("start > which")
    drawn = flows("which > await_reply", "which > no_reply", "await_reply > end", "no_reply > end")
    files = diagram(*parts, *begun, *drawn, key=key, definitions=REPLY)
    return bundle(key, files, lanes={"partner": f'= \\"{team_id}\\"'})


def _refs(steps: tuple[str, ...]) -> str:
    return "".join(f"<bpmn:flowNodeRef>{step}</bpmn:flowNodeRef>" for step in steps)


@pytest.fixture(scope="module")
def town(town: Town) -> Town:
    team_id = town.housing.team_id
    for files in (*pathways(), partnered("partnered", team_id, "ask"), partnered("unbound", team_id)):
        town.house.deploy(files)
    return town


def line(town: Town, person: Person, whose: str, started: Outcome, query: object = stalled) -> TeamLine | None:
    page = town.ask(person, query, whose, limit=100)  # type: ignore[arg-type]
    found = [each for each in page.lines if each.instance_id == started.instance_id]
    assert len(found) < 2
    return found[0] if found else None


LISTS = ("ours", "sent")


def in_lists(town: Town, started: Outcome) -> list[str]:
    """In which of the sender's lists of what is stalled it is; the coordinator's agrees with the sender's."""
    found = [whose for whose in LISTS if line(town, town.outreach_manager, whose, started)]
    assert (line(town, town.coordinator, "partnership", started) is not None) == ("sent" in found)
    return found


def test_what_waits_for_a_message_is_stalled_once_it_has_waited_too_long(town: Town) -> None:
    started = town.outreach.start("answered")
    town.house.advance(days=A_WHILE)
    assert in_lists(town, started) == []
    town.house.advance(days=FOR_A_LONG_TIME - A_WHILE)
    assert in_lists(town, started) == ["ours", "sent"]
    for whose in LISTS:
        found = line(town, town.outreach_manager, whose, started)
        assert found is not None
        assert (found.step, found.holder, found.task_id) == ("await_reply", "Night outreach", None)
        assert (found.may_nudge, found.may_reassign, found.may_take_over) == (False, False, False)
        (why,) = found.reasons
        assert why == (
            "Night outreach waits for “await_reply”, and no answer has come; "
            "nothing has happened for 20 days, and 14 days is the limit"
        )
    fortnight = town.ask(town.outreach_manager, stalled, "ours", "14-27", limit=100)
    assert started.instance_id in {each.instance_id for each in fortnight.lines}
    assert fortnight.total == str(sum(int(each.count) for each in fortnight.buckets))
    town.outreach.do(SendMessage(started.instance_id, "reply", {}))
    assert in_lists(town, started) == []


def test_who_has_the_step_finds_it_among_her_own_and_who_sent_it_among_what_was_sent(town: Town) -> None:
    started = town.outreach.start("partnered")
    town.do(town.housing, started.instance_id, "ask")
    town.house.advance(days=FOR_A_LONG_TIME)
    assert in_lists(town, started) == ["sent"]
    for person, whose in ((town.housing_manager, "ours"), (town.housing_manager, "received"), (town.coordinator, "")):
        found = line(town, person, whose, started)
        assert found is not None
        assert found.holder == "Housing"
        assert found.reasons[0].startswith(
            "Housing waits for “await_reply”, and no answer has come; nothing has happened"
        )


def test_a_step_that_nobody_holds_yet_is_with_who_started_it_whoever_holds_the_lane_elsewhere(town: Town) -> None:
    elsewhere, started = town.outreach.start("partnered"), town.outreach.start("unbound")
    town.do(town.housing, elsewhere.instance_id, "ask")
    town.house.advance(days=FOR_A_LONG_TIME)
    assert in_lists(town, started) == ["ours", "sent"]
    assert line(town, town.housing_manager, "ours", started) is None
    assert line(town, town.housing_manager, "ours", elsewhere) is not None


def test_what_waits_for_a_moment_to_come_is_not_stalled_whatever_else_may_come_meanwhile(town: Town) -> None:
    started = town.outreach.start("seasonal")
    town.house.advance(days=60)
    assert in_lists(town, started) == []
    waits = line(town, town.outreach_manager, "sent", started, team_work)
    assert waits is not None
    assert waits.step.startswith("in_spring (")


def test_when_the_moment_has_passed_the_worker_is_late_and_that_is_said(town: Town) -> None:
    started = town.outreach.start("seasonal")
    (clock,) = clocks(town, started)
    town.house.clock.advance(clock - town.house.clock.now() + timedelta(minutes=5))
    assert in_lists(town, started) == []
    town.house.clock.advance(timedelta(minutes=15))
    assert in_lists(town, started) == ["ours", "sent"]
    found = line(town, town.outreach_manager, "ours", started)
    assert found is not None
    assert "“in_spring” should have gone on by itself" in found.reasons[0]
    assert "the worker that watches the clocks is late" in found.reasons[0]
    town.house.worker.tick()
    assert in_lists(town, started) == []


def clocks(town: Town, started: Outcome) -> list[datetime]:
    with town.engine.database.read(1, town.house.clock.now()) as tx:
        return [each.due_at for each in timers.of_instance(tx, started.instance_id)]


def called_by(town: Town, instance_id: UUID) -> UUID:
    with town.engine.database.read(1, town.house.clock.now()) as tx:
        (child,) = instances.children(tx, instance_id)
    return child.id


@pytest.mark.parametrize("pathway", ["calling", "further"])
def test_who_calls_is_stalled_when_what_it_called_is_and_not_before(town: Town, pathway: str) -> None:
    started = town.outreach.start(pathway)
    town.house.advance(days=4)
    assert in_lists(town, started) == []
    town.house.advance(days=3)
    assert in_lists(town, started) == ["sent"]
    found = line(town, town.outreach_manager, "sent", started)
    assert found is not None
    assert found.step == {"calling": "get_help", "further": "get_caller"}[pathway]
    assert "It waits for “Helping”: Night outreach has not done “help_her”; due" in found.reasons[0]
    assert found.reasons[0].endswith("nobody has claimed it")
    assert (found.holder, found.task_id) == ("Night outreach, Street team", None)


def test_what_was_called_and_is_paused_makes_nobody_stalled(town: Town) -> None:
    started = town.outreach.start("calling")
    child = called_by(town, started.instance_id)
    until = (town.house.clock.now() + timedelta(days=40)).date()
    town.outreach_manager.do(SuspendProcess(child, "She is away", until))
    town.house.advance(days=FOR_A_LONG_TIME)
    assert in_lists(town, started) == []


def test_where_nothing_is_under_way_that_is_said(town: Town) -> None:
    """As when what it called could not begin, and nobody was told."""
    started = town.outreach.start("calling")
    child = called_by(town, started.instance_id)
    table = instances.process_instance
    with town.engine.database.write(1, town.house.clock.now()) as tx:
        tx.run(update(table).where(table.c.id == child).values(parent_id=None, parent_token=None))
    town.house.advance(days=A_WHILE)
    assert in_lists(town, started) == []
    town.house.advance(days=FOR_A_LONG_TIME)
    assert in_lists(town, started) == ["ours", "sent"]
    found = line(town, town.outreach_manager, "ours", started)
    assert found is not None
    assert found.reasons[0].startswith("Nothing is under way that would move it on; nothing has happened for 25 days")


def number_at(page: HeatPage, step: str) -> str:
    (found,) = [each.count for each in page.steps if each.element_id == step]
    return found


def test_who_calls_counts_at_the_step_that_calls_and_small_numbers_stay_unsaid(town: Town) -> None:
    before = int(number_at(town.ask(town.outreach_manager, heat, "further"), "get_caller"))
    started = [town.outreach.start("further") for _ in range(2)]
    page = town.ask(town.outreach_manager, heat, "further")
    assert number_at(page, "get_caller") == str(before + 2)
    assert page.total == str(before + 2)
    assert int(number_at(town.ask(town.outreach_manager, heat, "calling"), "get_help")) >= 2
    commissioner = town.ask(town.administrator, heat, "further")
    assert (commissioner.total, number_at(commissioner, "get_caller")) == ("some", "fewer than 5")
    town.do(town.outreach, called_by(town, called_by(town, started[0].instance_id)), "help_her")
    town.house.worker.tick()
    assert number_at(town.ask(town.outreach_manager, heat, "further"), "get_caller") == str(before + 1)


def test_what_waited_before_this_was_kept_is_told_from_its_diagram(town: Town) -> None:
    for pathway in ("calling", "answered", "seasonal"):
        town.outreach.start(pathway)
    migration = import_module("engine.store.migrations.versions.0014_waiting")
    sql = create_engine(str(town.engine.config.database_owner_url))
    try:
        with sql.begin() as connection, Operations.context(MigrationContext.configure(connection)):
            with seeing_every_partnership("process_instance", "message_wait"):
                expected = kept(connection)
                connection.execute(update(instances.process_instance).values(parent_element=None))
                connection.execute(update(message_wait).values(beside=False))
            with seeing_every_partnership(*migration.FILLED):
                migration.keep_what_is_there()
            with seeing_every_partnership("process_instance", "message_wait"):
                assert kept(connection) == expected
    finally:
        sql.dispose()


def kept(connection: Connection) -> tuple[dict[UUID, str], set[tuple[UUID, str, bool]]]:
    """Of what runs: where it was called, and which messages may come besides."""
    table = instances.process_instance
    called = select(table.c.id, table.c.parent_element).where(
        table.c.parent_id.is_not(None), table.c.ended_at.is_(None)
    )
    waits = select(message_wait.c.instance_id, message_wait.c.element_id, message_wait.c.beside)
    found = {row[0]: row[1] for row in connection.execute(called)}, {tuple(row) for row in connection.execute(waits)}
    assert found[0]
    assert {row[2] for row in found[1]} == {True, False}
    return found
