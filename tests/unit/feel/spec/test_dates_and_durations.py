"""Which texts and parts are dates and durations."""

from __future__ import annotations

from tests.unit.feel.spec.rows import holds, rows

TABLE = r"""
date("2017-02-29") ==> null
date("2016-02-29") ==> @"2016-02-29"
date("2017-1-01") ==> null
date("17-01-01") ==> null
date("20170101") ==> null
date("2017-01-01Z") ==> null
date("2017-01-01+02:00") ==> null
date(" 2017-01-01") ==> null
date("2017-01-00") ==> null
date("2017-00-01") ==> null
date("99999-12-31").year ==> 99999
date("-99999-12-31").year ==> -99999
date("999999999-12-31").year ==> 999999999
date("9999999999-12-25") ==> null
date(99999, 12, 31).year ==> 99999
date(-99999, 12, 31).year ==> -99999
date(999999999, 12, 31).year ==> 999999999
date(1000000000, 12, 31) ==> null
date(-1000000000, 12, 31) ==> null
date(2017, 0, 1) ==> null
date(2017, 13, 1) ==> null
date(2017, 1, 32) ==> null
date(2017, 1, -1) ==> null
date(null, 1, 1) ==> null
date(2017) ==> null
date([]) ==> null
date(@"2017-01-01T10:00:00Z") ==> @"2017-01-01"
date(date("2017-01-01")) ==> @"2017-01-01"
date(from: @"2017-01-01") ==> @"2017-01-01"
date(day: 1, year: 2017, month: 2) ==> @"2017-02-01"
date("2012-12-25") instance of date ==> true
date(time("10:00:00")) ==> null
string(duration("P0Y0M")) ==> "P0M"
string(duration("-P1D")) ==> "-P1D"
string(duration("-P0D")) ==> "PT0S"
string(duration("P1DT2H3M4.5S")) ==> "P1DT2H3M4.5S"
string(duration("PT4500S")) ==> "PT1H15M"
string(duration("P1Y14M")) ==> "P2Y2M"
string(duration("P13M")) ==> "P1Y1M"
string(duration("-P13M")) ==> "-P1Y1M"
duration("P1Y1M1D") ==> null
duration("+P1D") ==> null
duration("P-1D") ==> null
duration("PT1H-1M") ==> null
duration("p1d") ==> null
duration("P1H") ==> null
duration("PT1D") ==> null
duration("P1S") ==> null
duration("P1.5Y") ==> null
duration("PT1.5H") ==> null
duration("P1D2H") ==> null
duration("P1DT") ==> null
duration("-") ==> null
duration(" P1D") ==> null
duration("P1D ") ==> null
duration("--P1D") ==> null
duration(1) ==> null
duration(@"P1D") ==> @"P1D"
duration("P2Y") = duration("P24M") ==> true
string(duration("PT0.999S")) ==> "PT0.999S"
string(duration("P999999999M")) ==> "P83333333Y3M"
string(duration("-P999999999Y11M")) ==> "-P999999999Y11M"
duration("PT2H") instance of days and time duration ==> true
"""


@rows(TABLE)
def test_answers(text: str, wanted: str) -> None:
    holds(text, wanted)
