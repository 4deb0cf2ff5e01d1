"""Context functions."""

from __future__ import annotations

from tests.unit.feel.spec.rows import holds, rows

TABLE = r"""
get value({a: 1}, "a") ==> 1
get value({a: 1}, "b") ==> null
get value({a: {b: {c: 1}}}, ["a","b"]) ==> {c: 1}
get value(m: {a: 1}, key: "a") ==> 1
get value(context: {a: 1}, key: "a") ==> 1
get value(null, "a") ==> null
get entries({a: 1, b: 2}) ==> [{key: "a", value: 1}, {key: "b", value: 2}]
get entries(m: {}) ==> []
get entries(null) ==> null
get entries([]) ==> null
context([{key: "a", value: 1},{key:"b", value: 2}]) ==> {a: 1, b: 2}
context([{key: "a", value: 1},{key:"a", value: 2}]) ==> null
context([{key: "a", value: 1},{key:"b"}]) ==> null
context({key: "a", value: 1}) ==> {a: 1}
context([]) ==> {}
context(null) ==> null
context(entries: [{key: "a", value: 1}]) ==> {a: 1}
context([{key: "a", value: null}]) ==> {a: null}
context([{key: "a", value: 1, foo: 2}]) ==> {a: 1}
context put({x:1}, "y", 2) ==> {x:1, y:2}
context put({x:1, y:0}, "y", 2) ==> {x:1, y:2}
context put({x:1, y:0, z:0}, "y", 2) ==> {x:1, y:2, z:0}
context put({x:1}, ["y"], 2) ==> {x:1, y:2}
context put({x:1, y: {a:0}}, ["y","a"], 2) ==> {x:1, y:{a:2}}
context put({x:1, y: {a:0}}, [], 2) ==> null
context put({x:1}, null, 2) ==> null
context put({x:1}, "y", null) ==> {x:1, y:null}
context put(context: {x:1}, key: "y", value: 2) ==> {x:1, y:2}
context put(context: {x:1}, keys: ["y"], value: 2) ==> {x:1, y:2}
context put({x:1}, ["a","b"], 2) ==> null
context put({x:1}, ["x","b"], 2) ==> null
context put({x:1, y:{a:0}}, ["y","a"], 2) ==> {x:1, y:{a:2}}
context put({x:1}, [], 2) ==> null
context put(context: {x:1}, key: "y") ==> {x:1, y:null}
context merge({a: 1}, {b: 2}) ==> null
context merge({a: 1}) ==> {a: 1}
context put({x:1}, ["x","b"], 2) ==> null
context put(null, "y", 2) ==> null
context merge([{x:1},{y:2}]) ==> {x:1,y:2}
context merge([{x:1,y:0},{y:2}]) ==> {x:1,y:2}
context merge([]) ==> {}
context merge(null) ==> null
context merge({x:1}) ==> {x:1}
context merge([{x:1}, null]) ==> null
context merge([{x:1}, 1]) ==> null
context merge(contexts: [{x:1},{y:2}]) ==> {x:1,y:2}
{a: 1, b: a + 1} ==> {a:1, b:2}
{"a b": 1}.a b ==> 1
{"foo+bar((!!],foo": 1} ==> {"foo+bar((!!],foo": 1}
{a+b: 1} ==> {"a+b": 1}
{a: 1, a: 2} ==> null
{} ==> {}
{ "\u0061": 1 }.a ==> 1
{a: function(x) x + 1, b: a(1)}.b ==> 2
{a: {b: 1}, c: a.b}.c ==> 1
{foo bar: 1, x: foo bar + 1}.x ==> 2
{foo  bar: 1}.foo bar ==> 1
{a-b: 5, c: a-b}.c ==> 5
{a: 5, b: 3, c: a-b}.c ==> 2
"""


@rows(TABLE)
def test_answers(text: str, wanted: str) -> None:
    holds(text, wanted)
