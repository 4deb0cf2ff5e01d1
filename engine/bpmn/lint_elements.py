"""Elements: those BPMN does not know, those that cannot be executed as meant, and those that only readers see."""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn.lint_findings import error, label, warning, words
from engine.bpmn.markup import BPMN, CHOREOGRAPHY, FLOW_NODES, SPIFF, Document, Element, flag, inside, kind
from engine.dmn.findings import Finding

LONGEST_NAME = 120
_FOUND_BY_NAME = frozenset({"message", "signal", "lane"})
_EVENT_DEFINITIONS = frozenset(
    f"{name}EventDefinition"
    for name in (
        "message",
        "timer",
        "signal",
        "escalation",
        "error",
        "terminate",
        "conditional",
        "link",
        "compensate",
        "cancel",
    )
)
_PARTS = """
definitions process collaboration participant laneSet childLaneSet lane flowNodeRef sequenceFlow conditionExpression
documentation extensionElements incoming outgoing message signal error escalation timeDate timeDuration timeCycle
condition script standardLoopCharacteristics loopCondition multiInstanceLoopCharacteristics loopCardinality
loopDataInputRef loopDataOutputRef inputDataItem outputDataItem completionCondition source target eventDefinitionRef
"""
_FOR_READERS = """
textAnnotation text association group category categoryValue categoryValueRef dataObject dataObjectReference dataState
dataInput dataOutput inputSet outputSet dataInputRefs dataOutputRefs sourceRef targetRef itemDefinition import interface
operation inMessageRef outMessageRef errorRef supportedInterfaceRef extension relationship resource resourceParameter
auditing monitoring participantMultiplicity partitionElement partitionElementRef messageFlow messageFlowRef
innerParticipantRef
partnerEntity partnerRole participantRef endPoint supports rendering assignment from to transformation property
operationRef conversation conversationNode conversationLink subConversation participantAssociation
messageFlowAssociation
conversationAssociation interfaceRef definitionalCollaborationRef artifactRef whileExecutingInputRefs optionalInputRefs
outputSetRefs inputSetRefs optionalOutputRefs whileExecutingOutputRefs dataPath messagePath
"""
_DROPPED = {
    "ioSpecification": "Say what goes in and out with `input:` and `output:` properties.",
    "ioBinding": "Say what goes in and out with `input:` and `output:` properties.",
    "dataInputAssociation": "Say what goes in with `input:` properties.",
    "dataOutputAssociation": "Say what comes out with `output:` properties.",
    "resourceRole": "Draw the task in the lane of who does it.",
    "performer": "Draw the task in the lane of who does it.",
    "humanPerformer": "Draw the task in the lane of who does it.",
    "potentialOwner": "Draw the task in the lane of who does it.",
    "resourceRef": "Draw the task in the lane of who does it.",
    "resourceParameterBinding": "Draw the task in the lane of who does it.",
    "resourceAssignmentExpression": "Draw the task in the lane of who does it.",
    "formalExpression": "Write the expression directly into the element around it.",
    "expression": "Write the expression directly into the element around it.",
    "correlationKey": "Messages are matched to cases by their instance.",
    "correlationProperty": "Messages are matched to cases by their instance.",
    "correlationPropertyBinding": "Messages are matched to cases by their instance.",
    "correlationPropertyRef": "Messages are matched to cases by their instance.",
    "correlationPropertyRetrievalExpression": "Messages are matched to cases by their instance.",
    "correlationSubscription": "Messages are matched to cases by their instance.",
}
_REFUSED = {
    "complexGateway": "Use exclusive, inclusive or parallel gateways.",
    "adHocSubProcess": "Draw the possible tasks after an inclusive gateway.",
    "transaction": "Use a sub-process with a boundary event for what goes wrong.",
    "choreographyTask": "Draw a task in the lane of each agency.",
    "subChoreography": "Draw a sub-process.",
    "callChoreography": "Use a call activity.",
    "choreography": "Draw a process with lanes.",
    "globalChoreographyTask": "Draw a process with lanes.",
    "globalConversation": "Draw a process with lanes.",
    "globalTask": "Give the task a pathway of its own and call that.",
    "globalUserTask": "Give the task a pathway of its own and call that.",
    "globalManualTask": "Give the task a pathway of its own and call that.",
    "globalScriptTask": "Give the task a pathway of its own and call that.",
    "globalBusinessRuleTask": "Give the task a pathway of its own and call that.",
    "dataStore": "Keep what a case must remember in forms; records are kept by operations.",
    "dataStoreReference": "Keep what a case must remember in forms; records are kept by operations.",
    "complexBehaviorDefinition": "Remove it: all instances are awaited, or completionCondition ends them.",
    "eventDefinitionRef": "Put the event definition into the event itself.",
    "compensateEventDefinition": "Draw the undoing as a task of its own.",
    "cancelEventDefinition": "Use an error end event and an error boundary event.",
}
_KNOWN = (
    FLOW_NODES | CHOREOGRAPHY | _EVENT_DEFINITIONS | frozenset(f"{_PARTS} {_FOR_READERS}".split()) | set(_DROPPED)
) - set(_REFUSED)
_FOREIGN = "Only standard BPMN and properties in the namespace " + SPIFF + " are read: say it with one of those."


