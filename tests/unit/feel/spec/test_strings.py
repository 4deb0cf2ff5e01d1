"""String functions, with the regular expressions of XPath."""

from __future__ import annotations

from tests.unit.feel.spec.rows import holds, rows

TABLE = r"""
substring("foobar", 3) ==> "obar"
substring("foobar", 3, 3) ==> "oba"
substring("foobar", -2, 1) ==> "a"
substring("\U01F40Eab", 2) ==> "ab"
substring(string: "foobar", start position: 3) ==> "obar"
substring("foobar", 0) ==> null
substring("foobar", 10) ==> ""
substring("foobar", 3, 0) ==> null
substring("foobar", 3, 100) ==> "obar"
substring("foobar", 3, 3.8) ==> "oba"
substring("foobar", 1, -1) ==> null
substring("", 1) ==> ""
substring("foo", null) ==> null
substring(null, 1) ==> null
string length("foo") ==> 3
string length("\U01F40Eab") ==> 3
string length(null) ==> null
string length(string: "abc") ==> 3
upper case("aBc4") ==> "ABC4"
lower case("aBc4") ==> "abc4"
substring before("foobar", "bar") ==> "foo"
substring before("foobar", "xyz") ==> ""
substring before("foobar", "foo") ==> ""
substring before("foobar", "") ==> ""
substring after("foobar", "ob") ==> "ar"
substring after("", "a") ==> ""
substring after("foobar", "") ==> "foobar"
substring after("foobar", "xyz") ==> ""
substring after("", "") ==> ""
substring before("", "") ==> ""
substring after(string: "foobar", match: "ob") ==> "ar"
replace("abcd", "(ab)|(a)", "[1=$1][2=$2]") ==> "[1=ab][2=]cd"
replace("abracadabra", "bra", "*") ==> "a*cada*"
replace("abracadabra", "a.*a", "*") ==> "*"
replace("abracadabra", "a.*?a", "*") ==> "*c*bra"
replace("abracadabra", "a", "") ==> "brcdbr"
replace("abracadabra", "a(.)", "a$1$1") ==> "abbraccaddabbra"
replace("AAAA", "A+", "b") ==> "b"
replace("AAAA", "A+?", "b") ==> "bbbb"
replace("darted", "^(.*?)d(.*)$", "$1c$2") ==> "carted"
replace("reluctant", "r.*?t", "X") ==> "Xant"
replace("0123456789", "(\\d{3})(\\d{3})(\\d{4})", "($1) $2-$3") ==> "(012) 345-6789"
replace("abc", "[a-z]", "#", "") ==> "###"
replace("a.b.c", "[a-z]", "#", "i") ==> "#.#.#"
replace("abc", "b", "$") ==> null
replace("abc", "b", "\\$") ==> "a$c"
replace("abc", "b", "\\") ==> null
replace("a\\b\\c", "\\\\", "\\\\\\\\") ==> "a\\\\b\\\\c"
replace("abc", ".*?", "x") ==> null
replace("abc", "(", "x") ==> null
replace("abc", "b", "x", "z") ==> null
replace(input: "abc", pattern: "b", replacement: "x", flags: "i") ==> "axc"
replace("foo bar", " ", "", "x") ==> null
replace("helloworld", "hello world", "X", "x") ==> "X"
replace("abc\ndef", "^d", "X", "m") ==> "abc\nXef"
replace("a\nb", "a.b", "X", "s") ==> "X"
replace("a\nb", "a.b", "X") ==> "a\nb"
replace("a.b", ".", "X", "q") ==> "aXb"
replace(null, "b", "x") ==> null
contains("foobar", "of") ==> false
contains("foobar", "oo") ==> true
contains("foobar", "") ==> true
contains(null, "a") ==> null
contains(string: "foobar", match: "ob") ==> true
starts with("foobar", "fo") ==> true
ends with("foobar", "r") ==> true
ends with(string: "foobar", match: "x") ==> false
matches("foobar", "^fo*b") ==> true
matches("abracadabra", "bra") ==> true
matches("abracadabra", "^a.*a$") ==> true
matches("abracadabra", "^bra") ==> false
matches("hello", "HELLO", "i") ==> true
matches("hello world", "hello world", "x") ==> false
matches("hello world", "hello\\ sworld", "x") ==> true
matches("hello world", "hello\\sworld") ==> true
matches("foo", "[") ==> null
matches("foo", "fo{2}") ==> true
matches("x\ny", "x.y", "s") ==> true
matches("x\ny", "^y$", "m") ==> true
matches("x\ny", "^y$") ==> false
matches("foo", "FOO", "si") ==> true
matches("foo", "foo", "p") ==> null
matches("a", "\\p{L}") ==> true
matches("a", "[a-z-[aeiou]]") ==> false
matches("b", "[a-z-[aeiou]]") ==> true
matches("aa", "(a)\\1") ==> true
matches("foo", null) ==> null
matches(null, "a") ==> null
matches("foo", "foo", null) ==> true
matches(input:"abc", pattern:"b") ==> true
split("John Doe", "\\s") ==> ["John", "Doe"]
split("a;b;c;;", ";") ==> ["a","b","c","",""]
split("", ";") ==> [""]
split("a", "") ==> null
split(null, ";") ==> null
split(string: "a;b", delimiter: ";") ==> ["a","b"]
split("John Doe", "[a-z]") ==> ["J", "", "", " D", "", ""]
string join(["a","b","c"], "_and_") ==> "a_and_b_and_c"
string join(["a","b","c"], "") ==> "abc"
string join(["a","b","c"], null) ==> "abc"
string join(["a"], "X") ==> "a"
string join(["a",null,"c"], "X") ==> "aXc"
string join([], "X") ==> ""
string join([]) ==> ""
string join(["a","b"]) ==> "ab"
string join(["a", 1]) ==> null
string join("a", "b") ==> "a"
string join(null) ==> null
string join(list: ["a","b"], delimiter: ",") ==> "a,b"
"""


@rows(TABLE)
def test_answers(text: str, wanted: str) -> None:
    holds(text, wanted)
