"""The decisions of all files of a pathway."""

from __future__ import annotations

from collections.abc import Mapping

from engine.dmn.model import DecisionModel
from engine.dmn.reader import inspect


def decisions_in(files: Mapping[str, bytes]) -> dict[str, DecisionModel]:
    """The model of each decision by its id, in the order of the files; what cannot be read is left out."""
    found: dict[str, DecisionModel] = {}
    for name in sorted(files):
        model = inspect(files[name], name, files)[0] if name.endswith(".dmn") else None
        found |= dict.fromkeys(model.decisions, model) if model is not None else {}
    return found
