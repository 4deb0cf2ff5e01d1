"""The public DMN Technology Compatibility Kit: every case holds, but for those that docs/feel.md lists with a reason.

A case is one `testCase` of the kit; it holds when every one of its result nodes does, and where the kit expects an
error, when the answer is null and says why. Cases that need an external Java function are counted apart.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.support.tck_lines import PROPERTY
from tests.unit.tck.kit import CaseFile, case_files, folder
from tests.unit.tck.listing import listed
from tests.unit.tck.running import verdicts

_ROOT = folder()
_FILES = list(case_files(_ROOT)) if _ROOT else []


@pytest.mark.parametrize("file", [pytest.param(file, id=file.name) for file in _FILES])
def test_all_cases_of_the_kit_hold_but_those_listed(
    file: CaseFile, record_property: Callable[[str, object], None]
) -> None:
    found = list(verdicts(file))
    record_property(PROPERTY, [("java" if verdict.java else verdict.level, verdict.holds) for verdict in found])
    failing = {verdict.name: verdict.failure for verdict in found if not verdict.holds}
    known = listed().keys()
    unexpected = {name: failure for name, failure in failing.items() if name not in known}
    assert unexpected == {}, "cases that fail, but are not listed in docs/feel.md"
    passing = {verdict.name for verdict in found} & known - failing.keys()
    assert passing == set(), "cases that hold, but are listed as failing in docs/feel.md"
