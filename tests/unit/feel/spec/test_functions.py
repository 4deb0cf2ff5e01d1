"""Function definitions and calls, by position and by name."""

from __future__ import annotations

from tests.unit.feel.spec.rows import holds, rows

TABLE = r"""
(function(x) x + 1)(2) ==> 3
(function(x, y) x - y)(y: 1, x: 5) ==> 4
(function() 5)() ==> 5
(function(x, y) y)(x: 1) ==> null // data
(function(x, y) [x, y = null])(x: 1) ==> [1, true]
(function(x) x)(z: 1) ==> null
(function(x) x)() ==> null
(function(x) x)(1,2) ==> null
(function(x: number) x)("a") ==> null
(function(x: number) x)([1]) ==> 1
(function(x: string) x)(null) ==> null // data
(function(x: list<number>) x)([1,"a"]) ==> null
{f: function(f2: function, x) f2(x), r: f(function(y) y * 2, 4)}.r ==> 8
{fact: function(n) if n = 0 then 1 else n * fact(n-1), r: fact(5)}.r ==> 120
unknown(1) ==> null
string length(string: "a", x: 1) ==> null
string length("a", "b") ==> null
list contains(list: [1, null]) ==> true
round up(n: 5.5) ==> null
substring(string: "abc") ==> null
{abs: function(x) 42, r: abs(1)}.r ==> 42
sum(for i in 1..3 return i) ==> 6
"""


@rows(TABLE)
def test_answers(text: str, wanted: str) -> None:
    holds(text, wanted)
