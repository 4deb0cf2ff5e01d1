"""Item definitions: the types that a decision model defines."""

from __future__ import annotations

from dataclasses import replace

from engine.dmn.frame import Place
from engine.dmn.reading import Element, Reading, part, parts, place_of, plain_type, tag, text_of
from engine.feel.budget import Budget
from engine.feel.builtins import BUILTINS
from engine.feel.expression import UnaryTests
from engine.feel.run import Run
from engine.feel.types import ANY, Type
from engine.feel.values import Value

MAX_DEPTH = 20


def read_types(root: Element, reading: Reading) -> None:
    """Adds all item definitions to the types of the reading."""
    defined = {item.get("name", ""): item for item in parts(root, "itemDefinition")}
    for name, item in defined.items():
        _resolve(name, item, defined, reading, ())


def item_names(root: Element) -> list[str]:
    """All names of components, columns, outputs and entries, which paths may use."""
    found = [item.get("name", "") for item in root.iter() if tag(item) in ("itemComponent", "column", "output")]
    return found + [
        variable.get("name", "") for entry in root.iter("{*}contextEntry") for variable in parts(entry, "variable")
    ]


def local_names(root: Element) -> frozenset[str]:
    """Names that entries of contexts, parameters and loops bind; they may hide those of inputs and decisions."""
    found: set[str] = set()
    for element in root.iter():
        match tag(element):
            case "contextEntry":
                variable = part(element, "variable")
                found.add("" if variable is None else variable.get("name", ""))
            case "formalParameter":
                found.add(element.get("name", ""))
            case "for" | "some" | "every":
                found.add(element.get("iteratorVariable", ""))
    return frozenset(found)


def _resolve(name: str, item: Element, defined: dict[str, Element], reading: Reading, around: tuple[str, ...]) -> Type:
    if name in reading.types:
        return reading.types[name]
    place = place_of(item, "", f'the type "{name}"')
    if len(around) > MAX_DEPTH:
        message = f"Expected types at most {MAX_DEPTH} deep, but {place.label} is deeper."
        reading.problem(place, message, "Nest less.")
        return ANY
    if name in around:
        reading.problem(place, f'Expected types that end, but "{name}" contains itself.', "Remove the circle.")
        return ANY
    found = _type(item, defined, reading, (*around, name), place)
    reading.types[name] = found
    return found


def _type(item: Element, defined: dict[str, Element], reading: Reading, around: tuple[str, ...], place: Place) -> Type:
    """The type: `allowedValues` tell of the items of a collection, `typeConstraint` of the collection as a whole."""
    base = _base(item, defined, reading, around, place)
    collection = item.get("isCollection") == "true"
    allowed = part(item, "allowedValues")
    if allowed is not None:
        base = replace(base, allowed=_allowed(base, text_of(allowed), reading, place))
    found = Type("list", items=base) if collection else base
    constraint = part(item, "typeConstraint")
    return found if constraint is None else replace(found, allowed=_allowed(found, text_of(constraint), reading, place))


def _base(item: Element, defined: dict[str, Element], reading: Reading, around: tuple[str, ...], place: Place) -> Type:
    components = list(parts(item, "itemComponent"))
    if components:
        members = {
            component.get("name", ""): _type(component, defined, reading, around, place) for component in components
        }
        return Type("context", members=members)
    function = part(item, "functionItem")
    if function is not None:
        return _function(function, defined, reading, around, place)
    return _referred(plain_type(text_of(part(item, "typeRef"))), defined, reading, around, place)


def _referred(
    reference: str, defined: dict[str, Element], reading: Reading, around: tuple[str, ...], place: Place
) -> Type:
    if reference in defined:
        return _resolve(reference, defined[reference], defined, reading, around)
    return reading.type(reference, place) or ANY


def _function(
    item: Element, defined: dict[str, Element], reading: Reading, around: tuple[str, ...], place: Place
) -> Type:
    """A function item: the types of its parameters and of its answer."""

    def of(reference: str | None) -> Type:
        return _referred(plain_type(reference), defined, reading, around, place)

    parameters = tuple(of(parameter.get("typeRef")) for parameter in parts(item, "parameters"))
    return Type("function", parameters=parameters, answer=of(item.get("outputTypeRef")))


class _Allowed:
    """Decides whether a value is among those that a type allows."""

    def __init__(self, tests: UnaryTests, base: Type) -> None:
        self.tests = tests
        self.base = base

    def __call__(self, value: Value) -> bool:
        if self.base.allowed is not None and not self.base.allowed(value):
            return False
        return self.tests.passes(value, Run({}, {}, BUILTINS, Budget(steps=5_000), strict=False)) is True


def _allowed(base: Type, text: str, reading: Reading, place: Place) -> _Allowed:
    return _Allowed(reading.tests(text, place, ()), base)
