"""Strings and names are counted by code point, whatever the plane."""

from __future__ import annotations

from tests.unit.feel.spec.rows import holds, rows

TABLE = r"""
{🐎: "horse"}.🐎 ==> "horse"
{"🐎": 1}.🐎 ==> 1
{"\uD83D\uDC0E": 1}.🐎 ==> 1
string length("\U01F40E\uD83D\uDC0E🐎") ==> 3
substring("foo🐎bar", 4, 1) ==> "🐎"
substring("🐎🐎bar", -3) ==> "bar"
substring before("foo🐎bar", "🐎") ==> "foo"
substring after("foo🐎bar", "🐎") ==> "bar"
contains("foo🐎bar", "🐎") ==> true
starts with("🐎bar", "🐎") ==> true
ends with("bar🐎", "🐎") ==> true
matches("🐎bar", "^🐎") ==> true
matches("🐎bar", "^.bar$") ==> true
replace("🐎bar", "🐎", "x") ==> "xbar"
replace("xbar", "x", "🐎") ==> "🐎bar"
split("a🐎b🐎c", "🐎") ==> ["a","b","c"]
"\u0065\u0301" = "é" ==> false
upper case("éß") ==> "ÉSS"
"🐎" < "🐏" ==> true
["🐎","🐏"][item = "🐏"] ==> ["🐏"]
"\\u0041" ==> "\\u0041"
string("\"") ==> "\""
string(["\\"]) ==> "[\"\\\\\"]"
string(["\n"]) ==> "[\"\\n\"]"
"""


@rows(TABLE)
def test_answers(text: str, wanted: str) -> None:
    holds(text, wanted)
