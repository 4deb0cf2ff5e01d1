"""The API does what it says of itself, whatever it is asked: schemathesis makes up requests from that."""

from __future__ import annotations

from typing import Any
from zlib import crc32

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    missing_required_header,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from engine.commands import AddTeam, AttachFile, OfferCase, WriteGoal, WriteNote
from engine.domain.actors import Role
from tests.integration.api.desk import Api, Program
from web.api.routes import ROUTES, Route

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    negative_data_rejection,
    missing_required_header,
]
MODES = list(GenerationMode)
FEW = 4
"""Requests for each route on each database, other ones on either but the same every time."""


@pytest.fixture(scope="package")
def bearer(shared: Api) -> Program:
    """Somebody who may do everything there is in the API, in a town where something is going on."""
    town = shared.town
    roles = (Role.CASEWORKER, Role.MANAGER, Role.COMMISSIONER)
    return shared.of(town.house.person("Everything 1", "Outreach charity", "Street team", roles))


@pytest.fixture(scope="package")
def schema(shared: Api) -> Any:
    """The description without what it says of tokens: every request made from it carries one."""
    described = shared.app.test_client().get("/api/v1/openapi.json").json
    assert described is not None
    del described["security"]
    for methods in described["paths"].values():
        for operation in methods.values():
            del operation["security"]
    made = schemathesis.openapi.from_dict(described)
    made.app, made.location = shared.app, "/api/v1/openapi.json"
    return made


@pytest.fixture(scope="package")
def ids(shared: Api, bearer: Program) -> dict[str, list[str]]:
    """Identifiers of what there is, by their name in addresses."""
    case_id = shared.accepted().case_id
    shared.contact()
    assert case_id is not None
    note = WriteNote(case_id, "met", "In the rain", shared.house.clock.now().date())
    file, goal = AttachFile(case_id, "a.txt", b"words"), WriteGoal(case_id, "A coat")
    team_id = shared.house.engine.execute(AddTeam(shared.town.worker.agency_id, "Evening team"))
    offer = OfferCase(case_id, team_id, "She comes in the evening", stays=True)
    return {
        "entry_id": [str(shared.town.worker.do(each)) for each in (note, file, goal)],
        "offer_id": [str(shared.town.worker.do(offer))],
        "task_id": [line["id"] for line in bearer.get("/tasks")],
        "referral_id": [line["id"] for line in bearer.get("/referrals")],
        "case_id": [line["id"] for line in bearer.get("/cases")["items"]],
        "definition_id": [line["id"] for line in bearer.get("/definitions")],
        "webhook_id": [],
    }


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.name)
def test_a_route_answers_as_it_is_described(
    shared: Api,
    bearer: Program,
    schema: Any,
    ids: dict[str, list[str]],
    route: Route,
    request: pytest.FixtureRequest,
) -> None:
    strategies = [schema[route.path][route.method].as_strategy(generation_mode=mode) for mode in MODES]

    @seed(crc32(request.node.name.encode()))
    @settings(
        max_examples=200 if request.config.getoption("--slow") else FEW,
        deadline=None,
        database=None,
        phases=(Phase.explicit, Phase.generate),
        suppress_health_check=list(HealthCheck),
    )
    @given(data=st.data())
    def asks(data: st.DataObject) -> None:
        case = data.draw(st.one_of(strategies))
        if case.meta is None or case.meta.generation.mode is GenerationMode.POSITIVE:
            for name in route.ids:
                case.path_parameters[name] = data.draw(st.sampled_from([*ids[name], str(case.path_parameters[name])]))
        case.call_and_validate(headers={"Authorization": f"Bearer {bearer.token}"}, checks=CHECKS)

    asks()
