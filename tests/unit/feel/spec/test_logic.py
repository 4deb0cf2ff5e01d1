"""Conditions, three-valued logic and equality."""

from __future__ import annotations

from tests.unit.feel.spec.rows import holds, rows

TABLE = r"""
if true then 1 else 2 ==> 1
if null then 1 else 2 ==> 2
if "a" then 1 else 2 ==> 2
if false then 1 else if true then 3 else 4 ==> 3
(if true then 1 else 2) + 1 ==> 2
if true then 1 else 2 + 1 ==> 1
true and null ==> null
false and null ==> false
null and false ==> false
null and null ==> null
true or null ==> true
false or null ==> null
true and 1 ==> null
false and 1 ==> false
true or 1 ==> true
false or 1 ==> null
true and true or false ==> true
"a" and "b" ==> null
1 = 1 ==> true
1 = "1" ==> null
1 = null ==> false
null = null ==> true
null != null ==> false
1 != null ==> true
1 != "1" ==> null
[1,2] = [1,2] ==> true
[1,2] = [2,1] ==> false
[1,null] = [1,null] ==> true
[] = [] ==> true
[] = null ==> false
[1] = 1 ==> null
{a:1} = {a:1} ==> true
{a:1,b:2} = {b:2,a:1} ==> true
{a:1} = {a:2} ==> false
{a:1} = {b:1} ==> false
{} = {} ==> true
{} = null ==> false
"a" < "b" ==> true
"a" < 1 ==> null
null < 1 ==> null
null < null ==> null
true < false ==> null
true = true ==> true
true = 1 ==> null
[1] < [2] ==> null
{a:1} < {a:2} ==> null
{a: null} = {} ==> false
100 = 1E2 ==> true
"é" = "\u00e9" ==> true
"""


@rows(TABLE)
def test_answers(text: str, wanted: str) -> None:
    holds(text, wanted)
