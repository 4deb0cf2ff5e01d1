"""Without a copy of the kit there is nothing to run, so nothing is collected."""

from __future__ import annotations

import os

import pytest

from tests.unit.tck.kit import folder

if os.environ.get("DMN_TCK_DIR") and not folder():
    raise pytest.UsageError("Expected a copy of the compatibility kit at DMN_TCK_DIR, but there are no levels in it.")

collect_ignore = [] if folder() else ["test_kit.py"]
