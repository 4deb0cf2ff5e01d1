"""Decision models (DMN 1.2 to 1.5) on the engine's expression language.

model = read(xml, "triage.dmn")
result = model.decide("triage", {"danger": True, "age_band": "18-24"})
result.value, result.trace
"""

from __future__ import annotations

from engine.dmn.cases import CaseReport, run_cases
from engine.dmn.check import check
from engine.dmn.errors import DecisionError
from engine.dmn.findings import Finding
from engine.dmn.model import Decision, DecisionModel, DecisionResult, Input
from engine.dmn.reader import inspect, read
from engine.dmn.secure_xml import parse_xml

__all__ = [
    "CaseReport",
    "Decision",
    "DecisionError",
    "DecisionModel",
    "DecisionResult",
    "Finding",
    "Input",
    "check",
    "inspect",
    "parse_xml",
    "read",
    "run_cases",
]
