"""A task shows what came back on the forms it names, to those who take part, and nothing else."""

from __future__ import annotations

from engine.commands import ViewTask
from engine.queries import task_page
from engine.queries.task_page import TaskPage
from engine.testing import House, Person
from tests.support.bpmn_models import diagram, end, flows, start
from tests.support.bundles import asked, bundle


def page(person: Person, title: str) -> TaskPage:
    task = person.task(title)
    person.do(ViewTask(task.id))
    with person.house.engine.reading(person.actor) as view:
        return task_page(view, task.id)


def answered(house: House, shows: str) -> TaskPage:
    """A worker answers two forms; the coordinator is then asked to read."""
    parts = (
        start(),
        asked("report", "report"),
        asked("private", "private"),
        asked("read", shows=shows),
        end(),
        *flows("start > report", "report > private", "private > read", "read > end"),
    )
    forms = {"report": {"result": "text"}, "private": {"secret": "text"}}
    house.deploy(bundle("replies", diagram(*parts, key="replies"), forms=forms))
    worker = house.person("Outreach worker 1", "Charity", "Outreach")
    worker.start("replies")
    worker.complete("report", result="She has a room.")
    worker.complete("private", secret="Between us.")
    return page(worker, "read")


def test_a_task_shows_what_came_back_on_the_forms_it_names(house: House) -> None:
    assert answered(house, "report").came_back == (("result", "She has a room."),)


def test_a_task_that_names_no_form_shows_no_answers(house: House) -> None:
    assert answered(house, "").came_back == ()
