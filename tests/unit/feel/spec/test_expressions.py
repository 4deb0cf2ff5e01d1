"""Expressions of several kinds together."""

from __future__ import annotations

from tests.unit.feel.spec.rows import holds, rows

TABLE = r"""
1 between 0 and 2 and true ==> true
not(1 in (1,2)) ==> false
[1,2,3][item in [2..3]] ==> [2,3]
-(5) ==> -5
5 -3 ==> 2
{a: 5, r: a-1}.r ==> 4
{a: 5, r: a -1}.r ==> 4
{a:1}[a=1] ==> [{a:1}]
{a:1}["a"] ==> null
function(x) external {java: {class: "a", method signature: "b()"}} ==> refused
(1,2) ==> refused
some x in [1,2,3] satisfies x > 1 and x < 3 ==> true
for x in [1,2,3][item > 1] return x ==> [2,3]
{f: function(x) {a: x}, r: f(3).a}.r ==> 3
date("2020-01-01").year ==> 2020
get value({a:1},"a") + 1 ==> 2
[1,2] + [3] ==> null
[1,2,3] = [1,2,3] and true ==> true
if 1 = 1 then "a" else "b" ==> "a"
[if true then 1 else 2, 3] ==> [1,3]
{a: if true then 1 else 2, b: 3} ==> {a:1,b:3}
"a" in ["a","b"] ==> true
"x" in ("a","b") ==> false
1 in [2..3] ==> false
{a: [1,2,3], r: count(a[item > 1])}.r ==> 2
{a: {b: [{c: 1},{c: 2}]}, r: a.b.c}.r ==> [1,2]
{a: {b: [{c: 1},{c: 2}]}, r: a.b[c = 2].c}.r ==> [2]
{a: {b: [{c: 1},{c: 2}]}, r: a.b[c = 2][1].c}.r ==> 2
[[1,2],[3]][item[1] = 3] ==> [[3]]
[1,2,3][2+1] ==> 3
{i: 2, r: [1,2,3][i]}.r ==> 2
{x: 5, r: [{x: 1},{y: 2}][x = 5]}.r ==> [{y:2}]
[{x:1},{x:2}][x > 1][1].x ==> 2
@"2020-01-01T10:00:00@Europe/Paris" + @"PT1H" ==> @"2020-01-01T11:00:00@Europe/Paris"
@"2020-03-29T01:30:00@Europe/Paris" + @"PT1H" ==> @"2020-03-29T03:30:00@Europe/Paris"
@"2020-01-01T10:00:00@Europe/Paris" = @"2020-01-01T09:00:00Z" ==> true
@"2020-01-01T10:00:00@Europe/Paris" - @"2020-01-01T09:00:00Z" ==> @"PT0S"
@"10:00:00@Europe/Paris".time offset ==> null // data
@"2020-07-01T10:00:00@Europe/Paris".time offset ==> @"PT2H"
date and time(@"2020-01-01", @"10:00:00+02:00").time offset ==> @"PT2H"
@"2020-01-31" + @"P1M" - @"P1M" ==> @"2020-01-29"
duration("P1D") in [duration("PT1H")..duration("P2D")] ==> true
@"P1D".foo ==> null
sort([@"P2D",@"P1D"], function(a,b) a < b) ==> [@"P1D",@"P2D"]
sum([@"P1Y",@"P2M"]) ==> null
mean([@"P1D",@"P3D"]) ==> null
min([@"P1D",@"PT1H"]) ==> @"PT1H"
max("a","b","c") ==> "c"
string length("\U01F600") ==> 1
substring("\U01F600ab", 1, 2) ==> "\U01F600a"
upper case("ß") ==> "SS"
"\u0041\u0042" ==> "AB"
contains("\U01F600", "\uD83D\uDE00") ==> true
{"\U01F600": 1}."x" ==> refused
count([null]) ==> 1
count(null, null) ==> null
list contains([1,[2]], [2]) ==> true
list contains(1, 1) ==> true
flatten([]) ==> []
flatten([[],[[]]]) ==> []
distinct values([1, 1.0, "1"]) ==> [1,"1"]
union([1],[1.0]) ==> [1]
index of(["a","b","a"],"a") ==> [1,3]
remove([1], 1) ==> []
append([1],[2,3]) ==> [1,[2,3]]
concatenate([],[]) ==> []
reverse([]) ==> []
sublist([1,2,3],-3,2) ==> [1,2]
sublist([1,2,3],-4) ==> null
sublist([1,2,3], 1.5) ==> null
string([]) ==> "[]"
string({}) ==> "{}"
string([null]) ==> "[null]"
string({a: null}) ==> "{a: null}"
string([date("2020-01-01")]) ==> "[2020-01-01]"
string(["a"]) ==> "[\"a\"]"
string("a") + string(1) ==> "a1"
string(-0.0) ==> "0"
string(1E10) ==> "10000000000"
string(1e-7) ==> "0.0000001"
string(123456789012345678901234567890) ==> "123456789012345678901234567890"
string(duration("P0D")) ==> "PT0S"
string(duration("PT24H")) ==> "P1D"
string(duration("PT0.5S")) ==> "PT0.5S"
string(duration("-PT1H30M")) ==> "-PT1H30M"
string(time("10:00:00.500")) ==> "10:00:00.5"
string(time("10:00:00-00:00")) ==> "10:00:00Z"
string((1..2]) ==> "(1..2]"
string((<5)) ==> "(< 5)"
{a: 1}.a = 1 ==> true
is({a:1}, {a:1.0}) ==> true
is(@"10:00:00", @"10:00:00.000") ==> true
is(1, "1") ==> false
is([], []) ==> true
is("", null) ==> false
is(@"P1Y", @"P12M") ==> true
is(@"P1Y", @"P1D") ==> false
is(function(x) x, 1) ==> false
[null] instance of list<number> ==> true
{a: null} instance of context<a: number> ==> true
"a" instance of Any ==> true
@"2020-01-01T00:00:00" instance of date and time ==> true
[[1]] instance of list<list<number>> ==> true
1 in (<2, >3) and true ==> true
5 in ((1..6), 9) ==> true
null = [] ==> false
"" = null ==> false
[1,2] != [1,2] ==> false
{a:1} != {a:2} ==> true
"a" != "b" ==> true
@"2020-01-01" != @"2020-01-02" ==> true
1 < 2 and 2 < 3 ==> true
"b" > "a" ==> true
"a" <= "a" ==> true
@"P1Y" >= @"P12M" ==> true
@"10:00:00" < @"11:00:00" ==> true
null > null ==> null
{} < 1 ==> null
for i in 1..3, j in i..3 return i*10+j ==> [11,12,13,22,23,33]
for i in 1..0 return i ==> [1,0]
for x in (function() [1,2])() return x ==> [1,2]
for partial in [1,2] return partial ==> [1,2]
for item in [1,2] return item * 2 ==> [2,4]
every x in [[1,2],[3]] satisfies count(x) > 0 ==> true
some x in [1,2] satisfies "a" ==> null
every x in [1,2] satisfies null ==> null
/* comment */ 1 /* another */ + 1 // end ==> 2
1 /* multi * star ** */ + 1 ==> 2
"// not comment" ==> "// not comment"
abs(-5) + abs(n: -5) ==> 10
abs(x: -5) ==> null
(function(a, b) a - b)(b: 1, a: 3) ==> 2
(function(a, b) a - b)(b: 1, c: 3) ==> null
(function(a, b) a - b)(b: 1) ==> null
round up(1.5, 0.5) ==> 2
decimal(0.1+0.2, 1) ==> 0.3
floor(-1.5) ==> -2
ceiling(-1.5) ==> -1
exp(1) > 2.718281828 ==> true
modulo(5, 3.5) ==> 1.5
odd(null) ==> null
sqrt(2) * sqrt(2) < 2.000000001 ==> true
number("0x10") ==> null
number("1e1000000") ==> null
split("foo bar baz", " ") ==> ["foo","bar","baz"]
split("a,b", ",") ==> ["a","b"]
split("abc", "x") ==> ["abc"]
matches("abc", "^[a-c]+$") ==> true
matches("é", "\\w") ==> true
matches("#", "\\w") ==> false
matches("input", "in*t") ==> false
replace("aba", "(?<x>a)", "b") ==> null
replace("banana", "a", "o", "i") ==> "bonono"
substring before("abcabc","b") ==> "a"
substring after("abcabc","b") ==> "cabc"
context put({}, "a", {b: 1}) ==> {a: {b: 1}}
get value({a: null}, "a") ==> null
get entries({a: 1})[1].key ==> "a"
get entries({a: 1})[key="a"].value ==> [1]
context merge([{a: {b: 1}}, {a: {c: 2}}]) ==> {a: {c: 2}}
"""


@rows(TABLE)
def test_answers(text: str, wanted: str) -> None:
    holds(text, wanted)
