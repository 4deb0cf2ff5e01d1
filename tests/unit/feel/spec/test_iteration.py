"""`for`, `some` and `every`."""

from __future__ import annotations

from tests.unit.feel.spec.rows import holds, rows

TABLE = r"""
for i in [1,2,3] return i * 2 ==> [2,4,6]
for i in 1..3 return i ==> [1,2,3]
for i in 3..1 return i ==> [3,2,1]
for i in [1..3] return i ==> [1,2,3]
for i in (1..3) return i ==> [2]
for i in [1,2], j in [3,4] return i * j ==> [3,4,6,8]
for i in [[1,2],[3,4]], j in i return j ==> [1,2,3,4]
for i in 0..4 return if i = 0 then 1 else i * partial[-1] ==> [1,1,2,6,24]
for i in 5 return i ==> [5]
for i in null return i ==> null
for i in [] return i ==> []
for i in @"2021-01-01"..@"2021-01-03" return i ==> [@"2021-01-01",@"2021-01-02",@"2021-01-03"]
for i in @"2021-01-03"..@"2021-01-01" return i ==> [@"2021-01-03",@"2021-01-02",@"2021-01-01"]
for i in 1..2+1 return i ==> [1,2,3]
for i in -1..1 return i ==> [-1,0,1]
for i in 1.5..3 return i ==> null
for i in "a".."c" return i ==> null
for x in [1,2] return for y in [3,4] return x+y ==> [[4,5],[5,6]]
for my item in [1,2] return my item + 1 ==> [2,3]
{ l: for i in 1..2 return i, m: 3 } ==> {l: [1,2], m: 3}
some i in [1,2,3] satisfies i > 2 ==> true
every i in [1,2,3] satisfies i > 2 ==> false
some i in [] satisfies i > 2 ==> false
every i in [] satisfies i > 2 ==> true
some i in [1,2], j in [2,3] satisfies i = j ==> true
every i in [1,2], j in i..2 satisfies j >= i ==> true
some i in [1,null] satisfies i > 5 ==> null
some i in null satisfies i > 5 ==> null
every i in 1..3 satisfies i > 0 ==> true
every i in [true, null] satisfies i ==> null
every i in [false, null] satisfies i ==> false
some i in 5 satisfies i = 5 ==> true
"""


@rows(TABLE)
def test_answers(text: str, wanted: str) -> None:
    holds(text, wanted)
