"""List functions."""

from __future__ import annotations

from tests.unit.feel.spec.rows import holds, rows

TABLE = r"""
list contains([1,2,3], 2) ==> true
list contains([1,2,3], null) ==> false
list contains([1,null], null) ==> true
list contains(list: [1,2,3], element: 2) ==> true
list contains(null, 1) ==> null
list contains([[1],[2]], [1]) ==> true
sublist([4,5,6], 1, 2) ==> [4,5]
sublist([1,2,3], 2) ==> [2,3]
sublist([1,2,3], -1) ==> [3]
sublist([1,2,3], -2, 1) ==> [2]
sublist([1,2,3], 0) ==> null
sublist([1,2,3], 4) ==> null
sublist([1,2,3], 2, 5) ==> null
sublist([1,2,3], 1, 0) ==> null
sublist([1,2,3], 1, -1) ==> null
sublist(list: [1,2,3], start position: 2) ==> [2,3]
sublist(list: [1,2,3], start position: 2, length: 1) ==> [2]
append([1], 2, 3) ==> [1,2,3]
append([1], [2]) ==> [1,[2]]
append([], null) ==> [null]
append(1, 2) ==> [1,2]
append([1]) ==> null
append(null, 2) ==> null
append(list: [1], item: 2) ==> [1,2]
concatenate([1,2],[3]) ==> [1,2,3]
concatenate([1,2],[3],[[4]]) ==> [1,2,3,[4]]
concatenate([1,2]) ==> [1,2]
concatenate([1,2],null) ==> null
concatenate() ==> null
concatenate(1,2) ==> [1,2]
insert before([1,3],1,2) ==> [2,1,3]
insert before([1,3],-1,2) ==> [1,2,3]
insert before([1,3],3,2) ==> null
insert before([],1,2) ==> null
insert before([1],0,2) ==> null
insert before(list: [1], position: 1, newItem: 2) ==> [2,1]
remove([1,2,3], 2) ==> [1,3]
remove([1,2,3], -1) ==> [1,2]
remove([1,2,3], 0) ==> null
remove([1,2,3], 4) ==> null
remove(list: [1,2], position: 1) ==> [2]
reverse([1,2,3]) ==> [3,2,1]
reverse(list: [1]) ==> [1]
reverse(null) ==> null
reverse(1) ==> [1]
index of([1,2,3,2],2) ==> [2,4]
index of([1,2,3,2],5) ==> []
index of([1,null],null) ==> [2]
index of(list: [1], match: 1) ==> [1]
index of(null, 1) ==> null
union([1,2],[2,3]) ==> [1,2,3]
union([1,2],[2,3],[3,4,null]) ==> [1,2,3,4,null]
union() ==> null
union([1,1]) ==> [1]
distinct values([1,2,3,2,1]) ==> [1,2,3]
distinct values([null, null, 1]) ==> [null,1]
distinct values(list: [1,1]) ==> [1]
distinct values(1) ==> [1]
distinct values(null) ==> null
flatten([[1,2],[[3]], 4]) ==> [1,2,3,4]
flatten(list: [[1]]) ==> [1]
flatten(null) ==> null
flatten(1) ==> [1]
sort([3,1,4,5,2], function(x,y) x < y) ==> [1,2,3,4,5]
sort(list: [3,1,2], precedes: function(x,y) x < y) ==> [1,2,3]
sort([3,1,2]) ==> [1,2,3]
sort(["b","a"]) ==> ["a","b"]
sort([]) ==> []
sort(null, function(x,y) x<y) ==> null
sort([1,2], null) ==> null
list replace([2,4,7,8],3,6) ==> [2,4,6,8]
list replace([2,4,7,8],-1,6) ==> [2,4,7,6]
list replace([2,4,7,8],0,6) ==> null
list replace([2,4,7,8],5,6) ==> null
list replace([2,4,7,8],function(item,newItem) item < newItem,5) ==> [5,5,7,8]
list replace(list: [2,4,7,8], match: function(item,newItem) item < newItem, newItem: 5) ==> [5,5,7,8]
list replace(list: [2,4], position: 1, newItem: 5) ==> [5,4]
list replace([2,4], function(item,newItem) 1, 5) ==> null
list replace(null, 1, 5) ==> null
list replace([1,2],1,null) ==> [null,2]
"""


@rows(TABLE)
def test_answers(text: str, wanted: str) -> None:
    holds(text, wanted)
