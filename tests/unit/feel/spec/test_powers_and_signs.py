"""Exponentiation and negation."""

from __future__ import annotations

from tests.unit.feel.spec.rows import holds, rows

TABLE = r"""
2 ** 3 ==> 8
2 ** null ==> null
null ** 2 ==> null
"2" ** 2 ==> null
2 ** true ==> null
2 ** @"P1D" ==> null
(-2) ** 3 ==> -8
2 ** 0 ==> 1
2.5 ** 2 ==> 6.25
2 ** 1.5 > 2.828 ==> true
10 ** 1000000 ==> null
0 ** -1 ==> null
(-1) ** 0.5 ==> null
2 * 3 ** 2 ==> 18
-3 ** 2 ==> 9
-(1 + 2) ==> -3
-null ==> null
-"a" ==> null
-true ==> null
-@"P1D" ==> @"-P1D"
-@"-P1Y" ==> @"P1Y"
-[1] ==> null
--1 ==> 1
1 - -1 ==> 2
-@"2020-01-01" ==> null
"""


@rows(TABLE)
def test_answers(text: str, wanted: str) -> None:
    holds(text, wanted)
