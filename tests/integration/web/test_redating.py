"""What the command line says of clocks that a changed value would move."""

from __future__ import annotations

from datetime import timedelta

from engine.store import definitions, timers
from engine.store.definitions import ParameterRecord
from engine.store.timers import TimerRecord
from tests.integration.web.office import Office
from web.redating import redate_clocks


def clocks(office: Office) -> list[TimerRecord]:
    with office.engine.database.read(1, office.clock.now()) as tx:
        return timers.timers.all(tx, timers.timers.selection())


def test_what_would_move_is_shown_and_moved_only_when_meant(own_office: Office) -> None:
    desk = own_office.enter("Outreach worker 1")
    desk.get("/contact")
    desk.submit("Save contact", outcome="opened", alias="Amber", under_18="no", danger_now="no")
    own_office.pass_time(timedelta(minutes=30))
    name = next(clock.parameter for clock in clocks(own_office) if clock.parameter)
    with own_office.engine.database.write(1, own_office.clock.now()) as tx:
        today, now = own_office.clock.now().date(), own_office.clock.now()
        row = ParameterRecord(tx.new_id(), name, "29 days", "standard", "Policy", today, now, None)
        definitions.parameters.add(tx, row)
    before = clocks(own_office)
    shown = redate_clocks(own_office.engine, name, apply=False)
    assert shown.startswith(f"“{name}” is 29 days now. ")
    assert "would move. Add --apply to move exactly these." in shown
    assert "to Wed 23 Dec 2026, 09:30" in shown
    assert "29 days from Tue 24 Nov 2026 09:30" in shown
    assert "Amber" not in shown
    assert clocks(own_office) == before
    assert " moved." in redate_clocks(own_office.engine, name, apply=True)
    assert clocks(own_office) != before
    assert "No running clock would move." in redate_clocks(own_office.engine, name, apply=True)
    assert own_office.engine.fsck() == []
