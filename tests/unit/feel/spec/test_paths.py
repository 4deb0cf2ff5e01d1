"""Paths and filters."""

from __future__ import annotations

from tests.unit.feel.spec.rows import holds, rows

TABLE = r"""
before(range: [5..6], point: 1) ==> false
{a: 1}.a ==> 1
{a: 1}.b ==> null
{a: {b: 2}}.a.b ==> 2
[{a:1},{a:2}].a ==> [1,2]
[{a:1},{b:2}].a ==> [1,null]
[{a:1},null].a ==> [1,null]
null.a ==> null
"x".a ==> null
[1,2,3][1] ==> 1
[1,2,3][-1] ==> 3
[1,2,3][0] ==> null
[1,2,3][4] ==> null
[1,2,3][item > 1] ==> [2,3]
[1,2,3][item > 5] ==> []
[{a:1,b:2},{a:3,b:4}][a > 1].b ==> [4]
[{a:1},{a:3}][item.a > 1] ==> [{a:3}]
[{x:1, y:2},{x:2,y:3}][x=1] ==> [{x:1,y:2}]
[1,2,3][true] ==> [1,2,3]
[1,2,3][false] ==> []
[1,2,3][null] ==> []
[1,2,3]["a"] ==> null
1[1] ==> 1
1[true] ==> [1]
1[2] ==> null
null[1] ==> null
null[true] ==> null
null[item = 1] ==> null
[][1] ==> null
"abc"[1] ==> "abc"
[{item: 1}, {item: 2}][item = 1] ==> [{item: 1}]
[{a:1},{a:null}][a = null] ==> [{a:null}]
[{a:1},{b:1}][a = null] ==> [{b:1}]
[[1,2],[3,4]][1] ==> [1,2]
[[1,2],[3,4]][1][2] ==> 2
{l: [1,2,3]}.l[2] ==> 2
[1,2,3][item >= 2][1] ==> 2
[{x:null,y:2},{x:1,y:3}][x < 2] ==> [{x:1,y:3}]
"""


@rows(TABLE)
def test_answers(text: str, wanted: str) -> None:
    holds(text, wanted)
