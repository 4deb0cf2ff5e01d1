"""The project's own Python files, read and parsed once, for the tests that hold its shape."""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# A migration is a record of what was done once: long, and never edited.
RECORDS = "engine/store/migrations/versions/"


@dataclass(frozen=True)
class Module:
    """One Python file; `path` is relative to the checkout, with forward slashes."""

    path: str

    @cached_property
    def text(self) -> str:
        return (ROOT / self.path).read_text(encoding="utf-8")

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text, self.path)

    def imports(self) -> Iterator[tuple[str, int]]:
        """Every module imported anywhere in the file, also inside a function, with its line."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                yield from ((alias.name, node.lineno) for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                yield node.module, node.lineno
                yield from ((f"{node.module}.{alias.name}", node.lineno) for alias in node.names)

    def calls(self) -> Iterator[ast.Call]:
        return (node for node in ast.walk(self.tree) if isinstance(node, ast.Call))


@cache
def files() -> tuple[str, ...]:
    """Every file that is, or is about to be, in the repository: tracked, or new and not ignored."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return tuple(sorted({name for name in listed.stdout.splitlines() if (ROOT / name).is_file()}))


@cache
def modules(*folders: str) -> tuple[Module, ...]:
    """The Python files below `folders`, records of migrations left out; all of the project's without any."""
    chosen = (name for name in files() if name.endswith(".py") and not name.startswith(RECORDS))
    return tuple(Module(name) for name in chosen if not folders or name.startswith(tuple(f"{f}/" for f in folders)))


def dotted(node: ast.expr) -> str:
    """`a.b.c` for the expression a.b.c; what is not a plain name counts as `?`."""
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}"
    return node.id if isinstance(node, ast.Name) else "?"
