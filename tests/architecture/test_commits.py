"""One command, one unit of work, one commit: there is one place in the engine that begins and commits."""

from __future__ import annotations

import ast

import pytest

from tests.architecture.source import Module, dotted, modules

UNIT_OF_WORK = "engine/store/unit_of_work.py"
# Alembic wraps each migration in a transaction of its own; nothing else runs in it.
MIGRATIONS = "engine/store/migrations/env.py"
ENDING = {"commit", "rollback", "begin_nested", "begin_transaction", "begin_twophase"}
STATEMENTS = ("begin", "commit", "rollback", "savepoint", "end transaction", "start transaction")


def transaction_control(module: Module) -> list[str]:
    """Where the module begins or ends a transaction, by a method or by a statement in a string."""
    calls = [call for call in module.calls() if _controls(call)]
    strings = [
        node
        for call in module.calls()
        for node in call.args
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and _is_statement(node.value)
    ]
    return [f"{module.path}:{node.lineno}" for node in (*calls, *strings)]


def _controls(call: ast.Call) -> bool:
    if not isinstance(call.func, ast.Attribute):
        return False
    # SQLAlchemy's begin() takes nothing; Execution.begin(definition, …) starts a process, not a transaction.
    bare_begin = call.func.attr == "begin" and not call.args and not call.keywords
    return bare_begin or call.func.attr in ENDING


def _is_statement(text: str) -> bool:
    words = text.strip().lower().rstrip(";")
    return any(words == statement or words.startswith(f"{statement} ") for statement in STATEMENTS) and text.isupper()


def test_only_the_unit_of_work_begins_and_commits() -> None:
    others = [
        module for module in modules("engine", "web", "processes") if module.path not in (UNIT_OF_WORK, MIGRATIONS)
    ]
    strays = [place for module in others for place in transaction_control(module)]
    assert not strays, f"Expected only {UNIT_OF_WORK} to begin or commit, but so do {strays}."


def test_the_unit_of_work_commits_commands_in_one_place() -> None:
    [unit_of_work] = [module for module in modules("engine") if module.path == UNIT_OF_WORK]
    commits = [call for call in unit_of_work.calls() if dotted(call.func).endswith(".commit")]
    assert commits


@pytest.mark.parametrize(
    "source",
    ["connection.commit()", "session.begin()", "tx.rollback()", 'connection.exec_driver_sql("BEGIN IMMEDIATE")'],
)
def test_transaction_control_is_recognised(source: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    file = tmp_path_factory.mktemp("source") / "module.py"
    file.write_text(source)
    assert transaction_control(Module(str(file)))


@pytest.mark.parametrize(
    "source", ["Execution.begin(definition, variables)", 'say("Begin again")', "auth.begin(to, token)"]
)
def test_what_only_sounds_like_it_is_left_alone(source: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    file = tmp_path_factory.mktemp("source") / "module.py"
    file.write_text(source)
    assert not transaction_control(Module(str(file)))
