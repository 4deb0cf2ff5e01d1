"""Equality within and between kinds."""

from __future__ import annotations

from tests.unit.feel.spec.rows import holds, rows

TABLE = r"""
date("2018-12-08") = date("2018-12-08") ==> true
date("2018-12-08") = date("2018-12-09") ==> false
date("2018-12-08") = null ==> false
date("2018-12-08") = 100 ==> null
time("00:00:00@Etc/UTC") = time("00:00:00Z") ==> true
time("00:00:00") = time("00:00:00") ==> true
date and time("2018-12-08T00:00:00@Etc/UTC") = date and time("2018-12-08T00:00:00Z") ==> true
date and time("2018-12-08T00:00:00") = date and time("2018-12-08T00:00:00") ==> true
duration("P1Y") = duration("P1Y") ==> true
duration("P1Y") = duration("P2Y") ==> false
duration("P1Y") = null ==> false
duration("P1Y") = 100 ==> null
duration("P1D") != duration("P2D") ==> true
[1,2,[3]] = [1,2,[3]] ==> true
[1,2] = [1] ==> false
[1,"a"] = ["a",1] ==> false
[] = null ==> false
[] = 1 ==> null
{foo: "bar"} = {foo: "bar"} ==> true
{foo: "bar"} = {foo: "baz"} ==> false
{foo: "bar"} = {"foo": "bar"} ==> true
{foo: {a: 1}} = {foo: {a: 1}} ==> true
{foo: 1} = 1 ==> null
{} != null ==> true
true = null ==> false
false = null ==> false
true != false ==> true
"foo" = "Foo" ==> false
"foo" = 1 ==> null
"foo" = null ==> false
1 = 1.00 ==> true
null != 1 ==> true
(1..2) = (1..2) ==> true
abs = abs ==> true
@"P1D" = @"P1Y" ==> null
@"P0D" = @"P0M" ==> null
"""


@rows(TABLE)
def test_answers(text: str, wanted: str) -> None:
    holds(text, wanted)
