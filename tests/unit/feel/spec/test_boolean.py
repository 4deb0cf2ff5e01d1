"""Boolean functions."""

from __future__ import annotations

from tests.unit.feel.spec.rows import holds, rows

TABLE = r"""
not(true) ==> false
not(null) ==> null
not(negand: false) ==> true
not(1) ==> null
not("true") ==> null
"""


@rows(TABLE)
def test_answers(text: str, wanted: str) -> None:
    holds(text, wanted)