def check_elements(document: Document) -> Iterator[Finding]:
    """Every element of the BPMN namespace is known and can be executed, or is said not to be looked at."""
    for element in document.root.iter(f"{{{BPMN}}}*"):
        local = kind(element)
        if local in _REFUSED:
            message = f"Expected only elements that can be executed, but {words(local)} is not supported."
            yield error(document, element, message, _REFUSED[local])
        elif local in _DROPPED:
            message = f"The {words(local)} is not looked at."
            yield warning(document, element, message, _DROPPED[local])
        elif local not in _KNOWN:
            message = f"Expected elements of BPMN 2.0, but “{local}” is none."
            yield error(document, element, message, "Correct its name, or remove it.")
    yield from _check_lengths(document)
    yield from _check_places(document)
    yield from _check_features(document)


def _check_lengths(document: Document) -> Iterator[Finding]:
    """Identifiers, and the names by which messages and signals find each other, are kept with every step."""
    for element in document.root.iter(f"{{{BPMN}}}*"):
        kept = [element.get("id", ""), element.get("name", "") if kind(element) in _FOUND_BY_NAME else ""]
        if max(map(len, kept)) > LONGEST_NAME:
            message = f"Expected identifiers and names of messages of at most {LONGEST_NAME} characters, not longer."
            yield error(document, element, message, "Shorten it.")


def _check_places(document: Document) -> Iterator[Finding]:
    """A step inside something that is no process or sub-process would not be seen."""
    drawn = {scope.element for scope in document.scopes}
    for element in inside(document.process, "process", "sequenceFlow", *sorted(FLOW_NODES | CHOREOGRAPHY)):
        if element is not document.process and element.getparent() not in drawn:
            message = (
                f"Expected {label(element)} directly in a process or sub-process, but it is inside something else."
            )
            yield error(document, element, message, "Draw it again in its place.")


def _check_features(document: Document) -> Iterator[Finding]:
    for _, node in document.nodes:
        if flag(node, "triggeredByEvent"):
            message = f"Expected only elements that can be executed, but {label(node)} is an event sub-process."
            remedy = "Put the steps it watches into a sub-process and attach a boundary event to that."
            yield error(document, node, message, remedy)
        if flag(node, "isForCompensation"):
            message = f"Expected only elements that can be executed, but {label(node)} is for compensation."
            yield error(document, node, message, "Draw the undoing as a step on a way of its own.")
        yield from _check_foreign(document, node)


def _check_foreign(document: Document, node: Element) -> Iterator[Finding]:
    """Settings for another engine would be lost in silence."""
    names = {name for name in node.attrib if name.startswith("{")}
    for extensions in node.findall(f"{{{BPMN}}}extensionElements"):
        names.update(child.tag for child in extensions if isinstance(child.tag, str) and not _is_ours(child))
    if names:
        listed = ", ".join(sorted(name.rpartition("}")[2] for name in names))
        message = f"{label(node)} has settings for another engine that are not looked at: {listed}."
        yield warning(document, node, message, _FOREIGN)


def _is_ours(element: Element) -> bool:
    return bool(element.tag.startswith(f"{{{SPIFF}}}"))


def check_property_placement(document: Document) -> Iterator[Finding]:
    """Extension elements in the namespace of ours that have no meaning here."""
    known = {f"{{{SPIFF}}}{name}" for name in ("properties", "property")}
    for extensions in inside(document.process, "extensionElements"):
        for element in extensions.iter(f"{{{SPIFF}}}*"):
            if element.tag not in known:
                local = element.tag.rpartition("}")[2]
                message = f"Expected only properties among the extensions, but “{local}” is none and would be ignored."
                yield error(document, element, message, "Say it with a property, or remove it.")
