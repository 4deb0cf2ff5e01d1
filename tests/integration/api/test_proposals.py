"""Another system may propose a version of a pathway. People decide what becomes of it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from engine.commands.publishing import ApproveVersion
from engine.domain.actors import Role
from engine.store import definitions
from engine.testing import Person
from processes import bundle
from tests.integration.api.desk import Api, Program
from tests.integration.api.test_asking import refused

KEY = "contact_and_triage"


def files(**changes: str) -> dict[str, str]:
    """The shipped pathway as text, with files replaced."""
    return {name: data.decode() for name, data in bundle(KEY).items()} | changes


def changed() -> dict[str, str]:
    """Another title, and a value that would hold from another day on."""
    settings = bundle(KEY)["process.toml"].decode()
    assert "valid_from = 2022-01-13" in settings
    later = settings.replace("valid_from = 2022-01-13", "valid_from = 2025-01-13", 1)
    return files(**{"process.toml": later.replace('title = "', 'title = "New: ', 1)})


def commissioner(api: Api) -> Person:
    return api.house.person("Commissioner 1", "Council", "Coordination", (Role.COMMISSIONER,))


def states(program: Program) -> list[tuple[int, str]]:
    return [(line["version"], line["state"]) for line in program.get(f"/definitions?pathway={KEY}")]


def parameters(api: Api) -> Any:
    with api.house.engine.database.read(1, api.house.clock.now()) as tx:
        return definitions.parameters.all(tx, definitions.parameters.selection())


def test_a_proposal_waits_and_changes_nothing_until_somebody_else_approves_it(api: Api) -> None:
    person = commissioner(api)
    program, before = api.of(person), parameters(api)
    made = program.post("/definitions", {"files": changed()}, 201)
    assert (made["state"], made["version"]) == ("proposed", 2)
    assert states(program) == [(1, "published"), (2, "proposed")]
    assert parameters(api) == before
    assert program.post("/definitions", {"files": changed()}, 201) == made
    assert program.get(f"/definitions/{made['id']}/files")["files"] == changed()
    assert program.get(f"/definitions/{made['id']}")["startForm"] is None
    published = program.get(f"/definitions?pathway={KEY}&state=published")[0]
    other = api.house.person("Commissioner 2", "Council", "Coordination", (Role.COMMISSIONER,))
    other.do(ApproveVersion(UUID(made["id"]), UUID(published["id"])))
    assert states(program) == [(1, "retired"), (2, "published")]


def test_what_the_gate_finds_is_refused_with_its_place_and_remedy(api: Api) -> None:
    program = api.of(commissioner(api))
    wrong = files(**{f"{KEY}.bpmn": files()[f"{KEY}.bpmn"].replace('targetRef="', 'targetRef="no_', 1)})
    told = refused(program.ask("POST", "/definitions", json={"files": wrong}), 422, "definition")
    assert told["file"] == f"{KEY}.bpmn"
    assert told["remedy"]
    told = refused(program.ask("POST", "/definitions", json={"files": {"readme.txt": "x"}}), 422, "definition")
    assert told["detail"]
    assert states(program) == [(1, "published")]


def test_a_drawing_with_a_document_type_is_refused(api: Api) -> None:
    drawn = files()[f"{KEY}.bpmn"].partition("?>")[2]
    wrong = files(**{f"{KEY}.bpmn": f'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>{drawn}'})
    refused(api.of(commissioner(api)).ask("POST", "/definitions", json={"files": wrong}), 422, "definition")


def test_others_propose_nothing_and_see_what_is_in_use(api: Api) -> None:
    person = commissioner(api)
    made = api.of(person).post("/definitions", {"files": changed()}, 201)
    worker = api.of(api.town.worker)
    refused(worker.ask("POST", "/definitions", json={"files": changed()}), 403, "not-permitted")
    assert states(worker) == [(1, "published")]
    assert worker.get("/definitions/count") == {"count": len(worker.get("/definitions"))}
    for path in (f"/definitions/{made['id']}", f"/definitions/{made['id']}/files"):
        refused(worker.ask("GET", path), 404, "not-found")
    (line,) = worker.get(f"/definitions?pathway={KEY}")
    refused(worker.ask("GET", f"/definitions/{line['id']}/files"), 404, "not-found")
    form = worker.get(f"/definitions/{line['id']}")["startForm"]
    assert "alias" in [field["key"] for field in form["fields"]]
