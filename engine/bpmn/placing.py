"""Where a new or moved step goes in the picture, and the room that is made for it."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

from engine.bpmn.lint_diagram import Box
from engine.bpmn.picture import ACROSS, DOWN, GAP, TASK_HEIGHT, TASK_WIDTH, Picture, Point, mid, route

_CLEAR = 12.0
_ROW = 110.0
LANE_HEIGHT = 120.0


def insert(picture: Picture, step_id: str, flow_id: str, next_flow_id: str, room_id: str) -> None:
    """Draw a new task into the flow, in the lane or sub-process `room_id`; what lies behind it moves to the right.

    `flow_id` leads to the new task from now on and `next_flow_id` away from it.
    """
    source_id, target_id = picture.ends[flow_id]
    source, target = picture.box(source_id), picture.box(target_id)
    if source is None or target is None:
        return
    old, room, blocks = picture.line(flow_id), picture.box(room_id), _blocks(picture, room_id)
    middle = _row(picture, flow_id, source, target, room, blocks)
    if middle is None and room is not None:
        grow_lane(picture, room_id, _ROW)
        middle = room.y + room.height + _ROW - TASK_HEIGHT / 2 - _CLEAR
    source, target, room = picture.box(source_id) or source, picture.box(target_id) or target, picture.box(room_id)
    middle = mid(source)[1] if middle is None else middle
    left = _make_column(picture, source, target, middle, room, _blocks(picture, room_id))
    box = Box(left, middle - TASK_HEIGHT / 2, TASK_WIDTH, TASK_HEIGHT)
    picture.place(step_id, box)
    source, target = picture.box(source_id) or source, picture.box(target_id) or target
    picture.draw(flow_id, route(source, box))
    picture.draw(next_flow_id, _onwards(box, target, old))


def _blocks(picture: Picture, room_id: str) -> list[Box]:
    """The open sub-processes that a step in the room cannot lie in."""
    room = picture.box(room_id)
    found = {each: box for each, box in picture.blocks().items() if each != room_id}
    return [box for box in found.values() if room is None or not _holds(box, room)]


def _row(picture: Picture, flow_id: str, source: Box, target: Box, room: Box | None, blocks: list[Box]) -> float | None:
    """The height at which the new task is in its room, in no block, and the fewest lines pass; None without any."""
    cut = source.x + source.width + 1
    wanted = [mid(source)[1], mid(target)[1]]
    if room is not None:
        low, high = room.y + TASK_HEIGHT / 2 + _CLEAR, room.y + room.height - TASK_HEIGHT / 2 - _CLEAR
        steps = [low + each * _CLEAR for each in range(int(max(0.0, high - low) // _CLEAR) + 1)]
        wanted = [each for each in [*wanted, mid(room)[1], *steps] if low <= each <= high]
    spanning = [box for box in blocks if box.x < cut < box.x + box.width + GAP]
    free = [each for each in wanted if not any(_meets(box, each) for box in spanning)]
    return min(free, key=lambda each: (_passing(picture, flow_id, cut, each), abs(each - mid(source)[1])), default=None)


def _passing(picture: Picture, flow_id: str, cut: float, middle: float) -> int:
    """How many other lines would run behind a task at that height."""
    found = 0
    for other, points in picture.lines():
        found += other != flow_id and any(_crosses(one, two, cut, middle) for one, two in pairwise(points))
    return found


def _crosses(one: Point, two: Point, cut: float, middle: float) -> bool:
    half = TASK_HEIGHT / 2 + _CLEAR
    is_across = min(one[0], two[0]) <= cut + GAP and max(one[0], two[0]) >= cut + GAP
    return is_across and min(one[1], two[1]) < middle + half and max(one[1], two[1]) > middle - half


def _make_column(
    picture: Picture, source: Box, target: Box, middle: float, room: Box | None, blocks: list[Box]
) -> float:
    """Move what lies behind the source to the right as far as needed; answers where the new task begins."""
    cut = source.x + source.width + 1
    in_row = [box for box in picture.boxes().values() if _meets(box, middle)]
    staying = [box.x + box.width for box in in_row if mid(box)[0] < cut]
    left = max([cut - 1, *staying]) + GAP
    behind = [box.x for box in in_row if mid(box)[0] >= cut] + ([room.x + room.width] if room is not None else [])
    behind += [box.x for box in blocks if box.x >= cut and _meets(box, middle)]
    behind += [target.x] if target.x >= cut else []
    missing = left + TASK_WIDTH + GAP - min(behind, default=float("inf"))
    if missing > 0:
        picture.shift(ACROSS, cut, missing)
    return left


def _meets(box: Box, middle: float) -> bool:
    half = TASK_HEIGHT / 2 + _CLEAR
    return box.y < middle + half and box.y + box.height > middle - half


def _onwards(box: Box, target: Box, old: list[Point]) -> list[Point]:
    """From the new task to where the flow led before; a way back keeps the height it ran at."""
    if target.x + target.width > box.x or len(old) < 4:
        return route(box, target)
    level = max(pairwise(old), key=lambda pair: abs(pair[0][0] - pair[1][0]))[0][1]
    edge = box.y if level < mid(box)[1] else box.y + box.height
    leave = mid(box)[0]
    if old[-1][0] == old[-2][0]:
        return [(leave, edge), (leave, level), (old[-1][0], level), old[-1]]
    return [(leave, edge), (leave, level), (old[-2][0], level), old[-2], old[-1]]


def close_gap(picture: Picture, step_id: str, incoming: Iterable[str], outgoing: str) -> None:
    """Lead the lines into a step that goes away on to where its way out led."""
    box, rest = picture.box(step_id), picture.line(outgoing)
    if box is None or not rest:
        return
    for flow_id in incoming:
        points = picture.line(flow_id)
        if points:
            picture.draw(flow_id, [*points, mid(box), *rest])


def move(picture: Picture, step_id: str, room_id: str, attached: Iterable[str]) -> None:
    """Draw a step in another lane, below or above where it was, with what belongs to it."""
    own = {each: box for each in (step_id, *attached) if (box := picture.box(each)) is not None}
    room = picture.box(room_id)
    if step_id not in own or room is None:
        return
    whole = _around_all(own.values())
    others = [other for each, other in picture.boxes().items() if each not in own]
    top = _free_place(whole, room, [*others, *picture.blocks().values()])
    if top is None:
        grow_lane(picture, room_id, whole.height + 2 * _CLEAR)
        own = {each: picture.box(each) or box for each, box in own.items()}
        whole, room = _around_all(own.values()), picture.box(room_id) or room
        top = room.y + room.height - whole.height - _CLEAR
    down = top - whole.y
    for each, box in own.items():
        picture.place(each, Box(box.x, box.y + down, box.width, box.height))
    _reroute(picture, set(own), down)


def _around_all(boxes: Iterable[Box]) -> Box:
    """The smallest box around all of these."""
    known = list(boxes)
    left, top = min(box.x for box in known), min(box.y for box in known)
    right, bottom = max(box.x + box.width for box in known), max(box.y + box.height for box in known)
    return Box(left, top, right - left, bottom - top)


def _free_place(box: Box, room: Box, others: Iterable[Box]) -> float | None:
    known = list(others)
    first, last = room.y + _CLEAR, room.y + room.height - box.height - _CLEAR
    middle = room.y + (room.height - box.height) / 2
    steps = [first + each * _CLEAR for each in range(int(max(0.0, last - first) // _CLEAR) + 1)]
    for top in sorted(
        (each for each in [middle, *steps] if first <= each <= last), key=lambda each: abs(each - middle)
    ):
        wide = Box(box.x - _CLEAR, top - _CLEAR, box.width + 2 * _CLEAR, box.height + 2 * _CLEAR)
        if not any(wide.overlaps(other) for other in known):
            return top
    return None


def _reroute(picture: Picture, moved: set[str], down: float) -> None:
    """Lines between moved steps move along; those to others find a new way."""
    for flow_id, (source_id, target_id) in picture.ends.items():
        points = picture.line(flow_id)
        if {source_id, target_id} <= moved:
            picture.draw(flow_id, [(x, y + down) for x, y in points])
        elif {source_id, target_id} & moved and points:
            source, target = picture.box(source_id), picture.box(target_id)
            if source is not None and target is not None:
                picture.draw(flow_id, route(source, target))


def grow_lane(picture: Picture, lane_id: str, by: float) -> None:
    """Make a lane higher at its lower edge; what is below moves down."""
    lane = picture.box(lane_id)
    if lane is not None:
        picture.shift(DOWN, lane.y + lane.height, by, frozenset({lane_id, *_around(picture, lane)}))


def add_lane(picture: Picture, lane_id: str, others: Iterable[str]) -> None:
    """Draw a new lane below the others; the pool grows with it."""
    boxes = [box for each in others if (box := picture.box(each)) is not None]
    if not boxes:
        return
    last = max(boxes, key=lambda box: box.y + box.height)
    picture.shift(DOWN, last.y + last.height, LANE_HEIGHT, frozenset(_around(picture, last)))
    picture.place(lane_id, Box(last.x, last.y + last.height, last.width, LANE_HEIGHT))


def _around(picture: Picture, lane: Box) -> list[str]:
    """The pools that a lane lies in."""
    return [each for each in picture.pools() if (box := picture.box(each)) is not None and _holds(box, lane)]


def _holds(outer: Box, inner: Box) -> bool:
    is_across = outer.x <= inner.x and outer.x + outer.width >= inner.x + inner.width
    return is_across and outer.y <= inner.y and outer.y + outer.height >= inner.y + inner.height
