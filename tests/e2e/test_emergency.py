"""In the browser: a nurse opens a case in an emergency, reads it, and a privacy officer reviews why."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.e2e.conftest import Cast
from tests.e2e.stage import Stage
from tests.e2e.test_keeping import WIDTHS
from tests.integration.web.test_case_merging import contact
from tests.integration.web.test_need_to_know import REASON


@pytest.mark.parametrize("width", WIDTHS)
def test_a_case_is_opened_in_an_emergency_and_reviewed(people: Cast, stage: Stage, shots: Path, width: int) -> None:
    _, reference = contact(stage.office.enter("Outreach worker 1"), "Ruby")
    nurse = people.enter("Nurse 1", width)
    nurse.opens("/cases")
    nurse.follows("Open a case in an emergency")
    nurse.types("Reference of the case", reference)
    nurse.types("Why", REASON)
    nurse.shoots(shots, "emergency-form")
    nurse.presses("Open the case")
    nurse.sees("You can read this case for three hours.")
    officer = people.enter("Privacy officer 1", width)
    officer.opens("/emergency/reviews")
    officer.shoots(shots, "emergency-reviews")
    officer.follows("Nurse 1")
    officer.sees(REASON)
    officer.shoots(shots, "emergency-show")
