"""Puts the pages, the engine and the configuration together. Starts nothing."""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import UUID, uuid4

from flask import Flask, g
from jinja2 import ChoiceLoader, PackageLoader, PrefixLoader

from engine.bootstrap import Engine
from engine.config import Config
from web import auth, current, errors, security, uploads, wording
from web.api.app import register_api
from web.compiled import Compiled
from web.pages import (
    absences,
    access_requests,
    accesses,
    admin_agencies,
    admin_directory,
    admin_people,
    audit_trail,
    barring,
    case,
    case_again,
    case_entries,
    case_hand_over,
    case_merging,
    charters,
    consents,
    contact,
    diagram,
    done,
    emergency,
    health,
    invitation,
    moving,
    navigation,
    notices,
    own_sign_in,
    pathways,
    pathways_cases,
    pathways_columns,
    pathways_decisions,
    pathways_draft,
    pathways_import,
    pathways_limits,
    pathways_parameters,
    pathways_publish,
    pathways_roles,
    pathways_rows,
    pathways_steps,
    pathways_tables,
    pathways_values,
    pathways_ways,
    pausing,
    planning,
    proving,
    reaching,
    records,
    rota,
    second_step,
    sign_in,
    stalled,
    task,
    team,
    team_steps,
    tokens,
    work,
)

SERVICE_NAME = "Referral Pathways"
PAGES = (
    sign_in,
    second_step,
    proving,
    own_sign_in,
    work,
    task,
    done,
    contact,
    case,
    case_again,
    case_entries,
    case_hand_over,
    case_merging,
    barring,
    emergency,
    consents,
    reaching,
    accesses,
    diagram,
    pausing,
    planning,
    moving,
    team,
    stalled,
    team_steps,
    notices,
    health,
    absences,
    access_requests,
    records,
    rota,
    charters,
    admin_people,
    admin_agencies,
    admin_directory,
    audit_trail,
    invitation,
    tokens,
    pathways,
    pathways_cases,
    pathways_columns,
    pathways_decisions,
    pathways_draft,
    pathways_import,
    pathways_limits,
    pathways_parameters,
    pathways_publish,
    pathways_roles,
    pathways_rows,
    pathways_steps,
    pathways_tables,
    pathways_values,
    pathways_ways,
)


@dataclass(frozen=True)
class Composition:
    """What the pages were put together with."""

    engine: Engine
    config: Config
    agencies: dict[UUID, str] = field(default_factory=dict)


def create_app(engine: Engine, config: Config) -> Flask:
    """The application for this engine. Threads, timers and the server are the caller's business."""
    app = Flask("web")
    app.request_class = uploads.CaseRequest
    app.extensions[current.EXTENSION] = Composition(engine, config)
    security.protect(app, config)
    security.look_through_proxies(app, config)
    auth.require_sign_in(app)
    errors.register_errors(app)
    for module in PAGES:
        app.register_blueprint(module.pages)
    register_api(app, config.api_requests_per_minute)
    teach_templates(app)
    return app


def teach_templates(app: Flask) -> None:
    """Give templates the components, the words, and who is signed in."""
    components = PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")})
    app.jinja_loader = ChoiceLoader([PackageLoader("web"), components])
    app.jinja_env.bytecode_cache = Compiled()
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals.update(
        service_name=SERVICE_NAME,
        once=lambda: str(uuid4()),
        when=wording.when,
        day=wording.day,
        iso=wording.iso,
        counted=wording.counted,
        sentence=wording.sentence,
        paragraphs=wording.paragraphs,
    )

    @app.context_processor
    def signed_in() -> dict[str, object]:
        person = g.get("signed_in")
        return {"person": person, "navigation": navigation.items, "agency": current.agency}
