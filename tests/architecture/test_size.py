"""Small files, small functions: what grows beyond these is two things in one place."""

from __future__ import annotations

import ast

from tests.architecture.source import modules

LONGEST_FILE = 300
LONGEST_FUNCTION = 60
VAGUE = ("manager", "helper", "helpers", "util", "utils", "service", "services", "misc", "common")


def test_no_file_reaches_three_hundred_lines() -> None:
    long = {module.path: lines for module in modules() if (lines := module.text.count("\n")) >= LONGEST_FILE}
    assert not long


def test_no_function_is_longer_than_a_screen() -> None:
    long = [
        f"{module.path}:{node.lineno} {node.name}"
        for module in modules()
        for node in ast.walk(module.tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (node.end_lineno or node.lineno) - node.lineno >= LONGEST_FUNCTION
    ]
    assert not long


def test_no_module_has_a_name_that_says_nothing() -> None:
    stems = ((module.path, module.path.rpartition("/")[2].removesuffix(".py")) for module in modules())
    assert not [path for path, stem in stems if stem.rpartition("_")[2] in VAGUE]
