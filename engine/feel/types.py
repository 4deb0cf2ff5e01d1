"""Types: what `instance of` asks, what parameters declare, and what decision models define."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, time

from engine.feel.far import combine
from engine.feel.values import FeelFunction, Range, Value, kind

NAMES = (
    "Any",
    "Null",
    "number",
    "string",
    "boolean",
    "date",
    "time",
    "date and time",
    "days and time duration",
    "years and months duration",
    "list",
    "context",
    "range",
    "function",
)
_SPELLINGS = {
    "any": "Any",
    "null": "Null",
    "dateTime": "date and time",
    "dayTimeDuration": "days and time duration",
    "yearMonthDuration": "years and months duration",
}


@dataclass(frozen=True)
class TypeName:
    """A type as written: a name, with the types in its angle brackets (and their names, for a context)."""

    name: str
    arguments: tuple[TypeName, ...] = ()
    members: tuple[str, ...] = ()


@dataclass(frozen=True)
class Type:
    """A type to test values against.

    `items` is the type of a list's items or a range's ends; `members` those of a context. `allowed` decides on the
    values a model allows. `parameters` and `answer` are those of a function type.
    """

    kind: str
    items: Type | None = None
    members: Mapping[str, Type] = field(default_factory=dict)
    allowed: Callable[[Value], bool] | None = None
    parameters: tuple[Type, ...] | None = None
    answer: Type | None = None


ANY = Type("Any")


def resolve(name: TypeName, defined: Mapping[str, Type]) -> Type | None:
    """The type of that name, or None when neither the language nor the model has it."""
    if name.name in defined and not name.arguments:
        return defined[name.name]
    plain = _SPELLINGS.get(name.name, name.name)
    if plain not in NAMES:
        return None
    arguments = [resolve(argument, defined) for argument in name.arguments]
    if any(argument is None for argument in arguments):
        return None
    return _compound(plain, name, [argument for argument in arguments if argument])


def _compound(plain: str, name: TypeName, arguments: list[Type]) -> Type:
    if plain == "context":
        return Type(plain, members=dict(zip(name.members, arguments, strict=True)))
    if plain == "function":
        return Type(plain, parameters=tuple(arguments[:-1]), answer=arguments[-1]) if arguments else Type(plain)
    return Type(plain, items=arguments[0] if arguments else None)


def conforms(value: Value, wanted: Type, spend: Callable[[int], None]) -> bool:
    """Whether the value is of the type. Null is of no type but Null."""
    spend(1)
    if wanted.kind == "Any":
        base = value is not None
    elif wanted.kind == "Null":
        base = value is None
    else:
        base = kind(value) == wanted.kind and _parts_conform(value, wanted, spend)
    return base and (wanted.allowed is None or _allows(value, wanted))


def _allows(value: Value, wanted: Type) -> bool:
    return wanted.allowed is None or wanted.allowed(value)


def _parts_conform(value: Value, wanted: Type, spend: Callable[[int], None]) -> bool:
    if isinstance(value, list) and wanted.items:
        return all(_admits(item, wanted.items, spend) for item in value)
    if isinstance(value, dict):
        return all(name in value and _admits(value[name], member, spend) for name, member in wanted.members.items())
    if isinstance(value, Range) and wanted.items:
        return all(end is None or conforms(end, wanted.items, spend) for end in (value.start, value.end))
    if isinstance(value, FeelFunction) and wanted.parameters is not None:
        declared = value.types or (None,) * len(value.parameters)
        return len(declared) == len(wanted.parameters) and all(
            takes is None or specialises(given, takes) for given, takes in zip(wanted.parameters, declared, strict=True)
        )
    return True


def specialises(one: Type, other: Type) -> bool:
    """Whether every value of the first type is one of the second, whatever values they allow."""
    if other.kind == "Any":
        return True
    if one.kind != other.kind:
        return False
    if other.items is not None and not specialises(one.items or ANY, other.items):
        return False
    members = (name in one.members and specialises(one.members[name], wanted) for name, wanted in other.members.items())
    return all(members) and (other.parameters is None or _function_specialises(one, other))


def _function_specialises(one: Type, other: Type) -> bool:
    """A function may stand for another when it takes all that the other takes, and answers nothing else."""
    if one.parameters is None or len(one.parameters) != len(other.parameters or ()):
        return False
    pairs = zip(other.parameters or (), one.parameters, strict=True)
    return all(specialises(given, takes) for given, takes in pairs) and specialises(
        one.answer or ANY, other.answer or ANY
    )


def _admits(value: Value, wanted: Type, spend: Callable[[int], None]) -> bool:
    return value is None or conforms(value, wanted, spend)


def coerce(value: Value, wanted: Type, spend: Callable[[int], None]) -> tuple[Value, bool]:
    """The value converted to the type as the language does by itself, and whether it then conforms.

    A list of one item becomes the item, an item a list of one, a date the date at midnight UTC: one of these, once.
    Null fits every type.
    """
    if value is None or conforms(value, wanted, spend):
        return value, True
    if isinstance(value, list) and len(value) == 1 and wanted.kind != "list":
        return (value[0], True) if conforms(value[0], wanted, spend) else (None, False)
    if wanted.kind == "list" and not isinstance(value, list):
        return ([value], True) if conforms([value], wanted, spend) else (None, False)
    if wanted.kind == "date and time" and kind(value) == "date":
        midnight = combine(value, time(tzinfo=UTC))
        return midnight, conforms(midnight, wanted, spend)
    return None, False
