"""Regular expressions in matches, replace and split, as XPath defines them."""

from __future__ import annotations

from tests.unit.feel.spec.rows import holds, rows

TABLE = r"""
matches("abracadabra", "(?:abra(?:cad)?)*") ==> true
matches("aa", "(a)\\1") ==> true
matches("abcd", "(asd)[\\1]") ==> null
matches("abcd", "(asd)[asd\\0]") ==> null
matches("abcd", "1[asd\\0]") ==> null
matches("a", "a\\2()") ==> null
matches("h", "(.)\\3") ==> null
matches("h", "(.)\\2") ==> null
matches("abcdefghijklmnopqq", "(((((((((((((((((a))))))))))))))))) \\17") ==> false
matches("abab", "^(ab)\\1$") ==> true
matches("abac", "^(ab)\\1$") ==> false
matches("aA", "^(a)\\1$", "i") ==> true
matches("ab1", "(a)(b)\\10") ==> false
matches("aba0", "(a)b\\10") ==> true
matches("hello", "^(?:(h)|x)\\1?ello") ==> true
replace("abcabc", "(a)(b)(c)\\1\\2\\3", "x") ==> "x"
replace("aabb", "(.)\\1", "<$1>") ==> "<a><b>"
matches("a", "[^") ==> null
matches("a", "[]") ==> null
matches("a", "[a") ==> null
matches("a", "a{") ==> null
matches("a", "a{1") ==> null
matches("a", "a{2,1}") ==> null
matches("a", "*a") ==> null
matches("a", "a**") ==> null
matches("a", "?") ==> null
matches("a", "a)") ==> null
matches("a", "(a") ==> null
matches("a", "\\") ==> null
matches("a", "\\q") ==> null
matches("a", "[b-a]") ==> null
matches("a", "[a-\\d]") ==> null
matches("-", "[a-]") ==> true
matches("-", "[-a]") ==> true
matches("b", "[^a]") ==> true
matches("Q", "[^q]", "i") ==> false
matches("i", "[A-Z-[IO]]", "i") ==> false
matches("a", "[A-Z-[IO]]", "i") ==> true
matches("K", "[A-Z]", "i") ==> true
matches("k", "K", "i") ==> true
matches("k", "\u212A", "i") ==> true
matches("\u212A", "[^k]", "i") ==> false
matches("ß", "[ẞ]", "i") ==> true
matches("5", "\\D") ==> false
matches("a5", "^\\D\\d$") ==> true
matches("_a", "^\\i\\c$") ==> true
matches("5a", "^\\i\\c$") ==> false
matches("é", "\\p{Ll}") ==> true
matches("É", "\\p{Ll}") ==> false
matches("É", "\\P{Ll}") ==> true
matches("a", "\\p{Foo}") ==> null
matches("a", "\\p{IsBasicLatin}") ==> true
matches("α", "\\p{IsGreek}") ==> true
matches("a", "^$") ==> false
matches("", "^$") ==> true
matches("", "") ==> true
matches("a", "") ==> true
matches("a\nb", "^b", "m") ==> true
matches("a\nb\n", "^$", "m") ==> true
matches("a|b", "a|b", "q") ==> true
matches("a^b", "^", "q") ==> true
matches("AB", "ab", "qi") ==> true
matches("hello world", "hello[ ]world", "x") ==> true
matches("helloworld", "hello[ ]world", "x") ==> false
matches("hello world", "\\p{ IsBasicLatin}+", "x") ==> true
matches("a", "a", "ii") ==> true
matches("a", "a", "X") ==> null
matches("a\nb", "a$b") ==> false
matches("abc", "a(?=b)") ==> null
matches("abc", "a(?!b)") ==> null
matches("abc", "(?i)ABC") ==> null
matches("a.b", "a\\.b") ==> true
matches("a-b", "a\\-b") ==> true
matches("ab", "a+?b") ==> true
matches("aaa", "^a{2,}$") ==> true
matches("aaa", "^a{0,2}$") ==> false
matches("a", "^a{0,2}$") ==> true
matches("a", "^(a|)$") ==> true
matches("", "^(a|)$") ==> true
matches("b", "|b") ==> true
matches("\\", "\\\\") ==> true
matches("\t", "\\t") ==> true
matches("a b", "a\\sb") ==> true
matches("𝒳", "^.$") ==> true
matches("🐎", "🐎") ==> true
matches("ab", "[a-c&&b]") ==> true
matches("input", "[[a-z]]") ==> null
matches("a]", "a]") ==> null
matches("a}", "a}") ==> null
replace("abcd", "b", "$0$0") ==> "abbcd"
replace("abcd", "(b)", "$1$2") ==> "abcd"
replace("abcd", "b", "\\\\") ==> "a\\cd"
replace("abcd", "b", "\\$") ==> "a$cd"
replace("abcd", "b", "$x") ==> null
replace("abcd", "b", "\\x") ==> null
replace("abcd", "", "x") ==> null
replace("abcd", "x*", "-") ==> null
replace("abcd", "^", "-") ==> null
replace("ABCD", "b", "x", "i") ==> "AxCD"
replace("a+b", "+", "-", "q") ==> "a-b"
replace("a$b", "$", "\\", "q") ==> "a\\b"
replace("foo\nbar", "o$", "X", "m") ==> "foX\nbar"
replace("a b c", " ", "") ==> "abc"
replace("a b", "a b", "x", "x") ==> "a b"
replace("abc", "(a)(b)?(x)?", "[$1|$2|$3]") ==> "[a|b|]c"
replace("aaa", "a{2}", "b") ==> "ba"
replace("banana", "(an)*a", "x") ==> "bx"
replace("abcabc", "(a(b)c)", "$12") ==> "abc2abc2"
replace("x", "x", "") ==> ""
replace("", "x", "y") ==> ""
replace("abc", "[^a]", "") ==> "a"
split("a1b22c", "[0-9]+") ==> ["a","b","c"]
split("a,b;c", "[,;]") ==> ["a","b","c"]
split("abc", "b*") ==> null
split(",a,", ",") ==> ["","a",""]
split("aXbxc", "x") ==> ["aXb","c"]
split("a|b", "\\|") ==> ["a","b"]
"""


@rows(TABLE)
def test_answers(text: str, wanted: str) -> None:
    holds(text, wanted)
