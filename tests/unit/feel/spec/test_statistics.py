"""Functions that make one value of a list."""

from __future__ import annotations

from tests.unit.feel.spec.rows import holds, rows

TABLE = r"""
min([1,2,3]) ==> 1
min(1,2,3) ==> 1
min(1) ==> 1
min([1]) ==> 1
min([]) ==> null
min(null) ==> null
min() ==> null
min("a","b") ==> "a"
min([1,null,3]) ==> null
min([1,"a"]) ==> null
max(list: [1,2,3]) ==> 3
max([@"2017-01-01",@"2018-01-01"]) ==> @"2018-01-01"
max(1,2,3) ==> 3
max([true,false]) ==> null
sum([1,2,3]) ==> 6
sum(1,2,3) ==> 6
sum(1) ==> 1
sum([]) ==> null
sum([1,"a"]) ==> null
sum([1,null]) ==> null
sum([@"P1D",@"P2D"]) ==> null
mean([1,2,3]) ==> 2
mean(1,2,3) ==> 2
mean([]) ==> null
mean([1,null]) ==> null
mean(list: [1,2]) ==> 1.5
all([true,true]) ==> true
all([true,null,true]) ==> null
all([]) ==> true
all(0) ==> null
all(true) ==> true
all([false,null,true]) ==> false
all([true,1]) ==> null
all(null) ==> null
all() ==> null
all([true],[false]) ==> null
any([false,null,true]) ==> true
any([]) ==> false
any(0) ==> null
any([false,1]) ==> null
any([false,null]) ==> null
any(list: [true]) ==> true
product([2,3,4]) ==> 24
product(2,3,4) ==> 24
product([]) ==> null
median(8,2,5,3,4) ==> 4
median([6,1,2,3]) ==> 2.5
median([]) ==> null
stddev(2,4,7,5) ==> 2.081665999466132735282297706979931
stddev([47]) ==> null
stddev(47) ==> null
stddev([]) ==> null
mode(6,3,9,6,6) ==> [6]
mode([6,1,9,6,1]) ==> [1,6]
mode([]) ==> []
mode(null) ==> null
mode([1,null]) ==> null
count([1,2,3]) ==> 3
count([]) ==> 0
count([1,[2,3]]) ==> 2
count(1,2,3) ==> null
count(1) ==> 1
count([1,[2,3]]) ==> 2
count(null) ==> null
count(list: [1,2]) ==> 2
"""


@rows(TABLE)
def test_answers(text: str, wanted: str) -> None:
    holds(text, wanted)
