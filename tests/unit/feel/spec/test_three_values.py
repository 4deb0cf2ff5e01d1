"""`and`, `or`, `not` and `between` with null and with other kinds."""

from __future__ import annotations

from tests.unit.feel.spec.rows import holds, rows

TABLE = r"""
true and true ==> true
true and false ==> false
null and true ==> null
"x" and true ==> null
true and "x" ==> null
"x" and false ==> false
null or true ==> true
null or false ==> null
null or null ==> null
"x" or true ==> true
"x" or false ==> null
1 and 1 ==> null
[] or true ==> true
[true] and true ==> null
{} and false ==> false
not(not(true)) ==> true
not([]) ==> null
not() ==> null
not(true, false) ==> null
1 between 0 and 1 ==> true
1 between 1 and 2 ==> true
1 between 2 and 0 ==> false
"a" between 1 and 2 ==> null
1 between "a" and 2 ==> null
@"2018-12-06" between @"2018-12-05" and @"2018-12-07" ==> true
@"10:30:00" between @"10:00:00" and @"11:00:00" ==> true
@"P1D" between @"PT1H" and @"P2D" ==> true
@"P1Y" between @"P1M" and @"P2Y" ==> true
@"2018-12-06T00:00:00" between @"2018-12-05T00:00:00" and @"2018-12-07T00:00:00" ==> true
true between false and true ==> null
[1] between [0] and [2] ==> null
null between null and null ==> null
1 + 1 between 1 and 2 + 2 ==> true
"""


@rows(TABLE)
def test_answers(text: str, wanted: str) -> None:
    holds(text, wanted)
