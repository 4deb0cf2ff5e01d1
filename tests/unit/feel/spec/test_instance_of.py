"""`instance of`, also with structured types."""

from __future__ import annotations

from tests.unit.feel.spec.rows import holds, rows

TABLE = r"""
1 instance of number ==> true
"a" instance of string ==> true
true instance of boolean ==> true
null instance of Null ==> true
null instance of number ==> false
null instance of Any ==> false
1 instance of Any ==> true
@"2020-01-01" instance of date ==> true
@"2020-01-01" instance of date and time ==> false
@"2020-01-01T00:00:00" instance of date ==> false
@"10:00:00" instance of time ==> true
@"P1D" instance of days and time duration ==> true
@"P1Y" instance of years and months duration ==> true
@"P1D" instance of years and months duration ==> false
[1,2] instance of list<number> ==> true
[1,"a"] instance of list<number> ==> false
[1,2] instance of list<Any> ==> true
[] instance of list<number> ==> true
[1] instance of list<list<number>> ==> false
{a:1} instance of context<a: number> ==> true
{a:1,b:2} instance of context<a: number> ==> true
{a:"x"} instance of context<a: number> ==> false
{} instance of context<a: number> ==> false
{a:1} instance of context<> ==> true
[1..2] instance of range<number> ==> true
[1..2] instance of range<string> ==> false
["a".."b"] instance of range<string> ==> true
1 instance of foo ==> refused
1 instance of number and true ==> true
1 + 1 instance of number ==> null
(1 + 1) instance of number ==> true
(function(a: string) a) instance of function<string>->Any ==> true
(function(a: string) a) instance of function<number>->Any ==> false
(function(a) a) instance of function<number>->Any ==> true
(function(a) a) instance of function<number, number>->Any ==> false
(function(a: context<x: number>) a) instance of function<context<x: number, y: string>>->Any ==> true
(function(a: context<x: number, y: string>) a) instance of function<context<x: number>>->Any ==> false
(function(a: list<Any>) a) instance of function<list<number>>->Any ==> true
(function(a: list<number>) a) instance of function<list<Any>>->Any ==> false
(function(f: function<string>->Any) f) instance of function<function<Any>->Any>->Any ==> true
abs instance of function<number>->number ==> true
"""


@rows(TABLE)
def test_answers(text: str, wanted: str) -> None:
    holds(text, wanted)
