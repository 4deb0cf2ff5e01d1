"""The gate before each way out, tried from the receiving end: what was not disclosed, or is no more, is not there.

Governance rules 2, 3 and 7. `tests/architecture/test_ways_out.py` holds that there are no other places.
"""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

import pytest

import processes
from engine import queries
from engine.bpmn.runtime import Execution
from engine.commands import AddTask, CommentOnCase
from engine.errors import InvalidInput, InvalidState
from engine.queries import TaskPage
from engine.store import instances
from engine.testing import House, Person
from tests.integration.test_journeys_withdrawal import take_back
from tests.integration.town import Town, found

HARM = "He waits outside her door"
ASKING = """
[[field]]
key = "NAME"
type = "choice"
label = "What was said before?"
options = [ { value = "serious", label = "Serious" }, { value = "soon", label = "Soon" } ]
sensitivity = "special"
filled_in = true
seen_by_pathway = true
"""


def showing() -> Mapping[str, bytes]:
    """The handshake as somebody might have drawn it: the service is shown the sender's whole form, and is asked on a
    field of its own for what the sender answered about harm and urgency.
    """
    files = dict(processes.bundle("referral_handshake"))
    diagram = files["referral_handshake.bpmn"].decode()
    own = '<spiffworkflow:property name="form" value="acknowledge" />'
    shows = '<spiffworkflow:property name="shows" value="send_referral" />'
    files["referral_handshake.bpmn"] = diagram.replace(own, own + shows).encode()
    asked = "".join(ASKING.replace("NAME", key) for key in ("harm_risk", "urgency"))
    files["forms/acknowledge.toml"] += asked.encode()
    return files


@pytest.fixture
def town(house: House) -> Town:
    made = found(house)
    house.deploy(showing())
    return made


def acknowledging(person: Person) -> TaskPage:
    with person.house.engine.reading(person.actor) as view:
        return queries.task_page(view, person.task("Acknowledge").id)


def test_a_diagram_that_shows_too_much_shows_only_what_was_disclosed_and_asked(town: Town) -> None:
    town.referral(harm_risk="serious", harm_why=HARM)
    shown = dict(acknowledging(town.officer).came_back)
    assert shown["What do you ask of the service?"] == "A room for tonight if there is one"
    assert HARM not in shown.values()
    assert {"What is it about?", "How soon is it needed?", "What do you ask of the service?"} == shown.keys()


def test_what_was_not_disclosed_does_not_begin_a_field_and_outlives_that_it_is_left_empty(town: Town) -> None:
    started = town.referral(harm_risk="serious", harm_why=HARM, urgency="soon")
    page = acknowledging(town.officer)
    assert "harm_risk" not in page.values
    assert page.values["urgency"] == ["soon"]
    town.officer.complete("Acknowledge", seen_by_name="Housing officer 1", harm_risk="", urgency="soon")
    assert variable(town, started.instance_id, "harm_risk") == "serious"


def variable(town: Town, instance_id: UUID, name: str) -> object:
    """What the pathway keeps under the name now."""
    with town.house.engine.reading(town.worker.actor) as view:
        held = instances.look_at(view.tx, instance_id)
        assert held is not None
        pathway = view.shelf.get(view.tx, held.record.version_id)
        execution = Execution.resume(pathway.definition, instances.open_state(held), pathway)
    return execution.variables(execution.waits[0].token)[name]


def test_once_she_takes_it_back_no_way_leads_out_any_more(town: Town) -> None:
    started = town.referral(urgency="soon")
    assert started.case_id is not None
    before = acknowledging(town.officer)
    assert all((before.known, before.came_back, before.values))
    assert before.label == "Robin"
    take_back(town, started)
    after = acknowledging(town.officer)
    assert (after.known, after.came_back, dict(after.values), after.label) == ((), (), {}, started.reference)
    with pytest.raises(InvalidState, match="taken back"):
        town.worker.do(CommentOnCase(started.case_id, started.instance_id, "She moved to the hostel"))
    asked = {"task_title": ["Call"], "task_what": ["Call her"], "task_team": [str(town.officer.team_id)]}
    with pytest.raises(InvalidInput) as refusal:
        town.worker.do(AddTask(started.instance_id, {**asked, "task_due": ["2027-01-04"]}))
    assert list(refusal.value.fields) == ["task_team"]
    with town.house.engine.reading(town.worker.actor) as view:
        offered = queries.add_task_page(view, started.instance_id).choices["task_team"]
    assert str(town.officer.team_id) not in {choice.value for choice in offered}
