"""Dates, times and durations: properties, arithmetic, order."""

from __future__ import annotations

from tests.unit.feel.spec.rows import holds, rows

TABLE = r"""
day of year(date(2019, 9, 17)) ==> 260
day of week(date(2019, 9, 17)) ==> "Tuesday"
month of year(date(2019, 9, 17)) ==> "September"
week of year(date(2019, 9, 17)) ==> 38
week of year(date(2003, 12, 29)) ==> 1
week of year(date(2004, 1, 4)) ==> 1
week of year(date(2005, 1, 1)) ==> 53
week of year(date(2005, 1, 3)) ==> 1
week of year(date(2005, 1, 9)) ==> 1
week of year(date: date(2005, 1, 9)) ==> 1
day of year(null) ==> null
day of year(@"2019-09-17T00:00:00Z") ==> 260
@"2017-08-10".year ==> 2017
@"2017-08-10".month ==> 8
@"2017-08-10".day ==> 10
@"2017-08-10".weekday ==> 4
@"2017-08-10T10:20:30Z".hour ==> 10
@"2017-08-10T10:20:30Z".minute ==> 20
@"2017-08-10T10:20:30Z".second ==> 30
@"10:20:30.25".second ==> 30.25
@"2017-08-10T10:20:00.000000001".second ==> 0.000000001
@"2017-08-10".hour ==> null
@"2017-08-10".second ==> null
@"2017-08-10T10:20:30+02:00".time offset ==> @"PT2H"
@"2017-08-10T10:20:30".time offset ==> null // data
@"2017-08-10T10:20:30@Europe/Paris".timezone ==> "Europe/Paris"
@"2017-08-10T10:20:30+02:00".timezone ==> null // data
@"10:20:30Z".hour ==> 10
@"P1DT2H3M4S".days ==> 1
@"P1DT2H3M4S".hours ==> 2
@"P1DT2H3M4S".minutes ==> 3
@"P1DT2H3M4S".seconds ==> 4
@"PT1M4.5S".seconds ==> 4.5
@"-PT1M4.5S".seconds ==> -4.5
@"-P1DT2H".days ==> -1
@"P1Y2M".years ==> 1
@"P1Y2M".months ==> 2
@"P1Y2M".days ==> null
@"P1D".years ==> null
@"2017-08-10".foo ==> null
null.year ==> null
@"2017-08-10" + @"P1D" ==> @"2017-08-11"
@"2017-08-10" + @"PT1H" ==> @"2017-08-10"
@"2017-08-10" + @"PT25H" ==> @"2017-08-11"
@"2017-08-10" - @"P1D" ==> @"2017-08-09"
@"2017-01-31" + @"P1M" ==> @"2017-02-28"
@"2016-02-29" + @"P1Y" ==> @"2017-02-28"
@"P1M" + @"2017-01-31" ==> @"2017-02-28"
@"2017-08-10T10:00:00" + @"PT1H" ==> @"2017-08-10T11:00:00"
@"10:00:00" + @"PT1H" ==> @"11:00:00"
@"23:00:00" + @"PT2H" ==> @"01:00:00"
@"01:00:00" - @"PT2H" ==> @"23:00:00"
@"10:00:00" + @"P1M" ==> null
@"10:00:00" - @"09:00:00" ==> @"PT1H"
@"10:00:00Z" - @"09:00:00+01:00" ==> @"PT2H"
@"2017-08-10" - @"2017-08-09" ==> @"P1D"
@"2017-08-10T10:00:00" - @"2017-08-09" ==> null
@"2017-08-10T10:00:00Z" - @"2017-08-09" ==> @"P1DT10H"
@"2017-08-10" - @"2017-08-09T10:00:00" ==> null
@"2017-08-10" - @"2017-08-09T10:00:00Z" ==> @"PT14H"
time(10, 0, 0, @"PT14H") ==> @"10:00:00+14:00"
time(10, 0, 0, @"PT14H1M") ==> null
@"2017-08-10" + @"2017-08-09" ==> null
@"2017-08-10" + 1 ==> null
@"P1D" + @"P1M" ==> null
@"P1D" + @"PT1H" ==> @"P1DT1H"
@"P1Y" - @"P1M" ==> @"P11M"
@"P1D" * 2 ==> @"P2D"
2 * @"P1D" ==> @"P2D"
@"P1D" / 2 ==> @"PT12H"
@"P1D" / @"PT12H" ==> 2
@"P1Y" / 2 ==> @"P6M"
@"P1Y" / @"P1M" ==> 12
@"P1Y" * 1.5 ==> @"P1Y6M"
@"P1D" / 0 ==> null
@"P1D" / @"PT0S" ==> null
1 / @"P1D" ==> null
@"P1D" * @"P1D" ==> null
@"P1Y" * @"P1Y" ==> null
@"P1D" ** 2 ==> null
-@"P1Y" ==> @"-P1Y"
@"2017-08-10T10:00:00Z" - @"2017-08-10T10:00:00" ==> null
@"2017-08-10T10:00:00Z" = @"2017-08-10T12:00:00+02:00" ==> true
@"2017-08-10T10:00:00Z" < @"2017-08-10T12:00:01+02:00" ==> true
@"2017-08-10" = @"2017-08-10T00:00:00" ==> null
@"10:00:00Z" = @"11:00:00+01:00" ==> true
@"P1D" = @"PT24H" ==> true
@"P1Y" = @"P12M" ==> true
@"P0D" = @"P0Y" ==> null
@"P1D" < @"P2D" ==> true
@"P1D" < @"P1Y" ==> null
is(date("2012-12-25"), time("23:00:50")) ==> false
is(date("2012-12-25"), date("2012-12-25")) ==> true
is(time("23:00:50z"), time("23:00:50")) ==> false
is(time("23:00:50Z"), time("23:00:50+00:00")) ==> true
is(time("23:00:50Z"), time("00:00:50+01:00")) ==> false
is(value1: 1, value2: 1.0) ==> true
is(null, null) ==> true
is(1, null) ==> false
is([1,2],[1,2]) ==> true
is({a:1},{a:1}) ==> true
is("a","a") ==> true
is(@"2017-08-10T10:00:00Z", @"2017-08-10T12:00:00+02:00") ==> false
is(1) ==> null
"""


@rows(TABLE)
def test_answers(text: str, wanted: str) -> None:
    holds(text, wanted)
