"""Numeric functions and arithmetic."""

from __future__ import annotations

from tests.unit.feel.spec.rows import holds, rows

TABLE = r"""
decimal(1/3, 2) ==> .33
decimal(1.5, 0) ==> 2
decimal(2.5, 0) ==> 2
decimal(0.5, 0) ==> 0
decimal(1.115, 2) ==> 1.12
decimal(1.125, 2) ==> 1.12
decimal(125, -1) ==> 120
decimal(n: 1.5, scale: 0) ==> 2
decimal(null, 2) ==> null
decimal(1.5, null) ==> null
decimal(1.555, 1.9) ==> 1.6
floor(1.5) ==> 1
floor(-1.56, 1) ==> -1.6
floor(1.5, null) ==> null
ceiling(1.5) ==> 2
ceiling(-1.56, 1) ==> -1.5
round up(5.5, 0) ==> 6
round up(-5.5, 0) ==> -6
round up(1.121, 2) ==> 1.13
round up(-1.126, 2) ==> -1.13
round down(5.5, 0) ==> 5
round down(-5.5, 0) ==> -5
round down(1.121, 2) ==> 1.12
round half up(5.5, 0) ==> 6
round half up(-5.5, 0) ==> -6
round half up(1.121, 2) ==> 1.12
round half up(-1.126, 2) ==> -1.13
round half down(5.5, 0) ==> 5
round half down(-5.5, 0) ==> -5
round half down(1.126, 2) ==> 1.13
round half up(5.5) ==> null
round up(5.5) ==> null
round up(n: 5.5, scale: 0) ==> 6
abs(10) ==> 10
abs(-10) ==> 10
abs(@"PT5H") ==> @"PT5H"
abs(@"-PT5H") ==> @"PT5H"
abs(@"-P5M") ==> @"P5M"
abs(n: -1) ==> 1
abs(null) ==> null
abs("1") ==> null
modulo(12, 5) ==> 2
modulo(-12, 5) ==> 3
modulo(12, -5) ==> -3
modulo(-12, -5) ==> -2
modulo(10.1, 4.5) ==> 1.1
modulo(-10.1, 4.5) ==> 3.4
modulo(10.1, -4.5) ==> -3.4
modulo(-10.1, -4.5) ==> -1.1
modulo(dividend: 12, divisor: 5) ==> 2
modulo(12, 0) ==> null
modulo(null, 1) ==> null
sqrt(16) ==> 4
sqrt(-3) ==> null
sqrt(number: 4) ==> 2
log(10) ==> 2.302585092994045684017991454684364
log(0) ==> null
log(-1) ==> null
log(number: 1) ==> 0
exp(5) ==> 148.4131591025766034211155800405523
exp(number: 0) ==> 1
exp(null) ==> null
odd(5) ==> true
odd(2) ==> false
odd(-5) ==> true
odd(0) ==> false
odd(1.5) ==> false
even(5) ==> false
even(2) ==> true
even(number: 2) ==> true
even("2") ==> null
10 ** 5 ==> 100000
10 ** -5 ==> 0.00001
-2 ** 2 ==> 4
(-2) ** 2 ==> 4
2 ** 0.5 ** 2 ==> 2
2 ** 3 ** 2 ==> 64
4 ** 0.5 ==> 2
2 ** -1 ==> 0.5
0 ** 0 ==> 1
1/0 ==> null
0/0 ==> null
1 + null ==> null
"a" + "b" ==> "ab"
"a" + 1 ==> null
"a" - "a" ==> null
1.0 = 1 ==> true
1e2 ==> 100
1.5E-2 ==> 0.015
.5e1 ==> 5
5. ==> refused
-5.125e+2 ==> -512.5
1--1 ==> 2
--1 ==> 1
- -1 ==> 1
2*-3 ==> -6
(1+2)*3 ==> 9
10 - 5 - 2 ==> 3
100/10/2 ==> 5
true + 1 ==> null
0.1 + 0.2 = 0.3 ==> true
1/3 ==> 0.3333333333333333333333333333333333
-@"P1D" ==> @"-P1D"
"""


@rows(TABLE)
def test_answers(text: str, wanted: str) -> None:
    holds(text, wanted)
