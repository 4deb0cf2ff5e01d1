"""A published pathway, read once: its diagram, forms, decisions and settings, shared between instances and threads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from engine.bpmn.parser import Definition, load_definition
from engine.dmn import DecisionModel, DecisionResult
from engine.dmn import read as read_decisions
from engine.domain.form_fields import COMMENT_FORM, Form
from engine.domain.forms import read_form
from engine.domain.pathway_settings import PathwaySettings, read_settings
from engine.domain.plans import ENGINE_FORMS
from engine.errors import DefinitionError
from engine.feel import FeelFunction, from_json


@dataclass(frozen=True)
class Pathway:
    """Everything of one version of a pathway. Answers an execution's questions about decisions."""

    key: str
    definition: Definition
    settings: PathwaySettings
    forms: Mapping[str, Form]
    models: Mapping[str, DecisionModel]
    diagram: bytes

    def form(self, key: str | None) -> Form:
        """The form of a task; tasks without one have a single optional comment."""
        return self.forms.get(key) or ENGINE_FORMS.get(key, COMMENT_FORM) if key else COMMENT_FORM

    def decide(self, decision: str, inputs: Mapping[str, Any]) -> DecisionResult:
        """Decide by the bundle's own tables. Refuses, with DefinitionError, a decision the bundle does not have."""
        model = self.models.get(decision)
        if model is None:
            raise DefinitionError(f"Expected a decision {decision!r} beside the diagram, but there is none.", self.key)
        return model.decide(decision, {name: from_json(value) for name, value in inputs.items()})

    @property
    def functions(self) -> Mapping[str, FeelFunction]:
        return {}


def read_pathway(files: Mapping[str, bytes]) -> Pathway:
    """Read a bundle (file names relative to its folder). Refuses, with DefinitionError, what it cannot read."""
    settings = read_settings(_text(files, "process.toml"), "process.toml")
    definition = load_definition(files, settings.key)
    return Pathway(
        key=settings.key,
        definition=definition,
        settings=settings,
        forms=_forms(files),
        models=_models(files),
        diagram=next(files[name] for name in sorted(files) if name.endswith(".bpmn")),
    )


def _text(files: Mapping[str, bytes], name: str) -> str:
    if name not in files:
        raise DefinitionError(f"Expected a file {name}, but the bundle has none.", name, remedy=f"Add {name}.")
    try:
        return files[name].decode()
    except UnicodeDecodeError as error:
        raise DefinitionError(
            f"Expected {name} to be text in UTF-8, but it is not.", name, remedy="Save it as UTF-8."
        ) from error


def _forms(files: Mapping[str, bytes]) -> dict[str, Form]:
    names = [name for name in sorted(files) if name.startswith("forms/") and name.endswith(".toml")]
    return {PurePosixPath(name).stem: read_form(_text(files, name), name) for name in names}


def _models(files: Mapping[str, bytes]) -> dict[str, DecisionModel]:
    models: dict[str, DecisionModel] = {}
    for name in sorted(files):
        if name.endswith(".dmn"):
            model = read_decisions(files[name], name, files)
            models.update(dict.fromkeys(model.decisions, model))
    return models
