"""The execution core: diagrams in, waits and occurrences out. The only importer of SpiffWorkflow.

`load_definition` reads a diagram once; `Execution` moves an instance of it. See docs/architecture.md, "The execution
seam".
"""

from engine.bpmn.expressions import Services
from engine.bpmn.failures import ExecutionFailed
from engine.bpmn.occurrences import (
    DecisionTaken,
    EndReached,
    EscalationRaised,
    FlowTaken,
    MergeConflict,
    MessageThrown,
    Occurrence,
    SignalThrown,
    StepPassed,
)
from engine.bpmn.parser import Definition, Element, Flow, Lane, load_definition
from engine.bpmn.runtime import Execution
from engine.bpmn.waits import CallWait, MessageWait, OperationWait, SignalWait, TimerWait, UserTaskWait, Wait

__all__ = [
    "CallWait",
    "DecisionTaken",
    "Definition",
    "Element",
    "EndReached",
    "EscalationRaised",
    "Execution",
    "ExecutionFailed",
    "Flow",
    "FlowTaken",
    "Lane",
    "MergeConflict",
    "MessageThrown",
    "MessageWait",
    "Occurrence",
    "OperationWait",
    "Services",
    "SignalThrown",
    "SignalWait",
    "StepPassed",
    "TimerWait",
    "UserTaskWait",
    "Wait",
    "load_definition",
]
