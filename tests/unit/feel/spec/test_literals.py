"""Literals and comments."""

from __future__ import annotations

from tests.unit.feel.spec.rows import holds, rows

TABLE = r"""
"\u0041" ==> "A"
"\U01F40E" ==> "🐎"
"\uD83D\uDC0E" ==> "🐎"
string length("🐎") ==> 1
" ==> refused
"a\"b" ==> "a\"b"
"\'" ==> "'"
"\\" ==> "\\"
"\z" ==> "\\z"
1 + /* c */ 1 ==> 2
1 + 1 // c ==> 2
"""


@rows(TABLE)
def test_answers(text: str, wanted: str) -> None:
    holds(text, wanted)
