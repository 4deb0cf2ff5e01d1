"""Contexts: names of entries, what they see, and what they hide."""

from __future__ import annotations

from tests.unit.feel.spec.rows import holds, rows

TABLE = r"""
{a: 1}.a.b ==> null
{"foo+bar": 1}["foo+bar" = 1] ==> []
{a: 1, b: {c: a}}.b.c ==> 1
{a: {a: 1}, b: a.a}.b ==> 1
{a: 1, b: {a: 2, c: a}}.b.c ==> 2
{a: b, b: 1}.a ==> null
{"a": 1, "b": 2} ==> {a: 1, b: 2}
{a: {}} ==> {a: {}}
{a: 1}.A ==> null
{ab c: 1}.ab c ==> 1
{a: 1,} ==> refused
{a} ==> refused
{: 1} ==> refused
{1: 1} ==> refused
{a: [1,2], b: for x in a return x + 1}.b ==> [2,3]
{f: function(x) x + 1, l: [1,2], r: for i in l return f(i)}.r ==> [2,3]
count([{a: 1}, {}].a) ==> 2
{a: null}.a ==> null // data
get value({a b: 1}, "a b") ==> 1
get entries({b: 1, a: 2}).key ==> ["b","a"]
"""


@rows(TABLE)
def test_answers(text: str, wanted: str) -> None:
    holds(text, wanted)
