"""Ranges: read from text, their properties, and membership."""

from __future__ import annotations

from tests.unit.feel.spec.rows import holds, rows

TABLE = r"""
range("[18..21]") ==> [18..21]
range("[2..)") ==> (>=2)
range("(2..)") ==> (>2)
range("]2..[") ==> (>2)
range(" [ 2 .. ) ") ==> (>=2)
range("[@\"P1D\"..)") ==> (>=@"P1D")
range("[\"a..b\"..)") ==> (>="a..b")
range("(..2]") ==> (<=2)
range("]..2)") ==> (<2)
range("(..-2[") ==> (< -2)
range("(..date(\"2020-01-01\")]") ==> (<=@"2020-01-01")
range("[..2]") ==> null
range("[2..]") ==> null
range("(2..]") ==> null
range("(..)") ==> null
range("(..1..2)") ==> null
range("[1..2..)") ==> null
range("[true..)") ==> null
range("[true..false]") ==> null
range("(..null)") ==> null
range("[[1..2]..)") ==> null
range("[2..)").end ==> null // data
range("[2..)").end included ==> false
5 in range("[2..)") ==> true
2 in range("(..2)") ==> false
range("(18..21)") ==> (18..21)
range("]18..21[") ==> (18..21)
range("[\"a\"..\"z\"]") ==> ["a".."z"]
range("[@\"2020-01-01\"..@\"2020-12-31\"]") ==> [@"2020-01-01"..@"2020-12-31"]
range("[date(\"2020-01-01\")..date(\"2020-12-31\")]") ==> [@"2020-01-01"..@"2020-12-31"]
range("(1..2)") ==> (1..2)
range("[1..\"a\"]") ==> null
range("") ==> null
range(null) ==> null
range("[21..18]") ==> null
range("[a..b]") ==> null
range("[..]") ==> null
range("(..2)") ==> (<2)
range("[1,2]") ==> null
range(from: "[1..2]") ==> [1..2]
range("[1+1..3]") ==> null
[1..10].start ==> 1
[1..10].end ==> 10
[1..10].start included ==> true
(1..10].start included ==> false
[1..10).end included ==> false
]1..10].start included ==> false
[1..10[.end included ==> false
(<10).start ==> null // data
(<10).end ==> 10
(<10).start included ==> false
(<10).end included ==> false
(<=10).end included ==> true
(>=10).start included ==> true
(>10).start included ==> false
(>10).end included ==> false
(=10).start ==> 10
(=10).start included ==> true
(=10).end ==> 10
(!=10) ==> null
[1..10] = [1..10] ==> true
[1..10] = (1..10] ==> false
(<10) = (<10) ==> true
(<10) = (<=10) ==> false
(>=10) = (>=10) ==> true
[1..10] = null ==> false
[1.."a"] ==> null
[1..null] ==> null
[null..1] ==> null
[10..1] ==> null
{a: 10, r: [a..1]}.r ==> null
5 in [10..1] ==> false
{r: [10..1], x: 5 in r}.x ==> null
5 in [null..1] ==> false
5 in [null..10] ==> null
5 in (1..null] ==> null
(< null) ==> null
(>= true) ==> null
{x: null, r: (< x), y: 5 in r}.y ==> null
5 in [1..10] ==> true
5 in (5..10] ==> false
5 in ]5..10] ==> false
5 in (<10) ==> true
5 in (>10) ==> false
5 in (<10, >20) ==> true
5 in <10 ==> true
5 in [1,2,5] ==> true
5 in [[1..3],[4..6]] ==> true
5 in ([1..3],[4..6]) ==> true
5 in 5 ==> true
5 in (5) ==> true
5 in (1,2,5) ==> true
5 in [<10] ==> true
null in null ==> true
null in [1,null] ==> true
5 in null ==> false
[1,2] in [[1,2],[3]] ==> true
1 in [[1..2],"a"] ==> true
"b" in ["a".."c"] ==> true
@"2020-01-05" in [@"2020-01-01"..@"2020-01-31"] ==> true
"a" in [1..2] ==> null
[1..2] in [1..2] ==> true
[1..2] in [1..3] ==> false
5 between 1 and 10 ==> true
5 between 5 and 5 ==> true
5 between 6 and 10 ==> false
null between 1 and 2 ==> null
5 between null and 10 ==> null
15 between null and 10 ==> false
1 between 2 and null ==> false
5 between "a" and 10 ==> null
"b" between "a" and "c" ==> true
1 in [2,3] ==> false
1 in [] ==> false
"a" in ("a","b") ==> true
5 in (? > 3) ==> true
5 in (? > 3, ? < 2) ==> true
5 in (odd(?)) ==> true
[1,2] in (count(?) = 2) ==> true
5 in (? < 3) ==> false
5 in true ==> null
"""


@rows(TABLE)
def test_answers(text: str, wanted: str) -> None:
    holds(text, wanted)
