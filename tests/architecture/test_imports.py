"""Who may import what. The layers themselves are contracts of import-linter, in pyproject.toml."""

from __future__ import annotations

import ast
import subprocess
import sys

import pytest

from tests.architecture.source import ROOT, modules

# Package: the only paths, by their beginning, that may import it.
ALLOWED = {
    "SpiffWorkflow": ("engine/bpmn/",),
    "sqlalchemy": ("engine/store/", "engine/bootstrap"),
    "alembic": ("engine/store/",),
    "psycopg": ("engine/store/",),
    "sqlite3": ("engine/store/",),
    "apscheduler": ("engine/worker",),
    "flask": ("web/",),
    "engine.worker": ("web/cli", "web/demo", "web/serving", "engine/worker", "engine/testing"),
}
PURE = ("engine/domain", "engine/feel", "engine/dmn")
IMPURE = {
    "http", "io.open", "os", "pathlib.Path", "random", "secrets", "shutil", "smtplib", "socket", "subprocess",
    "tempfile",
}  # fmt: skip


def test_the_contracts_of_import_linter_are_kept() -> None:
    lint = "from importlinter.cli import lint_imports_command as lint; lint()"
    command = [sys.executable, "-c", lint, "--no-logo", "--no-cache"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("package", ALLOWED)
def test_a_package_is_imported_only_where_it_belongs(package: str) -> None:
    strays = [
        f"{module.path}:{line}"
        for module in modules("engine", "web", "processes")
        for name, line in module.imports()
        if (name == package or name.startswith(f"{package}.")) and not module.path.startswith(ALLOWED[package])
    ]
    assert not strays, f"Expected {package} only in {', '.join(ALLOWED[package])}, but it is imported in {strays}."


def test_pure_packages_import_nothing_that_reaches_outside() -> None:
    strays = [
        f"{module.path}:{line} imports {name}"
        for module in modules(*PURE)
        for name, line in module.imports()
        if any(name == package or name.startswith(f"{package}.") for package in IMPURE)
    ]
    assert not strays


def test_the_development_script_needs_the_standard_library_only() -> None:
    code = f"import sys; sys.path.insert(0, {str(ROOT)!r}); import dev"
    done = subprocess.run([sys.executable, "-I", "-S", "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("path", ["dev.py", "web/frontend/build.py"])
def test_a_python_that_is_too_old_can_read_the_sentence_that_says_so(path: str) -> None:
    ast.parse((ROOT / path).read_text(encoding="utf-8"), path, feature_version=(3, 8))
