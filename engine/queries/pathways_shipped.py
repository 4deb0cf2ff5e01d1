"""What a bundle ships against what the installation has: values that stay, and deadlines that can be shared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from engine.domain.pathway_settings import PathwaySettings, read_settings
from engine.domain.permissions import Permission, require
from engine.domain.shipping import INSTALLATION, KeptOut
from engine.errors import DefinitionError
from engine.queries.view import View
from engine.store import definitions

__all__ = ["KeptOut", "Sharable", "kept_out", "sharable"]


@dataclass(frozen=True, slots=True)
class Sharable:
    """A deadline or limit that a draft does not know yet, with its newest value; `used_by` are titles of pathways."""

    name: str
    value: str
    used_by: tuple[str, ...]


def kept_out(view: View, files: Mapping[str, bytes]) -> tuple[KeptOut, ...]:
    """The values that these files ship and that would not be entered by publishing them. For commissioners.

    Empty when the settings cannot be read. Refuses: NotPermitted.
    """
    require(view.actor, Permission.EDIT_DEFINITION)
    settings = _settings(files)
    return view.shelf.kept_out(view.tx, settings) if settings else ()


def _settings(files: Mapping[str, bytes]) -> PathwaySettings | None:
    try:
        return read_settings(files.get("process.toml", b"").decode(), "process.toml")
    except (DefinitionError, UnicodeDecodeError):
        return None


def sharable(view: View, files: Mapping[str, bytes]) -> tuple[Sharable, ...]:
    """The deadlines and limits of the installation that these files do not declare. For commissioners.

    Refuses: NotPermitted.
    """
    require(view.actor, Permission.EDIT_DEFINITION)
    settings = _settings(files)
    own = {each.name for each in settings.parameters} if settings else set()
    newest = {row.name: row.value for row in definitions.every_parameter(view.tx)}
    others = view.shelf.declared_elsewhere(view.tx, settings.key if settings else "")
    users = {name: tuple(dict.fromkeys(each.pathway for each in some)) for name, some in others.items()}
    return tuple(
        Sharable(name, value, users.get(name, (INSTALLATION,))) for name, value in newest.items() if name not in own
    )
