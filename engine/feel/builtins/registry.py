"""How a built-in function is declared: one line of its usage above a plain function."""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType
from typing import TypeVar

from engine.feel.calls import Builtin, Signature
from engine.feel.types import ANY, Type
from engine.feel.values import Unanswerable, Value

F = TypeVar("F", bound=Callable[..., Value])


def builtin(*usages: str) -> Callable[[F], F]:
    """Declares the ways to call a function: `name(parameter: type, optional?: type)`.

    `*list: list<T>` may be given as one list or as several arguments; it is the last one. The function receives the
    `Run` first, then the arguments in this order, with None for those left out.
    """

    def declare(function: F) -> F:
        function.__dict__.setdefault("usages", []).extend(usages)
        return function

    return declare


def collect(*modules: ModuleType) -> dict[str, Builtin]:
    """All functions that the modules declare. Several declarations of one name are tried in their order."""
    signatures: dict[str, list[Signature]] = {}
    usages: dict[str, str] = {}
    for module in modules:
        for function in vars(module).values():
            for usage in getattr(function, "usages", ()):
                name = usage.partition("(")[0]
                signatures.setdefault(name, []).extend(_signatures(usage, function))
                usages[name] = f"{usages[name]} or {usage}" if name in usages else usage
    return {name: _built(name, found, usages[name]) for name, found in signatures.items()}


def _built(name: str, found: list[Signature], usage: str) -> Builtin:
    longest = max(found, key=lambda signature: len(signature.parameters))
    parameters = tuple(parameter for parameter, _type in longest.parameters)
    return Builtin(parameters, _only_inside, name=name, signatures=tuple(found), usage=usage.replace("*", ""))


def _only_inside(*_arguments: Value) -> Value:
    raise Unanswerable("A built-in function is called by an expression.")


def _signatures(usage: str, function: Callable[..., Value]) -> list[Signature]:
    inside = usage.partition("(")[2].removesuffix(")")
    parameters = [part.split(": ") for part in inside.split(", ")] if inside else []
    declared = tuple((name.strip("*?"), _type(wanted)) for name, wanted in parameters)
    required = sum(not name.endswith("?") for name, _wanted in parameters)
    found = [Signature(declared, required, False, function)]
    if "*" in inside:
        found.append(Signature(declared, required, True, function))
    return found


def _type(text: str) -> Type:
    if text == "any":
        return ANY
    if text.startswith("list<"):
        return Type("list", items=_type(text[5:-1]))
    return Type(text)
