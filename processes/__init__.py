"""The pathways that ship with the product: one folder each, read as bundles of files."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable

SETTINGS = "process.toml"
_SUFFIXES = (".toml", ".bpmn", ".dmn")


@cache
def keys() -> tuple[str, ...]:
    """The keys of the shipped pathways, in alphabetical order."""
    folders = (entry for entry in resources.files(__name__).iterdir() if entry.is_dir())
    return tuple(sorted(folder.name for folder in folders if folder.joinpath(SETTINGS).is_file()))


def bundle(key: str) -> dict[str, bytes]:
    """The files of the pathway `key`, relative to its folder, without its tests; `KeyError` when there is none."""
    if key not in keys():
        raise KeyError(key)
    return dict(sorted(_files(resources.files(__name__).joinpath(key))))


def _files(folder: Traversable, within: str = "") -> Iterator[tuple[str, bytes]]:
    for entry in folder.iterdir():
        if entry.is_dir():
            yield from _files(entry, f"{within}{entry.name}/")
        elif entry.name.endswith(_SUFFIXES):
            yield f"{within}{entry.name}", entry.read_bytes()
