"""Stock SpiffWorkflow with a JSON blob, as its documentation shows it and a careful team would write it.

The diagram is parsed once. A step locks the instance, loads the JSON, completes the task, runs the engine, saves the
JSON, and in the same commit brings the rows for work items, timers and history up to date. It uses the driver without
SQLAlchemy, has no forms, permissions, encryption, events or outbox, and writes no row of those.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from SpiffWorkflow import TaskState
from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.bpmn.serializer import BpmnWorkflowSerializer
from SpiffWorkflow.spiff.parser import SpiffBpmnParser
from SpiffWorkflow.spiff.serializer import DEFAULT_CONFIG

from tests.benchmarks.case import AGENCIES, FACTS, Step
from tests.benchmarks.places import Place, connect, is_sqlite, size
from tests.support.bpmn_models import workload

KEY = "workload"
_TABLES = """
CREATE TABLE instance (
    id {uuid} PRIMARY KEY, status text NOT NULL, lock_version integer NOT NULL, state text NOT NULL,
    updated {moment} NOT NULL
);
CREATE TABLE work_item (
    id {uuid} PRIMARY KEY, instance_id {uuid} NOT NULL REFERENCES instance, element text NOT NULL, lane text,
    due {moment}, status text NOT NULL, completed_by text, completed {moment}
);
CREATE INDEX work_item_inbox ON work_item (lane, status, due);
CREATE INDEX work_item_instance ON work_item (instance_id);
CREATE TABLE timer (
    task_id {uuid} PRIMARY KEY, instance_id {uuid} NOT NULL REFERENCES instance, element text NOT NULL,
    due {moment} NOT NULL
);
CREATE INDEX timer_due ON timer (due);
CREATE TABLE history (
    id {uuid} PRIMARY KEY, instance_id {uuid} NOT NULL REFERENCES instance, happened {moment} NOT NULL,
    who text NOT NULL, what text NOT NULL, element text
);
CREATE INDEX history_instance ON history (instance_id);
"""


class Stock:
    """The contender."""

    name = "stock"

    def __init__(self, place: Place) -> None:
        self._owner = url = place.empty().owner
        self._in_file = is_sqlite(url)
        self._connection = connect(url)
        types = {"uuid": "text", "moment": "text"} if self._in_file else {"uuid": "uuid", "moment": "timestamptz"}
        for statement in filter(str.strip, _TABLES.format(**types).split(";")):
            self._run(statement)
        self._connection.commit()
        self._spec, self._subs = _parsed()
        self._serializer = BpmnWorkflowSerializer(BpmnWorkflowSerializer.configure(DEFAULT_CONFIG))

    def start(self) -> str:
        workflow = BpmnWorkflow(self._spec, self._subs)
        workflow.task_tree.data.update(FACTS, **{f"{agency}_team": str(uuid.uuid4()) for agency in AGENCIES})
        workflow.do_engine_steps()
        instance, now = str(uuid.uuid4()), _now()
        self._begin()
        state = self._serializer.serialize_json(workflow)
        self._run("INSERT INTO instance VALUES (%s, 'running', 1, %s, %s)", instance, state, now)
        self._write_changes(instance, workflow, {}, {}, now)
        self._write_history(instance, now, "started", None)
        self._connection.commit()
        return instance

    def ready(self, case: object, step: Step) -> Callable[[], object]:
        found = self._run(
            "SELECT id FROM work_item WHERE instance_id = %s AND element = %s AND status = 'open'", case, step.task
        ).fetchone()
        self._connection.rollback()
        return lambda: self._complete(str(case), str(found[0]), step)

    def _complete(self, instance: str, task_id: str, step: Step) -> None:
        self._begin()
        workflow = self._load(instance)
        items, timers = _items(workflow), _timers(workflow)
        task = workflow.get_task_from_id(uuid.UUID(task_id))
        task.data.update(step.values)
        task.run()
        workflow.do_engine_steps()
        now = _now()
        self._save(instance, workflow, now)
        done = "UPDATE work_item SET status = 'completed', completed_by = %s, completed = %s WHERE id = %s"
        self._run(done, "Worker 1", now, task_id)
        del items[task.id]
        self._write_changes(instance, workflow, items, timers, now)
        self._write_history(instance, now, "completed", step.task)
        self._connection.commit()

    def advance(self, case: object, steps: list[Step]) -> None:
        """Bring a case on in memory and save once: how a case gets old without waiting for each commit."""
        self._begin()
        workflow = self._load(str(case))
        items, timers = _items(workflow), _timers(workflow)
        for step in steps:
            task = next(task for task in _items(workflow).values() if task.task_spec.name == step.task)
            task.data.update(step.values)
            task.run()
            workflow.do_engine_steps()
        now = _now()
        self._save(str(case), workflow, now)
        self._write_changes(str(case), workflow, items, timers, now)
        self._connection.commit()

    def state_bytes(self, case: object) -> int:
        row = self._run("SELECT state FROM instance WHERE id = %s", case).fetchone()
        self._connection.rollback()
        return len(row[0])

    def size(self) -> int:
        return size(self._owner)

    def close(self) -> None:
        self._connection.close()

    def _load(self, instance: str) -> Any:
        lock = "" if self._in_file else " FOR UPDATE"
        row = self._run(f"SELECT state FROM instance WHERE id = %s{lock}", instance).fetchone()
        return self._serializer.deserialize_json(row[0])

    def _save(self, instance: str, workflow: Any, now: str) -> None:
        status = "completed" if workflow.is_completed() else "running"
        statement = (
            "UPDATE instance SET status = %s, lock_version = lock_version + 1, state = %s, updated = %s WHERE id = %s"
        )
        self._run(statement, status, self._serializer.serialize_json(workflow), now, instance)

    def _write_changes(
        self, instance: str, workflow: Any, items: dict[uuid.UUID, Any], timers: dict[uuid.UUID, Any], now: str
    ) -> None:
        """Rows for what waits now and did not before, and the end of those for what waits no more."""
        for task_id, task in _items(workflow).items():
            if items.pop(task_id, None) is None:
                row = (str(task_id), instance, task.task_spec.name, task.task_spec.lane)
                self._run("INSERT INTO work_item VALUES (%s, %s, %s, %s, NULL, 'open', NULL, NULL)", *row)
        for task_id in items:
            self._run("UPDATE work_item SET status = 'gone', completed = %s WHERE id = %s", now, str(task_id))
        for task_id, task in _timers(workflow).items():
            if timers.pop(task_id, None) is None:
                due = task.internal_data["event_value"]
                row = (str(task_id), instance, task.task_spec.name, due)
                self._run("INSERT INTO timer VALUES (%s, %s, %s, %s)", *row)
        for task_id in timers:
            self._run("DELETE FROM timer WHERE task_id = %s", str(task_id))

    def _write_history(self, instance: str, now: str, what: str, element: str | None) -> None:
        row = (str(uuid.uuid4()), instance, now, "Worker 1", what, element)
        self._run("INSERT INTO history VALUES (%s, %s, %s, %s, %s, %s)", *row)

    def _begin(self) -> None:
        if self._in_file:
            self._connection.execute("BEGIN IMMEDIATE")

    def _run(self, statement: str, *values: object) -> Any:
        return self._connection.execute(statement.replace("%s", "?") if self._in_file else statement, values)


def _parsed() -> tuple[Any, Any]:
    """The workload in stock's dialect: durations are Python texts, scripts are statements."""
    diagram = workload(KEY).replace(b">P10D<", b'>"P10D"<').replace(b">true<", b">noted = True<")
    parser = SpiffBpmnParser()
    parser.add_bpmn_str(diagram)
    return parser.get_spec(KEY), parser.get_subprocess_specs(KEY)


def _items(workflow: Any) -> dict[uuid.UUID, Any]:
    return {task.id: task for task in workflow.get_tasks(state=TaskState.READY, manual=True)}


def _timers(workflow: Any) -> dict[uuid.UUID, Any]:
    return dict(workflow.event_manager.tasks)


def _now() -> str:
    return datetime.now(UTC).isoformat()
