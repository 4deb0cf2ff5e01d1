"""process.toml → PathwaySettings: what a pathway is for, who its lanes are, and the parameters it rests on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from engine.domain.forms_reading import KEY
from engine.domain.parameters import NAME, DeadlineClass, Parameter, validate_value
from engine.domain.routing import BindKind, parse_bind, slug
from engine.domain.toml_reading import TomlTable, read_toml, suggest
from engine.errors import DefinitionError


class Subject(StrEnum):
    """Whom an instance is about."""

    PERSON = "person"
    AGENCY = "agency"
    PARTNERSHIP = "partnership"


class Start(StrEnum):
    """How an instance begins: offered to people, only called by other pathways or referrals, or both."""

    BY_HAND = "by_hand"
    CALLED = "called"
    BOTH = "both"

    @property
    def by_hand(self) -> bool:
        return self is not Start.CALLED


@dataclass(frozen=True, slots=True)
class LaneSettings:
    """A lane: what people call it, and how it finds its team (text as `routing.parse_bind` reads it)."""

    key: str
    label: str
    bind: str


@dataclass(frozen=True, slots=True)
class PathwaySettings:
    """What process.toml says. `start_form` is empty when starting asks nothing."""

    key: str
    title: str
    purpose: str
    subject: Subject
    start: Start
    start_form: str
    lanes: Mapping[str, LaneSettings]
    parameters: tuple[Parameter, ...]


ROOT = ("pathway", "lanes", "parameters")
PATHWAY = ("key", "title", "purpose", "subject", "start", "start_form")
LANE = ("label", "bind")
PARAMETER = ("value", "class", "source", "valid_from")


def read_settings(toml_text: str, file: str) -> PathwaySettings:
    """The settings written in `toml_text`.

    Refuses anything unknown or missing, lanes that nobody could ever hold, and parameters without class, source or
    the day from which they hold, each with file and line.
    """
    root = read_toml(toml_text, file)
    root.refuse_unknown(ROOT)
    pathway = root.child("[pathway]", root.table("pathway"), "pathway")
    pathway.refuse_unknown(PATHWAY)
    return PathwaySettings(
        key=_key(pathway, "key"),
        title=pathway.text("title"),
        purpose=pathway.text("purpose"),
        subject=Subject(pathway.choice("subject", list(Subject))),
        start=Start(pathway.choice("start", list(Start))),
        start_form=_key(pathway, "start_form") if pathway.has("start_form") else "",
        lanes=_lanes(root, Subject(pathway.choice("subject", list(Subject)))),
        parameters=tuple(_parameters(root)),
    )


def _key(table: TomlTable, setting: str) -> str:
    key = table.text(setting)
    if not KEY.fullmatch(key):
        message = f"Expected “{setting}” of {table.name} to be a name in lower case, but it is “{key}”."
        raise table.place.error(message, setting, "Use letters, digits and underscores, starting with a letter.")
    return key


def _lanes(root: TomlTable, subject: Subject) -> dict[str, LaneSettings]:
    tables = root.table("lanes")
    if not tables:
        raise root.child("[lanes]", tables, "lanes").place.error("Expected at least one lane, but there is none.")
    return {
        name: _lane(root.child(f"the lane “{name}”", values, "lanes", name), tables, subject)
        for name, values in tables.items()
    }


def _lane(table: TomlTable, lanes: Mapping[str, object], subject: Subject) -> LaneSettings:
    name = table.place.path[-1]
    if slug(name) != name:
        remedy = f"Write [lanes.{slug(name) or 'name'}]."
        raise table.place.error(
            f"Expected lanes by key, but “{name}” is not in lower case with underscores.", "", remedy
        )
    table.refuse_unknown(LANE)
    text = table.text("bind")
    try:
        bind = parse_bind(text)
    except DefinitionError as error:
        raise table.place.error(error.message, "bind") from error
    if bind.kind is BindKind.MANAGERS_OF and (bind.lane not in lanes or bind.lane == name):
        others = suggest(bind.lane, [lane for lane in lanes if lane != name])
        message = f"Expected {table.name} to be bound to the managers of another lane, but “{bind.lane}” is none."
        raise table.place.error(message, "bind", others)
    if bind.kind is BindKind.SUBJECT_AGENCY and subject is not Subject.AGENCY:
        message = f"Expected {table.name} to find its team, but “subject_agency” is for pathways about an agency."
        raise table.place.error(message, "bind", 'Set subject = "agency", or bind the lane otherwise.')
    return LaneSettings(name, table.text("label"), text)


def _parameters(root: TomlTable) -> list[Parameter]:
    tables = root.table("parameters") if root.has("parameters") else {}
    return [
        _parameter(root.child(f"the parameter “{name}”", values, "parameters", name), name)
        for name, values in tables.items()
    ]


def _parameter(table: TomlTable, name: str) -> Parameter:
    if not NAME.fullmatch(name):
        remedy = 'Write for example [parameters."handshake.acknowledge"].'
        raise table.place.error(f"Expected names in lower case with dots, but “{name}” is not one.", "", remedy)
    table.refuse_unknown(PARAMETER)
    try:
        value = validate_value(table.values.get("value", ""), table.name)
    except DefinitionError as error:
        raise table.place.error(error.message, "value") from error
    parameter_class = DeadlineClass(table.choice("class", list(DeadlineClass)))
    return Parameter(name, value, parameter_class, table.text("source"), table.day("valid_from"))
