"""Without a copy of the kit there is nothing to run, so nothing is collected."""

from __future__ import annotations

from tests.unit.tck.kit import folder

collect_ignore = [] if folder() else ["test_kit.py"]
