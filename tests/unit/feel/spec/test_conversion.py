"""Conversion functions: number, string, date, time, date and time, duration."""

from __future__ import annotations

from tests.unit.feel.spec.rows import holds, rows

TABLE = r"""
number("1 000,0", " ", ",") ==> 1000.0
number("1,000.0", ",", ".") ==> 1000
number("1.000,5", ".", ",") ==> 1000.5
number(from: "1.5") ==> 1.5
number(from: "1,000.5", grouping separator: ",", decimal separator: ".") ==> 1000.5
number("1e3") ==> 1000
number("abc") ==> null
number(null) ==> null
number("1", null, null) ==> 1
number("1,5", null, ",") ==> 1.5
number("1 5", " ", null) ==> 15
number("1.5", ".", ".") ==> null
number("1", "x", ".") ==> null
number(12) ==> 12
number(true) ==> null
number(" 1 ") ==> null
number("") ==> null
number("-.5") ==> -0.5
number("5.") ==> 5
number("1,000,000.00", ",", ".") ==> 1000000
string(1.1) ==> "1.1"
string(null) ==> null
string(true) ==> "true"
string("a") ==> "a"
string(from: 12) ==> "12"
string([1,2,3,"foo"]) ==> "[1, 2, 3, \"foo\"]"
string([1,2,3,[4,5,"foo"]]) ==> "[1, 2, 3, [4, 5, \"foo\"]]"
string(["\"foo\""]) ==> "[\"\\\"foo\\\"\"]"
string({a: "foo"}) ==> "{a: \"foo\"}"
string({a: "foo", b: {bar: "baz"}}) ==> "{a: \"foo\", b: {bar: \"baz\"}}"
string({"{": "foo"}) ==> "{\"{\": \"foo\"}"
string({":": "foo"}) ==> "{\":\": \"foo\"}"
string({",": "foo"}) ==> "{\",\": \"foo\"}"
string({"}": "foo"}) ==> "{\"}\": \"foo\"}"
string({"\"": "foo"}) ==> "{\"\\\"\": \"foo\"}"
string(date("2012-12-25")) ==> "2012-12-25"
string(time("23:59:00Z")) ==> "23:59:00Z"
string(date and time("2012-12-25T11:00:00Z")) ==> "2012-12-25T11:00:00Z"
string(duration("P2DT20H14M")) ==> "P2DT20H14M"
string(duration("P1Y2M")) ==> "P1Y2M"
string(duration("-P1Y2M")) ==> "-P1Y2M"
string(duration("P14M")) ==> "P1Y2M"
string(duration("PT0S")) ==> "PT0S"
string(duration("P0Y")) ==> "P0M"
string(duration("PT36H")) ==> "P1DT12H"
string([1..10]) ==> "[1..10]"
string(["a".."b"]) ==> "[\"a\"..\"b\"]"
string(.5) ==> "0.5"
string(-1) ==> "-1"
string() ==> null
string("a","b") ==> null
date("2012-12-25") - date("2012-12-24") ==> duration("P1D")
date(date and time("2012-12-25T11:00:00Z")) ==> date("2012-12-25")
date(2012, 12, 25) ==> date("2012-12-25")
date(year:2012, month:12, day:25) ==> date("2012-12-25")
date(2012, 13, 25) ==> null
date("2012-12-25T10:00:00") ==> null
date(null) ==> null
date() ==> null
date(from: null) ==> null
date("") ==> null
date(2012.5, 1, 1) ==> null
date and time("2012-12-24T23:59:00") ==> date and time(date("2012-12-24"), time("23:59:00"))
date and time(date and time("2017-08-10T10:20:00"), time("23:59:01")) ==> date and time("2017-08-10T23:59:01")
date and time("2016-12-24T23:59:00-08:00", "America/Los_Angeles") ==> null
date and time("2012-12-24") ==> date and time("2012-12-24T00:00:00")
time("23:59:00z") ==> time("23:59:00Z")
time("23:59:00z") + duration("PT2M") = time("00:01:00@Etc/UTC") ==> true
is(time("23:00:50z"), time("23:00:50+00:00")) ==> true
time("T23:59:00") ==> null
time("23:59") ==> null
time("00:01:00@Etc/UTC") ==> time("00:01:00@Etc/UTC")
time(23, 59, 0, duration("PT0S")) ==> time("23:59:00Z")
time(23, 59, 0) ==> time("23:59:00")
time(date and time("2012-12-25T11:00:00Z")) ==> time("11:00:00Z")
duration("P1Y2M") ==> @"P1Y2M"
duration("P1Y2M3D") ==> null
duration("P") ==> null
duration("PT") ==> null
duration("P1W") ==> null
duration("P2DT20H14M") ==> @"P2DT20H14M"
duration("-P2D") ==> @"-P2D"
duration("P0.5D") ==> null
duration("PT1.5S") ==> @"PT1.5S"
duration("P1YT1H") ==> null
duration("1D") ==> null
duration("") ==> null
duration(null) ==> null
duration(from: "P1D") ==> @"P1D"
duration("PT1H2M3S") ==> @"PT1H2M3S"
duration("P365D") ==> @"P365D"
duration("PT1000M") ==> @"PT1000M"
duration("PT555M") ==> @"PT9H15M"
duration("P999M") ==> @"P83Y3M"
years and months duration(date("2011-12-22"), date("2013-08-24")) ==> duration("P1Y8M")
years and months duration(from: date("2011-12-22"), to: date("2013-08-24")) ==> duration("P1Y8M")
years and months duration(date("2013-08-24"), date("2011-12-22")) ==> duration("-P1Y8M")
years and months duration(date("2015-01-21"), date("2016-01-21")) ==> duration("P1Y")
years and months duration(null, date("2016-01-21")) ==> null
"""


@rows(TABLE)
def test_answers(text: str, wanted: str) -> None:
    holds(text, wanted)
