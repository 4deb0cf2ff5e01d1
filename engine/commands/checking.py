"""Looking at the files of a pathway before they become a version: the same for whoever brings them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from engine.bpmn.gate import findings
from engine.bpmn.pathway import Pathway, read_pathway
from engine.commands.operations import OPERATIONS
from engine.domain.pathway_settings import read_settings
from engine.errors import DefinitionError


def checked(files: Mapping[str, bytes], callable_keys: frozenset[str] | None = None) -> Pathway:
    """The pathway of files in which the gate finds nothing to mend.

    `callable_keys` are the other pathways that it may call; None when they may come later. Refuses, with
    DefinitionError, what has findings of severity error: the first, and how many more there are.
    """
    return _checked(tuple(sorted(files.items())), callable_keys)


@lru_cache(maxsize=16)
def _checked(files: tuple[tuple[str, bytes], ...], callable_keys: frozenset[str] | None) -> Pathway:
    bundle = dict(files)
    known = None if callable_keys is None else callable_keys | _own_key(bundle)
    errors = [each for each in findings(bundle, frozenset(OPERATIONS), known) if each.severity == "error"]
    if errors:
        first, more = errors[0], f" (and {len(errors) - 1} more findings)" if len(errors) > 1 else ""
        raise DefinitionError(f"{first.message}{more}", first.file, first.element_id, first.line, first.remedy)
    return read_pathway(bundle)


def _own_key(files: Mapping[str, bytes]) -> set[str]:
    """A pathway may call itself; what cannot be read is for the gate to tell."""
    try:
        return {read_settings(files.get("process.toml", b"").decode(), "process.toml").key}
    except (DefinitionError, UnicodeDecodeError):
        return set()
